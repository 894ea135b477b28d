"""Tests of graph.storage.history.reader: versions by place, thing, set and time, all of one state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.storage.history.history_file import HistoryFile, create_history
from graph.storage.history.model import ChangeKind, SnapshotMoment, StatingSource, ThingDescription
from graph.storage.history.reader import HistoryReader, reading_history

C, D, LICENCE = "class:x:C", "class:x:D", "licence:x:l"


def _description(statement: str, *classes: str) -> ThingDescription:
    return ThingDescription(f"<x:a> <x:p> <x:{statement}> .\n", classes, (StatingSource("x:g", ("x:l",)),))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[HistoryFile]:
    """Record three snapshots: a and b come, a leaves a class, b goes and c comes."""
    moments = (SnapshotMoment(1, 1000), SnapshotMoment(4, 4000), SnapshotMoment(5, 5000))
    with closing(create_history(tmp_path / "history.sqlite", "0" * 8, "")) as made, made.changing():
        made.record("x:a", moments[0], ChangeKind.CREATE, _description("1", "x:C"))
        made.record("x:b", moments[0], ChangeKind.CREATE, _description("1", "x:C", "x:D"))
        made.record("x:a", moments[1], ChangeKind.UPDATE, _description("2", "x:D"))
        made.record("x:b", moments[2], ChangeKind.DELETE, None)
        made.record("x:c", moments[2], ChangeKind.CREATE, _description("3", "x:D"))
        made.cover(6)
        yield made


@pytest.fixture
def history(tmp_path: Path, file: HistoryFile) -> Iterator[HistoryReader]:
    """Open it."""
    file._connection.commit()
    with reading_history(tmp_path / "history.sqlite") as opened:
        yield opened


def test_versions_come_in_order_and_end_their_snapshots(history: HistoryReader) -> None:
    """The last of each snapshot is marked; the very last one too."""
    found = list(history.versions(1, 99))
    assert [each.head.place for each in found] == [1, 2, 3, 4, 5]
    assert [each.ends_snapshot for each in found] == [False, True, True, False, True]
    assert [each.description is None for each in found] == [False, False, False, True, False]
    assert (history.count, history.number) == (5, 6)
    assert [each.head.place for each in history.versions(2, 3)] == [2, 3]


def test_a_thing_has_its_versions_by_number_and_by_time(history: HistoryReader) -> None:
    """The one in force at a time is the last one not after it."""
    assert [each.moment.number for each in history.versions_of("x:a")] == [1, 4]
    assert history.versions_of("x:z") == []
    found = history.version("x:a", 4)
    assert found is not None
    assert found.description == _description("2", "x:D")
    assert history.version("x:a", 5) is None
    places = {at: history.at("x:a", at) for at in (999, 1000, 3999, 4000, 9000)}
    assert [each and each.place for each in places.values()] == [None, 1, 1, 3, 3]
    latest = history.latest("x:b")
    assert latest is not None
    assert latest.kind == ChangeKind.DELETE
    assert history.latest("x:z") is None


def test_records_are_last_versions(history: HistoryReader) -> None:
    """In order, from a place to another, as many as are wanted; what went is told as gone."""
    found = history.records("", 0, 5, 10)
    assert [(each.thing, is_there) for each, is_there in found] == [
        ("x:a", True),
        ("x:b", False),
        ("x:c", True),
    ]
    assert [each.thing for each, _ in history.records("", 3, 5, 1)] == ["x:b"]
    assert [each.thing for each, _ in history.records("", 0, 3, 9)] == ["x:a"]


def test_what_left_a_set_is_told_in_it(history: HistoryReader) -> None:
    """Whoever harvests the set alone would keep it for ever."""
    assert [(each.thing, there) for each, there in history.records(C, 0, 5, 9)] == [
        ("x:a", False),
        ("x:b", False),
    ]
    assert [(each.thing, there) for each, there in history.records(D, 0, 5, 9)] == [
        ("x:a", True),
        ("x:b", False),
        ("x:c", True),
    ]
    assert history.sets() == [C, D, LICENCE]
    assert history.sets_of("x:a") == [D, LICENCE]
    assert history.sets_of("x:b") == []


@pytest.mark.parametrize(("at_ms", "place"), [(0, 1), (1000, 1), (1001, 3), (4000, 3), (4001, 4), (5001, 6)])
def test_a_time_leads_to_a_place(history: HistoryReader, at_ms: int, place: int) -> None:
    """The first version then or later; beyond the last one where nothing changed since."""
    assert history.place_from(at_ms) == place


def test_a_reader_sees_one_state(history: HistoryReader, file: HistoryFile, tmp_path: Path) -> None:
    """A writer waits for it, or writes what only the next reader sees."""
    assert history.count == 5
    file._connection.execute("PRAGMA busy_timeout = 0")
    assert len(list(history.versions(1, 99))) == 5
    with reading_history(tmp_path / "history.sqlite") as again:
        assert again.number == 6


def test_last_changes_are_told_for_many_at_once(history: HistoryReader) -> None:
    """Those that never were are left out."""
    found = history.last_changes(("x:a", "x:z", "x:b"))
    assert found == {"x:a": SnapshotMoment(4, 4000), "x:b": SnapshotMoment(5, 5000)}
