"""Tests of graph.rdf.skolemization: names that depend on what is said of a node, and on nothing else."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph.rdf.namespaces import Namespaces
from graph.rdf.skolemization import SkolemizationTimeout, skolemize

A = NamedNode("http://e.org/a")
NAMES = Namespaces("https://a.example")


def named(quads: list[Quad], salt: str = "") -> set[Quad]:
    """Name the blank nodes of some quads."""
    return set(skolemize(quads, NAMES, timeout_s=60, salt=salt))


def read(text: str) -> list[Quad]:
    """Read TriG with the prefixes of these tests."""
    return list(parse(f"@prefix : <http://e.org/> . {text}".encode(), RdfFormat.TRIG))


def shuffled(quads: list[Quad], chance: random.Random) -> list[Quad]:
    """Return the same quads in another order, with other labels."""
    nodes = dict[BlankNode, BlankNode]()

    def other(term: object) -> object:
        if isinstance(term, Triple):
            return Triple(other(term.subject), term.predicate, other(term.object))  # type: ignore[arg-type]
        return nodes.setdefault(term, BlankNode()) if isinstance(term, BlankNode) else term

    found = [
        Quad(other(each.subject), each.predicate, other(each.object), other(each.graph_name))  # type: ignore[arg-type]
        for each in quads
    ]
    chance.shuffle(found)
    return found


def entries(comments: list[str]) -> list[Quad]:
    """Return things with nodes of their own: each a period, and one that is about a place with an address."""
    parts = [
        f':t{number} :comment "{comment}" ; :period [ :begins {number % 7} ; :ends {number % 11 + number} ] ; '
        f":at [ :place :p{number % 5} ; :address [ :street {number} ; :comment {number} ] ] ."
        for number, comment in enumerate(comments)
    ]
    return read(" ".join(parts))


def test_neither_labels_nor_order_count() -> None:
    """The same statements give the same names, whoever wrote them; nodes alike are as many as they were."""
    chance = random.Random(1)
    texts = [
        ":a :p [ :q 1 ] , [ :q 2 ] , [ :q [ :q 3 ] ] .",
        "_:a :p _:b . _:b :p _:c . _:c :p _:a .",  # alike all around
        ":a :p [ ] , [ ] , [ :q [ ] ] .",
        "_:a :p _:b . _:b :p _:c . _:c :p _:d . _:d :p _:e . _:e :p _:f . _:f :q 1 .",
        ":g { _:a :p _:b } :h { _:b :p _:a . _:a :p 1 } _:g { _:a :q 2 }",
        ":a :p <<( _:a :q _:b )>> . _:b :q 1 . _:a :q 2 .",
    ]
    for text in texts:
        first = read(text)
        expected = named(first)
        assert len(expected) == len(first)
        assert "_:" not in " ".join(map(str, expected))
        for _ in range(5):
            assert named(shuffled(first, chance)) == expected, text


def test_a_small_change_changes_few_names() -> None:
    """A word that is said of a thing with a name changes that statement alone; of a node, what it is linked with."""
    before = named(entries(["x"] * 100))
    of_a_thing = named(entries(["x"] * 40 + ["y"] + ["x"] * 59))
    assert (len(before - of_a_thing), len(of_a_thing - before)) == (1, 1)
    of_a_node = named(
        [
            Quad(each.subject, each.predicate, Literal(400), each.graph_name)
            if each.object == Literal(40)
            else each
            for each in entries(["x"] * 100)
        ]
    )
    assert 0 < len(before - of_a_node) <= 8
    assert named(entries(["x"] * 101)) > before


def test_a_node_among_nodes_alike_does_not_change_the_others() -> None:
    """What is said twice is numbered; what is said once keeps its name."""
    once = ":a :p [ :q 1 ] , [ :q 2 ] ."
    assert named(read(once)) < named(read(f"{once} :a :p [ :q 1 ] ."))


def test_graphs_and_salts_keep_nodes_apart() -> None:
    """The same in another graph is another node, and so is what is added later."""
    quads, elsewhere = read(":g { :a :p [ :q 1 ] }"), read(":h { :a :p [ :q 1 ] }")
    assert {each.subject for each in named(quads)} & {each.subject for each in named(elsewhere)} == {A}
    assert named(quads, salt="1").isdisjoint(named(quads, salt="2"))
    assert named(quads, salt="1") == named(quads, salt="1")


def test_what_has_no_blank_node_stays() -> None:
    """As it is."""
    quads = read(":a :p 1 , 2 .")
    assert skolemize(quads, NAMES, timeout_s=0) == quads


def test_what_is_entangled_is_given_up() -> None:
    """Nodes that look alike from everywhere are compared in a process that is stopped in time."""
    nodes = [BlankNode() for _ in range(30)]
    predicate = NamedNode("http://e.org/p")
    ring = [Quad(first, predicate, second) for first, second in pairwise([*nodes, nodes[0]])]
    everyone = [Quad(first, predicate, second) for first in nodes for second in nodes if first != second]
    assert len(named(ring)) == len(ring)
    with pytest.raises(SkolemizationTimeout):
        skolemize(everyone, NAMES, timeout_s=0.5)
