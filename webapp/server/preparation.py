"""Answer while the data directory is prepared: the process is up, and not ready yet.

A first start loads a register of 35,000 territories. Orchestrators ask `/health` and `/ready` from the first second on, and
would end a process that does not listen.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from graph.errors import NotReady
from graph.i18n import BilingualText, spoken_language
from webapp.http.problems import problem_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_STEP = BilingualText("première mise en service", "first start")
_AGAIN_S = 5
_SILENT_S = 10.0  # a client that sends nothing for so long is let go


@contextmanager
def answering(host: str, port: int) -> Iterator[Callable[[BilingualText], None]]:
    """Answer at an address until the block ends; yield a function that takes the step which is under way."""
    server = _Server((host, port), _Handler)
    server.set_app(server.answer)
    thread = threading.Thread(target=server.serve_forever, name="not ready yet", daemon=True)
    thread.start()
    try:
        yield server.show
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(WSGIRequestHandler):
    timeout = _SILENT_S

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the class above
        del format, args


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: type[WSGIRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._step = _STEP
        super().__init__(address, handler)

    def show(self, step: BilingualText) -> None:
        self._step = step

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer any request: the process is up, and can do nothing else yet."""
        if environ["PATH_INFO"] == "/health":
            status, media_type, more = "200 OK", "application/json", []
            members: dict[str, object] = {"status": "starting", "snapshot": None}
        else:
            status, media_type = "503 Service Unavailable", "application/problem+json"
            more = [("Retry-After", str(_AGAIN_S))]
            problem = problem_of(NotReady(check=_STEP, found=self._step))
            members = problem.as_members(spoken_language()) | {
                "step_fr": self._step.fr,
                "step_en": self._step.en,
            }
        content = json.dumps(members, ensure_ascii=False).encode()
        length = ("Content-Length", str(len(content)))
        start_response(status, [("Content-Type", media_type), length, ("Cache-Control", "no-store"), *more])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
