"""Present a search: its results, its facets, and what could be chosen besides."""
