"""The places that hold data, one after another: the embedded store, and real engines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from graph.backends.factory import Backend, open_backend
from graph.runtime.priority_budget import PriorityBudget
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable
from graph.storage.data_directory import open_directory
from graph.writing.plain_store import open_plain_writer
from graph.writing.requests import GraphWrite
from graph.writing.write_queue import WriteQueue
from tests.contract.engines import Engine, Oxigraph, Virtuoso
from tests.waiting import HANGS_S

BASE = "http://contract.test"
JSON = "application/sparql-results+json"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Place:
    """One place under contract; `engine` is None for the embedded store."""

    name: str
    backend: Backend
    settings: Settings
    engine: Engine | None

    def ask(self, text: str, *, solutions: str = "text/tab-separated-values", **more: object) -> str:
        """Ask as a stranger does; CONSTRUCT comes as N-Triples."""
        job = QueryRequest(text, solution_format=solutions, triple_format="application/n-triples", **more)  # type: ignore[arg-type]
        found = self.backend.query_service.answer(job, "stranger")
        assert isinstance(found, ResultDocument)
        return b"".join(found.chunks()).decode()

    def table(self, text: str, max_rows: int) -> ResultTable:
        """Ask for a table."""
        found = self.backend.query_service.answer(QueryRequest(text, max_rows=max_rows), "stranger")
        assert isinstance(found, ResultTable)
        return found

    def put(self, graph: str, turtle: str) -> None:
        """Put a graph in place."""
        parts = (Payload("text/turtle", turtle.encode()),)
        self.backend.write_service.write(GraphWrite("put", graph, parts))

    def lines(self, graph: str) -> set[str]:
        """Read a graph as lines of N-Triples."""
        return {f"{each} ." for each in self.backend.current.get().graph(graph) or ()}


@pytest.fixture(scope="session", params=["embedded", "oxigraph", "virtuoso"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Open each place."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "embedded":
        settings = Settings(data_dir=folder / "var", base_iri=BASE, query_timeout_s=HANGS_S)
        with open_plain_writer(open_directory(settings.data_dir, BASE, "plain"), settings):
            pass
        yield from _opened(request.param, settings, None)
        return
    engine: Engine = {"oxigraph": Oxigraph, "virtuoso": Virtuoso}[request.param](folder)
    engine.start()
    try:
        if isinstance(engine, Virtuoso):
            engine.allow_updates()
        yield from _opened(request.param, engine.settings(folder / "var"), engine)
    finally:
        engine.kill()


def _opened(name: str, settings: Settings, engine: Engine | None) -> Iterator[Place]:
    backend = open_backend(settings, priority_budget=PriorityBudget(is_wanted=False))
    try:
        yield Place(name, backend, settings, engine)
    finally:
        backend.close()
        if isinstance(backend.write_service, WriteQueue):
            backend.write_service.close()


@pytest.fixture
def elsewhere(place: Place) -> Place:
    """Give the places that are engines elsewhere."""
    if place.engine is None:
        pytest.skip("of engines elsewhere")
    return place


@pytest.fixture
def graph() -> str:
    """Name a graph that no other test uses."""
    return f"{BASE}/g/{next(_numbers)}"
