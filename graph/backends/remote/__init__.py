"""A dataset behind any service of the SPARQL 1.1 protocol: the same seams as the embedded one (graph.backends.protocols)."""
