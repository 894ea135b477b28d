"""First start, backup and restore."""
