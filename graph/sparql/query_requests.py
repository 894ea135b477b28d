"""Query requests and their results as plain values that cross a process boundary.

A request is evaluated by `graph.sparql.result_writer`, usually in a worker process. Requests, results and errors travel as the
header of a `graph.runtime.ipc.Message`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph import errors
from graph.errors import GraphError
from graph.runtime.ipc import write_header
from graph.sparql.results import Form

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, and the format that its result is wanted in.

    Attributes:
        default_graphs, named_graphs: The dataset of the protocol.
        solution_format: Media type for SELECT and ASK; empty when the client accepts none.
        triple_format: Media type for CONSTRUCT and DESCRIBE; empty when the client accepts none.
        max_rows: When not zero, a `ResultTable` of so many rows is wanted instead of a document.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    solution_format: str = ""
    triple_format: str = ""
    max_rows: int = 0

    def as_message(self) -> tuple[bytes, bytes]:
        """Return the request as the header and the bytes of a message; requests that differ in their text share the header."""
        header = _written_header(
            self.default_graphs, self.named_graphs, self.solution_format, self.triple_format, self.max_rows
        )
        return header, self.text.encode("utf-8", "surrogatepass")

    @classmethod
    def from_message(cls, header: Mapping[str, Any], content: bytes) -> QueryRequest:
        """Build a request from the header and the bytes of a message."""
        return cls(
            content.decode("utf-8", "surrogatepass"),
            tuple(header["default_graphs"]),
            tuple(header["named_graphs"]),
            header["solution_format"],
            header["triple_format"],
            header["max_rows"],
        )


@lru_cache(maxsize=64)
def _written_header(
    default_graphs: tuple[str, ...],
    named_graphs: tuple[str, ...],
    solution_format: str,
    triple_format: str,
    max_rows: int,
) -> bytes:
    return write_header(
        {
            "default_graphs": default_graphs,
            "named_graphs": named_graphs,
            "solution_format": solution_format,
            "triple_format": triple_format,
            "max_rows": max_rows,
        }
    )


@dataclass(slots=True)
class ResultDocument:
    """A whole result in one media type: in memory when small, else in an unnamed file."""

    form: Form
    media_type: str
    size_bytes: int
    content: bytes
    file: int | None = None
    snapshot_number: int = 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes, once; the file is closed at the end, or when the generator is."""
        if self.file is None:
            yield self.content
            return
        descriptor, self.file = self.file, None
        with os.fdopen(descriptor, "rb") as opened:
            opened.seek(0)
            while chunk := opened.read(_CHUNK_BYTES):
                yield chunk

    def close(self) -> None:
        """Close the file of a result that will not be read."""
        if self.file is not None:
            os.close(self.file)
            self.file = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A result as rows of terms in N-Triples form ("" for unbound), cut at the number of rows that was requested.

    The result of ASK has no column and one row that holds "true" or "false".
    """

    form: Form
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool
    snapshot_number: int = 0


def never_gone() -> bool:
    """Return False: the default where it cannot be known whether the client has disconnected."""
    return False


def error_header(error: GraphError) -> dict[str, Any]:
    """Return an error as the header of a message."""
    return {"error": type(error).__name__, "facts": {key: str(value) for key, value in error.facts.items()}}


def parse_error(header: Mapping[str, Any]) -> GraphError:
    """Build an error from the header of a message."""
    error_class = getattr(errors, header["error"])
    error = error_class(**header["facts"])
    assert isinstance(error, GraphError)
    return error


def parse_result(
    header: Mapping[str, Any], content: bytes, files: list[int], snapshot_number: int
) -> ResultDocument | ResultTable:
    """Build a result from a message.

    Raises:
        GraphError: The message is an error.
    """
    if "error" in header:
        raise parse_error(header)
    if "rows" in header:
        rows = tuple(tuple(row) for row in header["rows"])
        return ResultTable(header["form"], tuple(header["columns"]), rows, header["is_cut"], snapshot_number)
    form, media_type = header["form"], header["media_type"]
    if files:
        return ResultDocument(form, media_type, header["size_bytes"], content, files[0], snapshot_number)
    return ResultDocument(form, media_type, len(content), content, None, snapshot_number)
