"""The engines that are measured: how each is loaded, started, written to and stopped.

An engine that is not installed says so by `Unavailable`, and is left out of the run with that reason.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import RdfFormat, Store

from bench import processes
from bench.bulk import build_directory
from bench.engine import Engine, Files, Unavailable, described, post, statement
from bench.generate import BASE_IRI
from graph.access.tokens import create_token
from graph.rdf.terms import DefaultGraph
from graph.storage.dataset import CurrentDataset


class Ours(Engine):
    """`maillage serve` on the directory built in bulk."""

    name = "maillage"
    path = "/sparql"
    _token = ""

    def load(self) -> float:
        """Build the data directory; this one skips validation, see bench.bulk."""
        began = time.monotonic()
        build_directory(self.files.generated, self.files.data)
        took = time.monotonic() - began
        _write_for_peers(self.files)
        return took

    def start(self) -> None:
        """Serve, and wait for the snapshot to be in memory."""
        words: list[str | Path] = [
            Path(sys.executable).with_name("maillage"),
            "serve",
            "--data",
            self.files.data,
        ]
        words += ["--base-iri", BASE_IRI, "--port", str(self.port)]
        environ = {"MAILLAGE_QUERY_TIMEOUT_S": str(self.limit_s), "MAILLAGE_LANGUAGE": "en"}
        self.process = processes.start(words, self.place / "log", environ)
        ask = f"{self.url}?{urlencode({'query': 'ASK {}'})}"
        processes.wait_for(ask, self.process)
        self.settle()

    def write(self, number: int) -> None:
        """Add one statement by SPARQL Update: checked against the shapes, and published before it is acknowledged."""
        _, graph = described(self.files.generated)
        text = f"INSERT DATA {{ GRAPH {graph} {{ {statement(self.files, number)} }} }}"
        self._token = self._token or create_token(self.files.data, "bench", "contribute")
        post(self.url, text.encode(), "application/sparql-update", f"Bearer {self._token}")


def _write_for_peers(files: Files) -> None:
    """Write all quads and the merge from the store that was built, so that every engine holds the same."""
    files.merged.parent.mkdir(exist_ok=True)
    store = Store.read_only(str(CurrentDataset(files.data).get().snapshot.store_path))
    store.dump(str(files.quads), RdfFormat.N_QUADS)
    store.dump(str(files.merged), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())


class Oxigraph(Engine):
    """`oxigraph serve`, the server that carries the same store."""

    name = "oxigraph"
    path = "/query"

    def __init__(self, files: Files, place: Path, limit_s: float, command: Path | None) -> None:
        """Name the binary."""
        if command is None or not command.exists():
            raise Unavailable("no `oxigraph` command: `make bench` installs it")
        super().__init__(files, place, limit_s)
        self._command = command

    def load(self) -> float:
        """Load every quad in bulk."""
        began = time.monotonic()
        words = [self._command, "load", "--location", self.place / "store", "--file", self.files.quads]
        subprocess.run([str(each) for each in words], check=True, capture_output=True)
        return time.monotonic() - began

    def start(self) -> None:
        """Serve, without its own time limit: that keeps a thread for each query until the limit is over, and some
        thousand lookups a second bring the server down (oxigraph 0.5.13).
        """
        words: list[str | Path] = [
            self._command,
            "serve",
            "--location",
            self.place / "store",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        self.process = processes.start(words, self.place / "log")
        processes.wait_for(f"{self.url}?{urlencode({'query': 'ASK {}'})}", self.process)

    def recover(self) -> None:
        """Start again: without its limit it goes on with a query that nobody waits for."""
        self.stop()
        self.start()

    def write(self, number: int) -> None:
        """Add one statement by SPARQL Update."""
        _, graph = described(self.files.generated)
        said = statement(self.files, number)
        text = f"INSERT DATA {{ {said} . GRAPH {graph} {{ {said} }} }}"
        post(f"http://127.0.0.1:{self.port}/update", text.encode(), "application/sparql-update")


class RdflibEndpoint(Engine):
    """rdflib-endpoint on the merge."""

    name = "rdflib-endpoint"
    path = "/"
    knows_graphs = False

    def __init__(self, files: Files, place: Path, limit_s: float, python: Path | None) -> None:
        """Name the Python that has it."""
        if python is None or not python.exists():
            raise Unavailable("no environment of peers: `make bench` installs it")
        super().__init__(files, place, limit_s)
        self._python = python

    def load(self) -> float:
        """Start it, as it has no store: loading is part of that; tell what it says of its loading."""
        script = Path(__file__).with_name("rdflib_server.py")
        words: list[str | Path] = [self._python, script, self.files.merged, str(self.port)]
        self.process = processes.start(words, self.place / "log")
        processes.wait_for(f"{self.url}?{urlencode({'query': 'ASK {}'})}", self.process, limit_s=1800)
        said = (self.place / "log").read_text("utf-8").splitlines()
        return float(next(line for line in said if line.startswith("loaded ")).split()[1])

    def start(self) -> None:
        """Do nothing: it runs since it was loaded."""

    def recover(self) -> None:
        """Kill the server that cannot stop its query; its parent forks another."""
        assert self.process is not None
        for pid in list(processes.tree(self.process.pid))[1:]:
            os.kill(pid, 9)
        time.sleep(0.5)
        processes.wait_for(f"{self.url}?{urlencode({'query': 'ASK {}'})}", self.process)

    def write(self, number: int) -> None:
        """Add one statement by SPARQL Update."""
        text = f"INSERT DATA {{ {statement(self.files, number)} }}"
        post(self.url, urlencode({"update": text}).encode(), "application/x-www-form-urlencoded")
