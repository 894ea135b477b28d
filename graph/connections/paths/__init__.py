"""How two things are connected: the best few paths between them."""
