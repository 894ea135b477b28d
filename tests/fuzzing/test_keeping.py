"""Over random writes no kept answer is stale; were every answer kept, some would be."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from graph.sparql.syntax.looks import ChangedQuads, Look
from tests.fuzzing.keeping import keep

WRITES = 75


def test_no_answer_is_stale() -> None:
    """Answers that are kept over a write are mostly kept, and often not empty."""
    report = keep(WRITES)
    assert not report.stale, report.stale[0]
    assert report.counts["kept"] > report.counts["touched"]
    assert report.counts["kept, not empty"] > 2 * WRITES


def _never(_changed: ChangedQuads, _looks: Iterable[Look]) -> bool:
    return False


def test_an_answer_that_no_change_touches_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were every answer kept, some would be stale before long."""
    monkeypatch.setattr(ChangedQuads, "touches", _never)
    assert keep(WRITES, 2).stale
