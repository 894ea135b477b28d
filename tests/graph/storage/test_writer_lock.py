"""Tests of graph.storage.writer_lock: one writer at a time, who learns that another one waits."""

from __future__ import annotations

import os
import shutil
import threading

import pytest

from graph.errors import DataDirectoryBusy
from graph.storage.data_directory import DataDirectory
from graph.storage.writer_lock import is_wanted, locked, reporting_wait
from tests.waiting import HANGS_S, wait_until


def test_whoever_holds_the_lock_learns_that_somebody_waits(directory: DataDirectory) -> None:
    """And no more once those have it."""
    got = threading.Event()
    may_end = threading.Event()

    def wait() -> None:
        with locked(directory, wait_s=HANGS_S):
            got.set()
            may_end.wait(HANGS_S)

    waiting = threading.Thread(target=wait)
    with locked(directory, wait_s=0):
        assert not is_wanted(directory)
        waiting.start()
        wait_until(lambda: is_wanted(directory), "the other one waits")
        assert not got.is_set()
    assert got.wait(HANGS_S)
    assert not is_wanted(directory)
    may_end.set()
    waiting.join()


def test_whoever_looks_keeps_nobody_from_waiting(directory: DataDirectory) -> None:
    """Several wait at once, while the holder looks again and again; each gets it in the end."""
    done: list[int] = []

    def wait(number: int) -> None:
        with locked(directory, wait_s=HANGS_S):
            done.append(number)

    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(4)]
    with locked(directory, wait_s=0):
        for each in waiting:
            each.start()
        for _ in range(200):
            is_wanted(directory)
    for each in waiting:
        each.join()
    assert sorted(done) == [0, 1, 2, 3]


def test_a_wait_that_was_too_long_is_told_with_whose_lock_it_is(directory: DataDirectory) -> None:
    """And leaves no wish behind."""
    with locked(directory, wait_s=0):
        with pytest.raises(DataDirectoryBusy) as busy:
            locked(directory, wait_s=0.1).__enter__()
        assert str(busy.value.facts["holder"]).startswith("pid ")
        assert not is_wanted(directory)


def test_a_directory_that_is_gone_is_left(directory: DataDirectory) -> None:
    """Whoever keeps its lock with nothing to do lets go."""
    shutil.rmtree(directory.path)
    assert is_wanted(directory)


def test_the_lock_is_taken_in_the_order_of_arrival(directory: DataDirectory) -> None:
    """However many wait, and also before whoever comes when the lock is free."""
    done: list[int] = []
    places: list[int] = []

    def wait(number: int) -> None:
        def on_wait(_holder: str, before: int) -> None:
            if number not in places and before == number:
                places.append(number)

        with reporting_wait(on_wait), locked(directory, wait_s=HANGS_S):
            done.append(number)

    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(6)]
    with locked(directory, wait_s=0):
        for number, each in enumerate(waiting):
            each.start()
            wait_until(lambda number=number: number in places, "it has its place")  # type: ignore[misc]
    with locked(directory, wait_s=HANGS_S):
        done.append(6)
    for each in waiting:
        each.join()
    assert done == [0, 1, 2, 3, 4, 5, 6]


def test_whoever_waits_learns_who_writes(directory: DataDirectory) -> None:
    """By number of the process, command, and time."""
    told: list[tuple[str, int]] = []
    with (
        locked(directory, wait_s=0),
        reporting_wait(lambda *each: told.append(each)),
        pytest.raises(DataDirectoryBusy),
    ):
        locked(directory, wait_s=0.1).__enter__()
    assert {before for _, before in told} == {0}
    assert all(
        holder.startswith(f"pid {os.getpid()}, ") and len(holder.split(", ")) == 3 for holder, _ in told
    )


def test_a_place_of_a_process_that_ended_blocks_nobody(directory: DataDirectory) -> None:
    """It is removed by the next one who looks."""
    (directory.path / "turns").mkdir()
    place = directory.path / "turns" / f"{0:020d}-dead"
    place.touch()
    assert not is_wanted(directory)
    assert not place.exists()
    with locked(directory, wait_s=0):
        pass
