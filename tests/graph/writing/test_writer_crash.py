"""`kill -9` of the writing process at random moments: no acknowledged write is lost, no snapshot is torn."""

from __future__ import annotations

import random
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from graph.errors import WriterGone
from graph.rdf.terms import DefaultGraph
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.storage.data_directory import DataDirectory, open_directory
from graph.storage.dataset import open_current
from graph.writing.requests import GraphWrite, Update
from graph.writing.write_queue import WriteQueue
from tests.waiting import HANGS_S

BASE = "http://127.0.0.1:8000"
SLUG = "essai"
KILLS = 15
LABEL = "<http://www.w3.org/2004/02/skos/core#altLabel>"


def _kill_soon(process: subprocess.Popen[bytes], wait_s: float) -> threading.Timer:
    killing = threading.Timer(wait_s, process.kill)
    killing.start()
    return killing


def _numbers(directory: DataDirectory, graph: str) -> tuple[set[str], set[str]]:
    """Give the values written to a graph, and those in the default graph, in the snapshot in force."""
    quads = [quad for quad in open_current(directory).quads() if str(quad.predicate) == LABEL]
    named = {str(quad.object) for quad in quads if str(quad.graph_name) == f"<{graph}>"}
    return named, {str(quad.object) for quad in quads if isinstance(quad.graph_name, DefaultGraph)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "full"])
def test_killed_at_any_moment_the_writing_process_loses_nothing_acknowledged(
    kind: str, settings: Settings, write: Callable[..., Path]
) -> None:
    """What was acknowledged is there; what was not is there whole or not at all, in the graph and in the merge."""
    directory = open_directory(settings.data_dir, BASE, "plain" if kind == "plain" else "full")
    desk = WriteQueue(replace(settings, write_timeout_s=HANGS_S, lock_wait_s=HANGS_S))
    graph = f"{BASE}/id/contribution/{SLUG}"
    thing = f"<{BASE}/id/initiative/{SLUG}>"
    body = f"@base <{BASE}/> .".encode() + write(SLUG).read_bytes()
    desk.write(GraphWrite("put", graph, (Payload("text/turtle", body),)))
    generator = random.Random(5)
    acknowledged: set[str] = set()
    uncertain: set[str] = set()
    gone = 0
    for number in range(KILLS):
        value = f'"{number}"@fr'
        desk.write(Update(f"INSERT DATA {{ GRAPH <{graph}> {{ {thing} {LABEL} {value} }} }}"))
        acknowledged.add(value)
        process = desk._process
        assert process is not None
        killing = _kill_soon(process, generator.uniform(0, 0.3))
        try:
            for step in count():
                if not killing.is_alive():
                    break
                other = f'"{number}-{step}"@fr'
                uncertain.add(other)
                desk.write(Update(f"INSERT DATA {{ GRAPH <{graph}> {{ {thing} {LABEL} {other} }} }}"))
                uncertain.discard(other)
                acknowledged.add(other)
        except WriterGone:
            gone += 1
        killing.join()
        process.wait()  # so that it is gone before anything else is asked of it
        desk.write(Update(""))
        named, merged = _numbers(directory, graph)
        assert acknowledged <= named <= acknowledged | uncertain
        if kind == "full":
            assert named == merged
    assert gone, "no kill met a write: the test saw nothing"
    desk.close()
