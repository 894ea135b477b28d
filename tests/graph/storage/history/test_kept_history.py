"""Tests of graph.storage.history.kept_history: the history keeps in step with the store, whatever happens to either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from graph.derivation.default_graph import published_graphs
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Triple
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory
from graph.storage.history import kept_history
from graph.storage.history.descriptions import states
from graph.storage.history.kept_history import history_path, is_history_behind, must_compare
from graph.storage.history.model import ChangeKind
from graph.storage.history.reader import HistoryReader, reading_history
from graph.storage.snapshots import current_number
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import commit
from graph.writing.derivation import derive_now
from tests.graph.storage.history.histories import replayed

Write = Callable[..., Path]
Found = TypeVar("Found")


def _load(writer: StoreWriter, *paths: Path) -> int:
    number = commit(writer, read_candidate(list(paths), writer.names, writer.settings)).snapshot.number
    writer.retire()
    return number


def _derive(writer: StoreWriter) -> None:
    derive_now(writer, lambda _: None)
    writer.retire()


@pytest.fixture
def begun(writer: StoreWriter, write: Write) -> StoreWriter:
    """Publish a contribution, and derive: the history begins."""
    _load(writer, write("un"))
    assert must_compare(writer.directory)
    _derive(writer)
    assert not is_history_behind(writer.directory)
    return writer


def _stated(writer: StoreWriter) -> set[Triple]:
    store, names = writer.store, writer.names
    graphs = (each for each in published_graphs(store, names) if states(each, names))
    return {quad.triple for each in graphs for quad in store.quads_for_pattern(None, None, None, each)}


def _path(directory: DataDirectory) -> Path:
    found = history_path(directory)
    assert found is not None
    return found


def _read(directory: DataDirectory, read: Callable[[HistoryReader], Found]) -> Found:
    with reading_history(_path(directory)) as history:
        return read(history)


def _is_in_step(writer: StoreWriter) -> bool:
    assert not is_history_behind(writer.directory)
    return _read(writer.directory, replayed) == _stated(writer)


def test_the_first_derivation_begins_the_history(begun: StoreWriter) -> None:
    """With all things as they are then, as created."""
    assert _is_in_step(begun)
    kinds = _read(begun.directory, lambda history: {each.head.kind for each in history.versions(1, 999)})
    assert kinds == {ChangeKind.CREATE}


def test_each_write_is_followed_with_its_number(begun: StoreWriter, write: Write, names: Namespaces) -> None:
    """Only what changed has a version, and a removed contribution is told as gone."""
    number = _load(begun, write("deux"))
    changed = _read(
        begun.directory,
        lambda history: {
            each.head.thing for each in history.versions(1, 999) if each.head.moment.number == number
        },
    )
    # The town is stated by one source more, which is told with it.
    told = (("contribution", "deux"), ("source", "deux"), ("initiative", "deux"), ("organisation", "ville"))
    assert changed == {names.thing(*each).value for each in told}
    assert _is_in_step(begun)
    commit(begun, Candidate(removed=frozenset((names.thing("contribution", "deux"),))))
    begun.retire()
    assert _is_in_step(begun)
    latest = _read(begun.directory, lambda history: history.latest(names.thing("initiative", "deux").value))
    assert latest is not None
    assert latest.kind == ChangeKind.DELETE


def test_a_derivation_changes_no_thing(begun: StoreWriter, write: Write) -> None:
    """Though it publishes a snapshot, which the history covers."""
    _load(begun, write("deux"))
    count = _read(begun.directory, lambda history: history.count)
    before = current_number(begun.directory)
    _derive(begun)
    assert current_number(begun.directory) > before
    assert _read(begun.directory, lambda history: history.count) == count
    assert not is_history_behind(begun.directory)


def test_what_a_crash_kept_from_it_is_in_the_log(
    directory: DataDirectory, write: Write, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next writer makes up for it, without comparing everything."""
    with open_writer(directory, settings) as writer:
        _load(writer, write("un"))
        _derive(writer)
    with monkeypatch.context() as patch, open_writer(directory, settings) as writer:
        patch.setattr(kept_history.KeptHistory, "follow", lambda *_: None)
        for slug in ("deux", "trois"):
            _load(writer, write(slug))
        writer._may_retire = False
    assert is_history_behind(directory)
    assert not must_compare(directory)
    with open_writer(directory, settings) as writer:
        _load(writer, write("quatre"))
        assert _is_in_step(writer)


def test_a_change_too_large_to_be_logged_is_followed_all_the_same(begun: StoreWriter, write: Write) -> None:
    """By the writer that made it, which knows the change."""
    begun.settings = replace(begun.settings, transaction_max_quads=1)
    _load(begun, write("deux"))
    assert not must_compare(begun.directory)
    assert _is_in_step(begun)


def test_what_cannot_be_followed_is_compared(
    begun: StoreWriter, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the next derivation; the history goes on, with its epoch and what it had."""
    epoch, count = _read(begun.directory, lambda history: (history.epoch, history.count))
    with monkeypatch.context() as patch:
        patch.setattr(kept_history, "_MOST_QUADS", 0)
        _load(begun, write("deux"))
    assert must_compare(begun.directory)
    _derive(begun)
    assert not must_compare(begun.directory)
    assert _is_in_step(begun)
    assert _read(begun.directory, lambda history: history.epoch) == epoch
    assert _read(begun.directory, lambda history: history.count) > count


@pytest.mark.parametrize("damage", [b"", b"x" * 4096])
def test_a_damaged_history_begins_anew(begun: StoreWriter, write: Write, damage: bytes) -> None:
    """No write fails because of it, and a new epoch says that earlier addresses are not those of now."""
    epoch = _read(begun.directory, lambda history: history.epoch)
    _path(begun.directory).write_bytes(damage)
    _load(begun, write("deux"))
    assert must_compare(begun.directory)
    _derive(begun)
    assert _is_in_step(begun)
    assert _read(begun.directory, lambda history: history.epoch) != epoch


def test_a_store_built_anew_is_compared(begun: StoreWriter, write: Write) -> None:
    """Its numbers go on, so its epoch does."""
    _load(begun, write("deux"))
    begun.rebuild(list(begun.store))
    begun.publish()
    begun.retire()
    assert _is_in_step(begun)
