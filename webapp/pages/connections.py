"""What a thing is close to, and why: the whole list, page by page."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.connections.similarity.live_ranking import close_to
from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import read_query
from webapp.context import dataset, links, reader
from webapp.page_data.connections import OF_A_THING, nearby_of, present_pick
from webapp.page_data.name_lookup import find_thing
from webapp.presentation.connections import MOST_PAGES, PAGE_SIZE, NearbyPage, present_page
from webapp.presentation.description import Text
from webapp.presentation.view_models import Link
from webapp.responses import page_response

blueprint = Blueprint("connections", __name__)


@blueprint.get("/connections")
def connections() -> Response:
    """List what a thing is close to, the strongest first; without one in the address, ask which."""
    opened, context = dataset(), reader()
    found = find_thing(opened, request.args.get("of", ""), links())
    pick = present_pick(opened, found, context, links().connections)
    if not found.iri:
        return page_response("connections.html", NearbyPage(pick))
    page = max(1, min(request.args.get("page", 1, type=int), MOST_PAGES))
    close = close_to(opened.network(), found.iri, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    query = read_query(OF_A_THING)
    behind = Link(
        Text(query.question.render(context.language)),
        links().sparql(query.text({"focus": NamedNode(found.iri)})),
    )
    view = present_page(nearby_of(opened, close, context), pick, page, query=behind, context=context)
    return page_response("connections.html", view)
