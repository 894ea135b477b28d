"""Tests of graph.storage.dumps.schedule: when a dump begins, and when none does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory
from graph.storage.dumps.offer import LastDump, list_dumps, read_last, write_last
from graph.storage.dumps.schedule import DumpSchedule, Moment, is_due
from graph.storage.dumps.writer import publish_dump
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from graph.writing.derivation import derive_now
from tests.waiting import wait_until

Write = Callable[..., Path]
LAST = LastDump("0a1b2c3d", (4,), written_at=1000.0, took_s=10.0)
RESTED = Moment(now=1201.0, rested_s=60.0, waited_s=60.0, is_derived=True)
DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"now": 1199.0}, False),  # the last one is not older than twenty times what it took
        ({"rested_s": 59.0}, False),
        ({"is_derived": False}, False),
        ({"now": 1000.0 + DAY_S, "waited_s": DAY_S, "rested_s": 0.0}, True),  # writes never rest
        ({"now": 1000.0 + DAY_S, "waited_s": DAY_S, "rested_s": 0.0, "is_derived": False}, True),
        ({"now": 1000.0 + DAY_S, "waited_s": DAY_S - 1, "rested_s": 0.0}, False),
        ({"now": 500.0}, True),  # the clock was ahead when the last one was written
    ],
)
def test_a_dump_begins_when_writes_rest(change: dict[str, float], *, expected: bool) -> None:
    """And at the latest each day; never so often that it takes more than a twentieth of the time."""
    assert is_due(replace(RESTED, **change), LAST, 60.0) is expected


def test_the_first_dump_waits_for_a_rest_alone() -> None:
    """There is nothing that it could come too early after."""
    assert is_due(RESTED, None, 60.0)
    assert not is_due(replace(RESTED, rested_s=1.0), None, 60.0)


def test_only_what_states_something_else_is_dumped(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """Not a snapshot that only derives anew, nor one that is dumped already; a lost dump is written again."""
    settings = replace(settings, dump_delay_s=0.0)
    assert not DumpSchedule(directory, settings).look(), "nothing is published"
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("un"), write("deux")], directory.names, settings))
    assert not DumpSchedule(directory, settings).look(), "it is not derived"
    publish_dump(directory, settings)
    with open_writer(directory, settings) as writer:
        derive_now(writer, lambda _: None)
    assert not DumpSchedule(directory, settings).look(), "it is dumped"
    with open_writer(directory, settings) as writer:
        commit(writer, Candidate(removed=frozenset((directory.names.contribution("un"),))))
        derive_now(writer, lambda _: None)
    _age(directory)
    assert DumpSchedule(directory, settings).look()


def test_a_running_schedule_writes_a_dump(directory: DataDirectory, settings: Settings, write: Write) -> None:
    """In a process of its own; and none where none is to be kept."""
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("un")], directory.names, settings))
        derive_now(writer, lambda _: None)
    off = DumpSchedule(directory, replace(settings, dump_delay_s=0.0, dump_keep_count=0))
    off.start()
    schedule = DumpSchedule(directory, replace(settings, dump_delay_s=0.0))
    schedule.start()
    wait_until(lambda: read_last(directory.path), "a dump is written")
    schedule.close()
    off.close()
    assert len(list_dumps(directory.path)) == 1


def _age(directory: DataDirectory) -> None:
    """Make the last dump an old one."""
    last = read_last(directory.path)
    assert last is not None
    write_last(directory.path, replace(last, written_at=last.written_at - 10_000.0))
