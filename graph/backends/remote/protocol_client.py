"""A client of the SPARQL 1.1 protocol and the graph store protocol, for a remote engine.

A reply is returned only when its body was read to the end. A query is repeated when the engine cannot be reached or the
connection breaks; a write never is, because it may have been carried out. Nothing here knows RDF.

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
_MAX_GET_BYTES = 1500  # longer queries are sent as a form; Virtuoso hangs on application/sparql-query
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0
_SHOWN = 200  # characters of the message of the engine
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
_CLOSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)
_AGENT = "maillage"


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply; `is_delimited`: its length was announced, so that a lost connection would have been noticed."""

    media_type: str
    headers: HTTPMessage
    body: IO[bytes]
    size_bytes: int
    is_delimited: bool

    def content(self) -> IO[bytes]:
        """Return the body, at its beginning."""
        self.body.seek(0)
        return self.body

    def in_memory(self) -> Reply:
        """Return a copy that can be read after this reply is closed."""
        return replace(self, body=BytesIO(self.content().read()))

    def __enter__(self) -> Self:
        """Return the reply, which is closed with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the body."""
        self.body.close()


class ProtocolClient:
    """The URLs of an engine and the credentials for it; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Users' queries take `query_workers` of these at most (query_service): the rest is for named queries.
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
        """Send a query, by GET when it is short, else as a form.

        Raises:
            EngineUnreachable, EngineRefusedUs, EngineFailed, EngineFault, EngineUnreadable: By what went wrong.
            TimeLimitExceeded, ResultLimitExceeded: The reply takes too long, or is too large.
        """

        def attempt() -> Reply:
            wrapper = self._wrapper(text)
            wrapper.setMethod(GET if len(text.encode()) <= _MAX_GET_BYTES else POST)
            wrapper.addCustomHttpHeader("Accept", accept)
            for key, graphs in (("default-graph-uri", default_graphs), ("named-graph-uri", named_graphs)):
                for each in graphs:
                    wrapper.addParameter(key, each)
            return self._sent(wrapper._createRequest(), deadline)  # noqa: SLF001  its `query` bounds no time

        return self._with_retries(attempt, deadline)

    def update(
        self,
        text: str,
        deadline: Deadline,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> None:
        """Send an update, once, as a form; errors as for `query`."""
        wrapper = self._wrapper(text)
        wrapper.queryType = INSERT  # which marks an update
        wrapper.setMethod(POST)
        for key, graphs in (("using-graph-uri", default_graphs), ("using-named-graph-uri", named_graphs)):
            for each in graphs:
                wrapper.addParameter(key, each)
        wrapper.addCustomHttpHeader("Accept", "*/*")
        self._sent(wrapper._createRequest(), deadline).body.close()  # noqa: SLF001

    def change_graph(self, method: str, graph_name: str, content: bytes | None, deadline: Deadline) -> None:
        """Send a request of the graph store protocol, once; errors as for `query`.

        Args:
            method: PUT, POST or DELETE.
            graph_name: Empty for the default graph.
            content: Turtle.
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
        """Prepare a request. The text is not set by `setQuery`, whose regular expressions take minutes on some texts."""
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

    def _with_retries(self, attempt: Callable[[], Reply], deadline: Deadline) -> Reply:
        """Repeat a read that fails, with growing, random pauses, while there is time."""
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
                raise EngineUnreachable(found=_description(error)) from error
            try:
                deadline.check()
                _check_status(received)
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


def _description(error: Exception) -> str:
    """Return a short description of what went wrong with a connection."""
    reason = getattr(error, "reason", error)
    return (str(reason) or type(reason).__name__)[:_SHOWN]


def _check_status(received: Received) -> None:
    """Raise the error that a status other than success means.

    Raises:
        EngineUnreachable, EngineRefusedUs, EngineFault, EngineFailed, EngineUnreadable: By the status.
    """
    status = received.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    message = received.body.read(4 * _SHOWN).decode("utf-8", "replace").strip()
    _log.warning("the engine answered %d: %s", status, message)
    if status in _BUSY:
        raise EngineUnreachable(found=f"HTTP {status}")
    if status in _CLOSED:
        raise EngineRefusedUs(found=f"HTTP {status}")
    is_html = received.headers.get_content_type() == "text/html"
    line = "" if is_html else " ".join(message.splitlines()[:1])[:_SHOWN]
    found = f"HTTP {status} {line}".strip()
    if status == HTTPStatus.BAD_REQUEST and not is_html:
        raise EngineFault(found=found)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        raise EngineFailed(found=found)
    raise EngineUnreadable(found=found)
