"""What one snapshot has that the one before had not, and the other way round: kept beside the snapshot as N-Quads.

In: the quads that a transaction removed and added, the merge's included. Out: files, and the same quads read again.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from graph.rdf.quad_delta import Difference

_REMOVED, _ADDED = "removed.nq", "added.nq"


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
