"""What follows from what is stated: the default graph, bounds of dates, connections."""
