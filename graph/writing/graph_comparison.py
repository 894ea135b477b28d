"""Compare the graphs of two stores, before and after an update that was evaluated on a copy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from pyoxigraph import Store

from graph.rdf.terms import NamedNode, Triple
from graph.sparql.update_analysis import UpdateOutline


def changed_graphs(
    before: Store, after: Store, outline: UpdateOutline
) -> Iterator[tuple[NamedNode, set[Triple]]]:
    """Yield the graphs that an update changed, with their new content."""
    if outline.targets is None:
        graphs = {each for store in (before, after) for each in store.named_graphs()}
    else:
        graphs = {NamedNode(each) for each in outline.targets}
    for graph_name in graphs:
        if isinstance(graph_name, NamedNode) and not _are_equal(before, after, graph_name):
            yield graph_name, triples_of(after, graph_name)


def _are_equal(before: Store, after: Store, graph_name: NamedNode) -> bool:
    """Compare a graph in two stores; a copy keeps its order, so that nothing is held in memory."""
    pairs = zip_longest(
        before.quads_for_pattern(None, None, None, graph_name),
        after.quads_for_pattern(None, None, None, graph_name),
    )
    if all(old == new for old, new in pairs):
        return True
    return triples_of(before, graph_name) == triples_of(after, graph_name)


def triples_of(store: Store, graph_name: NamedNode) -> set[Triple]:
    """Return the content of a graph."""
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph_name)}
