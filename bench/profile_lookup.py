"""Where the microseconds of a cold lookup go: each layer alone, in processor time, on a data directory.

`python -m bench.profile_lookup DIRECTORY`; processor time, unlike elapsed time, hardly feels a busy machine.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import Store

from bench import processes
from bench.workload import lookup
from graph.backends.factory import open_backend
from graph.execution.worker_pool import WorkerPool
from graph.rdf.terms import NamedNode, name
from graph.settings import Settings
from graph.sparql.federation import ServiceEndpoints
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.sparql.result_writer import QueryContext, execute_request
from graph.sparql.service_clauses import ServiceCall
from graph.sparql.spool import Spool
from graph.storage.dataset import CurrentDataset
from webapp.app import create_app
from webapp.middleware.compression import Compression
from webapp.middleware.response_cache import ResponseCache

_JSON = "application/sparql-results+json"
_ROUNDS = 3000


def main() -> None:
    """Read the command line, measure, print one line a layer, then the dearest functions of the web process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    settings = Settings(data_dir=parser.parse_args().directory)
    current = CurrentDataset(settings.data_dir)
    workers = WorkerPool(current, settings)
    try:
        _profile(settings, current, workers)
    finally:
        workers.close()


def _profile(settings: Settings, current: CurrentDataset, workers: WorkerPool) -> None:
    memory = Store()
    memory.bulk_extend(Store.read_only(str(current.get().snapshot.store_path)))
    kind = (name("rdf:type"), name("mai:Initiative"))
    found = [quad.subject for quad in memory.quads_for_pattern(None, *kind, None)]
    texts = [lookup(str(each)) for each in found if isinstance(each, NamedNode)]
    requests = [
        QueryRequest(f"{texts[nth % len(texts)]}\n#{nth}", solution_format=_JSON) for nth in range(_ROUNDS)
    ]
    app = create_app(settings, replace(open_backend(settings), query_service=workers))
    hot = ResponseCache(
        Compression(app.wsgi_app), lambda: current.get().snapshot.number, budget_bytes=1 << 27
    )

    context = QueryContext(memory, current.get().names.document_base, ServiceEndpoints((), _refuse))

    def query_only(request: QueryRequest) -> None:
        memory.query(request.text)

    def engine(request: QueryRequest) -> None:
        with Spool(1 << 28) as spool:
            execute_request(context, request, spool)
            spool.inline()

    _report("engine: parse and plan", query_only, requests)
    _report("engine: whole, JSON written into the spool", engine, requests)
    pid = workers._disk._process.pid  # noqa: SLF001  a profile looks inside
    workers.answer(requests[0], "x")
    _settle(workers, requests[0])
    before = _cpu_of_children(workers)
    _report(
        "web process: turn, worker, wire (Workers.answer)", lambda request: _close(workers, request), requests
    )
    print(
        f"  beside it, in the worker: {(_cpu_of_children(workers) - before) / _ROUNDS * 1e6:8.0f} µs  (fork server {pid})"
    )
    _report("web process: the endpoint before Flask", lambda request: _call(app.wsgi_app, request), requests)
    _report("web process: whole, with compression and cache", lambda request: _call(hot, request), requests)
    _report("web process: from the cache", lambda request: _call(hot, request), requests)
    profiler = cProfile.Profile()
    profiler.enable()
    for request in requests:
        _call(app.wsgi_app, request)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(r"(webapp|graph|flask|werkzeug)/", 40)


def _refuse(call: ServiceCall) -> ResultDocument:
    raise AssertionError(call)


def _report(label: str, do_one: Callable[[QueryRequest], object], requests: list[QueryRequest]) -> None:
    began, began_cpu = time.perf_counter(), time.process_time()
    for request in requests:
        do_one(request)
    cpu, elapsed = time.process_time() - began_cpu, time.perf_counter() - began
    print(
        f"{label:52} {cpu / len(requests) * 1e6:8.0f} µs of processor, {elapsed / len(requests) * 1e6:8.0f} µs elapsed"
    )


def _close(workers: WorkerPool, request: QueryRequest) -> None:
    workers.answer(request, "127.0.0.1").close()  # type: ignore[union-attr]


def _call(app: Callable[..., Iterable[bytes]], request: QueryRequest) -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/sparql",
        "QUERY_STRING": urlencode({"query": request.text}),
        "HTTP_ACCEPT": _JSON,
        "HTTP_HOST": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": None,
        "wsgi.errors": None,
    }
    body = app(environ, lambda *_: None)
    b"".join(body)
    getattr(body, "close", lambda: None)()


def _settle(workers: WorkerPool, request: QueryRequest) -> None:
    """Wait for the memory copy to take over."""
    while workers.memory.in_use is None:
        time.sleep(0.5)
        _close(workers, request)


def _cpu_of_children(workers: WorkerPool) -> float:
    assert workers.memory.in_use is not None
    return processes.cpu_seconds(workers.memory.in_use._process.pid)  # noqa: SLF001


if __name__ == "__main__":
    main()
