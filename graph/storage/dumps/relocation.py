"""Rename everything below one base IRI to names below another, for a dump that goes to another address.

IRIs alone are moved: the old base itself, and what begins with it and a slash. Literals and datatypes stay.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.rdf.terms import NamedNode, Quad, Term, Triple


@dataclass(frozen=True, slots=True)
class Relocation:
    """Moves IRIs from one base to another; neither has a slash at its end."""

    old: str
    new: str

    def iri(self, text: str) -> str:
        """Return an IRI as it is called at the new address."""
        if text == self.old or text.startswith(self.old + "/"):
            return self.new + text.removeprefix(self.old)
        return text

    def quad(self, quad: Quad) -> Quad:
        """Return a quad with its subject, predicate, object and graph name moved."""
        triple, graph_name = self._triple(quad.triple), quad.graph_name
        if isinstance(graph_name, NamedNode):
            graph_name = self._node(graph_name)
        return Quad(triple.subject, triple.predicate, triple.object, graph_name)

    def _triple(self, triple: Triple) -> Triple:
        subject = triple.subject
        return Triple(
            self._node(subject) if isinstance(subject, NamedNode) else subject,
            self._node(triple.predicate),
            self._term(triple.object),
        )

    def _term(self, term: Term) -> Term:
        if isinstance(term, NamedNode):
            return self._node(term)
        return self._triple(term) if isinstance(term, Triple) else term

    def _node(self, node: NamedNode) -> NamedNode:
        return NamedNode(self.iri(node.value))
