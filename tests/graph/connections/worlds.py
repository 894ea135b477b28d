"""Small random graphs of every kind of thing and link, and random changes of them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from graph.rdf.terms import NamedNode, Triple, name

BASE = "http://127.0.0.1:8000/id/"
_CLASSES = {
    "initiative": ("mai:Initiative",),
    "circle": ("mai:Circle", "mai:Initiative"),
    "need": ("mai:Need", "skos:Concept"),
    "method": ("mai:Method", "skos:Concept"),
    "territory": ("mai:Territory",),
    "organisation": ("org:Organization", "foaf:Agent"),
    "person": ("foaf:Person", "foaf:Agent"),
    "lesson": ("mai:Lesson",),
}
_COUNTS = {
    "initiative": 12,
    "circle": 4,
    "need": 7,
    "method": 4,
    "territory": 8,
    "organisation": 5,
    "person": 3,
    "lesson": 5,
}
_TOLD = ("initiative", "circle")
# From which kinds, by which predicate, to which kinds, how many in a small world.
_LINKS = (
    (_TOLD, "mai:answersNeed", ("need",), 22),
    (("need",), "mai:needAnsweredBy", _TOLD, 2),
    (_TOLD, "mai:usesMethod", ("method",), 8),
    (_TOLD, "mai:onTerritory", ("territory",), 14),
    (_TOLD, "mai:carriedBy", ("organisation", "person"), 12),
    (_TOLD, "mai:initiatedBy", ("organisation",), 4),
    (_TOLD, "mai:hasParticipant", ("organisation", "person"), 8),
    (_TOLD, "mai:partOf", _TOLD, 4),
    (_TOLD, "mai:extends", _TOLD, 2),
    (("lesson",), "mai:learnedFrom", _TOLD, 8),
    (("lesson",), "mai:pointsToNeed", ("need",), 7),
)


def thing(kind: str, number: int) -> NamedNode:
    """Name a thing."""
    return NamedNode(f"{BASE}{kind}/{number}")


def types() -> Iterator[Triple]:
    """Say what each thing is; territory 0 is the country."""
    for kind, count in _COUNTS.items():
        for number in range(count):
            for told in _CLASSES[kind]:
                yield Triple(thing(kind, number), name("rdf:type"), name(told))
    yield Triple(thing("territory", 0), name("rdf:type"), name("igeo:Pays"))


def random_link(rng: Random) -> Triple:
    """Give one link of any kind, those of which there are many more often."""
    starts, predicate, ends, _ = rng.choices(_LINKS, [each[3] for each in _LINKS])[0]
    return Triple(_any(rng, starts), name(predicate), _any(rng, ends))


def random_above(rng: Random) -> Triple:
    """Put a need or a territory under another, without a circle."""
    kind, predicate = rng.choice(
        (("need", "skos:broader"), ("territory", "mai:within"), ("territory", "igeo:subdivisionDirecteDe"))
    )
    low = rng.randrange(1, _COUNTS[kind])
    return Triple(thing(kind, low), name(predicate), thing(kind, rng.randrange(low)))


def random_world(rng: Random) -> list[Triple]:
    """Give a small world, in random order."""
    count = sum(each[3] for each in _LINKS)
    triples = {*types(), *(random_link(rng) for _ in range(count)), *(random_above(rng) for _ in range(9))}
    ordered = sorted(triples, key=str)
    rng.shuffle(ordered)
    return ordered


def random_change(rng: Random, world: set[Triple]) -> tuple[set[Triple], set[Triple]]:
    """Give triples to lose and to gain: links, hierarchies, and now and then what a thing is."""
    held = sorted(world, key=str)
    lost = {rng.choice(held) for _ in range(rng.randint(0, 3))}
    gained = {random_link(rng) for _ in range(rng.randint(0, 3))}
    if rng.random() < 0.3:
        gained.add(random_above(rng))
    if rng.random() < 0.2:
        gained |= set(list(types())[:: rng.randint(1, 9)])
    gained -= world
    return lost - gained, gained


def _any(rng: Random, kinds: tuple[str, ...]) -> NamedNode:
    kind = rng.choice(kinds)
    return thing(kind, rng.randrange(_COUNTS[kind]))
