"""Tests of graph.storage.retention: what stays, what goes, and that one damaged snapshot stops nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graph.errors import DiskFull
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory
from graph.storage.dataset import open_current
from graph.storage.retention import Limits, Retention
from graph.storage.snapshots import snapshot_numbers
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import commit

Write = Callable[..., Path]


@pytest.fixture
def directory(directory: DataDirectory, settings: Settings, write: Write) -> DataDirectory:
    """Publish six snapshots."""
    with open_writer(directory, settings) as writer:
        for number in range(6):
            _load(writer, write(f"n{number}"))
    return directory


def _load(writer: StoreWriter, path: Path) -> None:
    commit(writer, read_candidate([path], writer.names, writer.settings))


def _date(directory: DataDirectory, number: int, age: timedelta) -> None:
    path = directory.snapshots / str(number) / "snapshot.json"
    told = json.loads(path.read_text())
    at = datetime.fromisoformat(told["published_at"]) - age
    path.write_text(json.dumps(told | {"published_at": at.isoformat()}))


def test_the_old_beyond_a_number_go(directory: DataDirectory) -> None:
    """Young ones stay, and so do as many as asked for."""
    for number in (1, 2, 3, 4):
        _date(directory, number, timedelta(hours=2))
    assert Retention(directory).retire(Limits(3, hours=1)) == [1, 2, 3]
    assert snapshot_numbers(directory) == [4, 5, 6]


def test_a_clock_that_was_ahead_keeps_nothing_for_ever(directory: DataDirectory) -> None:
    """What is dated in the future is old."""
    _date(directory, 1, timedelta(days=-900))
    _date(directory, 2, timedelta(hours=2))
    assert Retention(directory).retire(Limits(2, hours=1)) == [1, 2]


def test_all_together_take_no_more_than_allowed(directory: DataDirectory) -> None:
    """The oldest go before their time; a file that several share counts once."""
    retention = Retention(directory)
    whole = retention.total_bytes()
    assert (
        0
        < whole
        < sum(path.stat().st_blocks * 512 for path in directory.snapshots.rglob("*") if path.is_file())
    )
    gone = retention.retire(Limits(2, hours=1, total_bytes=whole // 2))
    assert gone and gone[0] == 1
    assert retention.total_bytes() <= whole // 2 or snapshot_numbers(directory) == [5, 6]


def test_where_the_disk_runs_full_only_the_newest_stays(
    directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever number was to be kept; but one that is being read stays."""
    reader = open_current(directory)
    monkeypatch.setattr("graph.storage.retention.free_bytes", lambda _: 0)
    assert Retention(directory).retire(Limits(10, hours=1, free_bytes=1)) == [1, 2, 3, 4, 5]
    assert snapshot_numbers(directory) == [6]
    del reader


def test_only_some_go_at_once(directory: DataDirectory) -> None:
    """The next write waits for them."""
    assert Retention(directory).retire(Limits(1, hours=0), at_most=2) == [1, 2]


def test_damaged_old_snapshots_stop_nothing(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """Without description, without anything, a file in its place: writing goes on, and they go when their time comes."""
    (directory.snapshots / "1" / "snapshot.json").write_text("{")
    (directory.snapshots / "2" / "held").unlink()
    shutil.rmtree(directory.snapshots / "3" / "store")
    shutil.rmtree(directory.snapshots / "4")
    (directory.snapshots / "4").write_text("")
    with open_writer(directory, settings) as writer:
        _load(writer, write("later"))
    assert open_current(directory).snapshot.number == 7
    Retention(directory).retire(Limits(1, hours=0))
    assert snapshot_numbers(directory) in ([7], [4, 7])


def test_a_full_disk_refuses_writes_alone(
    directory: DataDirectory, settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading goes on, and so does writing once there is room."""
    free = 0
    monkeypatch.setattr("graph.storage.store_writer.free_bytes", lambda _: free)
    with open_writer(directory, settings) as writer:
        with pytest.raises(DiskFull) as told:
            _load(writer, write("later"))
        assert told.value.facts["needed_mib"] == 64
        assert open_current(directory).snapshot.number == 6
        free = 1 << 40
        _load(writer, write("later"))
    assert open_current(directory).snapshot.number == 7
