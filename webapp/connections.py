"""What a thing is close to, and why: all of it, page by page."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.network.close import close_to
from graph.query import read_query
from graph.terms import NamedNode
from webapp.description import Text
from webapp.frame import ask_table, dataset, links, reader
from webapp.linking import OF_A_THING, picked, tell_nearby
from webapp.page import Link
from webapp.present_connections import MOST_PAGES, PAGE_SIZE, NearbyPage, present_page
from webapp.reply import page_response
from webapp.seek import find_thing

blueprint = Blueprint("connections", __name__)


@blueprint.get("/connections")
def connections() -> Response:
    """List what a thing is close to, the strongest first; ask which thing, unless the address tells."""
    opened, who = dataset(), reader()
    found = find_thing(opened, request.args.get("of", ""), links(), ask_table)
    pick = picked(opened, found, who, links().connections)
    if not found.iri:
        return page_response("connections.html", NearbyPage(pick))
    page = max(1, min(request.args.get("page", 1, type=int), MOST_PAGES))
    close = close_to(opened.network(), found.iri, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    query = read_query(OF_A_THING)
    behind = Link(
        Text(query.question.say(who.language)), links().sparql(query.text({"focus": NamedNode(found.iri)}))
    )
    told = present_page(tell_nearby(opened, close, who), pick, page, query=behind, reader=who)
    return page_response("connections.html", told)
