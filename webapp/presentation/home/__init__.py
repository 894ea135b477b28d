"""Present the home page: what is near and new, the ways in, and the network as a drawing."""
