"""Build the state after a candidate in memory: it is validated, and the change of the default graph is planned from
it.

Only a candidate that cannot be validated by its own change is staged. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Store

from graph.derivation.date_bounds import date_bounds
from graph.derivation.default_graph import published_graphs
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Quad, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph
from graph.validation.register_scope import Registers, is_register


@dataclass(frozen=True, slots=True)
class StagedState:
    """The state after a candidate.

    Attributes:
        after: Every graph as the candidate makes it, without derived connections, and without registers unless the
            candidate
            brings them.
    """

    before: Store
    after: Store
    candidate: Candidate
    names: Namespaces

    def data(self) -> Store:
        """Return what the shapes see, as a default graph.

        That is all that would be published, and the registers' description of every territory or code that it refers
        to.
        """
        stated = [
            quad.triple
            for graph_name in published_graphs(self.after, self.names)
            if not is_register(graph_name, self.names)
            for quad in self.after.quads_for_pattern(None, None, None, graph_name)
        ]
        registers = Registers((self.after, self.before), self.names)
        entries = registers.in_scope(registers.references(stated))
        data = Store()
        data.bulk_extend(
            Quad(each.subject, each.predicate, each.object)
            for each in chain(stated, chain.from_iterable(triples for _, triples in entries))
        )
        return data


def stage(before: Store, candidate: Candidate, names: Namespaces) -> StagedState:
    """Add a candidate to what is stored, and complete it with the date bounds that follow from it."""
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


def _dated(after: Store, names: Namespaces) -> Iterator[Triple]:
    published = published_graphs(after, names)
    for curie in ("schema:startDate", "schema:endDate"):
        for quad in after.quads_for_pattern(None, name(curie), None, None):
            if quad.graph_name in published:
                yield quad.triple
