"""The data directory: store, snapshots, catalogue, dataset."""
