"""Values sent through a pipe between two processes of this program, each with its length before it."""

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
    """What a value is read from."""

    def read(self, size: int, /) -> bytes | None:
        """Give as many bytes as asked, fewer at the end only."""


def receive(stream: Readable) -> object:
    """Read one value that our own process sent.

    Raises: EOFError when the other side is gone.
    """
    head = stream.read(_LENGTH_BYTES) or b""
    length = int.from_bytes(head, "big")
    content = (stream.read(length) or b"") if len(head) == _LENGTH_BYTES else b""
    if len(content) < length or not head:
        raise EOFError
    return pickle.loads(content)  # noqa: S301  both ends of the pipe are this program


class WholeReader:
    """An unbuffered stream that reads as many bytes as asked: buffering would hide a request from `select`."""

    def __init__(self, stream: FileIO) -> None:
        """Read from a stream that stays the caller's."""
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """Read until there is enough, or until the end."""
        parts, missing = list[bytes](), size
        while missing and (part := self._stream.read(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)
