"""Tests of graph.storage.history.patch_log and graph.storage.history.rdf_patch: what is written comes back, and a torn tail is cut."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import LogDamaged
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.storage.history.patch_log import PatchLog, begin_epoch, open_log
from graph.storage.history.rdf_patch import LogEntry, entry_bytes, read_entries
from graph.storage.snapshots import State

BASE = "http://127.0.0.1:8000"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def _state(number: int) -> State:
    return State(number, AT, f"{number:064x}", 0, 0)


def _delta(number: int, graph: str = "graph/x") -> QuadDelta:
    quad = Quad(
        NamedNode(f"{BASE}/id/n{number}"),
        NamedNode("x:p"),
        Literal(f"a\nTC .\n{number}"),
        NamedNode(f"{BASE}/{graph}"),
    )
    return QuadDelta(added=frozenset((quad,)))


@pytest.fixture
def log(directory: DataDirectory) -> PatchLog:
    """Begin a log with three changes."""
    begun = begin_epoch(directory, _state(0))
    for number in (1, 2, 3):
        begun.append(_state(number), _delta(number), "stated")
    return begun


def _files(directory: DataDirectory) -> list[Path]:
    return sorted(directory.log.glob("*/0*"))


def _reopened(directory: DataDirectory) -> PatchLog:
    found = open_log(directory)
    assert found is not None
    return found


def test_what_is_logged_comes_back(directory: DataDirectory, log: PatchLog) -> None:
    """In order, from the number asked for; catalogue and report lie apart from what partners may have."""
    log.append(_state(4), _delta(4, "graph/catalog"), "derived")
    again = open_log(directory)
    assert again is not None
    assert (again.number, again.digest, again.epoch) == (4, f"{4:064x}", log.epoch)
    expected = [LogEntry(number, f"{number:064x}", _delta(number)) for number in (2, 3)]
    assert list(again.entries(after=1)) == [*expected, LogEntry(4, f"{4:064x}", _delta(4, "graph/catalog"))]
    kept, served = _files(directory)
    assert b"graph/catalog" in kept.read_bytes()
    assert b"graph/catalog" not in served.read_bytes()


def test_a_change_that_the_store_did_not_take_is_cut(log: PatchLog) -> None:
    """The next one has its number."""
    log.append(_state(4), _delta(4), "stated")
    log.cut()
    assert log.number == 3
    log.append(_state(4), _delta(40), "stated")
    (found,) = log.entries(after=3)
    assert found.delta == _delta(40)


def test_a_file_cut_at_any_byte_holds_the_entries_before(directory: DataDirectory, log: PatchLog) -> None:
    """As after a crash in the middle of a write."""
    for path in _files(directory):
        whole = path.read_bytes()
        ends = [0, *(at + 6 for at in range(len(whole)) if whole.startswith(b"\nTC .\n", at))]
        for size in range(0, len(whole), 7):
            path.write_bytes(whole[:size])
            again = open_log(directory)
            assert again is not None
            assert path.stat().st_size == max(end for end in ends if end <= size)
        path.write_bytes(whole)
    del log


def test_damage_in_the_middle_is_seen(directory: DataDirectory, log: PatchLog) -> None:
    """An entry is not what was written: its number is told, and those before it can be read."""
    *_, served = _files(directory)
    served.write_bytes(served.read_bytes().replace(b"/id/n2", b"/id/n9"))
    with pytest.raises(LogDamaged) as told:
        list(log.entries(after=0))
    assert told.value.facts["number"] == 2
    assert [each.number for each in log.entries(after=2)] == [3]


def test_a_change_that_was_too_large_is_told_without_its_quads(log: PatchLog) -> None:
    """Its number and digest are known."""
    log.append(_state(4), None, "bulk")
    assert list(log.entries(after=3)) == [LogEntry(4, f"{4:064x}", None)]
    assert (log.number, log.digest) == (4, f"{4:064x}")


def test_entries_are_found_in_whatever_segment(
    directory: DataDirectory, log: PatchLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A segment is closed when it has grown."""
    monkeypatch.setattr("graph.storage.history.patch_log._SEGMENT_BYTES", 400)
    for number in range(4, 12):
        log.append(_state(number), _delta(number), "stated")
    assert len(_files(directory)) > 4
    again = open_log(directory)
    assert again is not None
    for after in range(11):
        assert [each.number for each in again.entries(after)] == list(range(after + 1, 12))


def test_the_oldest_segments_go_and_the_last_two_stay(
    directory: DataDirectory, log: PatchLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever they take; what is left can be read from where it begins."""
    monkeypatch.setattr("graph.storage.history.patch_log._SEGMENT_BYTES", 400)
    for number in range(4, 12):
        log.append(_state(number), _delta(number), "stated")
    whole = sum(each.stat().st_size for each in _files(directory))
    log.trim(whole)
    assert sum(each.stat().st_size for each in _files(directory)) == whole
    _reopened(directory).trim(whole // 2)
    assert sum(each.stat().st_size for each in _files(directory)) <= whole // 2
    _reopened(directory).trim(0)
    assert len(_files(directory)) == 4
    again = open_log(directory)
    assert again is not None
    assert again.number == 11
    numbers = [each.number for each in again.entries(after=9)]
    assert numbers == [10, 11]


def test_a_small_write_lists_no_folder(
    directory: DataDirectory, log: PatchLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many segments lie there; they are looked at once a segment was begun."""
    log.trim(0)
    listed: list[str] = []
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: listed.append(pattern) or glob(self, pattern))
    for number in range(4, 8):
        log.append(_state(number), _delta(number), "stated")
        log.trim(0)
    assert not listed
    monkeypatch.setattr("graph.storage.history.patch_log._SEGMENT_BYTES", 1)
    for number in range(8, 11):
        log.append(_state(number), _delta(number), "stated")
        listed.clear()
        log.trim(0)
        assert listed
    monkeypatch.undo()
    assert len(_files(directory)) == 4
    assert [each.number for each in _reopened(directory).entries(after=8)] == [9, 10]


def test_a_new_line_of_history_names_the_one_before(directory: DataDirectory, log: PatchLog) -> None:
    """Its numbers begin where it does; files of the one before stay."""
    begun = begin_epoch(directory, _state(7), log)
    assert begun.epoch.parent == (log.epoch.epoch, 3, f"{3:064x}")
    again = open_log(directory)
    assert again is not None
    assert (again.epoch.epoch, again.number) == (begun.epoch.epoch, 7)
    assert list(again.entries(after=0)) == []


def test_there_is_no_log_at_first(directory: DataDirectory) -> None:
    """Nor does looking make one."""
    assert open_log(directory) is None
    assert not directory.log.exists()


@given(st.text(), st.sampled_from(["", "fr"]), st.sampled_from([DefaultGraph(), NamedNode("x:g")]))
def test_any_literal_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, language: str, graph_name: DefaultGraph | NamedNode
) -> None:
    """Line ends, quotes, what looks like an entry's end."""
    literal = Literal(text, language=language) if language else Literal(text)
    quads = frozenset((Quad(NamedNode("x:s"), NamedNode("x:p"), literal, graph_name),))
    delta = QuadDelta(quads, quads, frozenset((NamedNode("x:e"),)))
    path = tmp_path_factory.mktemp("patch") / "1"
    headers = {"number": "1", "kind": '"stated"', "digest": '"0"'}
    path.write_bytes(entry_bytes(headers, delta) * 2)
    assert [each.delta for each in read_entries(path)] == [delta, delta]


def test_a_transaction_that_fails_leaves_no_entry(
    directory: DataDirectory, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, for example: the log says no more than the store holds."""
    from graph.storage.store_writer import open_writer  # noqa: PLC0415  only here

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with open_writer(directory, settings) as writer:
        writer.apply(_delta(1), _state(1))
        monkeypatch.setattr("graph.storage.store_writer.change_store", fail)
        with pytest.raises(OSError, match="No space"):
            writer.apply(_delta(2), _state(2))
        monkeypatch.undo()
        log = open_log(directory)
        assert log is not None and log.number == 1
