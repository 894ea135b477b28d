"""When connections are derived, and what happens to a derivation whose process, or whose writer, dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.rdf.namespaces import Namespaces
from graph.runtime.child_processes import role_of
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory
from graph.storage.derivation_lag import derivation_lag
from graph.storage.snapshots import current_number
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from graph.writing.derivation import derive_now
from graph.writing.derivation_schedule import DerivationSchedule
from graph.writing.requests import GraphWrite
from graph.writing.write_queue import WriteQueue
from tests.deriving import wait_until_derived
from tests.graph.derivation.test_connections import assert_in_step, told
from tests.processes import processor_s
from tests.waiting import HANGS_S

Write = Callable[..., Path]
Put = Callable[[str], int]


@pytest.fixture
def serving(directory: DataDirectory, settings: Settings) -> Settings:
    """Give settings whose writer waits for the lock, and derives at once."""
    assert directory.path == settings.data_dir
    return replace(settings, lock_wait_s=HANGS_S, derivation_delay_s=0.0, write_timeout_s=HANGS_S)


@pytest.fixture
def desk(serving: Settings, directory: DataDirectory, write: Write) -> Iterator[WriteQueue]:
    """Give a queue of writes, for a directory with some initiatives of which nothing is derived yet."""
    paths = [write(each, told(each, Random(each))) for each in ("p", "q", "r", "s")]
    with open_writer(directory, serving) as writer:
        commit(writer, read_candidate(paths, writer.names, serving))
    opened = WriteQueue(serving)
    yield opened
    opened.close()


@pytest.fixture
def put(desk: WriteQueue, names: Namespaces, write: Write) -> Put:
    """Give what puts an initiative and tells the snapshot."""
    rng = Random(3)

    def sent(slug: str) -> int:
        content = f"@base <{names.document_base}> .\n".encode() + write(slug, told(slug, rng)).read_bytes()
        graph_name = names.contribution(slug).value
        return desk.write(GraphWrite("put", graph_name, (Payload("text/turtle", content),))).number

    return sent


def job_of(desk: WriteQueue) -> int | None:
    """Find the process that derives, if one does just now."""
    assert desk._process is not None
    children = Path(f"/proc/{desk._process.pid}/task/{desk._process.pid}/children")
    try:
        return next(
            (int(each) for each in children.read_text().split() if role_of(int(each)) == "derivation"), None
        )
    except OSError:
        return None


YOUNG_S = 0.2  # of the processor, within which it has hardly loaded its modules
LOOKS = 20_000  # as often as a process is looked for after a write; it lives for a few hundred milliseconds


def caught(desk: WriteQueue, put: Put, act: Callable[[int], object]) -> int:
    """Write until a process derives, and do something to it; give its number."""
    for number in range(100):
        put(f"n{number % 5}")
        for _ in range(LOOKS):
            if (job := job_of(desk)) is not None:
                act(job)
                return job
    raise AssertionError("no process was caught")


def held_up(desk: WriteQueue, put: Put) -> int:
    """Write until a process derives, and stop it before it can have an answer; give its number."""
    for _ in range(100):
        job = caught(desk, put, lambda each: os.kill(each, signal.SIGSTOP))
        if processor_s(job) < YOUNG_S:
            return job
        os.kill(job, signal.SIGCONT)
    raise AssertionError("no process was caught as it began")


def kill(process: int) -> None:
    """Kill a process that may be gone."""
    os.kill(process, signal.SIGKILL)


def assert_all_derived(desk: WriteQueue, serving: Settings, directory: DataDirectory) -> None:
    """Wait, stop, and compare with a derivation of everything; nothing unfinished is left."""
    wait_until_derived(serving)
    desk.close()
    with open_writer(directory, serving) as writer:
        assert assert_in_step(writer)
    left = [
        each.name
        for each in directory.path.iterdir()
        if "unfinished" in each.name or ".scratch-" in each.name
    ]
    assert left == []


def test_a_write_is_acknowledged_while_a_derivation_is_under_way(
    desk: WriteQueue, put: Put, serving: Settings, directory: DataDirectory
) -> None:
    """The process that derives is held up; writes go on; its result is published once it goes on."""
    job = held_up(desk, put)
    before = current_number(directory)
    numbers = [put(f"n{each}") for each in (5, 6, 7)]
    assert numbers == [before + 1, before + 2, before + 3]
    assert job_of(desk) == job
    os.kill(job, signal.SIGCONT)
    assert_all_derived(desk, serving, directory)


def test_a_process_that_is_killed_while_it_derives_is_replaced(
    desk: WriteQueue, put: Put, serving: Settings, directory: DataDirectory
) -> None:
    """Again and again; nothing is lost."""
    for _ in range(3):
        caught(desk, put, kill)
    assert_all_derived(desk, serving, directory)


def test_a_writer_that_is_killed_while_another_process_derives_is_replaced(
    desk: WriteQueue, put: Put, serving: Settings, directory: DataDirectory
) -> None:
    """Without a further write: what was left to derive is derived."""

    def kill_writer(_: int) -> None:
        assert desk._process is not None
        desk._process.kill()

    caught(desk, put, kill_writer)
    assert_all_derived(desk, serving, directory)


def test_a_queue_derives_what_was_left_by_another_one(
    desk: WriteQueue, put: Put, serving: Settings, directory: DataDirectory
) -> None:
    """A server that was killed before it derived leaves that to the next one."""
    desk._settings = replace(serving, derivation_delay_s=HANGS_S, derivation_wait_s=HANGS_S)
    for each in "abcd":
        put(each)
    desk.close()
    assert derivation_lag(directory, serving.connections_per_initiative).snapshots == 5
    another = WriteQueue(serving)
    another.resume_derivation()
    assert_all_derived(another, serving, directory)


def test_a_derivation_begins_again_when_somebody_else_derived(
    desk: WriteQueue, put: Put, serving: Settings, directory: DataDirectory
) -> None:
    """A command that took the lock meanwhile has published its own; the older result is dropped."""
    job = held_up(desk, put)
    with open_writer(directory, serving) as writer:
        derive_now(writer, lambda _: None)
    put("n8")
    os.kill(job, signal.SIGCONT)
    assert_all_derived(desk, serving, directory)


class Clock:
    """A time that a test sets, and the jobs that a schedule starts in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put it in place of the real ones."""
        self.now = 100.0
        self.started: list[float] = []
        monkeypatch.setattr("graph.writing.derivation_schedule.time.monotonic", lambda: self.now)
        monkeypatch.setattr("graph.writing.derivation_schedule.DerivationJob", self._start)
        self.answer, self._other = os.pipe()

    def _start(self, *_: Any) -> Any:
        self.started.append(self.now)
        answer = os.fdopen(os.dup(self.answer), "rb")
        return type(
            "Job", (), {"answer": answer, "close": lambda _: answer.close(), "result": lambda _: None}
        )()


def test_a_burst_of_writes_costs_one_derivation(
    directory: DataDirectory, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins when writes have rested for the delay, and no other one while it runs."""
    clock = Clock(monkeypatch)
    schedule = DerivationSchedule(directory, replace(settings, derivation_delay_s=0.5, derivation_wait_s=30))
    assert schedule.wait_s is None
    for _ in range(20):
        clock.now += 0.25
        schedule.note_write()
        schedule.step()
    assert (clock.started, schedule.wait_s) == ([], 0.5)
    clock.now += 0.5
    schedule.step()
    assert clock.started == [clock.now]
    clock.now += 60
    schedule.note_write()
    schedule.step()
    assert len(clock.started) == 1
    assert schedule.wait_s is None
    schedule.close()


def test_writes_that_never_rest_do_not_put_it_off_for_ever(
    directory: DataDirectory, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins at the latest so long after the first write that it does not cover."""
    clock = Clock(monkeypatch)
    schedule = DerivationSchedule(directory, replace(settings, derivation_delay_s=0.5, derivation_wait_s=30))
    began = clock.now
    while not clock.started:
        schedule.note_write()
        clock.now += 0.25
        schedule.step()
        assert clock.now <= began + 31
    assert clock.started[0] >= began + 30
    schedule.close()


def test_a_process_that_dies_again_and_again_is_started_ever_later(
    directory: DataDirectory, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes it die may not go away; it is not given up either."""
    clock = Clock(monkeypatch)
    os.close(clock._other)  # each ends at once, without a word
    schedule = DerivationSchedule(directory, settings)
    schedule.note_write()
    for _ in range(12):
        clock.now += schedule.wait_s or 0
        schedule.step()
        schedule.step()
    waits = [late - early for early, late in zip(clock.started, clock.started[1:], strict=False)]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] == 60
    schedule.close()


def test_a_store_that_is_busy_is_published_to_later(
    directory: DataDirectory, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else has the lock: what was found waits."""
    clock = Clock(monkeypatch)
    schedule = DerivationSchedule(directory, settings)
    schedule._found = object()  # type: ignore[assignment]
    assert schedule.is_found
    schedule.postpone()
    assert not schedule.is_found
    assert schedule.wait_s
    clock.now += schedule.wait_s
    assert schedule.is_found
