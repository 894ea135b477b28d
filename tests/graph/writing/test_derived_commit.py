"""What was derived is published whole or not at all, after the writes that came meanwhile, wherever the process is killed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.runtime.temporary_folders import temporary_folder
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory
from graph.storage.derivation_lag import derivation_lag
from graph.storage.snapshots import current_number, list_snapshots
from graph.storage.store_copy import StoreCopy
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing import derivation, derived_commit
from graph.writing.commit import commit
from graph.writing.derivation import compute, derive_now, derive_unlocked
from graph.writing.derived_commit import publish_derivation
from tests.graph.derivation.test_connections import assert_in_step, told

Write = Callable[..., Path]


class KilledError(BaseException):
    """Stands for the end of the process."""


def load(writer: StoreWriter, write: Write, *slugs: str) -> None:
    """Commit, and derive nothing."""
    for slug in slugs:
        path = write(slug, told(slug, Random(slug)))
        commit(writer, read_candidate([path], writer.names, writer.settings))


@pytest.fixture(params=["in one transaction", "by a copy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let a change of two quads be too large for a transaction, or not."""
    if request.param == "by a copy":
        monkeypatch.setattr("graph.writing.derivation._AT_ONCE", 2)
    return str(request.param)


def assert_recovered(directory: DataDirectory, settings: Settings, write: Write) -> None:
    """Open the directory as the next process does; derive, write and derive again; nothing unfinished is left."""
    with open_writer(directory, settings) as writer:
        state = writer.state()
        assert state is not None
        assert state.number == current_number(directory) == list(list_snapshots(directory))[-1].number
        derive_now(writer, lambda _: None)
        assert assert_in_step(writer)
        load(writer, write, "g")
        derive_now(writer, lambda _: None)
        assert assert_in_step(writer)
    assert not derivation_lag(directory, settings.connections_per_initiative).snapshots
    assert [
        each for each in directory.path.iterdir() if "unfinished" in each.name or ".scratch-" in each.name
    ] == []


@pytest.mark.parametrize(
    ("place", "member"),
    [
        (derived_commit, "derivation_change"),
        (StoreWriter, "apply"),
        (StoreCopy, "put_in_place"),
        (StoreWriter, "_take"),
        (StoreWriter, "publish"),
    ],
)
def test_killed_anywhere_nothing_is_lost_or_half_published(
    directory: DataDirectory,
    settings: Settings,
    *,
    write: Write,
    way: str,
    place: Any,
    member: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next writer finds a store that agrees with a snapshot, and a derivation gives what it always gives."""
    with open_writer(directory, settings) as writer:
        load(writer, write, *"abcdef")

    def killed(*_: Any, **__: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(place, member, killed)
        try:
            with open_writer(directory, settings) as writer:
                derive_now(writer, lambda _: None)
            assert (way, member) in (
                ("in one transaction", "put_in_place"),
                ("in one transaction", "_take"),
                ("by a copy", "apply"),
            )
        except KilledError:
            assert not (way == "in one transaction" and member in ("put_in_place", "_take"))
    assert_recovered(directory, settings, write)


def test_writes_that_came_meanwhile_are_caught_up_with(writer: StoreWriter, write: Write, way: str) -> None:
    """What was derived from an older snapshot is published over the newer ones, which stay; what is left is derived after."""
    load(writer, write, *"abcde")
    number = current_number(writer.directory)
    with temporary_folder(writer.directory.path, writer.directory.path) as folder:
        found = compute(writer.directory, writer.settings, number, folder)
        assert bool(found.copied) == (way == "by a copy")
        load(writer, write, "f", "g", "h")
        before = writer.state()
        assert publish_derivation(writer, found)
    snapshot = list(list_snapshots(writer.directory))[-1]
    assert before is not None
    assert (snapshot.number, snapshot.repeats, snapshot.derivation) == (
        before.number + 1,
        before.number,
        number,
    )
    assert derivation_lag(writer.directory, writer.settings.connections_per_initiative).snapshots == 3
    derive_now(writer, lambda _: None)
    assert assert_in_step(writer)


def test_what_no_longer_fits_is_not_published(writer: StoreWriter, write: Write, way: str) -> None:
    """Not over a derivation of somebody else; a copy not over a write that left no delta."""
    load(writer, write, *"abcde")
    number = current_number(writer.directory)
    with temporary_folder(writer.directory.path, writer.directory.path) as folder:
        found = compute(writer.directory, writer.settings, number, folder)
        derive_now(writer, lambda _: None)
        before = current_number(writer.directory)
        assert not publish_derivation(writer, found)
    load(writer, write, "f")
    with temporary_folder(writer.directory.path, writer.directory.path) as folder:
        found = compute(writer.directory, writer.settings, before + 1, folder)
        object.__setattr__(writer.settings, "transaction_max_quads", 0)
        load(writer, write, "g")
        object.__setattr__(writer.settings, "transaction_max_quads", 50_000)
        assert publish_derivation(writer, found) == (way == "in one transaction")
    derive_now(writer, lambda _: None)
    assert assert_in_step(writer)


@pytest.mark.parametrize("others", ["write", "derive", "derive each time"])
def test_a_command_derives_while_others_write(
    directory: DataDirectory,
    settings: Settings,
    *,
    write: Write,
    others: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who writes meanwhile gets the lock at once; what they wrote stays; where they derived, it begins again, and ends."""
    opened = partial(open_writer, directory, settings)
    with opened() as writer:
        load(writer, write, *"abcde")
    left = iter("fghijkl")
    tries = 0

    def beside(*arguments: Any) -> Any:
        nonlocal tries
        found = compute(*arguments)
        tries += 1
        if tries == 1 or (others == "derive each time" and tries <= 3):
            with monkeypatch.context() as patch, opened() as writer:  # refused at once if the lock were kept
                patch.setattr(derivation, "compute", compute)
                load(writer, write, next(left))
                if others != "write":
                    derive_now(writer, lambda _: None)
                    load(writer, write, next(left))
        return found

    monkeypatch.setattr(derivation, "compute", beside)
    published = derive_unlocked(directory, settings, lambda _: None, opened)
    assert published is not None
    assert published.number == current_number(directory)
    assert tries == {"write": 1, "derive": 2, "derive each time": 4}[others]
    monkeypatch.undo()
    with opened() as writer:
        derive_now(writer, lambda _: None)
        assert assert_in_step(writer)


def test_a_command_leaves_the_derivation_to_those_who_keep_the_lock(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """What it committed stays published; it says that connections follow later, and does not fail."""
    opened = partial(open_writer, directory, settings)
    steps: list[str] = []
    with opened() as writer:
        load(writer, write, *"ab")
        number = current_number(directory)
        assert derive_unlocked(directory, settings, lambda step: steps.append(step.en), opened) is None
    assert steps[-1] == "Connections: later, others write"
    assert current_number(directory) == number
    assert derivation_lag(directory, settings.connections_per_initiative).snapshots
