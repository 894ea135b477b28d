"""Tests of graph.runtime.process_priority and graph.runtime.priority_budget: what is brief goes first, as long as it is little in all."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from graph.errors import TimeLimitExceeded
from graph.execution.fork_server_client import ForkServer
from graph.execution.worker_handle import WorkerHandle
from graph.execution.worker_pool import WorkerPool
from graph.runtime.priority_budget import PriorityBudget
from graph.runtime.process_priority import (
    Priority,
    children_at_normal_priority,
    lower_priority,
    set_process_priority,
    temporary_priority,
    try_priority,
)
from graph.settings import Settings
from graph.sparql.query_requests import QueryRequest
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from tests.waiting import wait_until

ENDLESS = QueryRequest(
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", solution_format="text/csv"
)
POLICY = "import os; print(os.sched_getscheduler(0), os.sched_getparam(0).sched_priority, os.nice(0))"
NOBODY = 65534
CORES = os.cpu_count() or 1


def _own() -> int:
    return os.sched_getparam(0).sched_priority


def _priority_of(thread: int) -> int:
    return os.sched_getparam(thread).sched_priority


@pytest.fixture
def granted() -> Iterator[None]:
    """Go on where the kernel grants real-time priorities; afterwards all is as it was."""
    if not try_priority(Priority.SHORT_QUERY):
        pytest.skip("the kernel grants this user no real-time priority")
    try_priority(Priority.NORMAL)
    yield
    set_process_priority(Priority.NORMAL)


@pytest.mark.usefixtures("granted")
def test_a_thread_hands_on_what_it_has() -> None:
    """A thread started by one that goes first goes first, and comes back from what it holds for a while."""
    seen: list[int] = []
    with temporary_priority(Priority.SERVER):
        thread = threading.Thread(target=lambda: seen.append(_own()))
        thread.start()
        thread.join()
        with temporary_priority(Priority.NORMAL):
            seen.append(_own())
        seen.append(_own())
    assert (seen, _own()) == ([2, 0, 2], 0)


@pytest.mark.usefixtures("granted")
def test_a_process_started_apart_has_the_usual_precedence() -> None:
    """The one that starts it keeps its own; started otherwise, it would inherit that."""
    with temporary_priority(Priority.SERVER):
        with children_at_normal_priority():
            apart_told = subprocess.check_output([sys.executable, "-c", POLICY])
            within = _own()
        inherited = subprocess.check_output([sys.executable, "-c", POLICY])
        after = _own()
    assert apart_told.split() == b"0 0 0".split()
    assert inherited.split()[1] == b"2"
    assert (within, after) == (2, 2)


@pytest.mark.usefixtures("granted")
def test_whoever_steps_back_is_behind_all_others() -> None:
    """A thread that went first has neither priority nor the usual niceness afterwards."""
    over, seen = threading.Event(), []
    with temporary_priority(Priority.SHORT_QUERY):
        thread = threading.Thread(target=over.wait)
        thread.start()
    assert thread.native_id is not None
    seen.append(_priority_of(thread.native_id))
    lower_priority(thread.native_id)
    seen.append(_priority_of(thread.native_id))
    niceness = os.getpriority(os.PRIO_PROCESS, thread.native_id)
    over.set()
    thread.join()
    lower_priority(2**22 - 1)  # gone, or never there
    assert (seen, niceness) == ([1, 0], 10)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_without_a_grant_nothing_changes() -> None:
    """A user without the right goes on as before, and steps back by niceness."""
    told = subprocess.check_output(
        [
            sys.executable,
            "-c",
            (
                "from graph.runtime.process_priority import *; from graph.runtime.priority_budget import PriorityBudget; import os, threading\n"
                f"os.setgroups([]); os.setresgid({NOBODY}, {NOBODY}, {NOBODY}); os.setresuid({NOBODY}, {NOBODY}, {NOBODY})\n"
                "way = PriorityBudget(is_wanted=True); way.start()\n"
                "with temporary_priority(Priority.SHORT_QUERY), children_at_normal_priority(): inside = os.sched_getparam(0).sched_priority\n"
                "print(try_priority(Priority.SHORT_QUERY), way.is_granted, int(way.query_priority), inside, threading.active_count())\n"
                "lower_priority(threading.get_native_id()); print(os.getpriority(os.PRIO_PROCESS, 0))"
            ),
        ],
        text=True,
    )
    assert told.split() == ["False", "False", "0", "0", "1", "10"]


@pytest.mark.usefixtures("granted")
def test_the_right_of_way_is_given_up_while_much_is_done_with_it() -> None:
    """First by the workers, a look later by this process; both have it again when little is done."""
    way = PriorityBudget(is_wanted=True)
    used, now = way._used_before_s, way._looked_at
    seen = [(int(way.query_priority), _own())]
    for spent, noted in ((0.1, 0.1), (0.3, 0.6), (0.1, 0.2), (0.1, 0.05), (0.2, 0.15)):
        used, now = used + spent * CORES, now + 1
        way.record(noted * CORES)
        way.look(used, now)
        seen.append((int(way.query_priority), _own()))
    assert seen == [(1, 2), (1, 2), (0, 2), (0, 0), (1, 2), (1, 2)]


def test_it_is_not_taken_where_nobody_wants_it() -> None:
    """Neither this thread nor what is brief goes first."""
    way = PriorityBudget(is_wanted=False)
    way.start()
    assert (way.is_granted, way.query_priority, _own()) == (False, Priority.NORMAL, 0)


def _at_work(workers: WorkerPool) -> list[tuple[int, int]]:
    """Tell priority and niceness of the thread of each worker that answers: the newest."""
    fork_server = workers._disk._process.pid
    children = Path(f"/proc/{fork_server}/task/{fork_server}/children").read_text("ascii").split()
    found = []
    for child in children:
        with suppress(ProcessLookupError, FileNotFoundError):  # processes and threads come and go
            newest = max(map(int, os.listdir(f"/proc/{child}/task")))  # noqa: PTH208
            found.append((_priority_of(newest), os.getpriority(os.PRIO_PROCESS, newest)))
    return found


def _ask_what_never_ends(workers: WorkerPool) -> None:
    with pytest.raises(TimeLimitExceeded):
        workers.answer(ENDLESS, "me")


@pytest.mark.usefixtures("granted")
def test_a_query_goes_first_until_it_takes_long(riposte: SnapshotDataset) -> None:
    """A worker that waits has priority; one that takes long has none, and is nice."""
    data_dir = riposte.snapshot.path.parents[1]
    settings = Settings(data_dir=data_dir, query_memory_budget_bytes=0, query_timeout_s=2)
    workers = WorkerPool(CurrentDataset(data_dir), settings, PriorityBudget(is_wanted=True))
    try:
        for _ in range(3):  # the first one may have to step back at its very end
            workers.answer(QueryRequest("ASK {}", solution_format="text/csv"), "me")
        wait_until(
            lambda: _at_work(workers) == [(1, 0), (1, 0)], "the one that answered and a spare go first"
        )
        long = threading.Thread(target=_ask_what_never_ends, args=(workers,))
        long.start()
        wait_until(lambda: (0, 10) in _at_work(workers), "the one that takes long has stepped back")
        long.join()
    finally:
        workers.close()


def test_a_job_that_comes_after_a_late_order_to_step_back_is_done_as_usual(riposte: SnapshotDataset) -> None:
    """By a thread that has no such order; and the warming of a fresh worker is told apart from answers."""
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    fork_server = ForkServer()
    try:
        worker = fork_server.fork(riposte.snapshot, Settings(), warm_up="SELECT * { ?s ?p ?o } LIMIT 10")
        assert worker.finish().header == {}
        worker.begin(QueryRequest("ASK {}", solution_format="text/csv"))
        assert worker.finish().header["form"] == "ask"
        wait_until(lambda: not _niceness_of_running(worker), "it waits for a job again")
        worker.lower_priority()
        worker.begin(ENDLESS)
        wait_until(lambda: _niceness_of_running(worker) == [usual], "it runs as usual")
        worker.kill()
    finally:
        fork_server.close()


def _niceness_of_running(worker: WorkerHandle) -> list[int]:
    """Tell that of each thread that uses the processor, or would."""
    found = []
    for task in Path(f"/proc/{worker.pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # threads come and go
            if ") R " in (task / "stat").read_text("ascii"):
                found.append(os.getpriority(os.PRIO_PROCESS, int(task.name)))
    return found
