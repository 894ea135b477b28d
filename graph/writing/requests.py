"""Define write requests and their results: the values that go to the writing process and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from graph.sources.payload import Payload
from graph.validation.report import Report
from graph.writing.replacements import Replacement

GraphVerb = OneOf["put", "post", "delete"]


@dataclass(frozen=True, slots=True)
class Update:
    """A SPARQL update; the graphs are the protocol's dataset for its patterns."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphWrite:
    """One graph that is put, added to, or removed; `graph` is empty for the default graph.

    `must_be_new`: refuse when the graph exists.
    """

    verb: GraphVerb
    graph: str
    parts: tuple[Payload, ...] = ()
    must_be_new: bool = False


@dataclass(frozen=True, slots=True)
class WriteResult:
    """A write that was published in snapshot `number`; `is_new` when it created the graph it names.

    `replaced` are the contributions that it replaced, changed or removed.
    """

    number: int
    is_new: bool = False
    has_changed: bool = True
    report: Report | None = None
    replaced: tuple[Replacement, ...] = ()
