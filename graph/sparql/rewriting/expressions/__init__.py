"""Expressions of a query, written so that functions and aggregates mean what the standard says."""
