"""How much memory and time a worker takes for a million rows, and for pages of them in an order.

`python -m bench.large_answers DIRECTORY`, on any data directory: the rows are the quads of its snapshot, as often as it takes.
Each answer is evaluated in a process of its own, in memory as a worker does or with `--disk` on disk; memory is what the process has
at its peak beyond what it had before (decision 49).
"""

from __future__ import annotations

import argparse
import os
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from pyoxigraph import Store

from graph.settings import Settings
from graph.sparql.federation import ServiceEndpoints
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.sparql.result_writer import QueryContext, execute_request
from graph.sparql.service_clauses import ServiceCall
from graph.sparql.spool import Spool
from graph.storage.dataset import CurrentDataset

_ROWS = 1_000_000
_TIMES = 8  # enough for a store of 130,000 quads
_EVERYTHING = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
_REPEATED = f"VALUES ?again {{ {' '.join(map(str, range(_TIMES)))} }} {_EVERYTHING}"
ANSWERS = {
    "as they come": f"SELECT ?s ?p ?o {{ {_REPEATED} }} LIMIT {_ROWS}",
    "first page, as they come": f"SELECT ?s ?p ?o {{ {_REPEATED} }} LIMIT 100",
    "deep page, as they come": f"SELECT ?s ?p ?o {{ {_REPEATED} }} OFFSET {_ROWS - 100} LIMIT 100",
    "in an order": f"SELECT ?s ?p ?o {{ SELECT ?s ?p ?o {{ {_REPEATED} }} LIMIT {_ROWS} }} ORDER BY ?p ?s",
    "first page in an order": f"SELECT ?s ?p ?o {{ SELECT ?s ?p ?o {{ {_REPEATED} }} LIMIT {_ROWS} }} ORDER BY ?p ?s LIMIT 100",
    "deep page in an order": f"SELECT ?s ?p ?o {{ SELECT ?s ?p ?o {{ {_REPEATED} }} LIMIT {_ROWS} }} ORDER BY ?p ?s OFFSET {_ROWS - 100} LIMIT 100",
}


def main() -> None:
    """Read the command line, measure, print a line an answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--disk", action="store_true", help="evaluate on the snapshot as it lies there")
    given = parser.parse_args()
    path = CurrentDataset(given.directory).get().snapshot.store_path
    context = get_context("fork")
    print(f"{'':28} {'bytes':>12} {'processor s':>12} {'memory MiB':>11}")
    for name, text in ANSWERS.items():
        here, there = context.Pipe()
        process = context.Process(target=_measure, args=(str(path), text, there, given.disk))
        process.start()
        there.close()
        size_bytes, processor_s, own_mib = here.recv()
        process.join()
        print(f"{name:28} {size_bytes:12,} {processor_s:12.1f} {own_mib:11.0f}")


def _measure(path: str, text: str, channel: Connection, is_on_disk: bool) -> None:  # noqa: FBT001  positional for a process
    """Evaluate one query, and send the size of its answer, its processor time, and how much memory it took."""
    store = Store.read_only(path)
    if not is_on_disk:
        copy = Store()
        copy.bulk_extend(store)
        store = copy
    context = QueryContext(store, "http://bench.example/", ServiceEndpoints((), _refuse))
    Path("/proc/self/clear_refs").write_text("5", "utf-8")  # the peak begins anew
    before, started = _memory("VmRSS"), time.process_time()
    with Spool(Settings().query_result_bytes * 4) as spool:
        header = execute_request(context, QueryRequest(text, solution_format="text/csv"), spool)
        size_bytes = spool.size_bytes
    assert "error" not in header, header
    own_kib = _memory("VmHWM") - before
    channel.send((size_bytes, time.process_time() - started, own_kib / 1024))
    os._exit(0)


def _memory(name: str) -> int:
    """Read a figure of this process's memory, in KiB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith(name))


def _refuse(_: ServiceCall) -> ResultDocument:
    raise AssertionError("no query here has SERVICE")


if __name__ == "__main__":
    main()
