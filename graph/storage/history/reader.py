"""Read the history: versions in order, those of one thing, records of a set, all of one moment of the file.

A reader belongs to one request: it opens the file, sees one state of it throughout, and closes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from graph.storage.history.history_file import connect, read_meta, reporting_damage, unpacked
from graph.storage.history.model import ChangeKind, SnapshotMoment, Version, VersionHead

_HEADS = "SELECT place, iri, number, at_ms, kind FROM head "
_RECORDS = """
SELECT place, iri, number, at_ms, kind, kind <> 3 FROM head
WHERE place = last AND place > ? AND place <= ? ORDER BY place LIMIT ?
"""
_MEMBERS = """
SELECT place, iri, number, at_ms, kind, is_member FROM membership JOIN head ON place = membership.version
WHERE name = ? AND membership.version > ? AND membership.version <= ? ORDER BY membership.version LIMIT ?
"""
_VERSIONS = """
SELECT place, iri, number, at_ms, kind, content, (SELECT number FROM version n WHERE n.place = head.place + 1)
FROM head WHERE place BETWEEN ? AND ? ORDER BY place
"""
_PLACE_FROM = """
SELECT min(place) FROM version WHERE number >= (SELECT min(number) FROM moment WHERE at_ms >= ?)
"""
_LAST_CHANGE = """
SELECT moment.number, moment.at_ms FROM thing JOIN version ON version.place = thing.version
JOIN moment ON moment.number = version.number WHERE iri = ?
"""
_SETS = """
WITH RECURSIVE known (name) AS (
    SELECT min(name) FROM membership
    UNION ALL SELECT (SELECT min(name) FROM membership WHERE name > known.name) FROM known WHERE name IS NOT NULL
) SELECT name FROM known WHERE name IS NOT NULL
"""  # one look a set, however many members it has
_SETS_OF = """
SELECT name FROM membership JOIN thing ON thing.id = membership.thing WHERE iri = ? AND is_member ORDER BY name
"""


class SpanOfVersions(NamedTuple):
    """Versions one after the other: the times of the first and the last, in milliseconds since 1970."""

    first_ms: int
    last_ms: int


class HistoryReader:
    """One state of the history.

    Attributes:
        epoch: The line of history.
        number: The last snapshot that it covers.
        count: How many versions there are; the place of the last one.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `reading_history` instead."""
        self._connection = connection
        self.epoch = read_meta(connection, "epoch")
        self.number = int(read_meta(connection, "number"))
        self.count = int(self._one("SELECT coalesce(max(place), 0) FROM version")[0])

    def last_moment(self) -> SnapshotMoment | None:
        """Return the moment of the last version."""
        found = self._head("WHERE place = ?", self.count)
        return found.moment if found else None

    def first_moment(self) -> SnapshotMoment | None:
        """Return the moment of the first version."""
        found = self._head("WHERE place = 1")
        return found.moment if found else None

    def versions(self, first: int, last: int) -> Iterator[Version]:
        """Yield the versions of places, both included, in order.

        Raises:
            HistoryDamaged: While reading.
        """
        with reporting_damage():
            rows = self._connection.execute(_VERSIONS, (first, last))
            for *head, content, next_number in rows:
                yield _version(head, content, ends_snapshot=next_number != head[2])

    def span(self, first: int, last: int) -> SpanOfVersions:
        """Return the times of the versions at two places."""
        moments = [self._head("WHERE place = ?", each) for each in (first, last)]
        return SpanOfVersions(*(each.moment.at_ms if each else 0 for each in moments))

    def latest(self, thing: str) -> VersionHead | None:
        """Return the last version of a thing, without its description; None for one that never was."""
        found = self._one("SELECT version FROM thing WHERE iri = ?", thing)
        return self._head("WHERE place = ?", found[0]) if found else None

    def last_changes(self, things: Iterable[str]) -> dict[str, SnapshotMoment]:
        """Return when each thing last changed; those that never were are left out."""
        rows = ((each, self._one(_LAST_CHANGE, each)) for each in things)
        return {thing: SnapshotMoment(*row) for thing, row in rows if row}

    def versions_of(self, thing: str) -> list[VersionHead]:
        """Return all versions of a thing, the first one first."""
        rows = self._all(_HEADS + "WHERE iri = ? ORDER BY place", thing)
        return [_head(row) for row in rows]

    def version(self, thing: str, number: int) -> Version | None:
        """Return the version of a thing that a snapshot made; None where that snapshot did not change it."""
        found = self._head("WHERE iri = ? AND number = ?", thing, number)
        return self.version_at(found.place) if found else None

    def version_at(self, place: int) -> Version | None:
        """Return the version at a place."""
        return next(self.versions(place, place), None)

    def at(self, thing: str, at_ms: int) -> VersionHead | None:
        """Return the last version of a thing not after a time; None where it came later."""
        return self._head("WHERE iri = ? AND at_ms <= ? ORDER BY place DESC LIMIT 1", thing, at_ms)

    def place_from(self, at_ms: int) -> int:
        """Return the place of the first version at a time or later; beyond the last one where there is none."""
        found = self._one(_PLACE_FROM, at_ms)
        return int(found[0]) if found and found[0] is not None else self.count + 1

    def records(self, set_name: str, after: int, until: int, limit: int) -> list[tuple[VersionHead, bool]]:
        """Return the last versions of things, in order: of all of them, or of those that are or were in a set.

        Args:
            set_name: As `class:…` or `licence:…`; empty for all things.
            after: The place after which they begin.
            until: The place up to which they go.
            limit: How many at most.

        Returns:
            With each, whether the thing is there, and in the set.
        """
        names = (set_name,) if set_name else ()
        rows = self._all(_MEMBERS if set_name else _RECORDS, *names, after, until, limit)
        return [(_head(row), bool(row[-1])) for row in rows]

    def sets(self) -> list[str]:
        """Return the names of all sets that something is or was in, in order."""
        return [row[0] for row in self._all(_SETS)]

    def sets_of(self, thing: str) -> list[str]:
        """Return the names of the sets that a thing is in, in order."""
        rows = self._all(_SETS_OF, thing)
        return [row[0] for row in rows]

    def _head(self, condition: str, *values: Any) -> VersionHead | None:
        row = self._one(_HEADS + condition, *values)
        return _head(row) if row else None

    def _one(self, text: str, *values: Any) -> Sequence[Any]:
        with reporting_damage():
            return self._connection.execute(text, values).fetchone() or ()

    def _all(self, text: str, *values: Any) -> list[Sequence[Any]]:
        with reporting_damage():
            return self._connection.execute(text, values).fetchall()


@contextmanager
def reading_history(path: Path) -> Iterator[HistoryReader]:
    """Yield one state of the history of a file.

    Raises:
        HistoryDamaged: It cannot be read.
    """
    connection = connect(path)
    try:
        with reporting_damage():
            connection.execute("PRAGMA query_only = 1")
            connection.execute("BEGIN")
        yield HistoryReader(connection)
    finally:
        connection.close()


def _head(row: Sequence[Any]) -> VersionHead:
    place, thing, number, at_ms, kind = row[:5]
    return VersionHead(place, thing, SnapshotMoment(number, at_ms), ChangeKind(kind))


def _version(head: Sequence[Any], content: bytes | None, *, ends_snapshot: bool = False) -> Version:
    return Version(_head(head), None if content is None else unpacked(content), ends_snapshot)
