"""Search the strongest neighbours of very many rows on every processor; each process maps the same arrays.

`python -m graph.connections.similarity.parallel_top_k DESCRIPTOR COUNT PART PARTS` writes two arrays to its output: the
neighbours of its part of the rows, and their scores.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import fields
from io import BytesIO
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.top_k import FeatureIndex, ScoringData, strongest_rows
from graph.runtime.child_processes import end_with_parent, start_child

_FEW = 10_000  # rows; fewer are found before another process has started
Found = tuple[NDArray[np.int32], NDArray[np.int64]]


def search_rows(field: ScoringData, rows: NDArray[np.int64], count: int) -> Found:
    """Return the strongest neighbours of some rows, and their scores, as `strongest_rows` does."""
    parts = min(len(os.sched_getaffinity(0)), len(rows) // _FEW)
    if parts < 2:  # noqa: PLR2004
        return strongest_rows(field, rows, count)
    neighbours, scores = np.empty((len(rows), count), np.int32), np.empty((len(rows), count), np.int64)
    with tempfile.TemporaryFile() as shared:
        _write(shared, field, rows)
        others = [_Searcher(shared, count, part, parts) for part in range(1, parts)]
        neighbours[::parts], scores[::parts] = strongest_rows(field, rows[::parts], count)
        for part, each in enumerate(others, 1):
            mine = slice(part, None, parts)
            found = each.found()
            neighbours[mine], scores[mine] = (
                strongest_rows(field, rows[mine], count) if found is None else found
            )
    return neighbours, scores


class _Searcher:
    """Another process that searches a part of the rows."""

    def __init__(self, shared: IO[bytes], count: int, part: int, parts: int) -> None:
        self._process = start_child(
            "neighbour search",
            sys.modules[__name__],
            *(shared.fileno(), count, part, parts),
            pass_fds=[shared.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )

    def found(self) -> Found | None:
        """Wait for its result; return None when the process was killed."""
        output = BytesIO(self._process.communicate()[0])
        with suppress(EOFError, ValueError):
            if not self._process.returncode:
                return np.load(output), np.load(output)
        return None


def _write(shared: IO[bytes], field: ScoringData, rows: NDArray[np.int64]) -> None:
    for each in (field.features, field.index):
        for member in fields(each):
            np.save(shared, getattr(each, member.name))
    for array in (field.weights, field.trees, field.tie_breaks, rows):
        np.save(shared, array)
    shared.flush()


def _read(shared: IO[bytes]) -> tuple[ScoringData, NDArray[np.int64]]:
    features = FeatureMatrix(*(_mapped(shared) for _ in fields(FeatureMatrix)))
    index = FeatureIndex(*(_mapped(shared) for _ in fields(FeatureIndex)))
    weights, trees, tie_breaks, rows = (_mapped(shared) for _ in range(4))
    return ScoringData(features, index, weights, trees, tie_breaks), rows


def _mapped(shared: IO[bytes]) -> NDArray[Any]:
    """Map the next array of a file into memory."""
    np.lib.format.read_magic(shared)
    shape, _, kind = np.lib.format.read_array_header_1_0(shared)
    start = shared.tell()
    # As a plain array: each slice of a memmap would be one of its own, at ten times the cost.
    array = np.asarray(np.memmap(shared, kind, "r", start, shape)) if all(shape) else np.empty(shape, kind)
    shared.seek(start + array.nbytes)
    return array


def main() -> None:
    """Search one part of the rows."""
    end_with_parent()  # no other process waits for it
    descriptor, count, part, parts = map(int, sys.argv[1:])
    with open(f"/proc/self/fd/{descriptor}", "rb", buffering=0) as shared:  # noqa: PTH123  at its beginning
        field, rows = _read(shared)
        for each in strongest_rows(field, rows[part::parts], count):
            np.save(sys.stdout.buffer, each)


if __name__ == "__main__":
    main()
