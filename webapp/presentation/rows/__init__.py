"""Present the rows of a page about a thing: what is stated of it, and what only some kinds of things have."""
