"""Account for every statement of a candidate: understood, or told as not read, with the reason.

What nothing reads is accepted, since linked data is open, but never in silence. A statement is understood when its property is read
and pages show its subject; the others are grouped by what keeps them from being read. The sum is all of them (decision 33).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Store

from graph.derivation.default_graph import is_published
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, NamedNode, Quad, Term, name
from graph.sources.candidate import Candidate
from graph.validation.reading_account import Cause, NotRead, Reading
from graph.validation.vocabulary_terms import (
    OWN,
    is_read,
    is_shown_class,
    look_alike,
    nearest_of,
    nearest_own,
    own_terms,
    vocabulary_of,
)

_MOST_CLIMBED = 100  # nodes without a name, one inside the other


def account_for(candidate: Candidate, stores: Sequence[Store], names: Namespaces) -> Reading:
    """Sort the statements that a candidate brings into those that are understood and those that are not.

    Args:
        candidate: Its graphs, and the quads that its patch adds; what the software keeps is left out.
        stores: The state with the candidate, then others where the classes of things may stand.
    """
    sorter = _Sorter(candidate, stores, names)
    groups: dict[tuple[Cause, str], _Group] = {}
    understood = 0
    for quad in _brought(candidate, names):
        cause = sorter.cause(quad)
        if cause is None:
            understood += 1
        else:
            groups.setdefault(cause[:2], _Group(cause[2])).add(quad.subject)
    told = (
        NotRead(cause, term, group.meant, group.count, tuple(sorted(map(str, group.things))))
        for (cause, term), group in groups.items()
    )
    ordered = sorted(told, key=lambda each: (each.cause.rank, -each.statement_count, each.term))
    return Reading(understood, tuple(ordered))


@dataclass(slots=True)
class _Group:
    meant: str
    count: int = 0
    things: set[Term] = field(default_factory=set)

    def add(self, subject: Term) -> None:
        self.count += 1
        self.things.add(subject)


def _brought(candidate: Candidate, names: Namespaces) -> Iterator[Quad]:
    for graph in candidate.graphs:
        if names.kept_path(graph.name) is None:
            yield from graph.quads()
    for quad in candidate.patch.added:
        if isinstance(quad.graph_name, NamedNode) and names.kept_path(quad.graph_name) is None:
            yield quad


class _Sorter:
    """Finds why a statement is not read; what it finds about terms and things is kept."""

    def __init__(self, candidate: Candidate, stores: Sequence[Store], names: Namespaces) -> None:
        self._stores = stores
        self._names = names
        self._published: dict[NamedNode, bool] = {}
        self._genid = names.genid("")
        self._types: dict[Term, set[str]] = {}
        self._pointing: dict[Term, list[Quad]] = {}
        for quad in _brought(candidate, names):
            if quad.predicate == name("rdf:type") and isinstance(quad.object, NamedNode):
                self._types.setdefault(quad.subject, set()).add(quad.object.value)
            if self._is_nested(quad.object):
                self._pointing.setdefault(quad.object, []).append(quad)
        self._shown: dict[Term, bool] = {}
        self._by_term: dict[str, tuple[Cause, str, str] | None] = {}

    def cause(self, quad: Quad) -> tuple[Cause, str, str] | None:
        """Return why a statement is not read: the cause, the term or class at fault, the term that was meant."""
        term = quad.predicate.value
        is_type = quad.predicate == name("rdf:type")
        if is_type and isinstance(quad.object, NamedNode):
            term = quad.object.value
        fault = self._fault(term)
        if fault is not None and fault[0] is not Cause.UNREAD:
            return fault
        if not self._is_shown(quad.subject):
            return self._not_shown(quad.subject)
        if fault is None and not self._is_published(quad.graph_name):
            return (Cause.UNPUBLISHED, str(quad.graph_name).strip("<>"), "")
        if is_type and not is_shown_class(term) and fault is None and not is_read(term):
            return (Cause.UNREAD, term, "")
        return fault

    def _not_shown(self, subject: Term) -> tuple[Cause, str, str]:
        classes = sorted(self._classes(subject))
        return (Cause.CLASS, classes[0], "") if classes else (Cause.UNTYPED, "", "")

    def _is_published(self, graph_name: object) -> bool:
        assert isinstance(graph_name, NamedNode), "contributions have names"
        if graph_name not in self._published:
            self._published[graph_name] = is_published(self._stores[0], graph_name, self._names)
        return self._published[graph_name]

    def _fault(self, iri: str) -> tuple[Cause, str, str] | None:
        if iri not in self._by_term:
            self._by_term[iri] = _fault_of(iri)
        return self._by_term[iri]

    def _is_shown(self, subject: Term) -> bool:
        """Return whether pages show a thing by its class or, where it was blank, as a value of one that they show."""
        if subject not in self._shown:
            pending, met, shown = [subject], {subject}, False
            while pending and not shown and len(met) <= _MOST_CLIMBED:
                here = pending.pop()
                shown = any(map(is_shown_class, self._classes(here)))
                if not shown and self._is_nested(here):
                    above = {each.subject for each in self._leading_to(here) if is_read(each.predicate.value)}
                    pending += above - met
                    met |= above
            self._shown[subject] = shown
        return self._shown[subject]

    def _classes(self, subject: Term) -> set[str]:
        found = self._types.get(subject, set())
        if isinstance(subject, NamedNode | BlankNode) and not any(map(is_shown_class, found)):
            found = found | {
                quad.object.value
                for store in self._stores
                for quad in store.quads_for_pattern(subject, name("rdf:type"), None, None)
                if isinstance(quad.object, NamedNode)
            }
            self._types[subject] = found
        return found

    def _leading_to(self, subject: Term) -> Iterable[Quad]:
        yield from self._pointing.get(subject, ())
        if isinstance(subject, NamedNode | BlankNode):
            for store in self._stores:
                yield from store.quads_for_pattern(None, None, subject, None)

    def _is_nested(self, node: Term) -> bool:
        """Return whether a node was blank: it is shown where it is a value."""
        return isinstance(node, BlankNode) or (
            isinstance(node, NamedNode) and node.value.startswith(self._genid)
        )


def _fault_of(iri: str) -> tuple[Cause, str, str] | None:
    if is_read(iri) or is_shown_class(iri):
        return None
    if meant := look_alike(iri):
        return (Cause.LOOK_ALIKE, iri, meant)
    vocabulary = vocabulary_of(iri)
    if vocabulary is not None:
        is_known = iri.removeprefix(vocabulary.namespace) in vocabulary.terms
        if not is_known and (vocabulary.is_complete or nearest_of(vocabulary, iri)):
            return (Cause.NOT_IN_VOCABULARY, iri, nearest_of(vocabulary, iri))
    if iri.startswith(OWN) and iri not in own_terms():
        return (Cause.NOT_IN_VOCABULARY, iri, nearest_own(iri))
    return (Cause.UNREAD, iri, "")
