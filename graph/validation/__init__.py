"""SHACL, checks over named graphs, the report; validation of a change alone."""
