"""Present the page of a thing: what is stated of it, with the passages and sources behind each statement."""
