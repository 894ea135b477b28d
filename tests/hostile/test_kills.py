"""`kill -9` of any process of a server, under load: service is back as soon as a server starts, and nothing survives."""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from graph.connections.similarity.connection_triples import is_in_default_graph
from graph.derivation.default_graph import published_graphs
from graph.rdf.terms import DefaultGraph
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import find_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.dataset_digest import digest_of
from tests.hostile.http import get, post
from tests.hostile.load import COUNT, ENDLESS, WRITTEN, Author, copy_of, under_load
from tests.hostile.server import Server, serving
from tests.processes import Process, is_running, kill
from tests.waiting import wait_until

KILLS = 100 if os.environ.get("CI") else 24
BACK_S = 2.0  # where a server starts in less than that
SLOWER = 2.0  # than the start of another server beside it, which has no clients yet

_TIMES_ASKED = count()

Victims = Callable[[Server], list[Process]]
VICTIMS: dict[str, Victims] = {
    "worker": Server.workers,
    "zygote": Server.zygotes,
    "answering process": lambda server: [server.child()],
    "writing process": lambda server: server.of_role("writer"),
}


def _triple_count(data_dir: Path, number: str) -> int:
    return int(json.loads((data_dir / "snapshots" / number / "snapshot.json").read_text())["triple_count"])


def _answers_rightly(server: Server, data_dir: Path, turn: int) -> bool:
    """Ask something new, so that no kept answer serves; a 200 counts what its snapshot holds."""
    with suppress(OSError):
        answer = server.ask(get(COUNT + f" # {turn} {next(_TIMES_ASKED)}"))
        if answer.status == 200:
            assert answer.count == _triple_count(data_dir, answer.headers["x-maillage-snapshot"]), answer
            return True
    return False


def _is_whole(dataset: SnapshotDataset) -> bool:
    """Tell whether a snapshot holds what its digest says, and whether its default graph is the merge."""
    held = list(dataset.quads())
    published = published_graphs(dataset._store, dataset.names)
    stated = {
        quad.triple
        for quad in held
        if quad.graph_name in published and is_in_default_graph(quad, dataset.names)
    }
    merged = {quad.triple for quad in held if isinstance(quad.graph_name, DefaultGraph)}
    digest = digest_of(quad for quad in held if is_digested(quad.graph_name, dataset.names))
    return digest == dataset.snapshot.digest and stated == merged


def _seconds_until(condition: Callable[[], bool]) -> float:
    """Wait for service, and tell how long it took."""
    started = time.monotonic()
    wait_until(condition, "service is back")
    return time.monotonic() - started


def _seconds_to_start(data_dir: Path) -> float:
    """Start another server, and tell how long it took: what a return to service is compared with."""
    started = time.monotonic()
    with serving(data_dir):
        return time.monotonic() - started


def _kill_one(server: Server, author: Author, turn: int, chance: random.Random) -> None:
    """Kill a process of the kind whose turn it is; no round of kills is without a write between."""
    victims = list(VICTIMS.values())[turn % len(VICTIMS)]
    if turn % len(VICTIMS) == 0:
        known = len(author.acknowledged)
        wait_until(lambda: len(author.acknowledged) > known, "a write is acknowledged")
    seen: list[Process] = []  # asked once: a moment later they may be gone
    wait_until(lambda: seen.extend(victims(server)) or seen, "one runs")
    kill(chance.choice(seen).pid)


@pytest.mark.slow
def test_service_is_back_as_soon_as_a_server_starts_whatever_is_killed(
    riposte: SnapshotDataset, tmp_path: Path
) -> None:
    """Kills of each kind of process under reads and writes: no wrong answer, no torn snapshot, no write lost.

    A return that takes longer than a start did is compared with a start at that very moment: others may be at work.
    """
    chance, slowest = random.Random(20200318), 0.0
    data_dir = copy_of(riposte, tmp_path)
    another = Path(shutil.copytree(data_dir, tmp_path / "another", symlinks=True))
    usual_s = max(BACK_S, _seconds_to_start(another))
    with serving(data_dir) as server:
        author = Author(server, data_dir)
        with under_load(server, author):
            for turn in range(KILLS):
                _kill_one(server, author, turn, chance)
                back_s = _seconds_until(lambda turn=turn: _answers_rightly(server, data_dir, turn))  # type: ignore[misc]
                if back_s > usual_s:
                    usual_s = max(usual_s, SLOWER * _seconds_to_start(another))
                assert back_s <= usual_s
                slowest = max(slowest, back_s)
                time.sleep(chance.uniform(0.05, 0.3))
        print(f"{KILLS} kills, slowest return to service: {slowest:.2f} s (of {usual_s:.2f}); ", end="")  # noqa: T201  the numbers looked for
        print(f"{len(author.acknowledged)} of {author.sent} writes acknowledged")  # noqa: T201
        wait_until(lambda: all(each.state != "Z" for each in server.processes()), "all zombies are reaped")
        running = server.processes()
    wait_until(lambda: not any(is_running(each.pid) for each in running), "all have ended")
    _check_what_is_kept(data_dir, author)


def _check_what_is_kept(data_dir: Path, author: Author) -> None:
    directory = find_directory(data_dir)
    assert directory is not None
    final = open_current(directory)
    assert _is_whole(final)
    present = {quad.object.value for quad in final.quads() if quad.predicate.value == WRITTEN}
    assert author.acknowledged <= present
    assert author.acknowledged, "no write was acknowledged: nothing was tried"


@pytest.mark.slow
def test_nothing_survives_the_main_process(riposte: SnapshotDataset, tmp_path: Path) -> None:
    """`kill -9` of the watching process ends the answering one, zygotes and workers, though a query is running."""
    with serving(copy_of(riposte, tmp_path)) as server:
        thread = threading.Thread(target=lambda: server.ask(post(ENDLESS)))
        thread.start()
        wait_until(server.workers, "a worker runs")
        known = server.processes()
        server.main.kill()
        server.main.wait()
        wait_until(lambda: not any(is_running(each.pid) for each in known), "all have ended")
        thread.join()
