"""Searching in several processes finds what searching in one does, even when one of them is killed."""

from __future__ import annotations

import os
import subprocess
from random import Random

import numpy as np
import pytest

from graph.connections.network.builder import network_of
from graph.connections.similarity import parallel_top_k
from graph.connections.similarity.neighbour_table import NeighbourTable, find_neighbours
from graph.connections.similarity.top_k import strongest_rows
from tests.graph.connections.worlds import random_world


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> NeighbourTable:
    """Where those of a small world stand; three processes search it from then on."""
    found = find_neighbours(network_of(random_world(Random(3))), 2)
    monkeypatch.setattr(parallel_top_k, "_FEW", 3)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    return found


def test_several_find_what_one_finds(table: NeighbourTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever rows are asked for, in whatever order."""
    started: list[object] = []
    start = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *words, **kept: started.append(words) or start(*words, **kept)
    )
    rows = np.random.default_rng(1).permutation(len(table.features))
    for sought in (np.arange(len(table.features)), rows[:11]):
        found = parallel_top_k.search_rows(table.field(), sought, 2)
        alone = strongest_rows(table.field(), sought, 2)
        assert [each.tolist() for each in found] == [each.tolist() for each in alone]
    assert len(started) == 4


def test_what_a_killed_one_sought_is_found(table: NeighbourTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one who asked finds it itself."""
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **kept: start(["false"], **kept))
    rows = np.arange(len(table.features))
    found = parallel_top_k.search_rows(table.field(), rows, 2)
    assert found[0].tolist() == table.neighbours.tolist()
    assert found[1].tolist() == table.scores.tolist()
