"""The backend for a remote engine that speaks the SPARQL 1.1 protocol; it implements `graph.backends.protocols`."""
