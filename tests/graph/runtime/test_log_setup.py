"""Tests of graph.runtime.log_setup: one line for each thing that happened, under the name of its request."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from graph.runtime.log_setup import REQUESTS, LogStyle, request_id, set_up_logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    kept = (
        root.handlers[:],
        root.level,
        logging.getLogger(REQUESTS).level,
        sys.excepthook,
        threading.excepthook,
    )
    named = request_id.set("abc-1")
    yield
    request_id.reset(named)
    root.handlers[:], level, requests_level, sys.excepthook, threading.excepthook = kept
    root.setLevel(level)
    logging.getLogger(REQUESTS).setLevel(requests_level)


def _fail() -> None:
    raise ZeroDivisionError


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_error_is_one_line_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """The line tells when, how bad, where, and of which request."""
    set_up_logs("json")
    try:
        _fail()
    except ZeroDivisionError:
        logging.getLogger("webapp.app").exception("it failed")
    (line,) = _lines(capsys)
    assert (line["level"], line["logger"], line["message"], line["request_id"]) == (
        *("ERROR", "webapp.app", "it failed"),
        "abc-1",
    )
    assert "in _fail" in line["traceback"]
    assert line["time"].endswith("+00:00")


def test_facts_are_fields_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """What is counted can be searched for, without reading sentences."""
    set_up_logs("json")
    logging.getLogger("graph.backends.stopped_queries").warning("stopped", extra={"cause": "deadline"})
    (line,) = _lines(capsys)
    assert line["cause"] == "deadline"
    assert "named" not in line


def test_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """The same, on a line that reads from left to right."""
    set_up_logs("text")
    logging.getLogger(REQUESTS).info("GET sparql 200")
    assert capsys.readouterr().err.endswith("Z INFO maillage.requests: GET sparql 200 [abc-1]\n")


@pytest.mark.parametrize(("style", "count"), [("off", 0), ("text", 1), ("json", 1)])
def test_requests_are_told_when_asked_for(
    capsys: pytest.CaptureFixture[str], style: LogStyle, count: int
) -> None:
    """Warnings are told in any case."""
    set_up_logs(style)
    logging.getLogger(REQUESTS).info("GET sparql 200")
    assert len(capsys.readouterr().err.splitlines()) == count
    logging.getLogger("graph.backends.stopped_queries").warning("stopped")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_nobody_caught_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    """In the main thread and in any other."""
    set_up_logs("json")
    try:
        _fail()
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    lines = _lines(capsys)
    assert [each["message"] for each in lines] == ["unforeseen error"] * 2
    assert all("ZeroDivisionError" in each["traceback"] for each in lines)
