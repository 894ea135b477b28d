"""Rules that rewrite the text of a query so that the engine gives the right rows, and sooner."""
