"""Tests of graph.storage.store_copy: a copy to which much was added is put in order before it is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad
from graph.storage import store_copy
from graph.storage.store_copy import StoreCopy, write_store


class _Watched:
    """A store that tells how often it was put in order."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.optimized_count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def __len__(self) -> int:
        return len(self._store)

    def optimize(self) -> None:
        self.optimized_count += 1
        self._store.optimize()


def _quads(label: str, count: int) -> frozenset[Quad]:
    about = NamedNode("urn:x:about")
    return frozenset(
        Quad(NamedNode(f"urn:x:{label}{number}"), about, about, about) for number in range(count)
    )


@pytest.mark.parametrize(
    ("added_count", "many", "expected"),
    [(0, 0, 0), (9, 0, 0), (20, 0, 1), (20, 50, 0)],
    ids=["nothing", "less than a tenth", "more than a tenth", "much of little"],
)
def test_what_was_added_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added_count: int, many: int, expected: int
) -> None:
    """More than a tenth of all, and many, is put in order; a small change never waits for that; all quads are there."""
    monkeypatch.setattr(store_copy, "_MANY", many)
    write_store(tmp_path / "store", _quads("before", 100))
    copy = StoreCopy(tmp_path / "store")
    watched = _Watched(copy.store)
    copy.store = watched  # type: ignore[assignment]
    copy.apply([QuadDelta(added=_quads("after", added_count))])
    copy.close()
    assert watched.optimized_count == expected
    assert len(watched) == 100 + added_count
