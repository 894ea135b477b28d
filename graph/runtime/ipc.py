"""Send messages between the web process, the fork server and the workers, over a Unix socket.

A message is a JSON header, bytes, and open files: two lengths of four bytes each, then header and bytes. File descriptors
travel with the lengths (SCM_RIGHTS). The two sides alternate: after a message, each waits for the reply.

Most messages are like many before: the same short header with other bytes. So short headers are written and read once, and
what varies from message to message, as the text of a query does, belongs into the bytes.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

_LENGTHS = struct.Struct("!II")
_START = _LENGTHS.size
_MAX_FILES = 4
_FILE = struct.Struct("@i")
_FILES_BYTES = socket.CMSG_SPACE(_MAX_FILES * _FILE.size)
_SHORT_HEADER = 256  # bytes; as many as are worth to be kept
_USUAL_BYTES = (
    1 << 14
)  # larger buffers come from the end of the heap, which a forked process has to copy first


@dataclass(frozen=True, slots=True)
class Message:
    """A received message; the receiver closes its files."""

    header: Mapping[str, Any]
    content: bytes = b""
    files: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was received of a message first: perhaps all of it, no bytes when the other side is gone."""

    received: bytes
    files: list[int]


def send(
    channel: socket.socket,
    header: Mapping[str, Any] | bytes,
    content: bytes = b"",
    files: Sequence[int] = (),
) -> None:
    """Send one whole message.

    Args:
        channel: A connected Unix socket.
        header: What describes the message, or that as `write_header` has written it.
        content: Follows it.
        files: Descriptors, of which the receiver gets its own.

    Raises:
        OSError: The other side is gone.
    """
    written = header if isinstance(header, bytes) else write_header(header)
    message = b"".join((_LENGTHS.pack(len(written), len(content)), written, content))
    sent = socket.send_fds(channel, [message], files) if files else channel.send(message)
    if sent < len(message):
        channel.sendall(memoryview(message)[sent:])


def write_header(header: Mapping[str, Any]) -> bytes:
    """Return a header as it is sent; who sends the same one again and again keeps it."""
    return json.dumps(dict(header)).encode()


def receive(channel: socket.socket) -> Message | None:
    """Receive one whole message, or None when the other side closed the channel before it began.

    Raises:
        TimeoutError: The channel has a time limit, which has passed.
        EOFError: The other side closed the channel within a message.
    """
    return receive_rest(channel, receive_beginning(channel))


def receive_beginning(channel: socket.socket) -> Beginning:
    """Receive as much of a message as comes at once.

    Raises:
        BlockingIOError: Nothing came within the time limit of the channel.
    """
    received, ancillary, _, _ = channel.recvmsg(_USUAL_BYTES, _FILES_BYTES)
    return Beginning(received, _files(ancillary) if ancillary else [])


def receive_rest(
    channel: socket.socket, beginning: Beginning, within_s: float | None = None
) -> Message | None:
    """Receive what is missing of a message, or None when the other side closed the channel before it began.

    Args:
        channel: Where the message comes from.
        beginning: What was received of it.
        within_s: How long a part may take, where the channel's own time limit is shorter.

    Raises:
        TimeoutError, BlockingIOError: A part does not come in time.
        EOFError: The other side closed the channel within the message.
    """
    message: bytes | bytearray = beginning.received
    if not message:
        return None
    try:
        if len(message) < _START:
            message = _filled(channel, message, _START, within_s)
        header_length, content_length = _LENGTHS.unpack_from(message)
        header_end = _START + header_length
        if len(message) < header_end + content_length:
            message = _filled(channel, message, header_end + content_length, within_s)
        header = _header(bytes(message[_START:header_end]))
        return Message(header, bytes(message[header_end:]), beginning.files)
    except (OSError, EOFError):
        for each in beginning.files:
            os.close(each)
        raise


def _header(written: bytes) -> Mapping[str, Any]:
    return _short_header(written) if len(written) <= _SHORT_HEADER else json.loads(written)


@lru_cache(maxsize=256)
def _short_header(written: bytes) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(written))


def _files(ancillary: Sequence[tuple[int, int, bytes]]) -> list[int]:
    """Return the descriptors that came with a message."""
    return [
        number
        for level, kind, content in ancillary
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS)
        for (number,) in _FILE.iter_unpack(content[: len(content) - len(content) % _FILE.size])
    ]


def _filled(
    channel: socket.socket, begun: bytes | bytearray, length: int, within_s: float | None
) -> bytearray:
    message = bytearray(begun)
    while len(message) < length:
        try:
            part = channel.recv(min(length - len(message), 1 << 20))
        except BlockingIOError:
            if within_s is None:
                raise
            _await_part(channel, within_s)
            continue
        if not part:
            raise EOFError
        message += part
    return message


def _await_part(channel: socket.socket, within_s: float) -> None:
    waiting = select.poll()
    waiting.register(channel, select.POLLIN)
    if not waiting.poll(1000 * within_s):
        raise TimeoutError
