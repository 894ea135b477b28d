"""The SPARQL query that gives a path again, for whoever wants to go on from it."""

from __future__ import annotations

from graph.network.path import Path


def path_query(path: Path) -> str:
    """Write a SELECT that gives one row: the things of the path. Without the VALUES of the things in between, it gives
    every path of the same links between the two ends.
    """
    raise NotImplementedError
