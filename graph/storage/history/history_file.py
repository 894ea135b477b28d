"""Keep the versions of all things in one SQLite file: written by one process, read by many.

    meta         what the file is: format, epoch, base IRI, the number of the last snapshot that it covers
    moment       when each snapshot was published that changed something
    thing        each thing that ever was, its last version, and a hash of its description; no hash once it went
    version      each thing after each change, in order; places count from 1 without a gap
    head         a view: versions with the IRIs of their things, and their times
    membership   in which sets (`class:…`, `licence:…`) a thing is or was, and since which version

An epoch is a line of history: no number is used twice in it. Where numbers begin anew, as after a backup was restored, so does
the file. Times never go back and never stand still, whatever the clock does, because harvesters come back by them.

Spec: https://www.sqlite.org/lang.html
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.storage.history.model import ChangeKind, SnapshotMoment, StatingSource, ThingDescription

FORMAT = 1
_WAIT_S = 5.0
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE moment (number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, digest BLOB);
CREATE TABLE version (
    place INTEGER PRIMARY KEY, thing INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL, content BLOB
);
CREATE TABLE membership (
    name TEXT NOT NULL, thing INTEGER NOT NULL, version INTEGER NOT NULL, is_member INTEGER NOT NULL,
    PRIMARY KEY (name, thing)
) WITHOUT ROWID;
CREATE VIEW head AS
    SELECT version.place, thing.iri, version.number, moment.at_ms, version.kind, version.content, thing.version AS last
    FROM version JOIN thing ON thing.id = version.thing JOIN moment ON moment.number = version.number;
CREATE INDEX version_of_thing ON version (thing, place);
CREATE INDEX last_version ON thing (version);
CREATE INDEX last_of_member ON membership (name, version);
CREATE INDEX set_of_thing ON membership (thing);
"""


class HistoryDamaged(Exception):
    """The file is not one of this format, or cannot be read."""


class HistoryFile:
    """The file, open for its writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `create_history` or `open_history_file` instead."""
        self._connection = connection
        self.epoch = read_meta(connection, "epoch")
        self.number = int(read_meta(connection, "number"))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make what is written meanwhile visible at once, or nothing of it."""
        with self._connection:
            yield

    def digest_of(self, thing: str) -> bytes | None:
        """Return the hash of what is stated of a thing; None where nothing is."""
        found = self._connection.execute("SELECT digest FROM thing WHERE iri = ?", (thing,)).fetchone()
        return found[0] if found else None

    def things(self) -> Iterator[str]:
        """Yield the IRIs of the things of which something is stated."""
        rows = self._connection.execute("SELECT iri FROM thing WHERE digest IS NOT NULL ORDER BY id")
        yield from (row[0] for row in rows.fetchall())

    def next_moment(self, number: int, at_ms: int) -> SnapshotMoment:
        """Return the time to record for a snapshot: its own, or a millisecond after the last where that is later."""
        last = self._connection.execute("SELECT max(at_ms) FROM moment").fetchone()[0]
        return SnapshotMoment(number, at_ms if last is None else max(at_ms, last + 1))

    def record(
        self, thing: str, moment: SnapshotMoment, kind: ChangeKind, description: ThingDescription | None
    ) -> None:
        """Add a version."""
        run = self._connection.execute
        run("INSERT OR IGNORE INTO moment VALUES (?, ?)", (moment.number, moment.at_ms))
        run("INSERT OR IGNORE INTO thing (iri, version) VALUES (?, 0)", (thing,))
        (identifier,) = run("SELECT id FROM thing WHERE iri = ?", (thing,)).fetchone()
        content = _packed(description) if description else None
        added = run(
            "INSERT INTO version (thing, number, kind, content) VALUES (?, ?, ?, ?)",
            (identifier, moment.number, kind, content),
        )
        place, digest = added.lastrowid, description.digest() if description else None
        run("UPDATE thing SET version = ?, digest = ? WHERE id = ?", (place, digest, identifier))
        run("UPDATE membership SET version = ?, is_member = 0 WHERE thing = ?", (place, identifier))
        for each in set_names(description) if description else ():
            run("INSERT OR REPLACE INTO membership VALUES (?, ?, ?, 1)", (each, identifier, place))

    def cover(self, number: int) -> None:
        """Record that all changes up to a snapshot are there."""
        self._connection.execute("UPDATE meta SET value = ? WHERE name = 'number'", (str(number),))
        self.number = number

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def set_names(description: ThingDescription) -> set[str]:
    """Return the sets that a thing is in: its classes, and the licences of what states it."""
    licences = {licence for source in description.sources for licence in source.licences}
    return {f"class:{each}" for each in description.classes} | {f"licence:{each}" for each in licences}


def create_history(path: Path, epoch: str, base_iri: str) -> HistoryFile:
    """Make an empty file where there is none."""
    with reporting_damage():
        connection = sqlite3.connect(path, timeout=_WAIT_S)
        connection.executescript(_TABLES)
        meta = {"format": str(FORMAT), "epoch": epoch, "base_iri": base_iri, "number": "0"}
        with connection:
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        return HistoryFile(connection)


def open_history_file(path: Path) -> HistoryFile:
    """Open a file for its writer.

    Raises:
        HistoryDamaged: It cannot be used.
    """
    return HistoryFile(connect(path))


def connect(path: Path) -> sqlite3.Connection:
    """Open the database of a file that exists.

    Raises:
        HistoryDamaged: It is not one of this format.
    """
    with reporting_damage():
        # What a crash left half done is taken back by whoever opens the file next, so a reader must be able to write.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", timeout=_WAIT_S, uri=True)
        try:
            found = read_meta(connection, "format")
        except BaseException:
            connection.close()
            raise
    if found != str(FORMAT):
        connection.close()
        raise HistoryDamaged(f"format {found}")
    return connection


def read_meta(connection: sqlite3.Connection, name: str) -> str:
    """Return what the file says of itself under a name.

    Raises:
        HistoryDamaged: It says nothing.
    """
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise HistoryDamaged(name)
    return str(found[0])


@contextmanager
def reporting_damage() -> Iterator[None]:
    """Raise HistoryDamaged for an error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise HistoryDamaged(str(error)) from error


def _packed(description: ThingDescription) -> bytes:
    sources = [[each.graph, *each.licences] for each in description.sources]
    head = json.dumps({"classes": description.classes, "sources": sources})
    return zlib.compress(f"{head}\n{description.statements}".encode())


def unpacked(content: bytes) -> ThingDescription:
    """Parse the content of a version.

    Raises:
        HistoryDamaged: It is not what was written.
    """
    try:
        head, _, statements = zlib.decompress(content).decode().partition("\n")
        told = json.loads(head)
        sources = tuple(StatingSource(graph, tuple(licences)) for graph, *licences in told["sources"])
        return ThingDescription(statements, tuple(told["classes"]), sources)
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise HistoryDamaged(str(error)) from error
