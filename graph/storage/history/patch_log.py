"""Log each change as an RDF Patch before the store takes it, so that a store which lost writes can be brought forward.

    log/epochs.json            the lines of history, the present one last
    log/<epoch>/000001.rdfp    patches of what is stated and derived, and of the default graph
    log/<epoch>/000001.kept    the same entries' changes of catalogue and report, and the graphs that they empty

An entry is one transaction of the store, and has the number of the snapshot that it leads to. Each of its two parts is
synced before the transaction begins, `.kept` first: an entry counts once its part in `.rdfp` is whole. An epoch is a
line of history: numbers are never used twice in it. Only the writer of a data directory uses its log.

A change too large for a transaction is not written out: the entry tells number and digest alone, after the store holds it.
What lies behind such an entry is recovered from a snapshot instead (`graph.storage.recovery`).

RDF Patch: https://afs.github.io/rdf-delta/rdf-patch.html
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import LogDamaged
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory, sync_folder, write_file
from graph.storage.history.rdf_patch import END, LogEntry, entry_bytes, first_number, last_entry, read_entries
from graph.storage.snapshots import State

_SEGMENT_BYTES = 1 << 20  # a segment that has grown beyond is closed
_EPOCHS = "epochs.json"
_SERVED, _KEPT = ".rdfp", ".kept"


@dataclass(frozen=True, slots=True)
class Epoch:
    """A line of history: where it begins, and the epoch, number and digest that it continues, if any."""

    epoch: str
    base_iri: str
    number: int
    digest: str
    parent: tuple[str, int, str] | None = None


class PatchLog:
    """The log of a data directory, open for its writer."""

    def __init__(self, directory: DataDirectory, epoch: Epoch) -> None:
        """Use `open_log` or `begin_epoch` instead."""
        self._names = directory.names
        self.epoch = epoch
        self._folder = directory.log / epoch.epoch
        self._before: dict[Path, int] = {}
        self._newest = next(iter(reversed(self._segments())), None)
        self._may_trim = True
        self.number, self.digest = epoch.number, epoch.digest
        if last := self._last():
            self.number, self.digest = last.number, last.digest

    def append(self, state: State, delta: QuadDelta | None, kind: str) -> None:
        """Write an entry, and wait until it is on disk.

        Args:
            state: The state that the change leads to.
            delta: The change; None where it was too large for a transaction.
            kind: "stated", "derived" or, without a delta, "bulk".
        """
        name = self._segment()
        self._before = {path: _size(path) for path in (name.with_suffix(_KEPT), name.with_suffix(_SERVED))}
        served, kept = self._halves(delta)
        headers = self._headers(state, "bulk" if delta is None else kind)
        for suffix, part in ((_KEPT, kept), (_SERVED, served)):
            _append(name.with_suffix(suffix), entry_bytes(headers, part))
        self.number, self.digest = state.number, state.digest

    def cut(self) -> None:
        """Take back the last entry, because the store did not take its change."""
        for path, size in self._before.items():
            with path.open("r+b") as file:
                file.truncate(size)
                os.fsync(file.fileno())
        last = self._last()
        self.number, self.digest = last[:2] if last else (self.epoch.number, self.epoch.digest)

    def entries(self, after: int) -> Iterator[LogEntry]:
        """Read the entries beyond a number, oldest first.

        Raises:
            LogDamaged: One cannot be read.
        """
        for segment in self._segments_from(after + 1):
            kept = {each.number: each for each in read_entries(segment.with_suffix(_KEPT), after)}
            for each in read_entries(segment.with_suffix(_SERVED), after):
                beside = kept.get(each.number)
                if beside is None:
                    raise LogDamaged(path=segment.with_suffix(_KEPT), number=each.number)
                is_whole = each.delta is not None and beside.delta is not None
                yield each._replace(delta=each.delta | beside.delta if is_whole else None)  # type: ignore[operator]

    def trim(self, keep_bytes: int) -> None:
        """Remove the oldest segments, earlier epochs' first, until all take no more than so many bytes.

        The segment that is written to stays, and the one before it: a store may lie behind by what they hold. The folder is
        looked at once for each segment that was begun, not for each write.
        """
        if not self._may_trim:
            return
        self._may_trim = False
        files = {each: _size(each) for each in self._folder.parent.glob("*/*.*")}
        total = sum(files.values())
        stays = set(self._segments()[-2:])
        order = sorted(files, key=lambda each: (each.parent == self._folder, each.stat().st_mtime, each.name))
        for path in order:
            if total <= keep_bytes:
                return
            if path.with_suffix("") not in stays:
                path.unlink()
                total -= files[path]

    def _last(self) -> LogEntry | None:
        """Return number and digest of the last entry, without its quads."""
        for segment in reversed(self._segments()):
            if (found := last_entry(segment.with_suffix(_SERVED))) is not None:
                return found
        return None

    def _segments(self) -> list[Path]:
        return sorted(each.with_suffix("") for each in self._folder.glob("*" + _SERVED))

    def _segments_from(self, number: int) -> list[Path]:
        """Return the segments that may hold the entries from a number on."""
        found: list[Path] = []
        for segment in reversed(self._segments()):
            found.append(segment)
            first = first_number(segment.with_suffix(_SERVED))
            if first is not None and first <= number:
                break
        return found[::-1]

    def _segment(self) -> Path:
        """Return the segment to write to; a new one when the last has grown beyond a megabyte."""
        last = self._newest
        if last is None or _size(last.with_suffix(_SERVED)) >= _SEGMENT_BYTES:
            self._newest = self._folder / f"{int(last.name) + 1 if last else 1:06}"
            self._may_trim = True
        assert self._newest is not None
        return self._newest

    def _headers(self, state: State, kind: str) -> dict[str, str]:
        urn = f"urn:maillage:{self.epoch.epoch}"
        return {
            "id": f"<{urn}:{state.number}>",
            "prev": f"<{urn}:{self.number}>",
            "number": str(state.number),
            "time": str(int(state.published_at.timestamp() * 1000)),
            "kind": f'"{kind}"',
            "digest": f'"{state.digest}"',
        }

    def _halves(self, delta: QuadDelta | None) -> tuple[QuadDelta, QuadDelta]:
        """Split a change into what partners may have and what is for recovery alone."""
        delta = delta or QuadDelta()
        removed, added = (
            frozenset(each for each in quads if _is_served(each, self._names))
            for quads in (delta.removed, delta.added)
        )
        served = QuadDelta(removed, added)
        return served, QuadDelta(delta.removed - removed, delta.added - added, delta.emptied)


def open_log(directory: DataDirectory) -> PatchLog | None:
    """Open the log in force, an entry that a crash left half written cut off; None where there is no log yet.

    Raises:
        LogDamaged: What the log says of its epochs cannot be read.
    """
    epochs = read_epochs(directory)
    if not epochs:
        return None
    for each in (directory.log / epochs[-1].epoch).glob("*.*"):
        _cut_torn_tail(each)
    return PatchLog(directory, epochs[-1])


def begin_epoch(directory: DataDirectory, state: State, parent: PatchLog | None = None) -> PatchLog:
    """Begin a new line of history at a state of the store; `parent` is the log that it continues."""
    before = (parent.epoch.epoch, parent.number, parent.digest) if parent else None
    epoch = Epoch(secrets.token_hex(4), directory.names.base_iri, state.number, state.digest, before)
    (directory.log / epoch.epoch).mkdir(parents=True)
    sync_folder(directory.log)
    try:
        known = read_epochs(directory)
    except LogDamaged:
        known = []
    write_file(
        directory.log / _EPOCHS, json.dumps([asdict(each) for each in (*known, epoch)], indent=2) + "\n"
    )
    return PatchLog(directory, epoch)


def read_epochs(directory: DataDirectory) -> list[Epoch]:
    """Read the lines of history, the present one last; it takes no lock (LogDamaged)."""
    path = directory.log / _EPOCHS
    try:
        found = [Epoch(**each) for each in json.loads(path.read_text("utf-8"))]
        return [each for each in found if re.fullmatch("[0-9a-f]{8}", each.epoch)]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise LogDamaged(path=path, number=0) from error


def _is_served(quad: Quad, names: Namespaces) -> bool:
    return not isinstance(quad.graph_name, NamedNode) or is_digested(quad.graph_name, names)


def _cut_torn_tail(path: Path) -> None:
    """Cut a file behind its last whole entry."""
    content = path.read_bytes()
    whole = content.rfind(b"\n" + END)
    end = whole + 1 + len(END) if whole >= 0 else 0
    if end < len(content):
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())


def _append(path: Path, content: bytes) -> None:
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    with open(descriptor, "ab") as file:  # noqa: PTH123  a descriptor is no path
        file.write(content)
        file.flush()
        os.fdatasync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
