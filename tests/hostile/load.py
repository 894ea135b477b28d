"""Load on a server while its processes are killed: strangers ask, an author writes and remembers what was acknowledged."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.access.tokens import create_token
from graph.storage.dataset import SnapshotDataset
from tests.hostile.http import get, post, request
from tests.hostile.server import Server

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WRITTEN = "http://www.w3.org/2004/02/skos/core#altLabel"


def copy_of(riposte: SnapshotDataset, tmp_path: Path) -> Path:
    """Copy the data directory of the Riposte, for a server that writes."""
    data_dir = tmp_path / "var"
    shutil.copytree(riposte.snapshot.path.parents[1], data_dir, symlinks=True)
    return data_dir


def _load(server: Server, over: threading.Event, source: str, text: str) -> None:
    """Ask something again and again, whatever comes back."""
    while not over.is_set():
        with suppress(OSError):
            server.ask(post(text), source)
        over.wait(0.05)


class Author:
    """A client that writes one statement after the other, and remembers which ones were acknowledged."""

    def __init__(self, server: Server, data_dir: Path) -> None:
        """Write about the first initiative, where it is described."""
        self._server = server
        self._token = create_token(data_dir, "author", "contribute")
        (row,) = json.loads(
            server.ask(
                get(
                    "PREFIX mai: <https://w3id.org/maillage/ns#> SELECT ?g ?s { GRAPH ?g { ?s a mai:Initiative ; mai:carriedBy [] } } LIMIT 1"
                )
            ).body
        )["results"]["bindings"]
        self._place = (row["g"]["value"], row["s"]["value"])
        self.acknowledged: set[str] = set()
        self.sent = self.newest = 0  # numbers of writes: the last one sent, and the last one acknowledged

    def write(self, over: threading.Event) -> None:
        """Write until it is over."""
        graph, subject = self._place
        while not over.is_set():
            self.sent += 1
            label = f"Nom {self.sent}"
            text = f'INSERT DATA {{ GRAPH <{graph}> {{ <{subject}> <{WRITTEN}> "{label}"@fr }} }}'
            with suppress(OSError):
                answer = self._server.ask(
                    request(
                        "POST",
                        "/sparql",
                        text.encode(),
                        Content_Type="application/sparql-update",
                        Authorization=f"Bearer {self._token}",
                    ),
                    "127.0.0.5",
                )
                if answer.status in (200, 204):
                    self.acknowledged.add(label)
                    self.newest = self.sent
            over.wait(0.1)


@contextmanager
def under_load(server: Server, author: Author) -> Iterator[None]:
    """Have strangers ask, and an author write, for as long as this lasts."""
    over = threading.Event()
    loads = [("127.0.0.2", ENDLESS), ("127.0.0.3", COUNT), ("127.0.0.4", "SELECT * { ?s ?p ?o }")]
    threads = [threading.Thread(target=_load, args=(server, over, *each), daemon=True) for each in loads]
    threads.append(threading.Thread(target=author.write, args=(over,), daemon=True))
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()
