"""Paths between two things, as values: what joins them, step by step, and how the search for them ended."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from graph.connections.network.relations import Relation, predicate
from graph.connections.network.thing_kinds import Kind

LINK_COST = 10_000  # costs are whole numbers of ten-thousandths of a link, so that sums are exact


class Thing(NamedTuple):
    """A thing on the way."""

    iri: str
    kind: Kind


@dataclass(frozen=True, slots=True, order=True)
class Relationship:
    """One reason why two neighbours are joined.

    is_backwards: the thing that comes first on the way is the object of the statement. record: the IRI of the node
    through which they are joined (a function held by a person in a body), which no visitor sees as a thing; then
    `relation` is that which names the first thing, and it is read backwards.
    """

    relation: Relation
    is_backwards: bool
    record: str | None = None

    @property
    def predicate(self) -> str:
        """Give the compact name of the relation's own predicate."""
        return predicate(self.relation)


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to its neighbour, with all the links between them, in the order of relations."""

    start: Thing
    end: Thing
    links: tuple[Relationship, ...]

    @property
    def statements(self) -> tuple[tuple[str, str, str], ...]:
        """Give what the data state, as subject, compact predicate and object; two statements for a record."""
        return tuple(each for link in self.links for each in _statements(self, link))


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one thing to another that passes no thing twice.

    cost: in units of `1 / LINK_COST`; see docs/decisions/0023.
    """

    cost: int
    steps: tuple[Step, ...]

    @property
    def weight(self) -> Decimal:
        """Give the cost as a number of links: the lower, the closer."""
        return Decimal(self.cost) / LINK_COST

    @property
    def things(self) -> tuple[Thing, ...]:
        """Give the things in order, both ends among them; nothing for the way from a thing to itself."""
        return tuple(each.start for each in self.steps[:1]) + tuple(each.end for each in self.steps)


class Ending(Enum):
    """How a search ended."""

    FOUND = "found"  # as many paths as were asked for, or all there are
    STOPPED = "stopped"  # there may be others: the two are so far apart that the search was given up
    UNCONNECTED = "unconnected"  # nothing joins the two
    UNKNOWN = "unknown"  # one of the two is not in the network


@dataclass(frozen=True, slots=True)
class Paths:
    """What a search found: distinct paths, in the order in which to tell them.

    ending: STOPPED goes with none, some or all of the paths asked for. is_through_hubs: nothing but a hub joins the
    two. unknown: which of the IRIs asked about the network does not hold. looked_at: how many links were read.
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
