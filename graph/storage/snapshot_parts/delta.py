"""Keep, beside a snapshot, the quads that it adds to and removes from the one before, as N-Quads.

With these files a copy in memory, the network of a reader and a derivation are brought from one snapshot to a later one
without reading it whole.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from graph.rdf.quad_delta import QuadDelta

_REMOVED, _ADDED = "removed.nq", "added.nq"


def write_delta(folder: Path, delta: QuadDelta) -> None:
    """Write a delta, the default graph's quads included, into the folder of its snapshot."""
    for name, quads in ((_REMOVED, delta.removed), (_ADDED, delta.added)):
        serialize(quads, str(folder / name), RdfFormat.N_QUADS)


def read_delta(folder: Path) -> QuadDelta:
    """Read what `write_delta` wrote.

    Raises:
        OSError: It is not there (any more).
        SyntaxError: It is damaged.
    """
    removed, added = (
        frozenset(parse(path=str(folder / name), format=RdfFormat.N_QUADS)) for name in (_REMOVED, _ADDED)
    )
    return QuadDelta(removed, added)


def delta_bytes(folder: Path) -> int:
    """Return the size of a delta's files.

    Raises:
        OSError: They are not there (any more).
    """
    return sum((folder / name).stat().st_size for name in (_REMOVED, _ADDED))
