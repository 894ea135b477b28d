"""Tests of graph.rdf.partitions: what follows a change equals a count of everything; test_statistics compares random ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import Store

from graph.rdf import partitions
from graph.rdf.partitions import (
    CLASS,
    DATATYPE,
    SUBJECTS,
    TRIPLES,
    Part,
    count_partitions,
    followed_partitions,
    parse_partitions,
    partitions_json,
)
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Term, name
from graph.sparql.named_queries import read_query

TYPE, LINK, LABEL = (
    name("rdf:type"),
    NamedNode("http://example.org/link"),
    NamedNode("http://example.org/label"),
)
CIRCLE, NEED, WISH = (NamedNode(f"http://example.org/{each}") for each in ("Circle", "Need", "Wish"))


def node(number: int) -> NamedNode:
    """Name a thing."""
    return NamedNode(f"http://example.org/thing/{number}")


def quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    """State something in the default graph."""
    return Quad(subject, predicate, value, DefaultGraph())


CIRCLES = [quad(node(each), TYPE, CIRCLE) for each in range(3)]
LINKS = [quad(node(each), LINK, node(9)) for each in range(3)]
OF_THE_NEED = [quad(node(9), TYPE, NEED), quad(node(9), LABEL, Literal("Lire", language="fr"))]


def store_of(*quads: Quad) -> Store:
    """Hold some quads in memory."""
    store = Store()
    store.extend(quads)
    return store


def counted(store: Store) -> dict[Part, int]:
    """Count all classes."""

    def rows(query: str, class_: str) -> Iterator[tuple[Term, ...]]:
        solutions = store.query(read_query(query).text({"class": NamedNode(class_)}))
        return (tuple(each) for each in solutions)  # type: ignore[union-attr]  # they are SELECT queries

    return count_partitions([each.value for each in (CIRCLE, NEED, WISH)], rows)


def test_parts_say_what_things_of_a_class_have() -> None:
    """Triples, subjects, the class of what is pointed to, the datatype of texts."""
    found = counted(store_of(*CIRCLES, *LINKS, *OF_THE_NEED))
    circle, need, link = CIRCLE.value, NEED.value, LINK.value
    assert found[Part(circle, link, TRIPLES)] == found[Part(circle, link, SUBJECTS)] == 3
    assert found[Part(circle, link, CLASS, need)] == 3
    assert found[Part(need, LABEL.value, DATATYPE, name("rdf:langString").value)] == 1
    assert Part(need, link, TRIPLES) not in found
    assert parse_partitions(partitions_json(found)) == found


def test_what_points_to_a_thing_counts_anew_when_its_class_changes() -> None:
    """Though nothing is stated of what points."""
    before, after = store_of(*CIRCLES, *LINKS, *OF_THE_NEED), store_of(*CIRCLES, *LINKS, *OF_THE_NEED[1:])
    retyped = quad(node(9), TYPE, WISH)
    after.add(retyped)
    found, subjects = followed_partitions(counted(before), OF_THE_NEED[:1], [retyped], after)
    assert (found, subjects) == (counted(after), 0)
    assert found[Part(CIRCLE.value, LINK.value, CLASS, WISH.value)] == 3


def test_a_subject_that_comes_or_goes_is_counted() -> None:
    """One more with its first triple, one less with its last."""
    store = store_of(*CIRCLES, *LINKS)
    assert followed_partitions({}, [], CIRCLES + LINKS, store) == (counted(store), 3)
    assert followed_partitions(counted(store), CIRCLES + LINKS, [], Store()) == ({}, -3)


def test_a_hub_whose_class_changes_is_left_to_a_count_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than going through all that points to it in the writer's time."""
    monkeypatch.setattr(partitions, "_MOST_CONCERNED", 2)
    with pytest.raises(ValueError, match="thing/9"):
        followed_partitions({}, [], OF_THE_NEED, store_of(*LINKS, *OF_THE_NEED))


def test_a_change_of_something_else_is_refused() -> None:
    """What takes away more than was counted is no change of it."""
    with pytest.raises(ValueError, match="-1"):
        followed_partitions({}, CIRCLES[:1], [], Store())
