"""A service that does as a test tells it: for the ways in which engines and networks go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

TRUE = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"


class Request(BaseHTTPRequestHandler):
    """One request; `answer` decides."""

    answer: ClassVar[Callable[[Request], None]]
    seen: ClassVar[list[Request]]
    protocol_version = "HTTP/1.1"
    body = b""

    def do_GET(self) -> None:
        """Take any request."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.close_connection = True
        self.seen.append(self)
        type(self).answer(self)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  the names that the library looks for

    def send(
        self, body: bytes, media_type: str = JSON, status: int = 200, *, length: int = -1, **headers: str
    ) -> None:
        """Answer; `length` may lie."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: Callable[[Request], None]) -> Iterator[tuple[str, list[Request]]]:
    """Listen; give the address, and the requests as they come."""
    seen: list[Request] = []
    handler = type("Handler", (Request,), {"answer": staticmethod(answer), "seen": seen})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
