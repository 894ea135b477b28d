"""Random datasets: few names and dense graphs, so that random patterns meet.

A world is a default graph and two or three named graphs of 6 to 14 triples each. All of them speak of the same three IRIs,
two blank nodes and a handful of literals, and share a part of their triples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.fuzzing.language.terms import DATE_TIME, TYPE, iri, literal, numeric

Triple = tuple[str, str, str]
NODES = (iri("a"), iri("b"), iri("c"))
PREDICATES = (iri("p"), iri("q"), iri("r"))
CLASSES = (iri("A"), iri("B"))
GRAPH_NAMES = (iri("g1"), iri("g2"), iri("g3"))
BLANK_NODES = ("_:b0", "_:b1")
ABSENT = iri("z")
LITERALS = (
    *map(numeric, (1, 2, 3)),
    literal("ab"),
    literal("cd"),
    literal("ab", language="en"),
    literal("ab", language="fr"),
    literal("2020-01-31T00:00:00Z", DATE_TIME),
)


@dataclass(frozen=True, slots=True)
class World:
    """A dataset: the triples of each graph by its name; the default graph has the empty name."""

    graphs: Mapping[str, tuple[Triple, ...]]

    def names(self) -> list[str]:
        """Return the names of the named graphs."""
        return [each for each in self.graphs if each]

    def text(self) -> str:
        """Return the dataset as TriG, one line a graph."""
        written = []
        for name, triples in self.graphs.items():
            body = " ".join(f"{' '.join(each)} ." for each in triples)
            written.append(f"{name} {{ {body} }}" if name else body)
        return "\n".join(written)


def random_world(random: Random) -> World:
    """Return a dataset of random triples."""
    names = GRAPH_NAMES[: random.choice((2, 3))]
    default = _graph(random, random.randint(6, 14), ())
    graphs = {"": default}
    for name in names:
        graphs[name] = _graph(random, random.randint(6, 14), default)
    return World(graphs)


def _graph(random: Random, size: int, others: tuple[Triple, ...]) -> tuple[Triple, ...]:
    """Return distinct triples, some of them from another graph."""
    shared = random.sample(others, min(len(others), size // 3))
    triples = dict.fromkeys(shared)
    while len(triples) < size:
        triples[_triple(random)] = None
    return tuple(triples)


def _triple(random: Random) -> Triple:
    subject = random.choice(BLANK_NODES) if random.random() < 0.15 else random.choice(NODES)
    if random.random() < 0.15:
        return subject, TYPE, random.choice(CLASSES)
    return subject, random.choice(PREDICATES), _object(random)


def _object(random: Random) -> str:
    chance = random.random()
    if chance < 0.6:
        return random.choice(NODES)
    if chance < 0.72:
        return random.choice(BLANK_NODES)
    if chance < 0.76:
        return random.choice((*PREDICATES, *GRAPH_NAMES, *CLASSES))
    return random.choice(LITERALS)
