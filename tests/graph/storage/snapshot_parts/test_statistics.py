"""Tests of graph.storage.snapshot_parts.statistics: the file of each snapshot equals a count of it, or is not there."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.administration.backup import restore_backup, write_backup
from graph.administration.check import check
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad
from graph.runtime.temporary_folders import temporary_folder
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.sparql.statistics import Statistics, count_statistics
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.snapshot_parts import statistics as module
from graph.storage.snapshot_parts.statistics import are_statistics_missing, composed, read_statistics
from graph.storage.snapshots import STATISTICS, Snapshot, current_number, list_snapshots
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import commit
from graph.writing.derivation import compute, derive_now
from graph.writing.derivation_schedule import DerivationSchedule
from graph.writing.derived_commit import publish_derivation
from tests.graph.conftest import BASE, CONTRIBUTION, INITIATIVE
from tests.graph.derivation.test_connections import told
from tests.waiting import wait_until
from webapp.cli import maillage

Write = Callable[..., Path]
NODES = [NamedNode(f"http://example.org/{each}") for each in range(6)]


def load(writer: StoreWriter, write: Write, *slugs: str) -> int:
    """Commit contributions whose initiatives have connections, derive nothing; return the number of the snapshot."""
    for slug in slugs:
        candidate = read_candidate([write(slug, told(slug, Random(slug)))], writer.names, writer.settings)
        commit(writer, candidate)
    return current_number(writer.directory)


def derive(writer: StoreWriter) -> None:
    """Derive, and publish what is new."""
    derive_now(writer, lambda _: None)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish some contributions and what is derived from them, once."""
    place = tmp_path_factory.mktemp("published")
    with open_writer(open_directory(place / "var", BASE), Settings(data_dir=place / "var")) as writer:
        for slug in "abcde":
            path = place / f"{slug}.ttl"
            path.write_text(
                CONTRIBUTION.format(slug=slug, zeros="0" * 64)
                + INITIATIVE.format(slug=slug)
                + told(slug, Random(slug))
            )
            commit(writer, read_candidate([path], writer.names, writer.settings))
        derive(writer)
    return place / "var"


@pytest.fixture
def derived(published: Path, settings: Settings) -> DataDirectory:
    """Give a copy of what was published."""
    shutil.copytree(published, settings.data_dir, symlinks=True)
    return open_directory(settings.data_dir, BASE)


def current(directory: DataDirectory) -> Snapshot:
    """Give the current snapshot."""
    return list(list_snapshots(directory))[-1]


def assert_right(directory: DataDirectory) -> Statistics:
    """Each file equals a count of its snapshot, and the current snapshot has one; return what it tells."""
    for each in list_snapshots(directory):
        counted = count_statistics(Store.read_only(str(each.store_path)))
        assert read_statistics(each.path) in (None, counted), each.number
    found = read_statistics(current(directory).path)
    assert found is not None
    assert found.triple_count == current(directory).triple_count
    return found


def refuse_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be counted anew."""

    def counted(*_: object) -> None:
        raise AssertionError("it was counted anew")

    monkeypatch.setattr(module, "make_statistics", counted)


def test_writes_and_what_is_derived_from_them_are_followed(
    directory: DataDirectory, settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first write on, through a removal and two derivations, without another count."""
    refuse_to_count(monkeypatch)
    with open_writer(directory, settings) as writer:
        load(writer, write, *"abcd")
        derive(writer)
        before = assert_right(directory)
        load(writer, write, "e")
        commit(
            writer, Candidate(removed=frozenset([NamedNode(f"{directory.names.base_iri}/id/contribution/a")]))
        )
        derive(writer)
    assert assert_right(directory) != before
    assert all(read_statistics(each.path) is not None for each in list_snapshots(directory))


def test_commands_leave_them_right(directory: DataDirectory, write: Write) -> None:
    """`load`, `load` again with something else, `remove`, each with what it derives."""

    def run(*words: str | Path) -> Statistics:
        done = CliRunner().invoke(maillage, [*map(str, words), "--data", str(directory.path)])
        assert done.exit_code == 0, done.output
        return assert_right(directory)

    first = run("load", write("un"), write("deux"))
    second = run("load", write("un", '<id/initiative/un> skos:note "b"@fr .'))
    assert second.predicates.keys() - first.predicates.keys() == {"http://www.w3.org/2004/02/skos/core#note"}
    third = run("remove", "id/contribution/un")
    assert first.class_size("https://w3id.org/maillage/ns#Initiative") == 2
    assert third.class_size("https://w3id.org/maillage/ns#Initiative") == 1


@pytest.mark.parametrize("share", [1, 1_000_000])
def test_a_change_too_large_for_a_transaction_leaves_them_right(
    derived: DataDirectory, settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    """Whether it is followed or, because it changes much of the store, everything is counted."""
    monkeypatch.setattr(module, "_FEW", 0)
    monkeypatch.setattr(module, "_SHARE", share)
    if share == 1:
        refuse_to_count(monkeypatch)
    with open_writer(derived, replace(settings, transaction_max_quads=1)) as writer:
        number = load(writer, write, "f")
    assert current(derived).number == number
    assert current(derived).since == 0
    assert_right(derived)


@pytest.mark.parametrize("meanwhile", ["", "g"])
def test_what_is_derived_in_a_copy_leaves_them_right(
    derived: DataDirectory, settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """They are counted where it is derived, without the lock; what is written meanwhile is followed."""
    monkeypatch.setattr("graph.writing.derivation._AT_ONCE", 2)
    with open_writer(derived, settings) as writer:
        number = load(writer, write, "f")
        with temporary_folder(derived.path, derived.path) as folder:
            found = compute(derived, settings, number, folder)
            assert found.copied == number
            load(writer, write, *meanwhile)
            refuse_to_count(monkeypatch)
            assert publish_derivation(writer, found)
    assert_right(derived)


@pytest.mark.parametrize("meanwhile", ["", "gh"])
@pytest.mark.parametrize("before", ["", "f"])
def test_snapshots_of_an_earlier_release_get_them_by_a_derivation(
    derived: DataDirectory,
    settings: Settings,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    meanwhile: str,
) -> None:
    """No write counts; what is written meanwhile is followed, whether or not something else is derived."""
    for each in list_snapshots(derived):
        (each.path / STATISTICS).unlink(missing_ok=True)
    refuse_to_count(monkeypatch)
    with open_writer(derived, settings) as writer:
        number = load(writer, write, *before)
        assert are_statistics_missing(derived)
        with temporary_folder(derived.path, derived.path) as folder:
            found = compute(derived, settings, number, folder)
            assert (
                found.is_new or not before
            )  # what the last derivation added to the classes may be described too
            load(writer, write, *meanwhile)
            assert not meanwhile or are_statistics_missing(derived)
            assert publish_derivation(writer, found)
        assert_right(derived)
        load(writer, write, "i")
    assert_right(derived)


def test_what_a_crash_left_unpublished_gets_them_by_a_derivation(
    derived: DataDirectory, settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next start publishes the write without a count of it, and none that is wrong."""

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012  the block is one act
        patch.setattr("graph.storage.store_writer.publish", killed)
        with open_writer(derived, settings) as writer:
            load(writer, write, "f")
    with open_writer(derived, settings) as writer:
        assert are_statistics_missing(derived)
        load(writer, write, "g")
        derive(writer)
    assert_right(derived)


@pytest.mark.parametrize("error", [OSError("disk"), ValueError("engine"), KeyError("bug")], ids=repr)
@pytest.mark.parametrize("at", ["followed", "statistics_bytes", "count_statistics"])
def test_no_fault_of_them_fails_a_write(
    derived: DataDirectory,
    settings: Settings,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    at: str,
) -> None:
    """It is published all the same, and a later derivation makes them."""

    def failing(*_: object) -> None:
        raise error

    if at == "count_statistics":
        monkeypatch.setattr(module, "_FEW", 0)
        monkeypatch.setattr(module, "_SHARE", 1_000_000)
    with open_writer(derived, settings) as writer:
        with monkeypatch.context() as patch:
            patch.setattr(module, at, failing)
            number = load(writer, write, "f")
        assert current_number(derived) == number
        assert are_statistics_missing(derived)
        derive(writer)
    assert_right(derived)


def _damaged(content: bytes) -> list[bytes]:
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 1
    return [b"", b"{}", content[: len(content) // 2], content + b"\n", bytes(flipped), b"\xff" * 40]


@pytest.mark.parametrize("damage", range(6))
def test_a_damaged_file_is_told_and_made_anew(
    derived: DataDirectory, settings: Settings, caplog: pytest.LogCaptureFixture, damage: int
) -> None:
    """Readers go without; the log and `check` tell it; the next derivation counts anew, though nothing else is new."""
    path = current(derived).path / STATISTICS
    content = path.read_bytes()
    path.write_bytes(_damaged(content)[damage])
    with caplog.at_level(logging.WARNING):
        assert read_statistics(path.parent) is None
    assert "are damaged" in caplog.text
    assert [each.path for each in check(derived, lock_wait_s=1) if each.fault is not None] == [path]
    assert are_statistics_missing(derived)
    with open_writer(derived, settings) as writer:
        derive(writer)
    assert path.read_bytes() == content
    looked_at = [each.path for each in check(derived, lock_wait_s=1) if each.fault is None]
    assert path in looked_at


def test_wrong_counts_are_told(derived: DataDirectory) -> None:
    """`check` counts, and finds a file that is whole and tells something else."""
    path = current(derived).path / STATISTICS
    path.write_bytes(module.statistics_bytes(Statistics()))
    assert [each.path for each in check(derived, lock_wait_s=1) if each.fault is not None] == [path]


@pytest.mark.slow
def test_the_schedule_makes_them_where_they_are_missing(derived: DataDirectory, settings: Settings) -> None:
    """At a start, though nothing else is left to derive."""
    (current(derived).path / STATISTICS).unlink()
    with open_writer(derived, settings) as writer:
        schedule = DerivationSchedule(derived, replace(settings, derivation_delay_s=0.0))
        assert schedule.wait_s is not None
        wait_until(lambda: schedule.step() or schedule.is_found, "the statistics are made")
        schedule.publish(writer)
        schedule.close()
    assert_right(derived)


def test_a_backup_that_is_restored_is_counted(
    derived: DataDirectory, settings: Settings, tmp_path: Path
) -> None:
    """Its catalogue is another one, so that the counts are its own."""
    write_backup(derived, tmp_path / "saved.tar.gz")
    restore_backup(tmp_path / "saved.tar.gz", replace(settings, data_dir=tmp_path / "there"))
    restored = find_directory(tmp_path / "there")
    assert restored is not None
    assert_right(restored)


states = st.lists(st.sets(st.sampled_from(NODES)), min_size=1, max_size=8)


@given(states)
def test_successive_changes_are_one(through: list[set[NamedNode]]) -> None:
    """What leads from state to state leads, put together, from the first to the last, and tells no more."""
    worlds = [frozenset(Quad(each, each, each) for each in state) for state in through]
    deltas = [QuadDelta(a - b, b - a) for a, b in pairwise(worlds)]
    assert composed(deltas) == QuadDelta(worlds[0] - worlds[-1], worlds[-1] - worlds[0])
