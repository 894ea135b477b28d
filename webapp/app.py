"""Build the Flask application that serves one data directory, or the data of another engine.

The server and the tests call it: `app = create_app(Settings(data_dir=Path("var")))`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric

from graph.backends.factory import Backend, open_backend
from graph.connections.wording.lexicon import lexicon
from graph.settings import Settings
from webapp import context, responses
from webapp.api import endpoints, reconciliation
from webapp.harvest import event_stream, mementos, oai
from webapp.http.limits import QUERY_MAX_BYTES
from webapp.http.token_failures import TokenFailures
from webapp.http.urls import UrlBuilder
from webapp.monitoring import health, metrics
from webapp.monitoring.collectors import store_registry
from webapp.monitoring.metric_families import FunctionCollector, counters, gauge
from webapp.monitoring.readiness import Readiness
from webapp.page_data.operator import Operator
from webapp.pages import (
    about,
    catalogue,
    connections,
    discovery,
    dumps,
    example_queries,
    feeds,
    home,
    icons,
    lists,
    paths,
    plain_home,
    search,
    search_files,
    shapes,
    structure,
    things,
    vocabulary,
    void,
)
from webapp.sparql import endpoint, graph_store
from webapp.sparql.limits import limits_of
from webapp.sparql.query_middleware import QueryMiddleware

_REFUSALS = "Requests refused for their token: why, and the name of the token where it is known."
_SLOWED = "Clients that sent so many unknown tokens that each further one waits."
_COMMON = (endpoint, graph_store, endpoints, health, metrics, icons)
_PAGES = (
    feeds,
    home,
    search,
    search_files,
    lists,
    things,
    connections,
    paths,
    structure,
    vocabulary,
    example_queries,
    catalogue,
    shapes,
    discovery,
    event_stream,
    mementos,
    oai,
    dumps,
    void,
    about,
    reconciliation,
)


def create_app(settings: Settings, backend: Backend | None = None) -> Flask:
    """Build the application.

    Args:
        settings: The base IRI is theirs, else that of the current snapshot.
        backend: Where the data is; by default what the settings name, with queries evaluated in this very process.

    Raises:
        SnapshotMissing: There is no base IRI, and no snapshot that has one.
    """
    backend = backend or open_backend(settings)
    is_plain, current = backend.is_plain, backend.current
    prefix = UrlBuilder(backend.names.base_iri).prefix
    app = Flask("webapp", static_url_path=f"{prefix}/static")
    app.config.update(_configuration(settings, backend))
    app.extensions[context.EXTENSION] = context.Services(
        datasets=current,
        queries=backend.query_service,
        writes=backend.write_service,
        check_readiness=Readiness(backend.query_service).check,
        metrics=_registry(backend, settings, app.config["MAILLAGE_TOKEN_FAILURES"]),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.merge_slashes = False  # its redirects would lead to whatever host the request names
    if not is_plain:
        lexicon()  # words that no page can be made of are refused now, not when one is asked for
    context.set_up(app)
    responses.set_up(app)
    _register_blueprints(app, prefix)
    _answer_queries_first(app, backend, f"{prefix}/sparql")
    return app


def _answer_queries_first(app: Flask, backend: Backend, path: str) -> None:
    app.wsgi_app = QueryMiddleware(  # type: ignore[method-assign]  # Flask's own way to put a layer in front
        app.wsgi_app,
        backend.query_service,
        lambda: backend.current.get().snapshot,
        path=path,
        max_body_bytes=QUERY_MAX_BYTES,
    )


def _configuration(settings: Settings, backend: Backend) -> dict[str, object]:
    """Return what the application's parts read of the settings."""
    return {
        "MAILLAGE_BASE_IRI": backend.names.base_iri,
        "MAILLAGE_OPERATOR": Operator(settings.operator_name, settings.contact),
        "MAILLAGE_LANGUAGE": "fr",
        "MAILLAGE_DATA_DIR": settings.data_dir,
        "MAILLAGE_IS_PLAIN": backend.is_plain,
        "MAILLAGE_IS_REMOTE": bool(settings.store),
        "MAILLAGE_TOKEN_FAILURES": TokenFailures(),
        "MAILLAGE_METRICS": settings.metrics,
        "MAILLAGE_LIMITS": limits_of(settings),
        "MAILLAGE_FEDERATES": bool(settings.services) and not settings.store,
        "MAILLAGE_WRITE_MAX_BYTES": settings.write_max_bytes,
        "MAILLAGE_DISK_FREE_BYTES": settings.disk_free_bytes,
        "MAX_CONTENT_LENGTH": QUERY_MAX_BYTES,
        "MAX_FORM_MEMORY_SIZE": QUERY_MAX_BYTES,
        "SEND_FILE_MAX_AGE_DEFAULT": 86_400,
    }


def _registry(backend: Backend, settings: Settings, failures: TokenFailures) -> CollectorRegistry:
    registry = store_registry(
        backend.current, backend.write_service, settings.data_dir, settings.disk_free_bytes
    )
    registry.register(FunctionCollector(lambda: _refused_tokens(failures)))
    return registry


def _refused_tokens(failures: TokenFailures) -> Iterator[Metric]:
    yield counters("maillage_token_refusals", _REFUSALS, ("reason", "token"), failures.refused.read().items())
    yield gauge("maillage_token_clients_slowed", _SLOWED, failures.slowed_count)


def _register_blueprints(app: Flask, prefix: str) -> None:
    pages = (plain_home,) if app.config["MAILLAGE_IS_PLAIN"] else _PAGES
    for module in (*pages, *_COMMON):
        app.register_blueprint(module.blueprint, url_prefix=prefix or None)
