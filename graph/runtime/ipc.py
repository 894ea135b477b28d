"""Send messages between the web process, the fork server and the workers, over a Unix socket.

A message is a JSON header, bytes, and open files: two lengths of four bytes each, then header and bytes. File descriptors
travel with the lengths (SCM_RIGHTS). The two sides alternate: after a message, each waits for the reply.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_LENGTHS = struct.Struct("!II")
_MAX_FILES = 4
_USUAL_BYTES = (
    1 << 14
)  # larger buffers come from the end of the heap, which a forked process has to copy first


@dataclass(frozen=True, slots=True)
class Message:
    """A received message; the receiver closes its files."""

    header: Mapping[str, Any]
    content: bytes = b""
    files: list[int] = field(default_factory=list)


def send(
    channel: socket.socket, header: Mapping[str, Any], content: bytes = b"", files: Sequence[int] = ()
) -> None:
    """Send one whole message.

    Raises:
        OSError: The other side is gone.
    """
    written = json.dumps(header).encode()
    message = _LENGTHS.pack(len(written), len(content)) + written + content
    sent = socket.send_fds(channel, [message], files) if files else channel.send(message)
    if sent < len(message):
        channel.sendall(memoryview(message)[sent:])


def receive(channel: socket.socket) -> Message | None:
    """Receive one whole message, or None when the other side closed the channel before it began.

    Raises:
        TimeoutError: The channel has a time limit, which has passed.
        EOFError: The other side closed the channel within a message.
    """
    received, files, _, _ = socket.recv_fds(channel, _USUAL_BYTES, _MAX_FILES)
    if not received:
        return None
    message = bytearray(received)
    try:
        _fill(channel, message, _LENGTHS.size)
        header_length, content_length = _LENGTHS.unpack_from(message)
        header_end = _LENGTHS.size + header_length
        _fill(channel, message, header_end + content_length)
        return Message(json.loads(message[_LENGTHS.size : header_end]), bytes(message[header_end:]), files)
    except (OSError, EOFError):
        for each in files:
            os.close(each)
        raise


def _fill(channel: socket.socket, message: bytearray, length: int) -> None:
    while len(message) < length:
        part = channel.recv(min(length - len(message), 1 << 20))
        if not part:
            raise EOFError
        message += part
