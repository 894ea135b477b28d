"""Maillage's graph: sources become candidates, candidates a store, the store snapshots that answer queries."""
