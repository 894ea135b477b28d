"""Tests of graph.execution.worker_pool, graph.execution.fork_server, graph.execution.worker_process and graph.runtime.ipc: complete or error, always within limits."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from graph.backends.protocols import QueryService
from graph.errors import (
    ClientGone,
    MemoryLimitExceeded,
    NoFormatFits,
    OrderUnclear,
    QueryQueueFull,
    QuerySyntaxError,
    ResultLimitExceeded,
    ServiceRefused,
    TimeLimitExceeded,
    UpdateRefused,
    WorkerLost,
)
from graph.execution.worker_handle import WorkerHandle
from graph.execution.worker_pool import WorkerPool
from graph.runtime.ipc import receive, send
from graph.settings import Settings
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable
from graph.sparql.rewriting.order_by import order_by_kind
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from tests.processes import processor_s
from tests.waiting import HANGS_S, wait_until

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"
DEEP = "SELECT * WHERE " + "{" * 50_000 + "}" * 50_000
LONG = "SELECT (COUNT(*) AS ?n) { { SELECT ?s { ?s ?p ?o . ?a ?b ?c } LIMIT 1500000 } }"
MIDDLING = LONG.replace("1500000", "200000")
LARGE = "SELECT * { ?a ?b ?c . ?d a ?f }"

Open = Callable[..., WorkerPool]


@pytest.fixture
def open_workers(riposte: SnapshotDataset) -> Iterator[Open]:
    """Open workers on the Riposte with some limits; the disk alone unless a budget is given."""
    opened: list[WorkerPool] = []

    def start(data_dir: Path | None = None, **limits: float) -> WorkerPool:
        usual = {"query_timeout_s": HANGS_S, "query_memory_budget_bytes": 0}
        path = data_dir or riposte.snapshot.path.parents[1]
        settings = Settings(data_dir=path, **{**usual, **limits})  # type: ignore[arg-type]
        opened.append(WorkerPool(CurrentDataset(path), settings))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def _job(text: str, **more: object) -> QueryRequest:
    return QueryRequest(
        text, solution_format="application/sparql-results+json", triple_format="text/turtle", **more
    )  # type: ignore[arg-type]


def _count(answering: QueryService) -> int:
    document = answering.answer(_job(COUNT), "me")
    assert isinstance(document, ResultDocument)
    return int(json.loads(b"".join(document.chunks()))["results"]["bindings"][0]["n"]["value"])


def test_a_worker_answers_from_the_snapshot(open_workers: Open, riposte: SnapshotDataset) -> None:
    """A query sees every triple of the snapshot on disk."""
    assert _count(open_workers()) == riposte.snapshot.triple_count


def test_a_pool_that_serves_nobody_starts_with_the_first_query(riposte: SnapshotDataset) -> None:
    """A command that runs no query starts no process; one that does keeps no spare workers."""
    path = riposte.snapshot.path.parents[1]
    workers = WorkerPool(CurrentDataset(path), Settings(data_dir=path), is_serving=False)
    assert "_disk" not in vars(workers)
    assert _count(workers) == riposte.snapshot.triple_count
    assert len(workers._idle) == 1
    assert workers.memory.in_use is None
    workers.close()
    unused = WorkerPool(CurrentDataset(path), Settings(data_dir=path), is_serving=False)
    unused.close()
    assert "_disk" not in vars(unused)


def test_an_endless_query_is_stopped_and_the_next_one_answered(
    open_workers: Open, riposte: SnapshotDataset
) -> None:
    """The error names the limit, and the query has used no more of the processor than the limit lets it."""
    workers = open_workers(query_timeout_s=0.5)
    server = workers._disk._process.pid
    before_s = processor_s(server)
    with pytest.raises(TimeLimitExceeded) as caught:
        workers.answer(_job(ENDLESS), "me")
    assert "0.5" in caught.value.message("en")
    workers._settings = replace(workers._settings, query_timeout_s=HANGS_S)
    assert _count(workers) == riposte.snapshot.triple_count
    assert processor_s(server) - before_s < 0.5 + 1


def test_a_query_that_needs_too_much_memory_is_stopped(open_workers: Open, riposte: SnapshotDataset) -> None:
    """The engine's abort is told as what it is."""
    workers = open_workers(query_memory_bytes=60 << 20)
    with pytest.raises(MemoryLimitExceeded):
        workers.answer(_job(HUNGRY), "me")
    assert _count(workers) == riposte.snapshot.triple_count


def test_a_result_beyond_the_limit_is_an_error_not_a_part(open_workers: Open) -> None:
    """Nothing of it is given."""
    with pytest.raises(ResultLimitExceeded):
        open_workers(query_result_bytes=1_000_000).answer(_job(LARGE), "me")


def test_a_query_that_breaks_the_engine_breaks_a_worker_only(
    open_workers: Open, riposte: SnapshotDataset
) -> None:
    """A stack overflow in the parser is one client's problem."""
    workers = open_workers()
    with pytest.raises(WorkerLost):
        workers.answer(_job(DEEP), "me")
    assert _count(workers) == riposte.snapshot.triple_count


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT", QuerySyntaxError),
        ("INSERT DATA { <http://a.example/> <http://a.example/> 1 }", UpdateRefused),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", ServiceRefused),
    ],
)
def test_errors_cross_the_process_boundary(open_workers: Open, text: str, error: type[Exception]) -> None:
    """As the same errors, with their facts."""
    with pytest.raises(error) as caught:
        open_workers().answer(_job(text), "me")
    assert str(caught.value)


def test_a_format_that_does_not_fit_is_told(open_workers: Open) -> None:
    """A client that accepts graphs only cannot have a table."""
    with pytest.raises(NoFormatFits):
        open_workers().answer(QueryRequest(COUNT, triple_format="text/turtle"), "me")


def test_a_large_result_comes_whole_from_a_file(open_workers: Open) -> None:
    """Its size is known before its first byte."""
    document = open_workers().answer(_job("SELECT * { ?s ?p ?o }"), "me")
    assert isinstance(document, ResultDocument)
    assert document.file is not None
    content = b"".join(document.chunks())
    assert len(content) == document.size_bytes > 1 << 16
    json.loads(content)


@pytest.mark.parametrize("text", ["ASK {}", "SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_table_is_cut_at_the_rows_asked_for(open_workers: Open, text: str) -> None:
    """Pages show a part, and say so."""
    table = open_workers().answer(_job(text, max_rows=3), "me")
    assert isinstance(table, ResultTable)
    assert table.is_cut == (table.form != "ask")
    assert len(table.rows) == (1 if table.form == "ask" else 3)


@contextmanager
def _taken(workers: WorkerPool) -> Iterator[threading.Thread]:
    """Let another client have the one place for long queries with a query without end, and go away afterwards."""
    over = threading.Event()

    def ask() -> None:
        with pytest.raises(ClientGone):
            workers.answer(_job(ENDLESS), "other", over.is_set)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: workers.queues["long queries"].inside == 1, "the query is taken for a long one")
    try:
        yield asking
    finally:
        over.set()
        asking.join()


def test_too_many_at_once_are_refused(open_workers: Open) -> None:
    """One place, nobody may wait."""
    workers = open_workers(query_workers=1, query_queue=0, query_timeout_s=HANGS_S)
    with _taken(workers), pytest.raises(QueryQueueFull):
        workers.answer(_job(ENDLESS), "me")


def test_short_queries_do_not_wait_behind_long_ones(open_workers: Open, riposte: SnapshotDataset) -> None:
    """All places taken by queries without end, and yet."""
    workers = open_workers(query_workers=1, query_timeout_s=HANGS_S)
    with _taken(workers) as asking:
        assert _count(workers) == riposte.snapshot.triple_count
        assert asking.is_alive()


def test_middling_queries_do_not_wait_behind_endless_ones(open_workers: Open) -> None:
    """What needs more than a moment, and less than for ever, is answered while the one place for long queries is taken."""
    workers = open_workers(query_workers=1, query_timeout_s=HANGS_S)
    with _taken(workers) as asking:
        workers._levels[1] = workers._levels[1]._replace(duration_s=HANGS_S)  # middling on a busy machine too
        assert isinstance(workers.answer(_job(MIDDLING), "me"), ResultDocument)
        assert asking.is_alive()


def test_a_long_query_waits_for_its_place_and_is_answered(
    open_workers: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins anew when the place is free."""
    monkeypatch.setattr("graph.execution.worker_pool._MIDDLE_S", 0.01)  # long on a fast machine too
    workers = open_workers(query_workers=1, query_timeout_s=HANGS_S)
    answers: list[object] = []
    waiting = threading.Thread(target=lambda: answers.append(workers.answer(_job(LONG), "me")))
    with _taken(workers):
        waiting.start()
        wait_until(lambda: workers.queues["long queries"].waiting == 1, "it waits for the place")
    waiting.join()
    (document,) = answers
    assert isinstance(document, ResultDocument)
    assert json.loads(b"".join(document.chunks()))["results"]["bindings"]


def test_a_query_whose_client_went_away_is_stopped(open_workers: Open) -> None:
    """Long before its limit; its place is free again, and the next one is answered."""
    workers = open_workers(query_timeout_s=HANGS_S, query_workers=1)
    answers = [True, False]
    with pytest.raises(ClientGone):
        workers.answer(_job(ENDLESS), "me", answers.pop)
    assert answers == []
    _count(workers)


def test_a_short_query_is_not_asked_for_its_client(open_workers: Open) -> None:
    """Looking costs more than the answer."""
    workers = open_workers()
    workers.answer(_job("ASK {}"), "me", lambda: pytest.fail("asked"))


def test_memory_takes_over_when_it_is_loaded(open_workers: Open, riposte: SnapshotDataset) -> None:
    """Nobody waits for it, and the answers are the same."""
    workers = open_workers(query_memory_budget_bytes=4 << 30)
    before = _count(workers)
    wait_until(lambda: workers.memory.in_use is not None, "the snapshot is in memory")
    assert _count(workers) == before == riposte.snapshot.triple_count
    assert {each.fork_server for each in workers._idle} == {workers.memory.in_use}


@pytest.mark.parametrize("victim", ["disk fork server", "memory fork server", "worker"])
def test_what_is_killed_is_replaced(open_workers: Open, riposte: SnapshotDataset, victim: str) -> None:
    """`kill -9` of any part costs one answer at most."""
    workers = open_workers(query_memory_budget_bytes=4 << 30 if victim == "memory fork server" else 0)
    _count(workers)
    if victim == "memory fork server":
        wait_until(lambda: workers.memory.in_use is not None, "the snapshot is in memory")
        _count(workers)
    pids = {
        "disk fork server": lambda: workers._disk._process.pid,
        "memory fork server": lambda: workers.memory.in_use._process.pid,  # type: ignore[union-attr]
        "worker": lambda: workers._idle[0].pid,
    }
    os.kill(pids[victim](), signal.SIGKILL)
    time.sleep(0.2)
    for _ in range(2):
        try:
            assert _count(workers) == riposte.snapshot.triple_count
            break
        except WorkerLost:
            continue
    assert _count(workers) == riposte.snapshot.triple_count


def test_a_new_snapshot_is_answered_from_at_once(
    open_workers: Open, riposte: SnapshotDataset, tmp_path: Path
) -> None:
    """Workers of the old one are let go."""
    data_dir = tmp_path / "var"
    shutil.copytree(riposte.snapshot.path.parents[1], data_dir, symlinks=True)
    workers = open_workers(data_dir)
    number = riposte.snapshot.number
    assert workers.answer(_job(COUNT), "me").snapshot_number == number
    shutil.copytree(data_dir / "snapshots" / str(number), data_dir / "snapshots" / str(number + 1))
    manifest = data_dir / "snapshots" / str(number + 1) / "snapshot.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"number": number + 1}))
    (data_dir / "current").unlink()
    (data_dir / "current").symlink_to(f"snapshots/{number + 1}")
    assert workers.answer(_job(COUNT), "me").snapshot_number == number + 1


def test_closing_leaves_no_process(riposte: SnapshotDataset) -> None:
    """Fork servers and workers end with the server."""
    path = riposte.snapshot.path.parents[1]
    workers = WorkerPool(CurrentDataset(path), Settings(data_dir=path, query_memory_budget_bytes=0))
    workers.answer(_job("ASK {}"), "me")
    pids = [workers._disk._process.pid, *(each.pid for each in workers._idle)]
    workers.close()
    wait_until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in pids), "all have ended")


@pytest.mark.parametrize("size", [0, 10, 1 << 17, 3_000_000])
def test_messages_of_any_size_cross_whole(size: int) -> None:
    """Header and bytes arrive as they were sent."""
    here, there = socket.socketpair()
    content = os.urandom(size)
    sender = threading.Thread(target=send, args=(here, {"a": "é" * size}, content))
    sender.start()
    message = receive(there)
    sender.join()
    assert message is not None
    assert (message.header, message.content) == ({"a": "é" * size}, content)
    here.close()
    assert receive(there) is None
    there.close()


def test_a_message_cut_off_midway_is_an_error() -> None:
    """Half an answer is never taken for one."""
    here, there = socket.socketpair()
    here.send(b"\0\0\0\x10\0\0\0\0half")
    here.close()
    with pytest.raises(EOFError):
        receive(there)
    there.close()


def _of_all_kinds(count: int) -> str:
    """Write a query that orders the same values wherever it runs: whether a sort fails depends on what it is given."""
    chosen, values = random.Random(0), list[str]()
    for _ in range(count):
        digits = "".join(chosen.choices("123456789", k=chosen.randint(1, 5)))
        year = f'"2{digits[:3]:0>3}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
        values.append(chosen.choice((digits, f'"{digits}"@fr', year)))
    return f"SELECT ?v {{ VALUES ?v {{ {' '.join(values)} }} }} ORDER BY ?v"


def test_values_of_all_kinds_are_ordered(open_workers: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's own sort of them ends its process; the query is answered all the same, and the next one too."""
    asked_again: list[str] = []

    def noted(text: str) -> str:
        asked_again.append(text)
        return order_by_kind(text)

    monkeypatch.setattr("graph.execution.worker_pool.order_by_kind", noted)
    workers, mixed = open_workers(), _of_all_kinds(2000)
    ordered, any_order = (
        json.loads(b"".join(_document(workers, text).chunks()))["results"]["bindings"]
        for text in (mixed, mixed.partition("ORDER")[0])
    )
    assert asked_again == [mixed]
    assert len(ordered) == len(any_order) == 2000
    assert ordered != any_order


@pytest.mark.parametrize(
    ("last_words", "error"),
    [
        ("panicked: the function does not correctly implement a total order", OrderUnclear),
        ("memory allocation of 9 bytes failed", MemoryLimitExceeded),
        ("", MemoryLimitExceeded),
        ("thread has overflowed its stack", WorkerLost),
    ],
)
def test_the_last_words_of_a_worker_are_understood(
    open_workers: Open, monkeypatch: pytest.MonkeyPatch, last_words: str, error: type[Exception]
) -> None:
    """One that cannot sort is not told as one that wants memory."""
    monkeypatch.setattr(WorkerHandle, "stderr_text", lambda _: last_words)
    workers = open_workers(query_workers=1)

    def abort() -> None:
        wait_until(lambda: workers.queues["long queries"].inside == 1, "the query is taken for a long one")
        fork_server = workers._disk._process.pid
        children = Path(f"/proc/{fork_server}/task/{fork_server}/children").read_text().split()
        idle = {each.pid for each in workers._idle}
        for each in children:
            if int(each) not in idle:
                os.kill(int(each), signal.SIGABRT)

    aborting = threading.Thread(target=abort)
    aborting.start()
    with pytest.raises(error):
        workers.answer(_job(ENDLESS), "me")
    aborting.join()


def _document(workers: WorkerPool, text: str) -> ResultDocument:
    document = workers.answer(_job(text), "me")
    assert isinstance(document, ResultDocument)
    return document
