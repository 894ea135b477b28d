"""Tests of graph.cli.options: a command waits for its turn to write, and tells whom it waits for."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from graph.cli import options
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.storage.writer_lock import is_wanted, locked
from tests.waiting import HANGS_S, wait_until


def test_a_command_waits_for_its_turn_and_tells_who_writes(
    directory: DataDirectory,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line for each writer it waits for, and each step at a terminal."""
    monkeypatch.setattr(options, "_SOON_S", -1.0)
    steps: list[str] = []
    opened = threading.Event()

    def work() -> None:
        waiting = replace(settings, lock_wait_s=HANGS_S)
        with options.open_queued_writer(directory, waiting, lambda step: steps.append(step.en)):
            opened.set()

    thread = threading.Thread(target=work)
    with locked(directory, wait_s=0):
        thread.start()
        wait_until(lambda: is_wanted(directory) and bool(steps), "the command waits")
        assert not opened.is_set()
    thread.join(HANGS_S)
    assert opened.is_set()
    assert steps[0].startswith("Another process is writing (pid ")
    assert capsys.readouterr().err.count("pid ") == 1
