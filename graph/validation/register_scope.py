"""Which entries of the registers the shapes see: those that something refers to, by name or by code, and what contains
them. The rest of a register is not looked at.

In: stores with named graphs. The full validation (graph.writing.staging) collects these entries; here one is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Store

from graph.derivation.default_graph import is_published
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple, name

CODES = ("igeo:codeINSEE", "dcterms:identifier")
ALL_CODES = (*CODES, "mai:formerCode")
_DEFAULT = DefaultGraph()


def is_register(graph_name: object, names: Namespaces) -> bool:
    """Tell whether a graph is a register."""
    return isinstance(graph_name, NamedNode) and (names.kept_path(graph_name) or "").startswith("ref/")


def is_entry(store: Store, node: Term) -> bool:
    """Tell whether a register describes a node."""
    if not isinstance(node, NamedNode):
        return False
    return next(store.quads_for_pattern(node, name("mai:inRegister"), None, _DEFAULT), None) is not None


def entries_told(store: Store, changed: Iterable[Triple]) -> set[NamedNode]:
    """Give the entries that some triples name or give the code of."""
    codes = [name(each) for each in CODES]
    nodes = set[Term]()
    for triple in changed:
        nodes |= {triple.subject, triple.object}
        if triple.predicate in codes:
            nodes |= _coded(store, triple.object)
    return {each for each in nodes if isinstance(each, NamedNode) and is_entry(store, each)}


def entries_above(store: Store, entries: Iterable[NamedNode]) -> set[NamedNode]:
    """Give some entries and all that contains them."""
    found, pending = set[NamedNode](), list(entries)
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            above = (quad.object for quad in store.quads_for_pattern(node, None, None, _DEFAULT))
            pending += [each for each in above if isinstance(each, NamedNode) and is_entry(store, each)]
    return found


def _coded(store: Store, code: Term) -> set[Term]:
    return {
        quad.subject
        for curie in ALL_CODES
        for quad in store.quads_for_pattern(None, name(curie), code, _DEFAULT)
    }


class RegisterScope:
    """Answers for one store, each question once."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        """Look at a store with its named graphs."""
        self._store = store
        self._names = names
        self._known: dict[NamedNode, bool] = {}
        self._told: dict[NamedNode, bool] = {}

    def __call__(self, entry: NamedNode) -> bool:
        """Tell whether the shapes see an entry: something refers to it, or to an entry inside it."""
        pending, seen = [entry], set[NamedNode]()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            if self._known.get(node) or self.is_named(node):
                self._known[entry] = True
                return True
            pending += [each for each in self._inside(node) if self._known.get(each) is not False]
        self._known.update(dict.fromkeys(seen, False))
        return False

    def know(self, entries: Iterable[NamedNode]) -> None:
        """Take note of entries that are seen, to be asked about them at no cost."""
        self._known.update(dict.fromkeys(entries, True))

    def is_named(self, node: NamedNode) -> bool:
        """Tell whether something refers to an entry itself, by name or by code."""
        return (
            any(
                self._is_data(quad.graph_name)
                for quad in self._store.quads_for_pattern(None, None, node, None)
            )
            or any(
                self._is_data(quad.graph_name)
                for quad in self._store.quads_for_pattern(node, None, None, None)
            )
            or any(self._is_code_given(code) for code in self._codes(node))
        )

    def _codes(self, node: NamedNode) -> list[Literal]:
        return [
            quad.object
            for curie in ALL_CODES
            for quad in self._store.quads_for_pattern(node, name(curie), None, _DEFAULT)
            if isinstance(quad.object, Literal)
        ]

    def _is_code_given(self, code: Literal) -> bool:
        return any(
            self._is_data(quad.graph_name)
            for curie in CODES
            for quad in self._store.quads_for_pattern(None, name(curie), code, None)
        )

    def _inside(self, node: NamedNode) -> list[NamedNode]:
        """Give the entries that a register places in another."""
        return [
            quad.subject
            for quad in self._store.quads_for_pattern(None, None, node, None)
            if isinstance(quad.subject, NamedNode) and is_register(quad.graph_name, self._names)
        ]

    def _is_data(self, graph_name: NamedNode | BlankNode | DefaultGraph) -> bool:
        """Tell whether a graph is published and neither a register nor the catalogue."""
        if not isinstance(graph_name, NamedNode):
            return False
        if graph_name not in self._told:
            self._told[graph_name] = (
                not is_register(graph_name, self._names)
                and self._names.kept_path(graph_name) != "catalog"
                and is_published(self._store, graph_name, self._names)
            )
        return self._told[graph_name]
