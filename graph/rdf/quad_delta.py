"""Represent a change of a dataset as the quads that it removes and the quads that it adds.

One type describes a change wherever it passes: what an update asks for, what a transaction does, what lies between two
snapshots. So a change is computed once, and the writer, the files beside a snapshot and the copy in memory agree on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Store

from graph.rdf.terms import NamedNode, Quad


@dataclass(frozen=True, slots=True)
class QuadDelta:
    """A change of a dataset; removals come first.

    Attributes:
        removed: Quads that were there and go, the merge's included where it is known.
        added: Quads that were absent and come, in the literal forms of the store.
        emptied: Named graphs that hold nothing any more and are dropped.
    """

    removed: frozenset[Quad] = frozenset()
    added: frozenset[Quad] = frozenset()
    emptied: frozenset[NamedNode] = frozenset()

    def __len__(self) -> int:
        """Count the quads that are removed or added."""
        return len(self.removed) + len(self.added)

    def __or__(self, other: QuadDelta) -> QuadDelta:
        """Join two changes; what one removes and the other adds ends up present."""
        return QuadDelta(self.removed | other.removed, self.added | other.added, self.emptied | other.emptied)

    def net(self) -> QuadDelta:
        """Return the change without the quads that it both removes and adds."""
        return QuadDelta(self.removed - self.added, self.added - self.removed, self.emptied)

    def graph_names(self) -> frozenset[NamedNode]:
        """Return the names of the named graphs that it touches."""
        touched = (quad.graph_name for quad in (*self.removed, *self.added))
        return frozenset(each for each in touched if isinstance(each, NamedNode))

    def apply(self, store: Store) -> bool:
        """Apply the change to a store that nobody reads meanwhile; this is not one transaction.

        Returns:
            False, with nothing done, when the store does not hold what the change starts from.
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
