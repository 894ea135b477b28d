"""What links things, as arrays: read from one snapshot's merge, kept beside it, read by those who look for links."""
