"""The syntax tree of SPARQL texts, and its readers."""
