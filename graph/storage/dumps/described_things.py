"""Read what contributions state of things, class by class and thing by thing, for tables and maps.

Nothing is kept but the names of classes: memory stays the same however many things there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Store

from graph.rdf.terms import NamedNode, Triple, compact, name


class DescribedThings:
    """What some graphs state of the things that they describe."""

    def __init__(self, store: Store, graphs: Iterable[NamedNode]) -> None:
        """Read from a store; other graphs than those given are not looked at."""
        self._store, self._graphs = store, frozenset(graphs)

    def classes(self) -> list[NamedNode]:
        """Return the classes that have a name with a prefix, in the order of these names."""
        found = {
            quad.object
            for graph in self._graphs
            for quad in self._store.quads_for_pattern(None, name("rdf:type"), None, graph)
            if isinstance(quad.object, NamedNode) and compact(quad.object.value)
        }
        return sorted(found, key=lambda each: compact(each.value) or "")

    def things(self, of_class: NamedNode) -> Iterator[NamedNode]:
        """Yield the things of a class, each once."""
        before: NamedNode | None = None
        for quad in self._store.quads_for_pattern(None, name("rdf:type"), of_class, None):
            if (
                quad.graph_name in self._graphs
                and isinstance(quad.subject, NamedNode)
                and quad.subject != before
            ):
                before = quad.subject
                yield before

    def statements(self, thing: NamedNode, predicate: NamedNode | None = None) -> list[Triple]:
        """Return what is stated of a thing, each triple once, in order."""
        found = {
            quad.triple
            for quad in self._store.quads_for_pattern(thing, predicate, None, None)
            if quad.graph_name in self._graphs
        }
        return sorted(found, key=str)
