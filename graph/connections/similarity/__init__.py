"""What is close to what: features, weights, the nearest neighbours, families of connections."""
