"""Compose the application: settings in, a Flask app out."""

from __future__ import annotations

from flask import Flask

from graph.dataset import CurrentDataset
from graph.directory import find_directory
from graph.inline import Answering, Inline
from graph.settings import Settings
from graph.writing import WritingDesk
from webapp import (
    examples,
    frame,
    graph_store,
    health,
    home,
    lists,
    metrics,
    plain,
    reply,
    sparql,
    things,
    vocabulary,
    writes,
)
from webapp.direct import Direct
from webapp.gauges import store_registry
from webapp.limits import limits_of
from webapp.links import Links
from webapp.readiness import Readiness

_BLUEPRINTS = (
    home.blueprint,
    lists.blueprint,
    things.blueprint,
    vocabulary.blueprint,
    examples.blueprint,
    sparql.blueprint,
    graph_store.blueprint,
    health.blueprint,
    metrics.blueprint,
)
_PLAIN_BLUEPRINTS = (
    plain.blueprint,
    sparql.blueprint,
    graph_store.blueprint,
    health.blueprint,
    metrics.blueprint,
)
_MAX_REQUEST_BYTES = 2 << 20


def create_app(settings: Settings, answering: Answering | None = None) -> Flask:
    """Make the application that serves one data directory.

    Args:   answering: whoever evaluates queries; default: this process itself, without limits
    The base IRI is the settings', else that of the snapshot in force.
    Raises: SnapshotMissing, when neither tells it.
    """
    current = CurrentDataset(settings.data_dir)
    base_iri = settings.base_iri or current.get().snapshot.base_iri
    directory = find_directory(settings.data_dir)
    is_plain = directory is not None and directory.kind == "plain"
    prefix = Links(base_iri.rstrip("/")).prefix
    app = Flask("webapp", static_url_path=f"{prefix}/static")
    app.config.update(
        MAILLAGE_BASE_IRI=base_iri.rstrip("/"),
        MAILLAGE_LANGUAGE="fr",
        MAILLAGE_DATA_DIR=settings.data_dir,
        MAILLAGE_IS_PLAIN=is_plain,
        MAILLAGE_METRICS=settings.metrics,
        MAILLAGE_LIMITS=limits_of(settings),
        MAILLAGE_FEDERATES=bool(settings.services),
        MAILLAGE_WRITE_MAX_BYTES=settings.write_max_bytes,
        MAX_CONTENT_LENGTH=_MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MAX_REQUEST_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=86_400,
    )
    app.extensions[frame.EXTENSION] = current
    app.extensions[writes.DESK] = desk = WritingDesk(settings)
    app.extensions[frame.ANSWERING] = answering = answering or Inline(current, settings)
    app.extensions[health.READINESS] = Readiness(answering)
    app.extensions[metrics.REGISTRY] = store_registry(current, desk, settings.data_dir)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.merge_slashes = False  # its redirects would lead to whatever host the request names
    frame.set_up(app)
    reply.set_up(app)
    for blueprint in _PLAIN_BLUEPRINTS if is_plain else _BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
    app.wsgi_app = Direct(  # type: ignore[method-assign]  # Flask's own way to put a layer in front
        app.wsgi_app,
        answering,
        lambda: current.get().snapshot,
        path=f"{prefix}/sparql",
        max_body_bytes=_MAX_REQUEST_BYTES,
    )
    return app
