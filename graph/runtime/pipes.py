"""Send Python values through a pipe between two processes of this program.

Each value is pickled, with its length before it.
"""

from __future__ import annotations

import pickle
from io import FileIO
from typing import IO, Protocol

_LENGTH_BYTES = 8


def send(stream: IO[bytes], value: object) -> None:
    """Write one value, its length first."""
    content = pickle.dumps(value)
    stream.write(len(content).to_bytes(_LENGTH_BYTES, "big") + content)
    stream.flush()


class Readable(Protocol):
    """A stream that values are read from."""

    def read(self, size: int, /) -> bytes | None:
        """Return size bytes; fewer only at the end of the stream."""


def receive(stream: Readable) -> object:
    """Read one value.

    Raises:
        EOFError: The other side is gone.
    """
    head = stream.read(_LENGTH_BYTES) or b""
    length = int.from_bytes(head, "big")
    content = (stream.read(length) or b"") if len(head) == _LENGTH_BYTES else b""
    if len(content) < length or not head:
        raise EOFError
    return pickle.loads(content)  # noqa: S301  both ends of the pipe are this program


class WholeReader:
    """Reads whole values from an unbuffered stream, which stays the caller's.

    A buffered reader would hide waiting values from `select`.
    """

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """Read until there is enough, or until the end."""
        parts, missing = list[bytes](), size
        while missing and (part := self._stream.read(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)
