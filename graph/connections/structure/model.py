"""The structure of a network, for those who study it: its pieces, what holds them together, what is left unanswered.

These are the values; graph.connections.structure.analysis finds them, graph.connections.structure.tables writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from graph.connections.network.thing_kinds import Kind

LISTED = 1_000  # rows of a listing, unless more are asked for
NAMED = 10  # members that are named, parts whose size is told

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The first rows of a list, in its order, and how many rows it has in all."""

    count: int
    first: tuple[Row, ...]

    def shortened(self, listed: int) -> Listing[Row]:
        """Leave the first rows alone."""
        return replace(self, first=self.first[:listed])


@dataclass(frozen=True, slots=True)
class Component:
    """Initiatives that chains of links join, and nothing joins to others.

    size: initiatives. thing_count: what two or more of them share. members: the first by IRI.
    """

    number: int
    size: int
    thing_count: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A thing without which initiatives would fall apart.

    pair_count: pairs of initiatives that no chain would join without it. parts: the sizes, in initiatives, of the
    largest pieces that would be left of its component.
    """

    thing: str
    kind: Kind
    pair_count: int
    part_count: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """A thing that marks a community: `count` of its initiatives have it, of the `total` that have it anywhere."""

    thing: str
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Community:
    """Initiatives that share more with each other than with the rest; traits come the most telling first."""

    number: int
    size: int
    needs: tuple[Trait, ...]
    territories: tuple[Trait, ...]
    actors: tuple[Trait, ...]
    methods: tuple[Trait, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CentralActor:
    """An actor of two initiatives or more: how many it carries, starts or takes part in, and its PageRank.

    rank: over initiatives and what they share, times the number of both: 1 is average.
    """

    actor: str
    kind: Kind
    initiative_count: int
    rank: float


@dataclass(frozen=True, slots=True)
class UnansweredNeed:
    """A need that was expressed, and that no initiative answers there, nor a narrower one.

    place: the territory that the body governs for which it was said; else this body, or who said it.
    answer_count: initiatives that answer it elsewhere; 0 is nowhere. expressions: by IRI.
    """

    need: str
    place: str
    answer_count: int
    expressions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UntakenLesson:
    """A lesson none of whose needs is answered, nor a narrower one, by any initiative but those that taught it.

    needs: those it points to. learned_from: initiatives, events or contexts.
    """

    lesson: str
    needs: tuple[str, ...]
    learned_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """The component and the community that an initiative is in, by their numbers; 0 is none."""

    initiative: str
    component: int
    community: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What a network is made of; every listing is ordered, the largest or heaviest first, then by IRI.

    isolated_count: initiatives that nothing joins to another; they are in no component and no community. initiatives:
    all of them, by IRI.
    """

    isolated_count: int
    components: Listing[Component]
    bridges: Listing[Bridge]
    communities: Listing[Community]
    actors: Listing[CentralActor]
    needs: Listing[UnansweredNeed]
    lessons: Listing[UntakenLesson]
    initiatives: Listing[Membership]

    def shortened(self, listed: int) -> Structure:
        """Leave in each listing its first rows alone."""
        cut: dict[str, Any] = {each: getattr(self, each).shortened(listed) for each in LISTINGS}
        return replace(self, **cut)


# Each listing of a structure, and its rows.
LISTINGS: dict[str, type] = {
    "components": Component,
    "bridges": Bridge,
    "communities": Community,
    "actors": CentralActor,
    "needs": UnansweredNeed,
    "lessons": UntakenLesson,
    "initiatives": Membership,
}
