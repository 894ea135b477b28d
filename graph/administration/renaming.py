"""The same statements under another base IRI, for a deployment that moves to another address.

What begins with the old base IRI gets the new one: names, and addresses in xsd:anyURI literals. Other text stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Quad, Term, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sources.coordinates import GRAPH_PATH
from graph.storage.catalogue import read_load


@dataclass(frozen=True, slots=True)
class Renaming:
    """Renames terms from one deployment's base IRI to another's."""

    old: Namespaces
    new: Namespaces

    @property
    def changes_nothing(self) -> bool:
        """Whether both base IRIs are the same."""
        return self.old == self.new

    def contributions(self, store: Store) -> Candidate:
        """Build the candidate that holds the renamed contributions of a store, each with the file it was loaded from."""
        return Candidate(
            tuple(self._rename_graph(store, each) for each in contribution_names(store, self.old))
        )

    def coordinates(self, store: Store) -> CandidateGraph | None:
        """Build the renamed coordinates that an operator loaded; None where a store has those that ship."""
        graph = self.old.graph(GRAPH_PATH)
        return self._rename_graph(store, graph) if read_load(store, graph, self.old) else None

    def _rename_graph(self, store: Store, graph: NamedNode) -> CandidateGraph:
        triples = frozenset(map(self._rename_triple, _triples(store, graph)))
        return CandidateGraph(self.rename_node(graph), triples, read_load(store, graph, self.old))

    def rename_store(self, store_path: Path) -> Path:
        """Write a renamed copy of a store beside it, empty graphs included, and return its path."""
        store, target = Store.read_only(str(store_path)), store_path.with_name("renamed")
        renamed = Store(str(target))
        renamed.bulk_extend(map(self.rename_quad, store))
        for each in store.named_graphs():
            renamed.add_graph(self.rename_node(each) if isinstance(each, NamedNode) else each)
        renamed.flush()
        return target

    def rename_quad(self, quad: Quad) -> Quad:
        """Rename each part of a quad."""
        graph_name = quad.graph_name
        if isinstance(graph_name, NamedNode):
            graph_name = self.rename_node(graph_name)
        triple = self._rename_triple(quad.triple)
        return Quad(triple.subject, triple.predicate, triple.object, graph_name)

    def rename_node(self, node: NamedNode) -> NamedNode:
        """Rename an IRI; one that is not under the old base IRI stays."""
        return NamedNode(self._rename_text(node.value))

    def _rename_triple(self, triple: Triple) -> Triple:
        subject = triple.subject
        if isinstance(subject, NamedNode):
            subject = self.rename_node(subject)
        return Triple(subject, self.rename_node(triple.predicate), self._rename_term(triple.object))

    def _rename_term(self, term: Term) -> Term:
        if isinstance(term, NamedNode):
            return self.rename_node(term)
        if isinstance(term, Triple):
            return self._rename_triple(term)
        if isinstance(term, Literal) and term.datatype == name("xsd:anyURI"):
            return Literal(self._rename_text(term.value), datatype=term.datatype)
        return term

    def _rename_text(self, text: str) -> str:
        rest = text.removeprefix(self.old.document_base)
        return text if rest == text else self.new.document_base + rest


def contribution_names(store: Store, names: Namespaces) -> frozenset[NamedNode]:
    """Name the graphs of a store that the software does not keep."""
    graphs = (each for each in store.named_graphs() if isinstance(each, NamedNode))
    return frozenset(each for each in graphs if names.kept_path(each) is None)


def _triples(store: Store, graph: NamedNode) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))
