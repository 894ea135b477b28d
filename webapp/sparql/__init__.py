"""The SPARQL protocol, the graph store protocol, the service description."""
