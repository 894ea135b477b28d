"""Define the values of the history: what was said of a thing at one moment, and how it changed.

A version is one thing after one change. A deletion is a version too, without a description, so that whoever replays all
versions of all things ends with what the default graph states.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from pyoxigraph import RdfFormat, parse

from graph.rdf.terms import Triple


class ChangeKind(IntEnum):
    """How a thing changed: it came, it changed, it went."""

    CREATE = 1
    UPDATE = 2
    DELETE = 3


@dataclass(frozen=True, slots=True)
class StatingSource:
    """A graph that states something of a thing, and the licences that it is under."""

    graph: str
    licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThingDescription:
    """What is stated of a thing: the triples that it owns, and where they come from.

    Attributes:
        statements: N-Triples, a line a triple, sorted.
        classes: The IRIs of its classes, sorted.
        sources: The graphs that state them, sorted.
    """

    statements: str
    classes: tuple[str, ...]
    sources: tuple[StatingSource, ...]

    def triples(self) -> Iterator[Triple]:
        """Yield the statements, parsed."""
        return (each.triple for each in parse(self.statements, format=RdfFormat.N_TRIPLES))

    def digest(self) -> bytes:
        """Return a hash that differs when anything of it does."""
        told = json.dumps([[each.graph, *each.licences] for each in self.sources])
        return hashlib.sha256(f"{told}\n{self.statements}".encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class SnapshotMoment:
    """The number of a snapshot, and when it was published, in milliseconds since 1970 (UTC)."""

    number: int
    at_ms: int

    @property
    def at(self) -> datetime:
        """Return the time."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC)


@dataclass(frozen=True, slots=True)
class VersionHead:
    """That a thing changed: its place in the order of all versions, counted from 1, when, and how."""

    place: int
    thing: str
    moment: SnapshotMoment
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class Version:
    """A thing after a change; without a description once it went."""

    head: VersionHead
    description: ThingDescription | None
    ends_snapshot: bool = False
