"""Bound what one request for reconciliation may hold; the limits that a client is told by name are listed by the web too."""

from __future__ import annotations

MOST_QUERIES = 1_000  # of a batch
MOST_THINGS = 1_000  # that a table is extended for at once
MOST_LETTERS = 1_000  # of a name or of a value
MOST_MEMBERS = 50  # of one query: properties, values of one, types
