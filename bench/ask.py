"""Ask over HTTP: one query with its rows counted, many from client processes, lookups by `wrk`."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import SplitResult, quote, urlencode, urlsplit

_JSON = {"Accept": "application/sparql-results+json"}
_OK = 200
_REPLAY_LIMIT_S = 60.0
_PIECE_BYTES = 1 << 18
_LENGTH = re.compile(rb"content-length: *([0-9]+)")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a query: its rows and time, or why there are none."""

    seconds: float
    rows: int | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """What many requests gave; `failed` counts answers other than 200, `cpu_us` is the server's alone, per answer."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int
    cpu_us: float = 0.0


@dataclass(frozen=True, slots=True)
class Lookups:
    """One run of lookups.

    `subjects` holds IRIs in angle brackets, percent-encoded, one a line; `is_cold`: no two requests are alike, so that
    no cache of results answers, as long as runs have different salts.
    """

    subjects: Path
    seconds: float
    connections: int
    is_cold: bool
    salt: int = 0


def target(url: str, text: str) -> str:
    """Give the path and query string that ask an endpoint, whose address may have parameters of its own."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query + '&' if parts.query else ''}{urlencode({'query': text})}"


def ask(url: str, text: str, limit_s: float) -> Told:
    """Ask once, read all, count the rows."""
    parts = urlsplit(url)
    began = time.monotonic()
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=limit_s + 2)
    try:
        connection.request("GET", target(url, text), headers=_JSON)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return Told(
            time.monotonic() - began,
            None,
            f"> {limit_s:.0f} s" if isinstance(error, TimeoutError) else repr(error),
        )
    finally:
        connection.close()
    seconds = time.monotonic() - began
    if answer.status != _OK:
        fault = f"> {limit_s:.0f} s" if seconds >= limit_s * 0.98 else f"{answer.status}"
        return Told(seconds, None, fault)
    try:
        return Told(seconds, len(json.loads(content)["results"]["bindings"]))
    except (ValueError, KeyError) as error:
        return Told(seconds, None, f"unreadable: {error!r}"[:40])


def lookups(url: str, asked: Lookups, cpu_seconds: Callable[[], float]) -> Rate:
    """Ask for things as fast as they come, over connections that stay open.

    Args: cpu_seconds: tells the processor time that the server has used so far
    """
    parts = urlsplit(url)
    environ = {
        "LOOKUPS": str(asked.subjects),
        "PREFIX": target(url, "") + quote("SELECT ?p ?o WHERE { "),
        "SUFFIX": quote(" ?p ?o } LIMIT "),
        "UNIQUE": "1" if asked.is_cold else "0",
        "SALT": str(asked.salt),
    }
    words = [
        "wrk",
        f"-t{min(2, asked.connections)}",
        f"-c{asked.connections}",
        f"-d{asked.seconds:.0f}s",
        "--latency",
        "--timeout",
        "30s",
    ]
    words += ["-s", str(Path(__file__).with_name("lookup.lua")), f"{parts.scheme}://{parts.netloc}"]
    before = cpu_seconds()
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | environ)
    if done.returncode:
        raise ChildProcessError(f"wrk: {done.stdout[-200:]} {done.stderr[-200:]}")
    used = cpu_seconds() - before
    told = json.loads(done.stderr.strip().splitlines()[-1])
    answered = told["requests"] - told["failed"]
    per_second, cpu_us = answered / told["seconds"], used / max(answered, 1) * 1e6
    return Rate(per_second, told["p50_ms"], told["p99_ms"], told["failed"], cpu_us)


def has_wrk() -> bool:
    """Tell whether the load generator is installed."""
    return shutil.which("wrk") is not None


def replay(
    url: str, reads: Sequence[str], write: Callable[[int], None], *, write_every: int, clients: int
) -> Rate:
    """Read with several client processes, writing once every so many reads; gives reads a second, writes included.

    A write begins when its turn of reads is over and ends before the next turn: what a write costs is in the rate.
    """
    turns = [reads[start : start + write_every] for start in range(0, len(reads), write_every)]
    times: list[float] = []
    failed = 0
    with get_context("spawn").Pool(clients) as pool:
        pool.map(_read_all, [(url, reads[:1])] * clients)
        began = time.monotonic()
        for number, turn in enumerate(turns):
            write(number)
            for turn_times, turn_failed in pool.map(
                _read_all, [(url, turn[each::clients]) for each in range(clients)], 1
            ):
                times += turn_times
                failed += turn_failed
            if time.monotonic() - began > _REPLAY_LIMIT_S:  # what was done by then tells the rate
                break
        elapsed = time.monotonic() - began
    times.sort()
    return Rate(
        len(times) / elapsed, times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000, failed
    )


def _read_all(task: tuple[str, Sequence[str]]) -> tuple[list[float], int]:
    """Read one after the other over one connection; the client costs little, as both share the processors."""
    url, texts = task
    parts = urlsplit(url)
    head = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {_JSON['Accept']}\r\n\r\n"
    requests = [f"GET {target(url, each)}{head}".encode() for each in texts]
    times, failed = [], 0
    channel = _connected(parts)
    for request in requests:
        began = time.monotonic()
        try:
            channel.sendall(request)
            failed += not _is_answered(channel)
        except OSError:
            channel.close()
            channel = _connected(parts)
            failed += 1
        times.append(time.monotonic() - began)
    channel.close()
    return times, failed


def _connected(parts: SplitResult) -> socket.socket:
    channel = socket.create_connection((parts.hostname, parts.port), timeout=60)
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return channel


def _is_answered(channel: socket.socket) -> bool:
    """Read one answer to its end; tell whether it is a good one."""
    content = channel.recv(_PIECE_BYTES)
    while (end := content.find(b"\r\n\r\n")) < 0:
        content += _more(channel)
    head = content[:end].lower()
    length = _LENGTH.search(head)
    if length:
        missing = int(length[1]) - (len(content) - end - 4)
        while missing > 0:
            missing -= len(_more(channel))
    else:  # in chunks; the last one is empty
        while not content.endswith(b"0\r\n\r\n"):
            content = content[-8:] + _more(channel)
    return head.startswith(b"http/1.1 200")


def _more(channel: socket.socket) -> bytes:
    piece = channel.recv(_PIECE_BYTES)
    if not piece:
        raise ConnectionResetError
    return piece
