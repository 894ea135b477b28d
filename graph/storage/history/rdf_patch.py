"""Write and read the entries of the log: transactions in RDF Patch, each with the hash of its body.

A header that is not of RDF Patch tells number, time, digest or graphs that a change empties. Entries are told apart by
their last line, which no literal can hold, because N-Quads escapes line ends.

Spec: https://afs.github.io/rdf-delta/rdf-patch.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat, parse, serialize

from graph.errors import LogDamaged
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad

END = b"TC .\n"
_HEADER = re.compile(rb'H (\w+) <?"?([^">\n]*)"?>? \.\n')


class LogEntry(NamedTuple):
    """One change: the state that it leads to, and the quads; `delta` is None where they were not written out."""

    number: int
    digest: str
    delta: QuadDelta | None


def entry_bytes(headers: dict[str, str], delta: QuadDelta) -> bytes:
    """Write one entry; its body's hash stands in a header, so that damage in the middle of a file is seen."""
    body = b"TX .\n" + _lines(b"D ", delta.removed) + _lines(b"A ", delta.added) + END
    told = headers | {"sha256": f'"{hashlib.sha256(body).hexdigest()}"'}
    lines = [f"H {name} {value} .\n" for name, value in told.items()]
    lines += [f"H emptied {graph_name} .\n" for graph_name in sorted(map(str, delta.emptied))]
    return "".join(lines).encode() + body


def _lines(mark: bytes, quads: Iterable[Quad]) -> bytes:
    written = serialize(sorted(quads, key=str), format=RdfFormat.N_QUADS)
    assert written is not None
    return b"".join(mark + line for line in written.splitlines(keepends=True))


def read_entries(path: Path, after: int = 0) -> Iterator[LogEntry]:
    """Read the whole entries of a file beyond a number; damage of those before it does not matter.

    Raises:
        LogDamaged: One is not what was written.
    """
    number = 0
    for text in _entry_texts(path):
        headers = _HEADER.findall(text)
        told = dict(headers)
        try:
            number = int(told[b"number"])
            if number <= after:
                continue
            body = text[text.index(b"TX .\n") :]
            if hashlib.sha256(body).hexdigest().encode() != told[b"sha256"]:
                raise LogDamaged(path=path, number=number)
            is_bulk = told[b"kind"] == b"bulk"
            emptied = frozenset(NamedNode(value.decode()) for name, value in headers if name == b"emptied")
            delta = None if is_bulk else QuadDelta(_quads(body, b"D "), _quads(body, b"A "), emptied)
            yield LogEntry(number, told[b"digest"].decode(), delta)
        except (KeyError, ValueError, SyntaxError) as error:
            raise LogDamaged(path=path, number=number) from error


def _quads(body: bytes, mark: bytes) -> frozenset[Quad]:
    text = b"".join(line[2:] for line in body.splitlines(keepends=True) if line.startswith(mark))
    return frozenset(parse(text, format=RdfFormat.N_QUADS))


def _entry_texts(path: Path) -> Iterator[bytes]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    start = 0
    while (end := content.find(b"\n" + END, start)) >= 0:
        yield content[start : end + 1 + len(END)]
        start = end + 1 + len(END)


def first_number(path: Path) -> int | None:
    """Return the number of a file's first entry; None where it has none."""
    with path.open("rb") as file:
        found = re.search(rb"H number (\d+) \.", file.read(1024))
    return int(found[1]) if found else None


def last_entry(path: Path) -> LogEntry | None:
    """Return number and digest of a file's last entry, without its quads; None where it has none.

    Raises:
        LogDamaged: They cannot be read.
    """
    *_, text = b"", *_entry_texts(path)
    if not text:
        return None
    told = dict(_HEADER.findall(text))
    try:
        return LogEntry(int(told[b"number"]), told[b"digest"].decode(), None)
    except (KeyError, ValueError) as error:
        raise LogDamaged(path=path, number=0) from error
