"""How long the first time of a question takes in a fresh worker, with shared pages and with pages of its own.

`python -m bench.first_times DIRECTORY --size 10k`, on a directory made by `bench.bulk` from the same size and seed; processor
time of the worker, which hardly feels a busy machine (decision 46).
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable
from pathlib import Path

from bench.generate import describer_of, read_size
from bench.workload import Asked, questions
from graph.execution.fork_server_client import ForkServer
from graph.execution.worker_handle import WorkerHandle
from graph.settings import Settings
from graph.sparql.named_queries import read_query
from graph.sparql.query_requests import QueryRequest
from graph.storage.dataset import CurrentDataset

_TIMES = 3
_LOOK_S = 0.2


def main() -> None:
    """Read the command line, measure, print a line a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--size", default="10k", help="initiatives that the directory was made of")
    parser.add_argument("--only", default="", help="names of questions, by comma")
    given = parser.parse_args()
    settings = Settings(data_dir=given.directory)
    snapshot = CurrentDataset(given.directory).get().snapshot
    wanted = set(filter(None, given.only.split(",")))
    asked = [
        each
        for each in questions(describer_of(read_size(given.size), 1))
        if not wanted or each.name in wanted
    ]
    fork_server = ForkServer()
    try:
        fork_server.load(snapshot)
        print(f"{'ms, first time / later':40} {'shared':>18} {'own':>18}   s to copy")
        for each in asked:
            told = []
            for copies_bytes in (0, settings.query_memory_budget_bytes):
                worker = fork_server.fork(
                    snapshot,
                    settings,
                    warm_up=read_query("serve/warm_up").text(),
                    copies_bytes=copies_bytes,
                )
                told.append(_times(worker, each))
            print(
                f"{each.name:40} " + " ".join(f"{a:8.1f} /{b:8.1f}" for a, b, _ in told), f"{told[1][2]:8.2f}"
            )
    finally:
        fork_server.close()


def _times(worker: WorkerHandle, asked: Asked) -> tuple[float, float, float]:
    """Ask several times; return milliseconds of the first time and of the best later one, and seconds used before."""
    worker.finish()
    used_s = _rested(worker)
    found = list(_milliseconds(worker, asked))
    worker.kill()
    return found[0], min(found[1:]), used_s


def _rested(worker: WorkerHandle) -> float:
    """Wait until the thread that copies is over, and return what the worker has used."""
    threads = Path(f"/proc/{worker.pid}/task")
    while len(os.listdir(threads)) > 2:  # noqa: PLR2004, PTH208  its first thread, and the one that waits for requests
        time.sleep(_LOOK_S)
    return worker.processor_s()


def _milliseconds(worker: WorkerHandle, asked: Asked) -> Iterable[float]:
    request = QueryRequest(
        asked.text, solution_format="application/sparql-results+json", triple_format="text/turtle"
    )
    for _ in range(_TIMES):
        before_s = worker.processor_s()
        worker.begin(request)
        message = worker.finish()
        yield 1000 * (worker.processor_s() - before_s)
        for each in message.files:
            os.close(each)


if __name__ == "__main__":
    main()
