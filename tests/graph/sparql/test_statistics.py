"""Tests of graph.sparql.statistics: counts followed through changes equal counts of everything, at the cost of the changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.rdf.partitions import CLASS, DATATYPE, SUBJECTS, TRIPLES, Part
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, name
from graph.sparql.statistics import (
    PredicateCounts,
    Statistics,
    count_statistics,
    followed,
    parse_statistics,
    statistics_text,
)

TYPE = name("rdf:type")
NODES = [NamedNode(f"http://example.org/{each}") for each in "abc"]
PREDICATES = [TYPE, *(NamedNode(f"http://example.org/p{each}") for each in range(2))]
OBJECTS = [*NODES, BlankNode("b"), Literal("x", language="fr"), Literal(7)]
GRAPHS = [DefaultGraph(), NODES[0], NODES[1]]
QUADS = [Quad(*each) for each in product([*NODES[:2], BlankNode("b")], PREDICATES, OBJECTS, GRAPHS)]

worlds = st.sets(st.sampled_from(QUADS), max_size=40)


def counted_by_hand(store: Store) -> Statistics:
    """Count quad by quad, without a query."""
    merged = [each for each in store if isinstance(each.graph_name, DefaultGraph)]
    named = [each.predicate.value for each in store if not isinstance(each.graph_name, DefaultGraph)]
    counts = {}
    for predicate in {each.predicate for each in merged}:
        own = [each for each in merged if each.predicate == predicate]
        ends = ({each.subject for each in own}, {each.object for each in own})
        counts[predicate.value] = PredicateCounts(len(own), *map(len, ends))
    classes = [
        each.object.value for each in merged if each.predicate == TYPE and isinstance(each.object, NamedNode)
    ]
    return Statistics(
        len(merged),
        counts,
        {each: classes.count(each) for each in classes},
        {each: named.count(each) for each in named},
        len({each.subject for each in merged}),
        partitions_by_hand(merged),
    )


def partitions_by_hand(merged: list[Quad]) -> dict[Part, int]:
    """Count triple by triple, looking up classes in all of them."""
    classes: dict[object, set[str]] = {}
    for each in merged:
        if each.predicate == TYPE and isinstance(each.object, NamedNode):
            classes.setdefault(each.subject, set()).add(each.object.value)
    counts = Counter[Part]()
    subjects = set[tuple[Part, object]]()
    for each in merged:
        for class_ in classes.get(each.subject, ()):
            predicate = each.predicate.value
            counts[Part(class_, predicate, TRIPLES)] += 1
            subjects.add((Part(class_, predicate, SUBJECTS), each.subject))
            if isinstance(each.object, Literal):
                counts[Part(class_, predicate, DATATYPE, each.object.datatype.value)] += 1
            for range_ in classes.get(each.object, ()):
                counts[Part(class_, predicate, CLASS, range_)] += 1
    counts.update(part for part, _ in subjects)
    return dict(counts)


def store_of(quads: set[Quad]) -> Store:
    """Hold some quads in memory."""
    store = Store()
    store.extend(quads)
    return store


@given(worlds)
def test_what_is_counted_is_there(quads: set[Quad]) -> None:
    """The engine's counts are those of a reader who goes through all quads; JSON tells the same."""
    store = store_of(quads)
    found = count_statistics(store)
    assert found == counted_by_hand(store)
    assert parse_statistics(statistics_text(found)) == found


@given(st.lists(worlds, min_size=2, max_size=6))
def test_what_is_followed_is_what_is_counted(states: list[set[Quad]]) -> None:
    """From nothing through any states, and back to nothing, which leaves no trace."""
    states = [*states, set()]
    store, statistics, before = Store(), Statistics(), set[Quad]()
    for after in states:
        delta = QuadDelta(frozenset(before - after), frozenset(after - before))
        assert delta.apply(store)
        statistics = followed(statistics, delta, store)
        assert statistics == counted_by_hand(store)
        before = after
    assert statistics == Statistics()


@given(worlds, worlds)
def test_what_leaves_and_comes_back_at_once_changes_nothing(quads: set[Quad], both: set[Quad]) -> None:
    """A change that removes and adds the same leaves the counts as they are."""
    store = store_of(quads | both)
    counted = count_statistics(store)
    assert followed(counted, QuadDelta(frozenset(both), frozenset(both)), store) == counted


class _Watched:
    """Counts the quads that are looked at in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.looked_at = 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:
        for each in self._store.quads_for_pattern(*pattern):
            self.looked_at += 1
            yield each


@pytest.mark.parametrize("size", [50, 5_000])
def test_following_costs_what_changed(size: int) -> None:
    """However many things the hub has that one more is linked to: a few looks for each quad that came or left."""
    hub, links = NODES[0], PREDICATES[1]
    things = [NamedNode(f"http://example.org/thing/{each}") for each in range(size + 10)]
    quads = [Quad(each, links, hub) for each in things] + [Quad(each, TYPE, NODES[1]) for each in things]
    came = frozenset(quads[:10] + quads[size + 10 : size + 20])
    left = frozenset(Quad(each.subject, links, NODES[2]) for each in quads[20:30])
    store = store_of({*quads, *left})
    before = count_statistics(store_of({*quads, *left} - came))
    for each in left:
        store.remove(each)
    watched: Any = _Watched(store)
    assert followed(before, QuadDelta(left, came), watched) == count_statistics(store)
    assert watched.looked_at <= 8 * (len(came) + len(left))


def test_a_change_of_something_else_is_refused() -> None:
    """What takes away more than was counted is no change of it."""
    store = store_of(set())
    quad = Quad(NODES[0], PREDICATES[1], NODES[1])
    typed = Quad(NODES[0], TYPE, NODES[1], NODES[2])
    for each in (quad, typed):
        with pytest.raises(ValueError, match=each.predicate.value):
            followed(Statistics(), QuadDelta(removed=frozenset([each])), store)


@pytest.mark.parametrize(
    ("triples", "subjects", "objects", "is_possible"),
    [
        (0, 0, 0, True),
        (1, 1, 1, True),
        (4, 2, 2, True),
        (3, 3, 1, True),
        (5, 2, 2, False),
        (1, 2, 1, False),
        (1, 1, 0, False),
        (0, 1, 1, False),
        (-1, -1, -1, False),
    ],
)
def test_counts_that_no_triples_have_are_known(
    triples: int, subjects: int, objects: int, *, is_possible: bool
) -> None:
    """There are at least as many triples as ends of one side, and at most as many as pairs of both."""
    assert PredicateCounts(triples, subjects, objects).is_possible == is_possible


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"format": 0}', '{"format": 1}', '{"format": 1, "predicates": []}']
)
def test_another_text_is_refused(text: str) -> None:
    """Whatever it is, with one error."""
    with pytest.raises(ValueError, match="no statistics"):
        parse_statistics(text)


def test_what_is_absent_has_no_count() -> None:
    """A property or a class that nothing uses is asked for like any other."""
    assert Statistics().predicate(TYPE.value) == PredicateCounts()
    assert Statistics().class_size(NODES[0].value) == 0
