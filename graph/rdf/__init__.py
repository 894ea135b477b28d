"""RDF terms, namespaces, deltas of quads, skolemization, serialization."""
