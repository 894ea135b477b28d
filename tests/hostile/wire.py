"""What is hostile in time, not in content: stopping halfway, reading slowly, opening and saying nothing."""

from __future__ import annotations

import socket
import threading
import time
from typing import Self

from tests.hostile.http import HOST, Answer, connect, get, read_answer, request
from tests.hostile.server import TIMEOUT_S
from tests.waiting import HANGS_S, wait_until
from webapp.server.supervisor import HEAD_TIMEOUT_S
from webapp.server.wsgi_stack import GRACE_S

SILENCE_S = (
    2 * TIMEOUT_S + GRACE_S + 2
)  # the server's patience with those who are silent, and how often it looks
HEAD_S = HEAD_TIMEOUT_S + 1.0
_TRICKLE_S = 0.2  # between two letters
NEVER_ENDED = Answer(-1)  # which no case expects
_HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
_LARGE = "SELECT * { ?a ?b ?c . ?d a <http://www.w3.org/ns/prov#Organization> } LIMIT 25000"


class Trap:
    """A listener that counts who calls, and hangs up."""

    def __init__(self) -> None:
        """Listen on loopback."""
        self._listener = socket.create_server((HOST, 0))
        self.address = f"http://{HOST}:{self._listener.getsockname()[1]}/"
        self.calls = 0

    def __enter__(self) -> Self:
        """Begin to count."""
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up for good."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _count(self) -> None:
        while True:
            try:
                channel, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            channel.close()


def endless_upload(port: int, source: str) -> Answer:
    """Send chunks until the server has had enough."""
    with connect(port, source) as channel:
        try:
            channel.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
            for _ in range(1000):
                channel.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")
        except OSError:
            pass
        return read_answer(channel)


def length_and_chunks(port: int, source: str) -> Answer:
    """Announce the length in two ways."""
    with connect(port, source) as channel:
        channel.sendall(
            _HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n"
        )
        return read_answer(channel)


def wrong_chunk(port: int, source: str) -> Answer:
    """Send a chunk whose size cannot be read."""
    with connect(port, source) as channel:
        channel.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n")
        return read_answer(channel)


def pipelined(port: int, source: str) -> Answer:
    """Send forty requests before reading; the answers come in order, all of them."""
    with connect(port, source) as channel:
        channel.sendall(b"".join(request("GET", f"/health?{i}") for i in range(40)))
        received = bytearray()
        while received.count(b"HTTP/1.1 ") < 40 and (part := channel.recv(1 << 16)):
            received += part
    statuses = {each[:3] for each in bytes(received).split(b"HTTP/1.1 ")[1:]}
    is_right = statuses == {b"200"} and received.count(b"HTTP/1.1 ") == 40
    return Answer(200 if is_right else 0)


def half_open(port: int, source: str) -> Answer:
    """Announce a hundred bytes, send ten."""
    with connect(port, source) as channel:
        channel.sendall(_HEAD + b"Content-Length: 100\r\n\r\nSELECT * {")
        return read_answer(channel)


def trickled(port: int, source: str) -> Answer:
    """Send a byte every fifth of a second, for as long as the server takes them."""
    return _trickle(port, source, _HEAD + b"Content-Length: 100000\r\n\r\n")


def slow_head(port: int, source: str) -> Answer:
    """Send the headers, one letter at a time."""
    return _trickle(port, source, b"GET /sparql HTTP/1.1\r\nX-Slow: ")


def _trickle(port: int, source: str, head: bytes) -> Answer:
    with connect(port, source, timeout_s=_TRICKLE_S) as channel:
        channel.sendall(head)
        for _ in range(int(HANGS_S / _TRICKLE_S)):
            try:
                channel.sendall(b" ")
                return read_answer(channel)
            except TimeoutError:
                continue
            except OSError:
                return Answer(0)
    return NEVER_ENDED


def slow_reader(port: int, source: str) -> Answer:
    """Ask for megabytes and read nothing until the server gives up; what came is not whole, and cannot pass for it."""
    with connect(port, source, receive_bytes=4096) as channel:
        channel.sendall(get(_LARGE))
        head = channel.recv(512)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        time.sleep(0.1)
        wait_until(lambda: _is_closed(channel), "the server closes a connection that nobody reads from")
    return Answer(200, is_whole=False)


def _is_closed(channel: socket.socket) -> bool:
    state = channel.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1  # TCP_ESTABLISHED


def gone(port: int, source: str) -> Answer:
    """Ask for something long and leave."""
    with connect(port, source) as channel:
        channel.sendall(get("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"))
    return Answer(0)


def many_silent(port: int, source: str) -> Answer:
    """Open three hundred connections, half of them with half a request, and wait until all are closed."""
    opened = [connect(port, source) for _ in range(300)]
    for channel in opened[::2]:
        channel.sendall(_HEAD)
    try:
        wait_until(lambda: all(map(_is_closed, opened)), "the server closes connections that say nothing")
    finally:
        for channel in opened:
            channel.close()
    return Answer(0)
