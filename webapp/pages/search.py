"""Serve the search: results by words and choices, and suggestions while one types.

The address holds the whole search. Without scripts all works by links and one form.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext

from graph.search.cards import Card
from graph.search.folding import fold_text
from webapp.context import dataset, language, links, reader
from webapp.http.search_address import PAGE_SIZE, read_search
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.page_data import search as page_data
from webapp.page_data.search_queries import query_behind
from webapp.presentation.search.results import SearchPresenter, present_places
from webapp.responses import page_response, see_other

blueprint = Blueprint("search", __name__)
_NAMED = 60  # things that words find, in the query that the page links to
_SUGGESTED = 4  # of each group of kinds


@blueprint.get("/search")
def search() -> Response:
    """Show what words and choices find."""
    opened, context = dataset(), reader()
    address = read_search(request.args, context.links.base_iri)
    if address.where:
        place = page_data.find_place(opened, address, context.language)
        if place.address is not None:
            return see_other(links().search(place.address))
        return page_response("search_place.html", present_places(address, place.candidates, context))
    found = page_data.find(opened, address, context.language)
    last = max(1, ceil(found.result.total / PAGE_SIZE))
    if address.page > last:
        return see_other(links().search(replace(address, page=last)))
    query = query_behind(opened, address, context, most=_NAMED)
    return page_response("search.html", SearchPresenter(address, found, context).page(query))


def _formerly(card: Card, typed: str) -> str:
    """Return the former name of a territory where it is what was typed, and today's is not."""
    if fold_text(card.name(language())).startswith(fold_text(typed)):
        return ""
    former = next((each for each in card.former if fold_text(each).startswith(fold_text(typed))), "")
    return gettext("autrefois %(name)s", name=former) if former else ""


@blueprint.get("/search/suggestions")
def suggestions() -> Response:
    """Return what begins as what was typed, for the script of the search box (JSON)."""
    address = read_search(request.args, links().base_iri)
    place = next(iter(address.values("place")), "")
    found = page_data.suggest(dataset(), address.words, place, most=_SUGGESTED)
    chosen = language()
    rows = [
        {
            "name": card.name(chosen),
            "kind": KIND_BY_KEY[card.kind].one.render(chosen),
            "hue": KIND_BY_KEY[card.kind].hue,
            "within": " · ".join(each for each in (card.within, _formerly(card, address.words)) if each),
            "href": links().page_of(card.iri),
            "group": group,
        }
        for group, cards in found.items()
        for card in cards
        if links().page_of(card.iri)
    ]
    response = jsonify(rows)
    response.headers["Content-Language"] = chosen
    response.headers["Vary"] = "Accept-Language"
    return response
