"""What one snapshot has that the one before had not, and the other way round: kept beside the snapshot as N-Quads.

In: the quads that a transaction removed and added, the merge's included. Out: files, and the same quads read again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse, serialize

from graph.terms import NamedNode, Quad

_REMOVED, _ADDED = "removed.nq", "added.nq"


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


def write_difference(folder: Path, difference: Difference) -> None:
    """Write a difference into the folder of its snapshot."""
    for name, quads in ((_REMOVED, difference.removed), (_ADDED, difference.added)):
        serialize(quads, str(folder / name), RdfFormat.N_QUADS)


def read_difference(folder: Path) -> Difference:
    """Read what `write_difference` wrote.

    Raises: OSError when it is not there (any more); SyntaxError.
    """
    removed, added = (
        list(parse(path=str(folder / name), format=RdfFormat.N_QUADS)) for name in (_REMOVED, _ADDED)
    )
    return Difference(removed, added)


def difference_bytes(folder: Path) -> int:
    """Tell how much there is to read.

    Raises: OSError when it is not there (any more).
    """
    return sum((folder / name).stat().st_size for name in (_REMOVED, _ADDED))
