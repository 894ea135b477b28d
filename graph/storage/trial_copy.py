"""Try changes on a copy of the writer's store, kept beside it by hard links, before they are made.

Its default graph holds what the shapes see: that of the store without the catalogue. Losing it in a crash does no
harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyoxigraph import Store

from graph.derivation.default_graph import is_published
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple
from graph.storage.data_directory import DataDirectory
from graph.storage.store_copy import copy_in

_SET_ASIDE = ("catalog", "validation")


class TrialCopy:
    """The copy. `store` may be changed by `trying` alone."""

    def __init__(self, store: Store, directory: DataDirectory) -> None:
        """Copy a store; costs a few links and the opening of the copy."""
        self._copy = copy_in(directory, store)
        self.store = self._copy.store
        self._leave_out_the_catalogue(directory.names)

    @contextmanager
    def trying(self) -> Iterator[Attempt]:
        """Yield an attempt to change the copy; the change stays if the block succeeds and is taken back otherwise."""
        attempt = Attempt(self.store)
        try:
            yield attempt
        except BaseException:
            attempt.take_back()
            raise

    def close(self) -> None:
        """Close the copy and remove its files."""
        del self.store
        self._copy.discard()

    def follow(self, change: QuadDelta) -> None:
        """Make a change that the store received without a trial."""
        Attempt(self.store).make(change)

    def _leave_out_the_catalogue(self, names: Namespaces) -> None:
        """Remove what shapes and checks do not look at: catalogue, report, shipped vocabulary and rules."""
        catalog = names.graph("catalog")
        for quad in list(self.store.quads_for_pattern(None, None, None, catalog)):
            if not is_stated(self.store, quad.triple, names):
                self.store.remove(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
        for graph_name in list(self.store.named_graphs()):
            kept = (names.kept_path(graph_name) or "") if isinstance(graph_name, NamedNode) else ""
            if kept in _SET_ASIDE or kept.startswith("ref/"):
                for quad in list(self.store.quads_for_pattern(graph_name, None, None, graph_name)):
                    self.store.remove(quad)


class Attempt:
    """The changes made in a copy so far, so that they can be taken back."""

    def __init__(self, store: Store) -> None:
        """Begin with nothing changed."""
        self.store = store
        self._done: list[QuadDelta] = []

    def make(self, change: QuadDelta) -> None:
        """Make a change; its quads must be absent or present as it says."""
        self._done.append(change)
        for quad in change.removed:
            self.store.remove(quad)
        self.store.extend(change.added)

    def take_back(self) -> None:
        """Undo every change, the last one first."""
        for change in reversed(self._done):
            for quad in change.added:
                self.store.remove(quad)
            self.store.extend(change.removed)
        self._done.clear()


def is_stated(store: Store, triple: Triple, names: Namespaces) -> bool:
    """Return whether a published graph other than the catalogue states a triple."""
    stating = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return any(
        quad.object
        == triple.object  # a pattern with the integer 255 also gives 256 to 511, and so on (0.5.13)
        and isinstance(quad.graph_name, NamedNode)
        and names.kept_path(quad.graph_name) != "catalog"
        and is_published(store, quad.graph_name, names)
        for quad in stating
    )
