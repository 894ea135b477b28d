"""Read statements of the default graph, and remember whose statements were read.

A document of the index is made of statements of several nodes: of the thing, of what it names, of the passages behind it.
What was read tells later which documents a change concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from pyoxigraph import QuerySolutions, Store

from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Term, name
from graph.sparql.named_queries import read_query

_DEFAULT = DefaultGraph()
_FEW = 40  # statements that are read one by one; the engine counts more in a twentieth of the time
_KEPT = 4_096  # nodes whose statements are kept, for those that many documents read


class StoreReader:
    """Reads a store; `nodes_read` are the IRIs of the nodes whose statements were read since `forget`."""

    def __init__(self, store: Store) -> None:
        """Use a store, which must not change meanwhile."""
        self.store = store
        self.nodes_read: set[str] = set()
        self._kept: dict[Term, Mapping[NamedNode, list[Term]]] = {}

    def forget(self) -> None:
        """Begin to remember anew."""
        self.nodes_read = set()

    def objects(self, subject: Term, curie: str) -> list[Term]:
        """Return the objects of a property of a node."""
        if isinstance(subject, NamedNode):
            self.nodes_read.add(subject.value)
        return self._statements(subject).get(name(curie), [])

    def _statements(self, subject: Term) -> Mapping[NamedNode, list[Term]]:
        """Return all statements of a node, read at once: looking for each property apart would cost many times more.

        They are kept in a plain dictionary: a cache that knows the reader would keep its store open after it.
        """
        if isinstance(subject, Literal):  # a contribution may state one where a node is meant
            return {}
        kept = self._kept.get(subject)
        if kept is not None:
            return kept
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        found = self._kept[subject] = {}
        for each in self.store.quads_for_pattern(subject, None, None, _DEFAULT):
            found.setdefault(each.predicate, []).append(each.object)
        return found

    def nodes(self, subject: Term, *curies: str) -> list[NamedNode]:
        """Return the IRIs that some properties of a node name, each once, in the order of the properties."""
        found = (each for curie in curies for each in self.objects(subject, curie))
        return list(dict.fromkeys(each for each in found if isinstance(each, NamedNode)))

    def texts(self, subject: Term, *curies: str) -> list[Literal]:
        """Return the literals of some properties of a node."""
        found = (each for curie in curies for each in self.objects(subject, curie))
        return [each for each in found if isinstance(each, Literal)]

    def text(self, subject: Term, *curies: str) -> str:
        """Return the first literal that some properties of a node have, the smallest of one property; else nothing."""
        for curie in curies:
            found = sorted(each.value for each in self.texts(subject, curie))
            if found:
                return found[0]
        return ""

    def read_nodes(self, subject: NamedNode, *curies: str) -> list[NamedNode]:
        """Return what `nodes` returns, reading these properties alone: for a node of which nothing else is asked."""
        self.nodes_read.add(subject.value)
        found = (
            each.object
            for curie in curies
            for each in self.store.quads_for_pattern(subject, name(curie), None, _DEFAULT)
        )
        return list(dict.fromkeys(each for each in found if isinstance(each, NamedNode)))

    def subjects(self, curie: str, value: NamedNode) -> list[Term]:
        """Return the nodes that have a node as the object of a property."""
        return [each.subject for each in self.store.quads_for_pattern(None, name(curie), value, _DEFAULT)]

    def graphs(self, subject: NamedNode) -> Iterator[NamedNode]:
        """Yield the named graphs that state the class of a thing."""
        for each in self.store.quads_for_pattern(subject, name("rdf:type"), None):
            if isinstance(each.graph_name, NamedNode):
                yield each.graph_name

    def count_links(self, thing: NamedNode, predicates: frozenset[NamedNode], most: int) -> int:
        """Count the links that lead to a thing by some properties, at most so many."""
        pointing = self.store.quads_for_pattern(None, None, thing, _DEFAULT)
        few = list(islice(pointing, _FEW + 1))
        if len(few) <= _FEW:
            return min(sum(each.predicate in predicates for each in few), most)
        query = read_query("serve/link_count")
        counted = replace(query, body=query.starting_with("predicate", sorted(predicates, key=str)))
        rows = self.store.query(counted.text({"thing": thing}))
        assert isinstance(rows, QuerySolutions), "it is a SELECT query"
        return min(sum(int(row["count"].value) for row in rows), most)
