"""`kill -9` of any process of a server, under load: service is back in under two seconds, and nothing survives."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from graph.dataset import Dataset
from tests.hostile.http import get, post
from tests.hostile.server import Process, Server, is_running, kill, serving, settle

KILLS = 20
BACK_S = 2.0
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

Victims = Callable[[Server], list[Process]]
VICTIMS: tuple[Victims, ...] = (Server.workers, Server.zygotes, lambda server: [server.child()])


def _copy(riposte: Dataset, tmp_path: Path) -> Path:
    data_dir = tmp_path / "var"
    shutil.copytree(riposte.snapshot.path.parents[1], data_dir, symlinks=True)
    return data_dir


def _load(server: Server, over: threading.Event, source: str, text: str) -> None:
    """Ask something again and again, whatever comes back."""
    while not over.is_set():
        with suppress(OSError):
            server.ask(post(text), source)
        over.wait(0.05)


def _answers_rightly(server: Server, expected: int, turn: int) -> bool:
    """Ask something new, so that no kept answer serves."""
    with suppress(OSError):
        answer = server.ask(get(COUNT + f" # {turn} {time.monotonic()}"))
        assert answer.status != 200 or answer.count == expected, answer
        return answer.status == 200
    return False


@pytest.mark.slow
def test_service_is_back_in_two_seconds_whatever_is_killed(riposte: Dataset, tmp_path: Path) -> None:
    """Twenty kills of a worker, a zygote or the answering process, under mixed load; a wrong answer is never given."""
    chance, slowest = random.Random(20200318), 0.0
    with serving(_copy(riposte, tmp_path)) as server:
        over = threading.Event()
        loads = [("127.0.0.2", ENDLESS), ("127.0.0.3", COUNT), ("127.0.0.4", "SELECT * { ?s ?p ?o }")]
        threads = [threading.Thread(target=_load, args=(server, over, *each)) for each in loads]
        for each in threads:
            each.start()
        for turn in range(KILLS):
            settle(lambda turn=turn: bool(VICTIMS[turn % 3](server)), 5)  # type: ignore[misc]
            kill(chance.choice(VICTIMS[turn % 3](server)).pid)
            back_s = settle(
                lambda turn=turn: _answers_rightly(server, riposte.snapshot.triple_count, turn), 10
            )  # type: ignore[misc]
            slowest = max(slowest, back_s)
            time.sleep(chance.uniform(0.05, 0.3))
        over.set()
        for each in threads:
            each.join()
        print(f"slowest return to service: {slowest:.2f} s")  # noqa: T201  the number that is looked for
        assert slowest < BACK_S
        settle(lambda: not [each for each in server.processes() if each.state == "Z"], 5)
        known = server.processes()
    settle(lambda: not any(is_running(each.pid) for each in known), 5)


@pytest.mark.slow
def test_nothing_survives_the_main_process(riposte: Dataset, tmp_path: Path) -> None:
    """`kill -9` of the watching process ends the answering one, zygotes and workers, though a query is running."""
    with serving(_copy(riposte, tmp_path)) as server:
        thread = threading.Thread(target=lambda: server.ask(post(ENDLESS)))
        thread.start()
        settle(lambda: bool(server.workers()), 5)
        known = server.processes()
        server.main.kill()
        server.main.wait()
        settle(lambda: not any(is_running(each.pid) for each in known), 2)
        thread.join()
