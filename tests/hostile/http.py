"""Speak HTTP byte by byte, so that a test can say what no well-behaved client would."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.waiting import HANGS_S

HOST = "127.0.0.1"
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status 0 when the server closed without a word; `is_whole` when as long as announced."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = True
    took_s: float = 0.0

    @property
    def code(self) -> str:
        """Give the problem's stable code; "" for whatever is no problem document."""
        if self.headers.get("content-type") != "application/problem+json" or not self.body:
            return ""
        return str(json.loads(self.body)["code"])

    @property
    def count(self) -> int:
        """Give the number in the one row of one column of a SPARQL JSON result."""
        (row,) = json.loads(self.body)["results"]["bindings"]
        return int(next(iter(row.values()))["value"])


def connect(
    port: int, source: str = HOST, *, receive_bytes: int = 0, timeout_s: float = HANGS_S
) -> socket.socket:
    """Open a connection from an address of this machine, perhaps with a small window."""
    channel = socket.socket()
    if receive_bytes:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    channel.settimeout(timeout_s)
    try:
        channel.bind((source, 0))
        channel.connect((HOST, port))
    except OSError:
        channel.close()
        raise
    return channel


def get(query: str, path: str = "/sparql", **headers: str) -> bytes:
    """Write a GET request for a query."""
    return request("GET", f"{path}?query={quote(query, safe='')}", **headers)


def post(query: str, media_type: str = "application/sparql-query", **headers: str) -> bytes:
    """Write a POST request with the query as its body."""
    return request("POST", "/sparql", query.encode(), Content_Type=media_type, **headers)


def request(method: str, target: str, body: bytes = b"", **headers: str) -> bytes:
    """Write a request; `_` in a header's name stands for `-`."""
    told = {"Host": "maillage.test", "Accept": "application/sparql-results+json, text/turtle;q=0.9"}
    if body or method in ("POST", "PUT"):
        told["Content-Length"] = str(len(body))
    told |= {key.replace("_", "-"): value for key, value in headers.items()}
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in told.items())
    return head.encode("latin-1") + b"\r\n" + body


def ask(port: int, content: bytes, source: str = HOST) -> Answer:
    """Send bytes on a connection of their own and read one answer."""
    started = time.monotonic()
    with connect(port, source) as channel:
        with suppress(OSError):  # answered, and closed, before all was sent: the answer may still be read
            channel.sendall(content)
        answer = read_answer(channel, is_head=content.startswith(b"HEAD "))
    return Answer(
        answer.status, answer.headers, answer.body, answer.is_whole, took_s=time.monotonic() - started
    )


def read_answer(channel: socket.socket, *, is_head: bool = False) -> Answer:
    """Read one answer; a broken connection ends it."""
    received = bytearray()
    while _HEAD_END not in received:
        if not _more(channel, received):
            return Answer(0)
    head, _, rest = bytes(received).partition(_HEAD_END)
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    status = int(first.split()[1])
    length = 0 if is_head or status in (204, 304) else int(headers.get("content-length", "0"))
    body = bytearray(rest)
    while len(body) < length and _more(channel, body):
        pass
    return Answer(status, headers, bytes(body[:length]), len(body) >= length)


def _more(channel: socket.socket, received: bytearray) -> bool:
    try:
        part = channel.recv(1 << 16)
    except ConnectionError:
        return False
    received += part
    return bool(part)
