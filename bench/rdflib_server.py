"""Serve a file by rdflib-endpoint; run by the peers' Python: `rdflib_server.py merged.nt PORT`.

The file is loaded once, and each server is forked from the process that holds it: rdflib cannot stop a query, so the
harness kills a server that takes too long, and the next one is there at once.
"""

import os
import signal
import sys
import time

import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint


def main() -> None:
    """Load, say for how long, then keep one server running."""
    path, port = sys.argv[1:]
    began = time.monotonic()
    graph = Graph()
    graph.parse(path, format="nt")
    print(f"loaded {time.monotonic() - began:.2f}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            app = SparqlEndpoint(graph=graph, enable_update=True)
            uvicorn.run(app, port=int(port), log_level="error")
            os._exit(0)
        try:
            os.waitpid(pid, 0)
        except SystemExit:
            os.kill(pid, signal.SIGKILL)
            raise


if __name__ == "__main__":
    main()
