"""Reconciliation: which thing of the graph a name in somebody's list means, how sure that is, and what else is known of it."""
