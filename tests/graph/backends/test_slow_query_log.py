"""Tests of graph.backends.slow_query_log and graph.backends.stopped_queries: what takes long or is stopped is noted, and answers stay what they are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.backends import slow_query_log
from graph.backends.slow_query_log import FILE, MAX_CHARACTERS, SlowQueries
from graph.backends.stopped_queries import StoppedQueries
from graph.errors import (
    ClientGone,
    GraphError,
    MemoryLimitExceeded,
    QueryQueueFull,
    QuerySyntaxError,
    ResultLimitExceeded,
    TimeLimitExceeded,
    WorkerLost,
)
from graph.runtime.log_setup import request_id
from graph.sparql.query_requests import QueryRequest, ResultDocument, never_gone

ANSWER = ResultDocument("ask", "text/csv", 1, b"x")


class Takes:
    """Whoever answers after a while, or fails then."""

    def __init__(self, seconds: float = 0.0, error: Exception | None = None) -> None:
        """Remember how long, and with what end."""
        self._seconds, self._error = seconds, error

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument:
        """Answer."""
        del job, client, is_gone
        time.sleep(self._seconds)
        if self._error is not None:
            raise self._error
        return ANSWER


@contextmanager
def _keeping(folder: Path, answering: Takes, threshold_s: float = 0.001) -> Iterator[SlowQueries]:
    with closing(SlowQueries(answering, folder, threshold_s=threshold_s)) as opened:
        yield opened


def _noted(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE).read_text("utf-8").splitlines()]


def test_only_what_takes_long_is_kept(tmp_path: Path) -> None:
    """With its text, how long it took, how it ended and the name of its request."""
    request_id.set("abc-2")
    with _keeping(tmp_path, Takes(), 60.0) as quick, _keeping(tmp_path, Takes(0.06), 0.05) as long:
        assert quick.answer(QueryRequest("ASK {}"), "") is ANSWER
        assert long.answer(QueryRequest("ASK { ?é ?p ?o }", named_graphs=("x:g",)), "192.0.2.1") is ANSWER
    (line,) = _noted(tmp_path)
    assert line.pop("seconds") >= 0.05
    assert line.pop("time")
    assert line == {
        "request_id": "abc-2",
        "ending": "answered",
        "query": "ASK { ?é ?p ?o }",
        "query_characters": 16,
        "is_cut": False,
        "default_graphs": [],
        "named_graphs": ["x:g"],
    }


@pytest.mark.parametrize(
    ("error", "ending"), [(TimeLimitExceeded(limit_s=1), "time-limit"), (ZeroDivisionError(), "unforeseen")]
)
def test_the_ending_is_told(tmp_path: Path, error: Exception, ending: str) -> None:
    """A query that was stopped says by what; one that broke us too."""
    with _keeping(tmp_path, Takes(0.01, error)) as answering, pytest.raises(type(error)):
        answering.answer(QueryRequest("ASK {}"), "")
    assert [each["ending"] for each in _noted(tmp_path)] == [ending]


def test_a_long_text_is_cut_and_says_so(tmp_path: Path) -> None:
    """No client fills the disk with one query."""
    with _keeping(tmp_path, Takes(0.01)) as answering:
        answering.answer(QueryRequest("#" * 100_000), "")
    (line,) = _noted(tmp_path)
    assert (len(line["query"]), line["query_characters"], line["is_cut"]) == (MAX_CHARACTERS, 100_000, True)


def test_the_files_stay_small_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No client fills the disk with many queries; the texts are for the owner alone."""
    monkeypatch.setattr(slow_query_log, "_MAX_BYTES", 10_000)
    with _keeping(tmp_path, Takes(), 0) as answering:
        for _ in range(100):
            answering.answer(QueryRequest("#" * 3000), "")
    files = list((tmp_path / FILE).parent.iterdir())
    assert len(files) == 5
    assert all(each.stat().st_size <= 10_000 and each.stat().st_mode & 0o077 == 0 for each in files)


Error = Callable[[], GraphError]


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (lambda: TimeLimitExceeded(limit_s=1), "deadline"),
        (lambda: MemoryLimitExceeded(limit_bytes=1), "memory"),
        (lambda: ResultLimitExceeded(limit_bytes=1), "result size"),
        (lambda: WorkerLost(status=-11), "crash"),
        (lambda: QueryQueueFull(limit=1), "queue full"),
        (ClientGone, "client gone"),
    ],
)
def test_what_stops_a_query_is_counted_and_logged(
    error: Error, cause: str, caplog: pytest.LogCaptureFixture
) -> None:
    """By cause; the error goes on to whoever asked."""
    stops = StoppedQueries(Takes(error=error()))
    with pytest.raises(type(error())):
        stops.answer(QueryRequest("ASK { ?secret ?p ?o }"), "192.0.2.1")
    assert {each: count for each, count in stops.by_cause.read().items() if count} == {cause: 1}
    (record,) = caplog.records
    assert record.cause == cause  # type: ignore[attr-defined]
    assert "secret" not in str(record.__dict__)
    assert "192.0.2.1" not in str(record.__dict__)


def test_what_is_answered_or_refused_is_no_stop(caplog: pytest.LogCaptureFixture) -> None:
    """A query that is wrong was not stopped."""
    assert StoppedQueries(Takes()).answer(QueryRequest("ASK {}"), "") is ANSWER
    stops = StoppedQueries(Takes(error=QuerySyntaxError(line=1, column=1, found="x")))
    with pytest.raises(QuerySyntaxError):
        stops.answer(QueryRequest("ASK"), "")
    assert not any(stops.by_cause.read().values())
    assert caplog.records == []
