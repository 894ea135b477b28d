"""Decide which entries of the territory registers the shapes look at.

A register holds tens of thousands of territories, of which a network refers to a few. Only those are validated that a
published contribution refers to, by IRI or by code, and the territories that contain them. The full validation collects
all of these entries (`Registers.in_scope`); incremental validation asks about one (`RegisterScope`). What counts as a
reference is defined here, once for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Store

from graph.derivation.default_graph import is_published
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple, name

_CODES = ("igeo:codeINSEE", "dcterms:identifier")  # a contribution refers to a territory by one of these
_REGISTER_CODES = (*_CODES, "mai:formerCode")  # a register says by these which codes mean a territory
_DEFAULT = DefaultGraph()


def is_register(graph_name: object, names: Namespaces) -> bool:
    """Return whether a graph is a register."""
    return isinstance(graph_name, NamedNode) and (names.kept_path(graph_name) or "").startswith("ref/")


def is_entry(store: Store, node: Term) -> bool:
    """Return whether the default graph of a store says that a register lists a node."""
    if not isinstance(node, NamedNode):
        return False
    return next(store.quads_for_pattern(node, name("mai:inRegister"), None, _DEFAULT), None) is not None


class Registers:
    """The register graphs of one or more stores."""

    def __init__(self, stores: Sequence[Store], names: Namespaces) -> None:
        self._stores = stores
        self._names = names

    def in_scope(self, references: Iterable[NamedNode]) -> Iterator[tuple[NamedNode, list[Triple]]]:
        """Yield entries and the entries that contain them, each once, with what the registers state about it.

        Args:
            references: IRIs that may be those of entries; others are passed over.
        """
        pending, seen = set(references), set[NamedNode]()
        while pending:
            node = pending.pop()
            seen.add(node)
            if triples := self._stated(node, None):
                yield node, triples
                pending |= {each.object for each in triples if isinstance(each.object, NamedNode)} - seen

    def containing(self, entries: Iterable[NamedNode]) -> set[NamedNode]:
        """Return some entries and all entries that contain them."""
        return {entry for entry, _ in self.in_scope(entries)}

    def references(self, triples: Iterable[Triple]) -> set[NamedNode]:
        """Return all IRIs that triples have as subject or object, and the entries whose code they state."""
        codes = [name(each) for each in _CODES]
        found = set[Term]()
        for triple in triples:
            found |= {triple.subject, triple.object}
            if triple.predicate in codes and isinstance(triple.object, Literal):
                found |= self.coded(triple.object)
        return {each for each in found if isinstance(each, NamedNode)}

    def codes(self, entry: NamedNode) -> list[Literal]:
        """Return the codes that mean an entry."""
        stated = (triple.object for curie in _REGISTER_CODES for triple in self._stated(entry, name(curie)))
        return [each for each in stated if isinstance(each, Literal)]

    def coded(self, code: Literal) -> set[Term]:
        """Return the entries that a code means, or once meant."""
        return {
            quad.subject
            for store in self._stores
            for curie in _REGISTER_CODES
            for quad in store.quads_for_pattern(None, name(curie), code, None)
            if is_register(quad.graph_name, self._names)
        }

    def classes(self, node: Term) -> set[Term]:
        """Return the classes that the first store states of a node, a territory of a register or not."""
        if not isinstance(node, NamedNode):
            return set()
        stated = self._stores[0].quads_for_pattern(node, name("rdf:type"), None, None)
        return {quad.object for quad in stated}

    def label(self, entry: NamedNode) -> str:
        """Return the name of an entry; "" where it has none."""
        values = [triple.object for triple in self._stated(entry, name("skos:prefLabel"))]
        return next((each.value for each in values if isinstance(each, Literal)), "")

    def former_names(self, entry: NamedNode) -> list[str]:
        """Return the names of the territories that were merged into an entry, in alphabetical order."""
        values = [triple.object for triple in self._stated(entry, name("mai:formerName"))]
        return sorted({each.value for each in values if isinstance(each, Literal)})

    def contained(self, entry: NamedNode) -> list[NamedNode]:
        """Return the entries that a register places directly in another one."""
        return [
            quad.subject
            for store in self._stores
            for quad in store.quads_for_pattern(None, None, entry, None)
            if isinstance(quad.subject, NamedNode) and is_register(quad.graph_name, self._names)
        ]

    def _stated(self, entry: NamedNode, predicate: NamedNode | None) -> list[Triple]:
        return [
            quad.triple
            for store in self._stores
            for quad in store.quads_for_pattern(entry, predicate, None, None)
            if is_register(quad.graph_name, self._names)
        ]


class RegisterScope:
    """Which entries are in scope in one store; each answer is computed once."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self.registers = Registers((store,), names)
        self._store = store
        self._names = names
        self._known: dict[NamedNode, bool] = {}
        self._is_data_by_graph: dict[NamedNode, bool] = {}

    def __contains__(self, entry: object) -> bool:
        """Return whether a contribution refers to an entry, or to an entry inside it."""
        assert isinstance(entry, NamedNode), "entries have IRIs"
        pending, seen = [entry], set[NamedNode]()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            if self._known.get(node) or self.is_referenced(node):
                self._known[entry] = True
                return True
            pending += [each for each in self.registers.contained(node) if self._known.get(each) is not False]
        self._known.update(dict.fromkeys(seen, False))
        return False

    def add(self, entries: Iterable[NamedNode]) -> None:
        """Remember entries that are known to be in scope, which spares computing it."""
        self._known.update(dict.fromkeys(entries, True))

    def is_referenced(self, entry: NamedNode) -> bool:
        """Return whether a contribution refers to an entry itself, by IRI or by code."""
        patterns: list[tuple[NamedNode | None, NamedNode | None, Term | None]] = [
            (None, None, entry),
            (entry, None, None),
        ]
        patterns += [(None, name(curie), code) for code in self.registers.codes(entry) for curie in _CODES]
        return any(
            self._is_data(quad.graph_name)
            for pattern in patterns
            for quad in self._store.quads_for_pattern(*pattern, None)
        )

    def _is_data(self, graph_name: NamedNode | BlankNode | DefaultGraph) -> bool:
        """Return whether a graph is published, and neither a register nor the catalogue."""
        if not isinstance(graph_name, NamedNode):
            return False
        if graph_name not in self._is_data_by_graph:
            self._is_data_by_graph[graph_name] = (
                not is_register(graph_name, self._names)
                and self._names.kept_path(graph_name) != "catalog"
                and is_published(self._store, graph_name, self._names)
            )
        return self._is_data_by_graph[graph_name]
