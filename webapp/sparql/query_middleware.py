"""Answer SPARQL queries whose result no page shows, before Flask sees the request.

This layer reads every request to the endpoint. What needs words for people (the query page, a table, a problem, the
service description) and every update is left to the application, which finds the `EndpointRequest` in the WSGI
environment, so that nothing is read twice.

Spec: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from graph.backends.protocols import QueryService
from graph.sparql.facts import is_volatile
from graph.sparql.query_analysis import read_query_form
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable
from graph.storage.snapshots import Snapshot
from webapp.http.clients import quota_key_of_client
from webapp.http.conditional_requests import is_conditional, is_known
from webapp.http.headers import EVERY_ORIGIN, PROTECTION, content_type_of
from webapp.http.limits import SHOWN_ROWS
from webapp.http.requests import FORM, REFUSED, body_of, has_parameter, split_content_type
from webapp.middleware.client_disconnect import disconnect_check
from webapp.middleware.response_cache import WATCHED
from webapp.sparql.protocol import UPDATE, read_request
from webapp.sparql.result_formats import ResultFormats, choose_formats

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENDPOINT_REQUEST = "maillage.endpoint_request"  # key of the WSGI environment
_ALWAYS = [*PROTECTION.items(), *EVERY_ORIGIN.items(), ("Vary", "Accept")]


@dataclass(slots=True)
class EndpointRequest:
    """What a request to the endpoint asks for, read once.

    Attributes:
        operation: "" where it asks for the endpoint's description, or for nothing that there is.
        query: The text, as far as it could be read.
        query_request: A query whose result a person is to see, left to the application.
        error: What is wrong with a query.
    """

    operation: OneOf["query", "update", ""]
    query: str = ""
    query_request: QueryRequest | None = None
    error: Exception | None = None


class QueryMiddleware:
    """Answers queries with result documents."""

    def __init__(
        self,
        app: WSGIApplication,
        queries: QueryService,
        snapshot: Callable[[], Snapshot | None],
        *,
        path: str,
        max_body_bytes: int,
    ) -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            queries: The query service.
            snapshot: Returns the current snapshot; None where a remote engine has none.
            path: The endpoint's.
            max_body_bytes: Of a query.
        """
        self._app = app
        self._queries = queries
        self._snapshot = snapshot
        self._last_snapshot: Snapshot | None = None
        self._path = path
        self._max_body_bytes = max_body_bytes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != self._path or REFUSED in environ:
            return self._app(environ, start_response)
        endpoint_request = environ[ENDPOINT_REQUEST] = EndpointRequest(self._operation_of(environ))
        if endpoint_request.operation != "query":
            return self._app(environ, start_response)
        try:
            wanted, query_request = self._read(environ, endpoint_request)
            if query_request.max_rows:
                return self._app(environ, start_response)
            return self._answer(query_request, wanted, environ, start_response)
        except Exception as error:  # noqa: BLE001  the application answers for it, whatever it is
            endpoint_request.error = error
            return self._app(environ, start_response)

    def _operation_of(self, environ: WSGIEnvironment) -> OneOf["query", "update", ""]:
        """Find out which operation is meant, however malformed it is: by method, media type, and the fields of a form."""
        method, query_string = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
        in_address = query_string.encode("latin-1")
        if method in ("GET", "HEAD"):
            is_query = in_address.startswith(b"query=") or any(
                has_parameter(each, in_address) for each in ("query", "update")
            )
            return "query" if is_query else ""
        if method != "POST":
            return ""
        essence = split_content_type(environ.get("CONTENT_TYPE", ""))[0]
        if essence == UPDATE or (essence == FORM and has_parameter("update", in_address)):
            return "update"
        if essence != FORM:
            return "query"
        if int(environ.get("CONTENT_LENGTH") or 0) > self._max_body_bytes:
            # What is too large for a query may be an update, of a client that has the right to send one.
            return "update" if "HTTP_AUTHORIZATION" in environ else "query"
        return "update" if has_parameter("update", body_of(environ, self._max_body_bytes)) else "query"

    def _read(
        self, environ: WSGIEnvironment, endpoint_request: EndpointRequest
    ) -> tuple[ResultFormats, QueryRequest]:
        """Parse the query, and choose the formats of its result.

        Raises:
            RequestError: It is malformed.
            NotAcceptableError: No format fits.
        """
        is_posted = environ["REQUEST_METHOD"] == "POST"
        request = read_request(
            environ["REQUEST_METHOD"],
            environ.get("QUERY_STRING", ""),
            environ.get("CONTENT_TYPE", ""),
            body_of(environ, self._max_body_bytes) if is_posted else b"",
        )
        endpoint_request.query = request.query
        wanted = choose_formats(environ.get("HTTP_ACCEPT", ""), request.result_formats)
        is_page = _is_page(wanted, request.query)
        endpoint_request.query_request = query_request = QueryRequest(
            request.query,
            request.default_graphs,
            request.named_graphs,
            solution_format=wanted.solution_format,
            triple_format=wanted.triple_format,
            max_rows=SHOWN_ROWS if is_page else 0,
        )
        return wanted, query_request

    def _answer(
        self,
        query_request: QueryRequest,
        wanted: ResultFormats,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        is_fixed = not is_volatile(query_request.text)
        is_asked_again = is_fixed and is_conditional(environ)
        if is_asked_again and (snapshot := self._snapshot()) is not None:
            headers = _of_snapshot(query_request, snapshot)
            if is_known(environ, dict(headers)["ETag"], snapshot.published_at):
                start_response("304 NOT MODIFIED", [*_ALWAYS, *headers])
                return []
        document = self._queries.answer(
            query_request, quota_key_of_client(environ), disconnect_check(environ)
        )
        assert not isinstance(document, ResultTable), "a table is requested by a number of rows"
        media_type = wanted.graph if document.form == "graph" else wanted.solutions
        headers = [
            ("Content-Type", content_type_of(media_type)),
            ("Content-Length", str(document.size_bytes)),
            *_ALWAYS,
        ]
        snapshot = self._snapshot_of(document)
        if snapshot is None:
            headers += [("Cache-Control", "no-cache" if is_fixed else "no-store")]
        elif not is_fixed:
            headers += [("Cache-Control", "no-store"), ("X-Maillage-Snapshot", str(document.snapshot_number))]
        else:
            environ[WATCHED] = query_request
            headers += _of_snapshot(query_request, snapshot, document.snapshot_number)
        start_response("200 OK", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            document.close()
            return []
        return [document.content] if document.file is None else _Sent(document)

    def _snapshot_of(self, document: ResultDocument) -> Snapshot | None:
        """Return the snapshot that a result is of, or the current one where that is another by now."""
        known = self._last_snapshot
        if known is None or known.number != document.snapshot_number:
            known = self._last_snapshot = self._snapshot()
        return known


class _Sent:
    """A large result on its way; its file is closed at the end, or when the reader gives up."""

    def __init__(self, document: ResultDocument) -> None:
        self._document = document

    def __iter__(self) -> Iterator[bytes]:
        return self._document.chunks()

    def close(self) -> None:
        self._document.close()


def _is_page(wanted: ResultFormats, query: str) -> bool:
    """Check whether the result is to be shown; the query is read only where the kind of result decides that."""
    if wanted.depends_on_form:
        return wanted.is_page_for(read_query_form(query))
    return wanted.is_page_for("select")


def _of_snapshot(query_request: QueryRequest, snapshot: Snapshot, number: int = 0) -> list[tuple[str, str]]:
    """Return the headers that name the snapshot and the result; `number` is the result's own where it is known."""
    number = number or snapshot.number
    return [
        ("Cache-Control", "no-cache"),
        ("ETag", f'"{etag_of(query_request, snapshot, number)}"'),
        ("Last-Modified", _http_date(snapshot.published_at)),
        ("X-Maillage-Snapshot", str(number)),
    ]


@lru_cache(maxsize=4)
def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def etag_of(query_request: QueryRequest, snapshot: Snapshot, number: int) -> str:
    """Compute the ETag of a result before it is known: from the snapshot, the query, its dataset, the formats it may come in."""
    parts = (snapshot.base_iri.encode(), b"%d" % number, *query_request.as_message())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
