"""Build the network from the published triples.

Only a thing of a known kind is the subject of links; their objects may be anything that has an IRI.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Protocol

import numpy as np

from graph.connections.network.adjacency import Network, linked
from graph.connections.network.iri_table import iri_table
from graph.connections.network.relations import PREDICATES, Relation
from graph.connections.network.thing_kinds import CLASSES, Kind
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, Triple, name

_DEFAULT = DefaultGraph()


class QuadSource(Protocol):
    """A store, or anything else that finds quads by pattern."""

    def quads_for_pattern(
        self, subject: Any, predicate: Any, value: Any, graph_name: Any = None, /
    ) -> Iterator[Quad]:
        """Yield the quads that match a pattern; None matches anything."""


def read_network(store: QuadSource) -> Network:
    """Build the network from the default graph of a store."""
    collector = _Collector()
    for class_ in _types():
        for quad in store.quads_for_pattern(None, name("rdf:type"), class_, _DEFAULT):
            collector.add_kind(quad.subject, class_)
    for predicate in _predicates():
        for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
            collector.add_link(quad.subject, predicate, quad.object)
    return collector.network()


def network_of(triples: Iterable[Triple]) -> Network:
    """Build the network from triples in any order, with or without repetitions."""
    everything = list(triples)
    collector = _Collector()
    for each in everything:
        if each.predicate == name("rdf:type") and each.object in _types():
            collector.add_kind(each.subject, each.object)
    for each in everything:
        if each.predicate in _predicates():
            collector.add_link(each.subject, each.predicate, each.object)
    return collector.network()


def concerned_things(triples: Iterable[Triple]) -> Iterator[NamedNode]:
    """Yield the things whose kind or own links some triples state, with repetitions."""
    for each in triples:
        if each.predicate == name("rdf:type"):
            if each.object in _types() and isinstance(each.subject, NamedNode):
                yield each.subject
        elif each.predicate in _predicates():
            _, is_inverse = _predicates()[each.predicate]
            start = each.object if is_inverse else each.subject
            if isinstance(start, NamedNode):
                yield start


def describe_thing(store: QuadSource, thing: NamedNode) -> tuple[Kind, set[tuple[Relation, str]]]:
    """Read one thing from the default graph: its kind, `OTHER` where none is stated, and its own links as (relation, IRI)."""
    stated = [
        _types().get(quad.object, Kind.OTHER)
        for quad in store.quads_for_pattern(thing, name("rdf:type"), None, _DEFAULT)
    ]
    kind = max(stated, default=Kind.OTHER)
    return kind, set(_own_links(store, thing)) if kind else set()


def _own_links(store: QuadSource, thing: NamedNode) -> Iterator[tuple[Relation, str]]:
    for quad in store.quads_for_pattern(thing, None, None, _DEFAULT):
        relation, is_inverse = _predicates().get(quad.predicate, (None, False))
        if relation is not None and not is_inverse and isinstance(quad.object, NamedNode):
            yield relation, quad.object.value
    for predicate, (relation, is_inverse) in _predicates().items():
        for quad in store.quads_for_pattern(None, predicate, thing, _DEFAULT) if is_inverse else ():
            if isinstance(quad.subject, NamedNode):
                yield relation, quad.subject.value


class _Collector:
    """Collects things in the order in which they come, and the links between them."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._kinds = array("B")
        self._links = array("i")

    def add_kind(self, thing: Term, class_: Term) -> None:
        if isinstance(thing, NamedNode):
            number = self._numbered(thing.value)
            self._kinds[number] = max(self._kinds[number], _types()[class_])

    def add_link(self, subject: Term, predicate: NamedNode, value: Term) -> None:
        """Add a link; all kinds must have been added before."""
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
            return
        relation, is_inverse = _predicates()[predicate]
        start, end = (value.value, subject.value) if is_inverse else (subject.value, value.value)
        number = self._number.get(start)
        if number is not None and self._kinds[number]:
            self._links.extend((number, relation, self._numbered(end)))

    def _numbered(self, iri: str) -> int:
        number = self._number.setdefault(iri, len(self._kinds))
        if number == len(self._kinds):
            self._kinds.append(Kind.OTHER)
        return number

    def network(self) -> Network:
        """Sort the things by IRI, and build the arrays."""
        ordered = sorted(self._number)  # by code points, as UTF-8 bytes sort
        numbers = np.fromiter(map(self._number.__getitem__, ordered), np.int64, len(ordered))
        place = np.empty(len(ordered), np.int64)
        place[numbers] = np.arange(len(ordered))
        links = np.frombuffer(self._links, np.int32).reshape(-1, 3).astype(np.int64)
        links[:, 0], links[:, 2] = place[links[:, 0]], place[links[:, 2]]
        kinds = np.frombuffer(self._kinds, np.uint8)[numbers]
        return linked(iri_table(each.encode() for each in ordered), kinds, links)


@cache
def _types() -> dict[Term, Kind]:
    return {name(curie): kind for curie, kind in CLASSES.items()}


@cache
def _predicates() -> dict[NamedNode, tuple[Relation, bool]]:
    return {
        name(curie.removeprefix("^")): (relation, curie.startswith("^"))
        for relation, curies in PREDICATES.items()
        for curie in curies
    }
