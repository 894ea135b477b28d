"""SIGHUP, which log rotation and closed terminals send, stops neither service nor a write that is under way."""

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
