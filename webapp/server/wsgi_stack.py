"""Compose the WSGI middleware of a listening server around the application.

From the outside in: trusted proxies, access log, slow clients, response cache, request metrics, compression, then the
application, whose own first layer answers queries. Only the process that answers imports this module: it takes long.
"""

from __future__ import annotations

import atexit
import time
from dataclasses import replace

from flask import Flask

from graph.backends.factory import open_backend
from graph.backends.protocols import QueryService
from graph.backends.stopped_queries import StoppedQueries
from graph.runtime.log_setup import set_up_logs
from graph.runtime.priority_budget import PriorityBudget
from graph.settings import Settings
from webapp.api.endpoints import SEARCHES
from webapp.app import create_app
from webapp.context import EXTENSION
from webapp.http.urls import UrlBuilder
from webapp.middleware.access_log import AccessLog
from webapp.middleware.compression import Compression
from webapp.middleware.idle_connections import IdleConnectionReaper
from webapp.middleware.request_metrics import RequestMetrics
from webapp.middleware.response_cache import ResponseCache
from webapp.middleware.slow_clients import SlowClientGuard
from webapp.middleware.trusted_proxies import TrustedProxies
from webapp.monitoring.collectors import Server, add_server

GRACE_S = 5.0


def assemble(settings: Settings, *, connections: int) -> Flask:
    """Start the workers and build the application with its middleware.

    Args:
        settings: Those of the server.
        connections: How many may be open, of which one client has half.
    """
    set_up_logs(settings.log)
    priority_budget = PriorityBudget(is_wanted=settings.real_time == "auto")
    backend = open_backend(settings, priority_budget=priority_budget)
    atexit.register(backend.close)
    stopped_queries = StoppedQueries(backend.query_service)
    app = create_app(
        settings, replace(backend, query_service=_noting_slow_queries(stopped_queries, settings))
    )
    prefix = UrlBuilder(app.config["MAILLAGE_BASE_IRI"]).prefix
    request_metrics = RequestMetrics(Compression(app.wsgi_app), prefix=prefix)
    cache = ResponseCache(
        request_metrics, backend.number, budget_bytes=settings.answer_cache_bytes, changes=backend.changes
    )
    guard = SlowClientGuard(
        cache, max_body_bytes=app.config["MAX_CONTENT_LENGTH"], max_write_bytes=settings.write_max_bytes
    )
    names_clients = settings.log_clients == "on"
    logged = guard if settings.log == "off" else AccessLog(guard, prefix=prefix, names_clients=names_clients)
    proxies = TrustedProxies(logged, settings.trusted_proxies)
    app.wsgi_app = proxies  # type: ignore[method-assign]  # Flask's own way to put a layer in front
    priority_budget.start()
    reaper = _start_reaper(settings, guard, proxies, share=connections // 2)
    queues = {**backend.queues, "paths": SEARCHES}
    server = Server(proxies, request_metrics, guard, cache, stopped_queries, queues, reaper, priority_budget)
    add_server(app.extensions[EXTENSION].metrics, server)
    return app


def _noting_slow_queries(queries: QueryService, settings: Settings) -> QueryService:
    if not settings.slow_query_s:
        return queries
    from graph.backends.slow_query_log import SlowQueries  # noqa: PLC0415  slow to import, and mostly not needed

    return SlowQueries(queries, settings.data_dir, threshold_s=settings.slow_query_s)


def _start_reaper(
    settings: Settings, guard: SlowClientGuard, proxies: TrustedProxies, *, share: int
) -> IdleConnectionReaper:
    patience_s = 2 * settings.query_timeout_s + GRACE_S  # a query waits for its turn, then runs
    reaper = IdleConnectionReaper(
        settings.port,
        patience_s=patience_s,
        share=share,
        is_excused=lambda peer: guard.has_inside_since(peer, time.monotonic() - patience_s),
        is_proxy=proxies.is_trusted,
    )
    reaper.start()
    return reaper
