"""Keep contributions as they were received, byte for byte: a store rewrites literals, and forgets comments and order.

`received/<sha256>` holds the bytes of a file or a request body; the catalogue's record of a contribution names the hash,
and when it came. What no record names any more, because its contribution was replaced or removed, goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.terms import Literal, Quad, name
from graph.storage.data_directory import DataDirectory, write_bytes

_SHA256 = name("schema:sha256")
_NAME = re.compile("[0-9a-f]{64}")


def keep_received(directory: DataDirectory, content: bytes) -> None:
    """Keep some bytes under their hash, and wait until they are on disk; the same bytes are kept once."""
    path = directory.received / hashlib.sha256(content).hexdigest()
    if not path.exists():
        directory.received.mkdir(exist_ok=True)
        write_bytes(path, content)


def received_path(directory: Path, sha256: str) -> Path | None:
    """Return the file that holds the bytes of a hash; None where they were not kept."""
    path = directory / "received" / sha256
    return path if _NAME.fullmatch(sha256) and path.is_file() else None


def hashes_in(quads: Iterable[Quad]) -> set[str]:
    """Return the hashes that some quads name."""
    return {
        each.object.value for each in quads if each.predicate == _SHA256 and isinstance(each.object, Literal)
    }


def drop_received(directory: DataDirectory, store: Store, hashes: Iterable[str]) -> None:
    """Remove the bytes of some hashes, but of those that another contribution's record still names."""
    catalog = directory.names.graph("catalog")
    for each in hashes:
        path = received_path(directory.path, each)
        if path and next(store.quads_for_pattern(None, _SHA256, Literal(each), catalog), None) is None:
            path.unlink(missing_ok=True)


def sweep_received(directory: DataDirectory, store: Store) -> None:
    """Remove all that no record names, also after changes that were too large to be followed."""
    with suppress(FileNotFoundError):
        found = list(directory.received.iterdir())
        catalog = directory.names.graph("catalog")
        named = hashes_in(store.quads_for_pattern(None, _SHA256, None, catalog))
        for each in found:
            if each.name not in named:
                each.unlink(missing_ok=True)
