"""Tests of graph.storage.data_directory and graph.storage.snapshots: locks, recovery, retention."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import (
    BaseMismatch,
    DataDirectoryBusy,
    DataDirectoryUnknown,
    DataDirectoryUnwritable,
    SnapshotMissing,
)
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory, find_directory, open_directory, unfinished
from graph.storage.dataset import CurrentDataset, open_current, open_snapshot
from graph.storage.snapshots import current_number, list_snapshots
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit

Write = Callable[..., Path]
BASE = "http://127.0.0.1:8000"


def _load(directory: DataDirectory, settings: Settings, path: Path) -> None:
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([path], directory.names, settings))


def test_a_directory_remembers_its_base(directory: DataDirectory) -> None:
    """The base is fixed at creation, and found again."""
    assert find_directory(directory.path) == directory
    assert open_directory(directory.path, "") == directory


def test_another_base_is_refused(directory: DataDirectory) -> None:
    """Names never change under a store."""
    with pytest.raises(BaseMismatch):
        open_directory(directory.path, "https://elsewhere.example")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A data directory is made in an empty place only."""
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(DataDirectoryUnknown):
        open_directory(tmp_path, BASE)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 99, "base_iri": "x"}', "{"])
def test_an_unreadable_description_is_refused(directory: DataDirectory, text: str) -> None:
    """A damaged or future directory is not guessed at."""
    (directory.path / "maillage.json").write_text(text)
    with pytest.raises(DataDirectoryUnknown):
        find_directory(directory.path)


def test_only_one_writer_at_a_time(directory: DataDirectory, settings: Settings) -> None:
    """A second one is told who holds the lock."""
    with (
        open_writer(directory, settings),
        pytest.raises(DataDirectoryBusy) as caught,
        open_writer(directory, settings),
    ):
        pass
    assert "pid" in str(caught.value.facts["holder"])


def test_nothing_published_is_said_so(directory: DataDirectory) -> None:
    """A directory without snapshot answers no query."""
    with pytest.raises(SnapshotMissing):
        CurrentDataset(directory.path).get()


def test_readers_see_the_new_snapshot_at_the_next_request(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """And keep the old one as long as they hold it."""
    current = CurrentDataset(directory.path)
    _load(directory, settings, write("un"))
    old = current.get()
    _load(directory, settings, write("deux"))
    assert (old.snapshot.number, current.get().snapshot.number) == (1, 2)
    assert not list(old.graph_triples(directory.names.contribution("deux")))


def test_a_commit_that_was_not_published_is_published_at_the_next_start(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """As after a crash between the transaction and the switch."""
    _load(directory, settings, write("un"))
    _load(directory, settings, write("deux"))
    shutil.rmtree(directory.snapshots / "2")
    directory.current.unlink()
    directory.current.symlink_to("snapshots/1")
    with open_writer(directory, settings):
        assert current_number(directory) == 2
    assert list(open_snapshot(directory, 2).graph_triples(directory.names.contribution("deux")))


def test_what_a_crash_left_unfinished_is_swept(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """Half a snapshot and half a store go."""
    _load(directory, settings, write("un"))
    leftovers = [unfinished(directory.snapshots / "2"), unfinished(directory.path / "store-2")]
    for each in leftovers:
        each.mkdir()
    with open_writer(directory, settings):
        assert not any(each.exists() for each in leftovers)
    assert current_number(directory) == 1


def test_old_snapshots_go_by_count_and_age_unless_held(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """Only what is beyond both, and not being read, is removed."""
    strict = replace(settings, snapshot_keep_count=1, snapshot_keep_hours=0.0)
    _load(directory, strict, write("un"))
    held = CurrentDataset(directory.path).get()
    for slug in ("deux", "trois", "quatre"):
        _age(directory)
        _load(directory, strict, write(slug))
    assert [each.number for each in list_snapshots(directory)] == [1, 4]
    del held
    _age(directory)
    _load(directory, strict, write("cinq"))
    assert [each.number for each in list_snapshots(directory)] == [5]


def _age(directory: DataDirectory) -> None:
    for manifest in directory.snapshots.glob("*/snapshot.json"):
        told = json.loads(manifest.read_text())
        manifest.write_text(json.dumps(told | {"published_at": "2020-01-01T00:00:00+00:00"}))


def test_a_snapshot_that_is_not_there_is_said_so(directory: DataDirectory) -> None:
    """Its number is in the message."""
    with pytest.raises(SnapshotMissing):
        open_snapshot(directory, 7)


def test_a_snapshot_without_its_description_is_missing(
    directory: DataDirectory, settings: Settings, write: Callable[..., Path]
) -> None:
    """A folder that lost its manifest is not served."""
    _load(directory, settings, write("un"))
    (directory.snapshots / "1" / "snapshot.json").unlink()
    with pytest.raises(SnapshotMissing):
        open_current(directory)


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands in the way, or no base IRI is known."""
    (tmp_path / "file").touch()
    with pytest.raises(DataDirectoryUnwritable):
        open_directory(tmp_path / "file" / "var", "http://x.example")
    with pytest.raises(DataDirectoryUnknown):
        open_directory(tmp_path / "var", "")


def test_a_directory_of_another_format_is_refused(directory: DataDirectory) -> None:
    """An older or newer software wrote it."""
    (directory.path / "maillage.json").write_text('{"format": 99, "base_iri": "http://x.example"}')
    with pytest.raises(DataDirectoryUnknown, match="99"):
        find_directory(directory.path)


def test_other_accounts_of_the_machine_read_nothing(directory: DataDirectory) -> None:
    """Drafts, reports and received files may be private: who is not of the group enters no folder of it."""
    assert directory.path.stat().st_mode & 0o007 == 0
