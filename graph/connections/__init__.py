"""What links things; works on arrays, and knows no store."""
