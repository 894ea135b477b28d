"""Tests of graph.storage.history.history_file: what is written comes back, times go forward, and another file is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.storage.history.history_file import (
    HistoryDamaged,
    HistoryFile,
    create_history,
    open_history_file,
    set_names,
    unpacked,
)
from graph.storage.history.model import ChangeKind, SnapshotMoment, StatingSource, ThingDescription
from graph.storage.history.reader import reading_history

DESCRIPTION = ThingDescription(
    '<x:a> <x:p> "é\\n" .\n', ("x:C", "x:D"), (StatingSource("x:g", ("x:l", "x:m")), StatingSource("x:h"))
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a file."""
    return tmp_path / "a folder" / "history #1?.sqlite"


@pytest.fixture
def file(path: Path) -> Iterator[HistoryFile]:
    """Make an empty file, whose name has what an address would not take."""
    path.parent.mkdir()
    with closing(create_history(path, "0" * 8, "http://127.0.0.1:8000")) as made:
        yield made


def test_what_is_recorded_comes_back(path: Path, file: HistoryFile) -> None:
    """Descriptions whole, with their sources."""
    with file.changing():
        file.record("x:a", SnapshotMoment(1, 1000), ChangeKind.CREATE, DESCRIPTION)
        file.cover(1)
    with reading_history(path) as history:
        (found,) = history.versions(1, 9)
        assert found.description == DESCRIPTION
        assert found.head.moment == SnapshotMoment(1, 1000)
        assert history.sets() == sorted(set_names(DESCRIPTION))
    assert file.digest_of("x:a") == DESCRIPTION.digest()
    with closing(open_history_file(path)) as again:
        assert (again.epoch, again.number) == ("0" * 8, 1)


def test_each_part_of_a_description_counts() -> None:
    """Else a change would be overlooked."""
    others = (
        ThingDescription("", DESCRIPTION.classes, DESCRIPTION.sources),
        ThingDescription(DESCRIPTION.statements, DESCRIPTION.classes, DESCRIPTION.sources[:1]),
        ThingDescription(
            DESCRIPTION.statements,
            DESCRIPTION.classes,
            (StatingSource("x:g", ("x:l",)), DESCRIPTION.sources[1]),
        ),
    )
    assert DESCRIPTION.digest() not in {each.digest() for each in others}


def test_times_go_forward_whatever_the_clock_says(file: HistoryFile) -> None:
    """A harvester comes back by time: two moments have two times, and the later one has the later."""
    with file.changing():
        file.record("x:a", SnapshotMoment(1, 5000), ChangeKind.CREATE, DESCRIPTION)
    assert file.next_moment(2, 7000) == SnapshotMoment(2, 7000)
    assert file.next_moment(2, 5000) == SnapshotMoment(2, 5001)
    assert file.next_moment(2, 1) == SnapshotMoment(2, 5001)


def test_what_is_no_history_is_refused(path: Path) -> None:
    """A file that is cut short, of another kind or of another format; never made by reading."""
    path.parent.mkdir()
    with pytest.raises(HistoryDamaged):
        open_history_file(path)
    assert not path.exists()
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(HistoryDamaged):
        open_history_file(path)
    path.unlink()
    with closing(create_history(path, "0" * 8, "")) as made, made.changing():
        made._connection.execute("UPDATE meta SET value = '0' WHERE name = 'format'")
    with pytest.raises(HistoryDamaged, match="format 0"):
        open_history_file(path)


def test_a_damaged_version_is_told() -> None:
    """It is not taken for an empty one."""
    for content in (b"", b"x", b"x\x9c\x03\x00\x00\x00\x00\x01"):
        with pytest.raises(HistoryDamaged):
            unpacked(content)
