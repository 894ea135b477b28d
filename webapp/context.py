"""What any request needs to know: its dataset, its language, its URLs, and what the page layout shows around a page.

Also adds to each response the headers that depend on the snapshot (`ETag`, `Last-Modified`, `X-Maillage-Snapshot`) and those
that protect pages. Blueprints ask here instead of looking into `flask.g` and `app.extensions`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, gettext
from prometheus_client import CollectorRegistry

from graph.backends.protocols import Dataset, DatasetProvider, QueryService, WriteService
from graph.connections.wording.lexicon import ontology_files
from graph.errors import NoSearchIndex
from graph.resources import shipped_files
from graph.sparql.query_requests import QueryRequest, ResultTable
from graph.storage.snapshots import Snapshot
from webapp.http.clients import client_of
from webapp.http.headers import PROTECTION
from webapp.http.negotiation import choose_language
from webapp.http.page_addresses import PageAddresses, page_addresses
from webapp.http.urls import UrlBuilder
from webapp.localization.dates import write_moment
from webapp.middleware.client_disconnect import disconnect_check
from webapp.page_data.page_queries import query_of_page
from webapp.presentation.about import report_href
from webapp.presentation.page_context import PageContext

LANGUAGES = ("fr", "en")
EXTENSION = "maillage"  # key of `app.extensions`: the `Services`


@dataclass(frozen=True, slots=True)
class Services:
    """What the application asks to do its work; one of each for all requests, which share it between threads."""

    datasets: DatasetProvider
    queries: QueryService
    writes: WriteService
    check_readiness: Callable[[], None]  # raises NotReady
    metrics: CollectorRegistry


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows around a page."""

    language: str
    links: UrlBuilder
    snapshot: Snapshot | None
    published: str
    here: str
    other_language: str
    other_language_href: str
    addresses: PageAddresses
    report_href: str
    is_plain: bool
    is_remote: bool
    query_href: str


def services() -> Services:
    """Return what the application was composed of."""
    found: Services = current_app.extensions[EXTENSION]
    return found


def dataset() -> Dataset:
    """Return the current dataset, the same one throughout a request."""
    if "dataset" not in g:
        g.dataset = services().datasets.get()
    found: Dataset = g.dataset
    return found


def language() -> str:
    """Return the reader's language: the address's, else the browser's, else the deployment's."""
    chosen = _named_language()
    if chosen:
        return chosen
    first = current_app.config["MAILLAGE_LANGUAGE"]
    offers = (first, *(each for each in LANGUAGES if each != first))
    return choose_language(request.headers.get("Accept-Language"), offers)


def _named_language() -> str:
    """Return the language that the address names, as a parameter or in its path; nothing where it names none of ours."""
    chosen = request.args.get("lang", "") or g.get("path_language", "")
    return chosen if chosen in LANGUAGES else ""


def links() -> UrlBuilder:
    """Return what builds URLs for this reader: they keep a language that the address chose."""
    return UrlBuilder(current_app.config["MAILLAGE_BASE_IRI"], _named_language())


def reader() -> PageContext:
    """Return for whom this page is made."""
    return PageContext(language(), gettext, links())


def frame() -> Frame:
    """Return what surrounds a page; without a snapshot when none could be opened."""
    page_language = language()
    other = next(each for each in LANGUAGES if each != page_language)
    opened: Dataset | None = g.get("dataset")
    snapshot = opened.snapshot if opened else None
    arguments = [each for each in request.args.items(multi=True) if each[0] != "lang"]
    path = request.path.removeprefix(links().prefix) or "/"
    addresses = page_addresses(links(), path, request.args.items(multi=True), LANGUAGES)
    contact = current_app.config["MAILLAGE_OPERATOR"].contact
    number = str(snapshot.number) if snapshot else ""
    return Frame(
        language=page_language,
        links=links(),
        snapshot=snapshot,
        published=f"{write_moment(snapshot.published_at, page_language)} UTC" if snapshot else "",
        here=path,
        other_language=other,
        other_language_href=links().in_language(other).page_with(path, arguments),
        addresses=addresses,
        report_href=report_href(contact, addresses.canonical, number, reader()),
        is_plain=current_app.config["MAILLAGE_IS_PLAIN"],
        is_remote=opened is not None and snapshot is None,
        query_href=_query_behind(page_language) if opened is not None else "",
    )


def _query_behind(page_language: str) -> str:
    """Return the address of the SPARQL behind the page; empty for one that has none, or shows it elsewhere."""
    named = {**request.args, **(request.view_args or {})}
    query = query_of_page(request.endpoint or "", named, links().base_iri, page_language)
    return links().sparql(query) if query else ""


# What decides how a page is worded, in any package below: never compiled files, which differ from one start to the next.
_WORDED = {"webapp": ("",), "graph": ("connections/", "exploration/", "search/")}
_SUFFIXES = (".py", ".html", ".css", ".js", ".svg", ".json", ".toml", ".mo")


def set_up(app: Flask) -> None:
    """Register translations, the page layout's context and the headers of every response."""
    Babel(
        app,
        default_locale="fr",
        default_translation_directories=str(files("webapp") / "translations"),
        locale_selector=language,
    )
    app.context_processor(lambda: {"frame": frame()})
    app.config["MAILLAGE_BUILD"] = _build_digest()
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in PROTECTION.items():
        response.headers.setdefault(name, value)
    opened: Dataset | None = g.get("dataset")
    if opened is None:
        return response
    if opened.snapshot is None:  # an engine elsewhere keeps none: what it says may change at any moment
        response.headers.setdefault("Cache-Control", "no-cache")
        return response
    return _with_snapshot(response, opened.snapshot)


def _with_snapshot(response: Response, snapshot: Snapshot) -> Response:
    response.headers.setdefault("X-Maillage-Snapshot", str(snapshot.number))
    if (
        response.status_code != HTTPStatus.OK
        or request.method not in ("GET", "HEAD", "POST")
        or response.direct_passthrough
    ):
        return response
    if response.cache_control.no_store:
        return response
    if response.headers.get("Content-Language") and not _has_own_index(snapshot):
        response.cache_control.no_store = (
            True  # the page changes without another snapshot, when its index is there
        )
        return response
    response.last_modified = snapshot.published_at
    response.cache_control.no_cache = True
    if not response.get_etag()[0]:
        response.set_etag(_etag(response, snapshot))
    if request.method != "POST":
        response.make_conditional(request)
    return response


def _has_own_index(snapshot: Snapshot) -> bool:
    """Return whether the search index of this very snapshot is there; a plain server has none, and no page that shows it."""
    if current_app.config["MAILLAGE_IS_PLAIN"]:
        return True
    try:
        return dataset().search_index()[1] == snapshot.number
    except NoSearchIndex:
        return False


def _etag(response: Response, snapshot: Snapshot) -> str:
    """Compute the ETag of a response from the snapshot, the request and the media type.

    Pages in a language also depend on the software that words them; the other formats depend on the snapshot alone.
    """
    page_language = response.headers.get("Content-Language", "")
    posted = request.get_data(cache=True) if request.method == "POST" else b""
    parts = (
        snapshot.digest,
        str(snapshot.number),
        request.full_path,
        response.mimetype or "",
        page_language,
        current_app.config["MAILLAGE_BUILD"] if page_language else "",
        repr(current_app.config["MAILLAGE_OPERATOR"]),
    )
    return hashlib.sha256("\0".join(parts).encode() + posted).hexdigest()[:32]


def _build_digest() -> str:
    """Compute a digest of templates, styles and wording, so that no cache hides a new release."""
    digest = hashlib.sha256()
    for package, parts in _WORDED.items():
        for name, file in shipped_files(package, _SUFFIXES):
            if name.startswith(parts):
                digest.update(name.encode() + file.read_bytes())
    for name, ontology_file in ontology_files():
        digest.update(name.encode() + ontology_file.read_bytes())
    return digest.hexdigest()[:16]


def query_table(query_request: QueryRequest) -> ResultTable:
    """Run a query whose result is to be shown as a table.

    Raises:
        GraphError: As `QueryService.answer` does.
    """
    answer = services().queries.answer(
        query_request, client_of(request.environ).quota_key, disconnect_check(request.environ)
    )
    assert isinstance(answer, ResultTable), "a page asks for a table"
    return answer
