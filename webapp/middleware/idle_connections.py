"""Close the connections of a server whose other end neither sends nor receives.

Granian waits for ever for the rest of an upload and for a reader that stopped; each would hold a thread. The kernel
knows what every connection received and what its peer acknowledged, so a thread that looks once a second is enough.
Works on connections, without knowledge of requests. Linux alone.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

_LOOK_EVERY_S = 1.0
_PROGRESS_BYTES = 16 << 10
_UNSENT = 0x5411  # SIOCOUTQ
_TCP_INFO_BYTES = 136
_COUNTS = struct.Struct("=QQ")  # bytes acknowledged, bytes received
_COUNTS_AT = 120


@dataclass(frozen=True, slots=True)
class Flow:
    """What passed over a connection until now, in bytes.

    Attributes:
        taken: Acknowledged by the peer.
        received: From the peer.
        waiting: Sent and not acknowledged.
    """

    taken: int
    received: int
    waiting: int


@dataclass(slots=True)
class _Mark:
    since: float
    flow: Flow
    is_warned: bool = False


class IdleConnectionReaper:
    """Closes idle connections to one port of this process, and those beyond one address's share."""

    def __init__(
        self,
        port: int,
        *,
        patience_s: float,
        share: int,
        is_excused: Callable[[str], bool] = lambda _: False,
        is_proxy: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Prepare to watch a port.

        Args:
            port: Of this process.
            patience_s: How long a connection may stand still.
            share: Connections that one address may hold; beyond it, those that stood still longest are closed.
            is_excused: Whether an address waits for something that may take long.
            is_proxy: Whether an address is a trusted proxy's, which may hold any share.
        """
        self._port = port
        self._patience_s = patience_s
        self._share = share
        self._is_excused = is_excused
        self._is_proxy = is_proxy
        self._marks: dict[int, _Mark] = {}

    @property
    def count(self) -> int:
        """Return how many connections were open at the last look."""
        return len(self._marks)

    def start(self) -> None:
        """Start a thread that looks once a second, for as long as the process lives."""
        threading.Thread(target=self._run, daemon=True, name="idle connections").start()

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            self.look(time.monotonic())

    def look(self, now: float) -> None:
        """Inspect every connection once."""
        marks: dict[int, _Mark] = {}
        held: dict[str, list[tuple[float, int]]] = {}
        for inode, channel in connections(self._port):
            with channel, suppress(OSError):  # it may have ended meanwhile
                address = channel.getpeername()[0]
                mark = self._marked(self._marks.get(inode), flow_of(channel), now)
                marks[inode] = mark
                if not self._is_proxy(address):
                    held.setdefault(address, []).append((mark.since, inode))
                if now - mark.since > self._patience_s and not self._is_excused(address):
                    _end(channel, mark)
        self._marks = marks
        excess = {inode for each in held.values() for _, inode in sorted(each)[: -self._share or None]}
        if excess:
            self._close(excess)

    def _marked(self, mark: _Mark | None, flow: Flow, now: float) -> _Mark:
        if mark is None or is_progress(mark.flow, flow):
            return _Mark(now, flow)
        return mark

    def _close(self, inodes: set[int]) -> None:
        for inode, channel in connections(self._port):
            with channel, suppress(OSError):
                if inode in inodes:
                    channel.shutdown(socket.SHUT_RDWR)


def is_progress(before: Flow, after: Flow) -> bool:
    """Check whether a connection made progress: it sent or took a fair amount, or took all of a response."""
    took = after.taken - before.taken
    brought = after.received - before.received
    return brought >= _PROGRESS_BYTES or took >= _PROGRESS_BYTES or (took > 0 and not after.waiting)


def flow_of(channel: socket.socket) -> Flow:
    """Read from the kernel what passed over a connection.

    Raises:
        OSError: It ended.
    """
    info = channel.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    taken, received = _COUNTS.unpack_from(info, _COUNTS_AT)
    (waiting,) = struct.unpack("=i", fcntl.ioctl(channel, _UNSENT, bytes(4)))
    return Flow(taken, received, waiting)


def _end(channel: socket.socket, mark: _Mark) -> None:
    """Close the reading side first, so that an upload that stopped can still be answered; the next time, both."""
    channel.shutdown(socket.SHUT_RDWR if mark.is_warned else socket.SHUT_RD)
    mark.is_warned = True


def connections(port: int) -> Iterator[tuple[int, socket.socket]]:
    """Yield the connections that others opened to a port of this process, each as a descriptor of its own, with its inode."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  many of them, every second
        with suppress(OSError, ValueError):
            link = os.readlink(f"/proc/self/fd/{name}")  # noqa: PTH115
            if not link.startswith("socket:["):
                continue
            channel = socket.socket(fileno=os.dup(int(name)))
            if _is_accepted(channel, port):
                yield int(link[8:-1]), channel
            else:
                channel.close()


def _is_accepted(channel: socket.socket, port: int) -> bool:
    if channel.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        return bool(channel.getsockname()[1] == port and channel.getpeername())
    except OSError:
        return False
