"""The state of affairs after a candidate, held in memory: what validation looks at, what the merge is planned from.

In: the writer's store and a candidate. Out: `StagedState`. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Store

from graph.derivation.date_bounds import date_bounds
from graph.derivation.default_graph import published_graphs
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Quad, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph

_CODES = ("igeo:codeINSEE", "dcterms:identifier")


@dataclass(frozen=True, slots=True)
class StagedState:
    """`after` holds every graph as the candidate makes it: registers are left out unless the candidate brings them, and
    so are the connections that rules derive, which follow from the rest.
    """

    before: Store
    after: Store
    candidate: Candidate
    names: Namespaces

    def data(self) -> Store:
        """Give what the shapes look at, as a default graph: all that would be published, and the registers'
        description of every territory or code that it refers to.
        """
        shown = [
            quad.triple
            for graph_name in published_graphs(self.after, self.names)
            if not _is_register(graph_name, self.names)
            for quad in self.after.quads_for_pattern(None, None, None, graph_name)
        ]
        data = Store()
        data.bulk_extend(
            Quad(each.subject, each.predicate, each.object)
            for each in chain(shown, self._register_triples(shown))
        )
        return data

    def _register_triples(self, shown: list[Triple]) -> Iterator[Triple]:
        """Describe from the registers what triples refer to, and what contains it, up to the country."""
        codes = [name(curie) for curie in _CODES]
        pending = {each.object for each in shown if isinstance(each.object, NamedNode)}
        pending |= {each.subject for each in shown if isinstance(each.subject, NamedNode)}
        for each in shown:
            if each.predicate in codes and isinstance(each.object, Literal):
                pending |= self._coded(each.object.value)
        seen: set[NamedNode] = set()
        while pending:
            node = pending.pop()
            seen.add(node)
            for triple in self._registered(node):
                yield triple
                if isinstance(triple.object, NamedNode) and triple.object not in seen:
                    pending.add(triple.object)

    def _registered(self, node: NamedNode) -> Iterator[Triple]:
        for store in (self.after, self.before):
            for quad in store.quads_for_pattern(node, None, None, None):
                if isinstance(quad.graph_name, NamedNode) and _is_register(quad.graph_name, self.names):
                    yield quad.triple

    def _coded(self, code: str) -> set[NamedNode]:
        return {
            quad.subject
            for store in (self.after, self.before)
            for curie in (*_CODES, "mai:formerCode")
            for quad in store.quads_for_pattern(None, name(curie), Literal(code), None)
            if isinstance(quad.subject, NamedNode)
        }


def stage(before: Store, candidate: Candidate, names: Namespaces) -> StagedState:
    """Lay a candidate over what is stored, and complete it with the date bounds that follow from it."""
    after = Store()
    for graph_name in before.named_graphs():
        if isinstance(graph_name, NamedNode) and not _is_set_aside(graph_name, candidate, names):
            after.extend(before.quads_for_pattern(None, None, None, graph_name))
    for each in candidate.graphs:
        after.bulk_extend(each.quads())
    for quad in candidate.patch.removed:
        after.remove(quad)
    after.bulk_extend(candidate.patch.added)
    bounds = CandidateGraph(names.graph("derived/bounds"), frozenset(date_bounds(_dated(after, names))))
    after.extend(bounds.quads())
    return StagedState(before, after, candidate | Candidate((bounds,)), names)


def _is_set_aside(graph_name: NamedNode, candidate: Candidate, names: Namespaces) -> bool:
    kept = names.kept_path(graph_name) or ""
    return (
        graph_name in candidate.names() - candidate.patch.graph_names()
        or kept in ("catalog", "validation")
        or kept.startswith(("derived/", "ref/"))
    )


def _is_register(graph_name: NamedNode, names: Namespaces) -> bool:
    return (names.kept_path(graph_name) or "").startswith("ref/")


def _dated(after: Store, names: Namespaces) -> Iterator[Triple]:
    published = published_graphs(after, names)
    for curie in ("schema:startDate", "schema:endDate"):
        for quad in after.quads_for_pattern(None, name(curie), None, None):
            if quad.graph_name in published:
                yield quad.triple
