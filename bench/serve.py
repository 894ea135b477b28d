"""Changes of one initiative sent to a server, as a contributor's program sends them, and what the server holds then."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from bench import processes
from bench.engine import post
from bench.generate import BASE_IRI
from bench.trial import Trial
from bench.watch import Watched
from graph.access.tokens import create_token
from graph.connections.network.array_files import open_network

_SETTLE_S = 3.0


def serve_changes(directory: Path, arrays: Path, count: int, rounds: int) -> Watched:
    """Serve a data directory, put initiatives in, change them and take them out; the directory is written to."""
    network = open_network(arrays)
    assert network is not None, f"{arrays}: no network"
    trial = Trial(network, f"essai-http-{datetime.now(UTC):%Y%m%d%H%M%S}")
    token = create_token(directory, "bench", "contribute")
    port = processes.free_port()
    server = Path(sys.executable).with_name("maillage")
    environ = {"MAILLAGE_CONNECTIONS_PER_INITIATIVE": str(count), "MAILLAGE_LANGUAGE": "en"}
    words: list[str | Path] = [
        server,
        "serve",
        "--data",
        directory,
        "--base-iri",
        BASE_IRI,
        "--port",
        str(port),
    ]
    process = processes.start(words, directory / "served.log", environ)
    watched = Watched()
    url = f"http://127.0.0.1:{port}/sparql"

    def send(text: str) -> list[float]:
        before, cpu_before = time.perf_counter(), processes.cpu_seconds(process.pid)
        post(url, text.encode(), "application/sparql-update", f"Bearer {token}")
        took = time.perf_counter() - before
        return [took, processes.cpu_seconds(process.pid) - cpu_before]

    try:
        processes.wait_for(f"{url}?{urlencode({'query': 'ASK {}'})}", process)
        time.sleep(_SETTLE_S)
        watched.told["http frame"] = {"times": [send(trial.update(trial.frame()))]}
        times: dict[str, list[list[float]]] = {}
        for step in trial.all_steps(rounds):
            times.setdefault(f"http {step.name}", []).append(send(trial.update(step)))
            watched.peak_bytes = max(watched.peak_bytes, processes.resident_bytes(process.pid))
        watched.told |= {name: {"times": held} for name, held in times.items()}
    except (URLError, OSError, ChildProcessError) as error:
        watched.fault = repr(error)[:200]
    finally:
        processes.stop(process)
    return watched
