"""SIGHUP, which log rotation and closed terminals send, stops nothing; a signal to stop does, at any moment."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from graph.access.tokens import create_token
from graph.storage.data_directory import open_directory
from graph.storage.dataset import SnapshotDataset
from graph.storage.writer_lock import is_wanted, locked
from tests.processes import descendants
from tests.serving import BASE_IRI, serving
from tests.waiting import HANGS_S, wait_until
from webapp.server.supervisor import _Server

UPDATE = f"INSERT DATA {{ GRAPH <{BASE_IRI}/id/contribution/riposte> {{ }} }}"
ASKED = 50


@pytest.mark.slow
def test_a_hang_up_changes_nothing(riposte: SnapshotDataset, tmp_path: Path) -> None:
    """Sent to every process, while a write waits: the same processes answer, no request fails, the write is done."""
    data_dir = Path(shutil.copytree(riposte.snapshot.path.parents[1], tmp_path / "var", symlinks=True))
    directory, token = open_directory(data_dir, BASE_IRI), create_token(data_dir, "author", "contribute")
    statuses: list[int] = []

    def write(address: str) -> None:
        headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
        with urlopen(Request(f"{address}/sparql", UPDATE.encode(), headers)) as answer:
            statuses.append(answer.status)

    with serving(data_dir, "--base-iri", BASE_IRI) as running:
        writing = threading.Thread(target=write, args=(running.address,))
        with locked(directory, wait_s=HANGS_S):
            writing.start()
            wait_until(lambda: is_wanted(directory), "the writing process waits")
            before = {each.pid for each in descendants(running.main.pid)}
            for pid in before:
                os.kill(pid, signal.SIGHUP)
            for _ in range(ASKED):
                urlopen(f"{running.address}/health").close()
            assert {each.pid for each in descendants(running.main.pid) if each.state != "Z"} >= before
        writing.join()
        urlopen(f"{running.address}/ready").close()
    assert statuses in ([200], [204])


@pytest.mark.slow
def test_signals_one_after_the_other_end_the_server(riposte: SnapshotDataset, tmp_path: Path) -> None:
    """Ctrl-C pressed again and again; `timeout` and its shell both passing it on."""
    data_dir = Path(shutil.copytree(riposte.snapshot.path.parents[1], tmp_path / "var", symlinks=True))
    with serving(data_dir, "--base-iri", BASE_IRI) as running:
        for _ in range(20):
            running.main.send_signal(signal.SIGINT)
            running.main.send_signal(signal.SIGTERM)
        running.main.wait(HANGS_S)


def test_a_signal_at_the_moment_of_waking_blocks_nothing() -> None:
    """The main thread holds the lock of its event then, and runs the handler of the second signal."""
    server = _Server("maillage")

    def be_signalled_while_waking() -> None:
        with server.main_loop_interrupt._cond:
            server.signal_handler_interrupt()
            server.signal_handler_interrupt()

    waking = threading.Thread(target=be_signalled_while_waking, daemon=True)
    waking.start()
    waking.join(HANGS_S)
    assert not waking.is_alive()
    assert server.main_loop_interrupt.wait(HANGS_S)
    server.main_loop_interrupt.clear()  # as the loop does when it starts a process again
    assert server.main_loop_interrupt.wait(HANGS_S)
