"""One SPARQL service elsewhere: what is sent to it, and what came back, whole or not at all.

In: texts and a deadline. Out: a `Reply` whose body was read to its end. Knows nothing of RDF. A read is tried again
when the service was not there or broke off; a write never.

Spec: https://www.w3.org/TR/sparql11-protocol/, https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from io import BytesIO
from typing import IO, Self
from urllib.parse import quote
from urllib.request import Request

from SPARQLWrapper import BASIC, GET, INSERT, JSON, POST, URLENCODED, SPARQLWrapper

from graph.backends.remote.deadline import Deadline
from graph.backends.remote.http_transport import Received, exchange
from graph.errors import (
    EngineFailed,
    EngineFault,
    EngineRefusedUs,
    EngineUnreachable,
    EngineUnreadable,
    GraphError,
    ResultLimitExceeded,
    TimeLimitExceeded,
)
from graph.settings import Settings

_log = logging.getLogger(__name__)
_LONGEST_IN_ADDRESS = (
    1500  # bytes of a query that still goes by GET; Virtuoso hangs on application/sparql-query
)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0
_SHOWN = 200  # letters of the engine's own words
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
_CLOSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)
_AGENT = "maillage"


@dataclass(frozen=True, slots=True)
class Reply:
    """A body that came whole; `is_delimited`: its end was announced, not merely the end of the connection."""

    media_type: str
    headers: HTTPMessage
    body: IO[bytes]
    size_bytes: int
    is_delimited: bool

    def content(self) -> IO[bytes]:
        """Give the body, from its beginning."""
        self.body.seek(0)
        return self.body

    def in_memory(self) -> Reply:
        """Copy it, to be read when this one is closed."""
        return replace(self, body=BytesIO(self.content().read()))

    def __enter__(self) -> Self:
        """Keep the body while it is read."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the body go."""
        self.body.close()


class ProtocolClient:
    """The addresses of a service and the credentials for it; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        """Remember where it is; nothing is sent yet."""
        self._settings = settings
        # Strangers hold `query_workers` of these at most (graph.backends.remote.query_service): our own questions find a place.
        self._places = threading.BoundedSemaphore(2 * max(1, settings.query_workers))

    def query(
        self,
        text: str,
        accept: str,
        deadline: Deadline,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Reply:
        """Ask; by GET what is short, else as a form.

        Raises: EngineUnreachable, EngineRefusedUs, EngineFailed, EngineFault, EngineUnreadable, TimeLimitExceeded,
                ResultLimitExceeded.
        """

        def attempt() -> Reply:
            wrapper = self._wrapper(text)
            wrapper.setMethod(GET if len(text.encode()) <= _LONGEST_IN_ADDRESS else POST)
            wrapper.addCustomHttpHeader("Accept", accept)
            for key, graphs in (("default-graph-uri", default_graphs), ("named-graph-uri", named_graphs)):
                for each in graphs:
                    wrapper.addParameter(key, each)
            return self._sent(wrapper._createRequest(), deadline)  # noqa: SLF001  its `query` bounds no time

        return self._tried(attempt, deadline)

    def update(
        self,
        text: str,
        deadline: Deadline,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> None:
        """Send an update, once, as a form.

        Raises: as `query`.
        """
        wrapper = self._wrapper(text)
        wrapper.queryType = INSERT  # that is: an update
        wrapper.setMethod(POST)
        for key, graphs in (("using-graph-uri", default_graphs), ("using-named-graph-uri", named_graphs)):
            for each in graphs:
                wrapper.addParameter(key, each)
        wrapper.addCustomHttpHeader("Accept", "*/*")
        self._sent(wrapper._createRequest(), deadline).body.close()  # noqa: SLF001

    def change_graph(self, method: str, graph_name: str, content: bytes | None, deadline: Deadline) -> None:
        """Put, add to or delete a graph, once; an empty name is that of the default graph, `content` is Turtle.

        Raises: as `query`.
        """
        target = f"graph={quote(graph_name, safe='')}" if graph_name else "default"
        address = f"{self._settings.sparql_graph_store_url}?{target}"
        request = Request(address, data=content, method=method)  # noqa: S310  the settings allow http and https
        if content is not None:
            request.add_header("Content-Type", "text/turtle")
        for key, value in self._wrapper("")._createRequest().header_items():  # noqa: SLF001  the same credentials
            if key == "Authorization":
                request.add_header(key, value)
        self._sent(request, deadline).body.close()

    def _wrapper(self, text: str) -> SPARQLWrapper:
        """Prepare a request; the text goes in past `setQuery`, whose patterns take ages on texts made for that."""
        settings = self._settings
        wrapper = SPARQLWrapper(
            settings.query_url,
            updateEndpoint=settings.sparql_update_url or None,
            returnFormat=JSON,
            agent=_AGENT,
        )
        wrapper.setOnlyConneg(True)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.queryString = text
        if settings.sparql_token:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {settings.sparql_token}")
        elif settings.sparql_user and settings.sparql_auth == "basic":
            wrapper.setHTTPAuth(BASIC)
            wrapper.setCredentials(settings.sparql_user, settings.sparql_password)
        return wrapper

    def _tried(self, attempt: Callable[[], Reply], deadline: Deadline) -> Reply:
        """Try a read again, after waits that grow and differ, while there is time."""
        for number in range(self._settings.sparql_retries):
            try:
                return attempt()
            except EngineUnreachable as error:
                wait_s = min(_FIRST_WAIT_S * 2**number, _LONGEST_WAIT_S) * random.uniform(0.5, 1.5)  # noqa: S311
                if wait_s >= deadline.remaining_s:
                    raise
                _log.warning("%s; again in %.1f s", error.message("en"), wait_s)
                time.sleep(wait_s)
        return attempt()

    def _sent(self, request: Request, deadline: Deadline) -> Reply:
        with self._place(deadline), deadline.watching():
            try:
                received = exchange(request, self._settings, deadline)
            except (OSError, HTTPException) as error:
                deadline.check()
                raise EngineUnreachable(found=_words_of(error)) from error
            try:
                deadline.check()
                _refuse_status(received)
                if received.is_too_large:
                    raise ResultLimitExceeded(limit_bytes=self._settings.query_result_bytes)
            except GraphError:
                received.body.close()
                raise
        media_type = received.headers.get_content_type()
        return Reply(media_type, received.headers, received.body, received.size_bytes, received.is_delimited)

    @contextmanager
    def _place(self, deadline: Deadline) -> Iterator[None]:
        if not self._places.acquire(timeout=deadline.remaining_s):
            raise TimeLimitExceeded(limit_s=deadline.limit_s)
        try:
            yield
        finally:
            self._places.release()


def _words_of(error: Exception) -> str:
    """Say what went wrong with a connection, in a few letters."""
    reason = getattr(error, "reason", error)
    return (str(reason) or type(reason).__name__)[:_SHOWN]


def _refuse_status(received: Received) -> None:
    """Make an error of a status that is none of success.

    Raises: EngineUnreachable, EngineRefusedUs, EngineFault, EngineFailed, EngineUnreadable.
    """
    status = received.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    said = received.body.read(4 * _SHOWN).decode("utf-8", "replace").strip()
    _log.warning("the engine answered %d: %s", status, said)
    if status in _BUSY:
        raise EngineUnreachable(found=f"HTTP {status}")
    if status in _CLOSED:
        raise EngineRefusedUs(found=f"HTTP {status}")
    is_prose = received.headers.get_content_type() == "text/html"
    line = "" if is_prose else " ".join(said.splitlines()[:1])[:_SHOWN]
    told = f"HTTP {status} {line}".strip()
    if status == HTTPStatus.BAD_REQUEST and not is_prose:
        raise EngineFault(found=told)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        raise EngineFailed(found=told)
    raise EngineUnreadable(found=told)
