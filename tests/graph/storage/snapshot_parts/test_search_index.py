"""Tests of graph.storage.snapshot_parts.search_index: each snapshot has its index, and no write fails because of one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.administration.backup import restore_backup, write_backup
from graph.administration.check import check
from graph.errors import NoSearchIndex
from graph.search import index_files
from graph.search.index_files import check_index, is_current
from graph.search.model import SearchQuestion
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.dataset import CurrentDataset, SnapshotDataset, open_current
from graph.storage.snapshot_parts import search_index
from graph.storage.snapshot_parts.search_index import drop_damaged_index, is_index_missing
from graph.storage.snapshots import current_number
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import commit
from graph.writing.derivation import derive_now
from graph.writing.derivation_schedule import DerivationSchedule
from tests.waiting import wait_until

Write = Callable[..., Path]
Load = Callable[[str], int]
HOSTILE = (
    "<script>alert(1)</script> \u202ejardin\u202c",
    '\U0001f980 jardin AND OR + - : * " ^ ~ [ ]',
    "é" * 10_000,
    "jardin\u00a0\u200f javascript:alert(1)",
)


@pytest.fixture
def load(writer: StoreWriter, write: Write, settings: Settings) -> Load:
    """Give what commits a contribution with an initiative of that name, and returns the number of the snapshot."""

    def loaded(slug: str) -> int:
        candidate = read_candidate([write(slug)], writer.names, settings)
        return commit(writer, candidate).snapshot.number

    return loaded


@pytest.fixture
def derived(writer: StoreWriter, load: Load) -> int:
    """Publish a contribution and derive from it, the index included; return the number of the snapshot."""
    load("premier")
    derive_now(writer, lambda _: None)
    return current_number(writer.directory)


def _path(directory: DataDirectory, number: int) -> Path:
    return directory.snapshots / str(number) / "search"


def _found(dataset: SnapshotDataset, words: str) -> int:
    return dataset.search_index()[0].search(SearchQuestion(words)).total


def test_a_small_write_is_found_with_its_snapshot(derived: int, load: Load, directory: DataDirectory) -> None:
    """The index has the number of the snapshot; the one before answers as it did, from files that both have."""
    before = open_current(directory)
    number = load("second")
    after = open_current(directory)
    assert (before.search_index()[1], after.search_index()[1]) == (derived, number)
    assert (_found(before, "second"), _found(after, "second")) == (0, 2)
    assert (_found(before, "premier"), _found(after, "premier")) == (2, 2)
    inodes = ({each.stat().st_ino for each in _path(directory, at).iterdir()} for at in (derived, number))
    assert len(set.intersection(*inodes)) > 5


def test_a_first_write_has_no_index_until_it_is_derived(
    load: Load, writer: StoreWriter, directory: DataDirectory
) -> None:
    """Readers are told that it is being made; a dataset that was open meanwhile finds it afterwards."""
    load("premier")
    dataset = open_current(directory)
    assert is_index_missing(directory)
    with pytest.raises(NoSearchIndex):
        dataset.search_index()
    derive_now(writer, lambda _: None)
    assert not is_index_missing(directory)
    assert _found(CurrentDataset(directory.path).get(), "premier") == 2


def test_after_a_large_write_the_older_index_answers(
    derived: int, load: Load, writer: StoreWriter, directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its own number, until a derivation has made the new one."""
    with monkeypatch.context() as patch:
        patch.setattr("graph.search.update.MOST_TOUCHED", 0)
        number = load("second")
        dataset = open_current(directory)
        assert dataset.search_index()[1] == derived
        assert dataset.search_index()[0] is dataset.search_index()[0]
        assert (_found(dataset, "premier"), _found(dataset, "second")) == (2, 0)
    assert is_index_missing(directory)
    derive_now(writer, lambda _: None)
    assert dataset.search_index()[1] == number
    assert _found(dataset, "second") == 2
    check_index(_path(directory, current_number(directory)))


def test_a_write_without_recorded_change_lets_the_older_index_answer(
    derived: int, write: Write, writer: StoreWriter, settings: Settings, directory: DataDirectory
) -> None:
    """A change too large for a transaction tells no difference to follow."""
    writer.settings = replace(settings, transaction_max_quads=1)
    number = commit(writer, read_candidate([write("second")], writer.names, settings)).snapshot.number
    assert open_current(directory).search_index()[1] == derived
    derive_now(writer, lambda _: None)
    assert open_current(directory).search_index()[1] >= number
    assert _found(open_current(directory), "second") == 2


def _raise(error: BaseException) -> Callable[..., None]:
    def raising(*_: object, **__: object) -> None:
        raise error

    return raising


class _Panic(BaseException):
    """Looks like a panic of the engine."""


_Panic.__module__ = "pyo3_runtime"


@pytest.mark.parametrize(
    "error",
    [OSError("disk"), ValueError("engine"), KeyError("bug"), MemoryError(), _Panic("corrupt")],
    ids=repr,
)
@pytest.mark.parametrize("at", ["touched_things", "update_index", "open_index"])
def test_no_fault_of_the_index_fails_a_write(
    derived: int,
    load: Load,
    directory: DataDirectory,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    at: str,
) -> None:
    """It is published without index, the older one answers, and the next derivation makes it anew."""
    with monkeypatch.context() as patch:
        patch.setattr(f"graph.search.update.{at}", _raise(error))
        number = load("second")
    assert current_number(directory) == number == derived + 1
    assert is_index_missing(directory)
    assert not _path(directory, number).exists()
    assert open_current(directory).search_index()[1] == derived


@pytest.mark.usefixtures("derived")
def test_a_change_after_a_lost_index_is_followed_all_the_same(
    load: Load, directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the newest there is, by the changes recorded since."""
    with monkeypatch.context() as patch:
        patch.setattr(search_index, "follow_change", _raise(OSError()))
        load("second")
    number = load("third")
    assert open_current(directory).search_index()[1] == number
    assert [_found(open_current(directory), each) for each in ("premier", "second", "third")] == [2, 2, 2]


def test_a_write_after_a_damaged_snapshot_goes_on(derived: int, load: Load, directory: DataDirectory) -> None:
    """Whatever of the snapshot before cannot be read: its description, or a file of its index."""
    segment = max(_path(directory, derived).glob("*.term"))
    segment.unlink()
    segment.write_bytes(b"nothing")
    number = load("second")
    assert current_number(directory) == number
    (directory.snapshots / str(number) / "snapshot.json").write_text("{")
    assert load("third") == number + 1


def _damage(directory: DataDirectory) -> None:
    path = max(_path(directory, current_number(directory)).glob("*.store"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()  # else the snapshots that share it would be damaged as well
    path.write_bytes(content)


def test_a_damaged_index_is_told_and_dropped(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """`check` names the file; a start removes the index, and only a damaged one."""
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("premier")], writer.names, settings))
        derive_now(writer, lambda _: None)
    place = _path(directory, current_number(directory))
    drop_damaged_index(directory)
    assert is_current(place)
    looked_at = [each.path for each in check(directory, lock_wait_s=1) if each.fault is None]
    assert place in looked_at
    _damage(directory)
    faults = [each for each in check(directory, lock_wait_s=1) if each.fault is not None]
    assert [each.path.suffix for each in faults] == [".store"]
    drop_damaged_index(directory)
    assert not place.exists()
    assert is_index_missing(directory)


@pytest.mark.slow
@pytest.mark.usefixtures("derived")
def test_the_schedule_makes_a_damaged_index_anew(
    directory: DataDirectory, writer: StoreWriter, settings: Settings
) -> None:
    """At a start, though nothing else is left to derive."""
    _damage(directory)
    drop_damaged_index(directory)  # as the write queue does when a server starts
    schedule = DerivationSchedule(directory, replace(settings, derivation_delay_s=0.0))
    assert schedule.wait_s is not None
    wait_until(lambda: schedule.step() or schedule.is_found, "the index is made")
    schedule.publish(writer)
    schedule.close()
    assert not is_index_missing(directory)
    check_index(_path(directory, current_number(directory)))
    assert _found(open_current(directory), "premier") == 2


@pytest.mark.usefixtures("derived")
def test_a_backup_brings_the_index(directory: DataDirectory, settings: Settings, tmp_path: Path) -> None:
    """It is there at once after a restore, intact; one that was damaged is not."""
    write_backup(directory, tmp_path / "saved.tar.gz")
    there = replace(settings, data_dir=tmp_path / "there")
    restored = _restored(tmp_path / "saved.tar.gz", there)
    assert not is_index_missing(restored)
    check_index(_path(restored, current_number(restored)))
    assert _found(open_current(restored), "premier") == 2
    _damage(directory)
    write_backup(directory, tmp_path / "damaged.tar.gz")
    elsewhere = replace(settings, data_dir=tmp_path / "elsewhere")
    assert is_index_missing(_restored(tmp_path / "damaged.tar.gz", elsewhere))


def _restored(path: Path, settings: Settings) -> DataDirectory:
    restore_backup(path, settings)
    found = find_directory(settings.data_dir)
    assert found is not None
    return found


@pytest.mark.usefixtures("derived")
def test_an_index_of_another_format_is_made_anew(
    directory: DataDirectory, writer: StoreWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an installation of another version: the old one is none, and goes."""
    monkeypatch.setattr(index_files, "FORMAT", index_files.FORMAT + 1)
    assert is_index_missing(directory)
    derive_now(writer, lambda _: None)
    assert open_current(directory).search_index()[1] == current_number(directory)


def test_a_read_only_index_that_vanishes_goes_on_answering(derived: int, directory: DataDirectory) -> None:
    """Retention may remove the snapshot of an index that is open."""
    dataset = open_current(directory)
    index, _ = dataset.search_index()
    shutil.rmtree(_path(directory, derived))
    assert index.search(SearchQuestion("premier")).total == 2


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_stored_and_found(
    derived: int, write: Write, writer: StoreWriter, settings: Settings, directory: DataDirectory, words: str
) -> None:
    """They do no harm where they are written, and are found by the words that they hold."""
    literal = words.replace("\\", "\\\\").replace('"', '\\"')
    extra = f'<id/initiative/hostile> skos:altLabel "{literal}"@fr .\n'
    extra += '<id/initiative/hostile> a mai:Initiative ; skos:prefLabel "Potager"@fr, "Vegetable"@en ; '
    extra += "mai:carriedBy <id/organisation/ville> .\n"
    commit(writer, read_candidate([write("second", extra)], writer.names, settings))
    dataset = open_current(directory)
    assert dataset.search_index()[1] == derived + 1
    assert _found(dataset, "potager") == 1
    if "jardin" in words:
        assert _found(dataset, words) == 1
        assert _found(dataset, "jardin") == 1
