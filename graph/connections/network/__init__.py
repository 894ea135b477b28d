"""The network of things and links of one snapshot, as arrays: built from the default graph, stored beside the snapshot."""
