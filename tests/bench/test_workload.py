"""Tests of bench.workload: the questions ask about what a generated world holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from bench.bulk import build_directory
from bench.generate import describer_of, write
from bench.workload import questions, replayed, subjects
from graph.sources.territory_register import Register
from graph.sparql.named_queries import named_queries
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from tests.evaluating import evaluate_in

_SIZE = 300
_UNANSWERED = (
    16  # of the questions, those about what is not generated: ideas, principles, crises, discrepancies…
)


@pytest.fixture
def built(small_register: Register, tmp_path: Path) -> SnapshotDataset:
    """Build a small directory."""
    write(describer_of(_SIZE, 1, register=small_register), tmp_path / "quads.nq")
    build_directory(tmp_path / "quads.nq", tmp_path / "var", register=small_register)
    return CurrentDataset(tmp_path / "var").get()


@pytest.mark.slow
def test_questions_have_answers(built: SnapshotDataset, small_register: Register) -> None:
    """Every example question is asked, most give rows, and the lookups find what they look for."""
    describer = describer_of(_SIZE, 1, register=small_register)
    asked = list(questions(describer))
    assert len(asked) == len(list(named_queries()))
    empty = []
    for each in asked:
        result = evaluate_in(built, each.text).result
        if isinstance(result, QuerySolutions) and next(iter(result), None) is None:
            empty.append(each.name)
    assert len(empty) <= _UNANSWERED, empty
    for subject in subjects(describer, 20):
        found = evaluate_in(built, f"ASK {{ {subject} ?p ?o }}").result
        assert bool(found), subject


def test_replay_is_skewed_and_repeatable(small_register: Register) -> None:
    """The replay of one seed is always the same, and some things are asked for again and again."""
    describer = describer_of(_SIZE, 1, register=small_register)
    reads = list(replayed(describer, 1000, 1))
    assert reads == list(replayed(describer, 1000, 1))
    assert Counter(reads).most_common(1)[0][1] > 50
