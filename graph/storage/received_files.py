"""Keep contributions as they were received, byte for byte: a store rewrites literals, and forgets comments and order.

`received/<sha256>` holds the bytes of a file or a request body; the catalogue's record of a contribution names the hash,
and when it came. What no record names any more, because its contribution was replaced or removed, goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from graph.storage.data_directory import DataDirectory, write_bytes

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


def sweep_received(directory: DataDirectory, named: AbstractSet[str]) -> None:
    """Remove what none of the hashes names."""
    with suppress(FileNotFoundError):
        for each in list(directory.received.iterdir()):
            if each.name not in named:
                each.unlink(missing_ok=True)
