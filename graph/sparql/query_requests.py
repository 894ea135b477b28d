"""What a worker is asked, and what it answers: plain values that cross a process boundary."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph import errors
from graph.errors import GraphError
from graph.sparql.results import Form

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and how its result is wanted.

    `solution_format` and `triple_format` are media types, one of which will serve; empty: the client accepts none of
    that kind. `max_rows`, when not zero, asks for a table of so many rows instead of a document.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    solution_format: str = ""
    triple_format: str = ""
    max_rows: int = 0

    def as_header(self) -> dict[str, Any]:
        """Write the job for the wire."""
        return {each: getattr(self, each) for each in self.__slots__}

    @classmethod
    def from_header(cls, header: Mapping[str, Any]) -> QueryRequest:
        """Read a job from the wire."""
        told = dict(header)
        return cls(
            **{
                **told,
                "default_graphs": tuple(told["default_graphs"]),
                "named_graphs": tuple(told["named_graphs"]),
            }
        )


@dataclass(slots=True)
class ResultDocument:
    """A result written whole in one media type: small ones in memory, larger ones in an unnamed file."""

    form: Form
    media_type: str
    size_bytes: int
    content: bytes
    file: int | None = None
    snapshot_number: int = 0

    def chunks(self) -> Iterator[bytes]:
        """Give the bytes, once; the file is closed at the end, or when the reader gives up."""
        if self.file is None:
            yield self.content
            return
        descriptor, self.file = self.file, None
        with os.fdopen(descriptor, "rb") as opened:
            opened.seek(0)
            while chunk := opened.read(_CHUNK_BYTES):
                yield chunk

    def close(self) -> None:
        """Close the file of a result that is not read."""
        if self.file is not None:
            os.close(self.file)
            self.file = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A result as rows of terms in N-Triples form ("" for unbound), cut at the rows asked for.

    A verdict has no column and one row that holds "true" or "false".
    """

    form: Form
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool
    snapshot_number: int = 0


def never_gone() -> bool:
    """Tell of a client that it has not gone: the default, where nobody can know."""
    return False


def error_header(error: GraphError) -> dict[str, Any]:
    """Write an error for the wire."""
    return {"error": type(error).__name__, "facts": {key: str(value) for key, value in error.facts.items()}}


def parse_error(header: Mapping[str, Any]) -> GraphError:
    """Read an error from the wire."""
    error_class = getattr(errors, header["error"])
    error = error_class(**header["facts"])
    assert isinstance(error, GraphError)
    return error


def parse_result(
    header: Mapping[str, Any], content: bytes, files: list[int], snapshot_number: int
) -> ResultDocument | ResultTable:
    """Read a result from the wire.

    Raises: the error that it tells of.
    """
    if "error" in header:
        raise parse_error(header)
    if "rows" in header:
        rows = tuple(tuple(row) for row in header["rows"])
        return ResultTable(header["form"], tuple(header["columns"]), rows, header["is_cut"], snapshot_number)
    file = files[0] if files else None
    return ResultDocument(
        header["form"], header["media_type"], header["size_bytes"], content, file, snapshot_number
    )
