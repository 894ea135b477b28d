"""The values of a path search: paths, their steps and links, and how the search ended.

They hold IRIs and numbers only; names and sentences are added by `connections/wording` and `exploration`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from graph.connections.network.relations import Relation, predicate
from graph.connections.network.thing_kinds import Kind

LINK_COST = 10_000  # costs are integers, in ten-thousandths of a link, so that sums are exact


class Thing(NamedTuple):
    """A thing on a path."""

    iri: str
    kind: Kind


@dataclass(frozen=True, slots=True, order=True)
class Relationship:
    """One link between two neighbours on a path.

    Attributes:
        is_backwards: The first thing on the path is the object of the statement.
        record: IRI of the membership that links the two (a function of a person in a body); it is no step of its own.
            `relation` is then the one between the membership and the first thing, read backwards.
    """

    relation: Relation
    is_backwards: bool
    record: str | None = None

    @property
    def predicate(self) -> str:
        """Return the compact name of the property of the relation."""
        return predicate(self.relation)


@dataclass(frozen=True, slots=True)
class Step:
    """A step from one thing to its neighbour, with all links between them, in the order of relations."""

    start: Thing
    end: Thing
    links: tuple[Relationship, ...]

    @property
    def statements(self) -> tuple[tuple[str, str, str], ...]:
        """Return the statements of the links as subject, compact property and object; two for a membership."""
        return tuple(each for link in self.links for each in _statements(self, link))


@dataclass(frozen=True, slots=True)
class Path:
    """A path from one thing to another that passes no thing twice.

    Attributes:
        cost: In units of 1 / `LINK_COST` (decision 23).
    """

    cost: int
    steps: tuple[Step, ...]

    @property
    def weight(self) -> Decimal:
        """Return the cost as a number of links; the lower, the closer."""
        return Decimal(self.cost) / LINK_COST

    @property
    def things(self) -> tuple[Thing, ...]:
        """Return the things in order, both ends included; none for the path from a thing to itself."""
        return tuple(each.start for each in self.steps[:1]) + tuple(each.end for each in self.steps)


class Ending(Enum):
    """How a search ended."""

    FOUND = "found"  # as many paths as requested, or all there are
    STOPPED = "stopped"  # there may be more: the search read as many links as it may
    UNCONNECTED = "unconnected"  # there is no path
    UNKNOWN = "unknown"  # one of the two things is not in the network


@dataclass(frozen=True, slots=True)
class Paths:
    """The result of a search: distinct paths, the best first.

    Attributes:
        ending: STOPPED may go with none, some or all of the requested paths.
        is_through_hubs: The two are connected through a hub only.
        unknown: The IRIs that the network does not have.
        looked_at: The number of links that were read.
    """

    paths: tuple[Path, ...]
    ending: Ending
    is_through_hubs: bool = False
    unknown: tuple[str, ...] = ()
    looked_at: int = 0


def _statements(step: Step, link: Relationship) -> tuple[tuple[str, str, str], ...]:
    first, last = step.start.iri, step.end.iri
    if link.record is not None:
        other = Relation.MEMBER_OF_BODY if link.relation == Relation.MEMBER else Relation.MEMBER
        return (link.record, link.predicate, first), (link.record, predicate(other), last)
    return ((last, link.predicate, first) if link.is_backwards else (first, link.predicate, last),)
