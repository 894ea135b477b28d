"""Find the best few ways from one thing to another: fewest and rarest links first. See docs/decisions/0023."""

from __future__ import annotations

from collections.abc import Collection

from graph.network.network import Network
from graph.network.path import Paths
from graph.network.relations import Relation

WORK_BOUND = 1_000_000  # links looked at before a search is given up
APART_COST = 10_000  # what it costs a path to pass through a thing that a path told before passes through


def find_paths(  # noqa: PLR0913  each has a meaning of its own, and a default
    network: Network,
    start_iri: str,
    end_iri: str,
    *,
    count: int = 3,
    relations: Collection[Relation] | None = None,
    apart_cost: int = APART_COST,
    work_bound: int = WORK_BOUND,
) -> Paths:
    """Find the best paths between two things, the best first; those from B to A are those from A to B, reversed.

    Args: count: how many at most; relations: the kinds of links to go by, all when None; a function held (org:member,
          org:organization) is one kind of link: either of the two lets it through
    """
    raise NotImplementedError
