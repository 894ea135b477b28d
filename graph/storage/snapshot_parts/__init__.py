"""What is kept beside the store of a snapshot: the change that led to it, its network, its search index, its statistics."""
