"""Serve Atom feeds of what is new: of all, of a need, of a territory."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode
from webapp.context import dataset, language, links, reader
from webapp.page_data.descriptions import cards
from webapp.page_data.feeds import has_feed, last_received
from webapp.page_data.operator import Operator
from webapp.presentation.description import Description
from webapp.presentation.feeds import MEDIA_TYPE, Feed, write_feed
from webapp.responses import allow_every_origin

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feeds/all.atom")
def all_received() -> Response:
    """Return the feed of all contributions."""
    return _feed(dataset(), "", None, Description(()))


@blueprint.get("/feeds/<path:tail>.atom")
def received_on(tail: str) -> Response:
    """Return the feed of the contributions on a need or a territory."""
    opened = dataset()
    try:
        focus = NamedNode(links().thing_iri(tail))
    except ValueError:
        abort(404)
    described = cards(opened, (focus.value,))
    if not has_feed(described.kind(focus)):
        abort(404)
    return _feed(opened, described.name(focus, language()).value, focus, described)


def _feed(opened: Dataset, name: str, focus: NamedNode | None, described: Description) -> Response:
    operator: Operator = current_app.config["MAILLAGE_OPERATOR"]
    address, iri = links(), focus.value if focus else ""
    received = last_received(opened, focus, described.kind(focus) if focus else None)
    feed = Feed(
        identifier=address.absolute(address.in_language("").feed(iri)),
        address=address.absolute(address.feed(iri)),
        page=address.absolute((address.thing(iri) if iri else "") or address.home()),
        name=name,
        operator=operator.name,
        updated=opened.snapshot.published_at.isoformat() if opened.snapshot else "1970-01-01T00:00:00Z",
    )
    body = write_feed(feed, received, cards(opened, (each.value for each, _ in received)), reader())
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept-Language"
    return allow_every_origin(response)
