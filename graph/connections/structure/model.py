"""Hold the structure of a network as values: its pieces, what holds them together, what is left unanswered.

`analysis` computes them, `tables` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from graph.connections.network.thing_kinds import Kind

LISTED = 1_000  # rows of a listing, unless more are requested
NAMED = 10  # members that are named, parts whose size is listed

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The first rows of a list, in its order, and how many rows it has in all."""

    count: int
    first: tuple[Row, ...]

    def shortened(self, listed: int) -> Listing[Row]:
        """Return the list with its first rows alone."""
        return replace(self, first=self.first[:listed])


@dataclass(frozen=True, slots=True)
class Component:
    """Initiatives that chains of links join, and nothing joins to others.

    Attributes:
        size: Initiatives.
        thing_count: What two or more of them share.
        members: The first by IRI.
    """

    number: int
    size: int
    thing_count: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """An articulation point: a thing without which initiatives would no longer be connected.

    Attributes:
        pair_count: Pairs of initiatives that no chain would join without it.
        parts: Sizes, in initiatives, of the largest pieces that would be left of its component.
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
    """Initiatives that share more with each other than with the rest; the most distinctive traits come first."""

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

    Attributes:
        place: The territory governed by the body that the need was expressed for; else this body, or who expressed
            it.
        answer_count: Initiatives that answer it elsewhere; 0 is nowhere.
        expressions: By IRI.
    """

    need: str
    place: str
    answer_count: int
    expressions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UntakenLesson:
    """A lesson whose needs, and narrower ones, only the initiatives that taught it answer.

    Attributes:
        needs: Those it points to.
        learned_from: Initiatives, events or contexts.
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
    """The structure of a network; every listing is ordered, the largest or heaviest first, then by IRI.

    Attributes:
        isolated_count: Initiatives that nothing joins to another; they are in no component and no community.
        initiatives: All of them, by IRI.
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
        """Return the structure with the first rows of each listing alone."""
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
