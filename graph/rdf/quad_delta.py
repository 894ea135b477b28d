"""Quads that are removed and quads that are added: in the default graph, in a candidate, in a snapshot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import Store

from graph.rdf.terms import NamedNode, Quad


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction does; removals come first; both hold the merge's quads too.

    `emptied` names the graphs that are gone altogether.
    """

    removed: frozenset[Quad]
    added: frozenset[Quad]
    emptied: frozenset[NamedNode] = frozenset()

    def __len__(self) -> int:
        """Count the quads that go or come."""
        return len(self.removed) + len(self.added)

    def __or__(self, other: Change) -> Change:
        """Join two changes; what one removes and the other adds ends up present."""
        return Change(self.removed | other.removed, self.added | other.added, self.emptied | other.emptied)


@dataclass(frozen=True, slots=True)
class Patch:
    """Quads of named graphs that would go and come, in the store's literal forms: those that go are there, those that
    come are not.
    """

    removed: frozenset[Quad] = frozenset()
    added: frozenset[Quad] = frozenset()

    def names(self) -> frozenset[NamedNode]:
        """Name every graph that it touches."""
        touched = (quad.graph_name for quad in (*self.removed, *self.added))
        return frozenset(each for each in touched if isinstance(each, NamedNode))


@dataclass(frozen=True, slots=True)
class Difference:
    """What goes and what comes; no quad is in both, none that goes was absent, none that comes was there."""

    removed: Collection[Quad]
    added: Collection[Quad]

    def apply(self, store: Store) -> bool:
        """Make a store hold what the later snapshot holds; tell False, and do nothing, when it held something else.

        Not one transaction: nobody may read the store meanwhile.
        """
        if not all(each in store for each in self.removed) or any(each in store for each in self.added):
            return False
        for each in self.removed:
            store.remove(each)
        store.extend(self.added)
        for graph_name in {each.graph_name for each in self.removed}:
            if (
                isinstance(graph_name, NamedNode)
                and next(store.quads_for_pattern(None, None, None, graph_name), None) is None
            ):
                store.remove_graph(graph_name)
        return True
