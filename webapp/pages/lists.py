"""Serve lists of things by kind, and of what points to a thing.

Long lists come in pages, in the order of names as long as there are not too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, request

from graph.backends.protocols import Dataset
from graph.exploration.labels import labels_of
from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.terms import NamedNode, expand
from graph.search.kinds import DOCUMENT_KINDS
from webapp.context import dataset, links, reader
from webapp.http.search_address import SearchAddress
from webapp.localization.kind_labels import KIND_BY_KEY, UNNAMED
from webapp.localization.text import msg
from webapp.page_data.descriptions import (
    MANY,
    active_territories,
    cards,
    class_sizes,
    is_large,
    names_of_class,
    once_a_snapshot,
    overview,
)
from webapp.page_data.listings import all_of_kind, busiest, link_counts, pointing
from webapp.page_data.search import NO_SEARCH, count_found
from webapp.page_data.territories import within
from webapp.presentation.description import Description
from webapp.presentation.list_pages import (
    LEVELS,
    PAGE_SIZE,
    KindCount,
    ListPage,
    order_names,
    present_list,
    present_pointing,
    present_within,
    slice_of,
    take_slice,
    tallies,
)
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.take_away import take_away
from webapp.presentation.trees import Branch, busy_branches, initiative_tree, need_tree, territory_branches
from webapp.presentation.view_models import Link
from webapp.responses import page_response, see_other

_MOST_NAMED = 50_000  # things; more are not put in the order of their names
_MOST_PAGES = 1_000_000
_MOST_READ = 1_000  # things whose names are read one by one
_BUSIEST = msg("Voici les {count} où il se passe le plus de choses.")
blueprint = Blueprint("lists", __name__)


@blueprint.get("/list/<slug>")
def list_things(slug: str) -> Response:
    """List the things of one kind."""
    if slug not in KIND_BY_KEY or slug in UNNAMED:
        abort(404)
    place = request.args.get("place", "")
    found, total = _search_of(slug, place)
    search = links().search(found) if found is not None else ""
    if (
        search
        and not place
        and class_sizes(dataset()).get(expand(KIND_BY_KEY[slug].classes[0]), 0) > _MOST_NAMED
    ):
        return see_other(search)  # which orders by name however many there are
    page = _within(slug, place) if place else _special(slug) or _by_address(slug) or _plain(slug)
    taken = take_away(found, total, reader()) if found is not None else None
    return page_response("list.html", replace(page, search_href=search, taken=taken))


def _search_of(slug: str, place: str) -> tuple[SearchAddress | None, int]:
    """Return the search that holds the same things, and how many it finds; None where there is none, or no index."""
    kinds = ("initiative", "circle") if slug == "initiative" else (slug,)
    if not {*kinds} <= {each.key for each in DOCUMENT_KINDS}:
        return None, 0
    address = SearchAddress(chosen={"kind": kinds} | ({"place": (place,)} if place else {}))
    try:
        return address, count_found(dataset(), address, reader().language)
    except NO_SEARCH:
        return None, 0


@blueprint.get("/pointing")
def list_pointing() -> Response:
    """List what points to a thing by one property."""
    opened, context, page = dataset(), reader(), _page()
    iri, predicate = request.args.get("of", ""), request.args.get("by", "")
    found = pointing(opened, iri, predicate, first=(page - 1) * PAGE_SIZE, most=PAGE_SIZE)
    if found is None:
        abort(404)
    cut = slice_of(found.iris, page=page, total=found.total)
    view = present_pointing(NamedNode(iri), predicate, cut, cards(opened, (iri, *cut.iris)), context)
    return page_response("list.html", view)


def _within(slug: str, place: str) -> ListPage:
    """Present a page of what is on a territory or within it."""
    opened, context = dataset(), reader()
    found = within(opened, place, slug)
    if found is None:
        abort(404)
    ordered = _by_name(opened, slug, found)
    cut = take_slice(ordered, page=_page(), start=_start())
    told = cards(opened, (place, *cut.iris))
    places = {each.value for iri in cut.iris for each in told.nodes(NamedNode(iri), "mai:onTerritory")}
    named = Description(told.triples | cards(opened, sorted(places)).triples)
    return present_within(slug, NamedNode(place), cut, named, context)


def _by_name(opened: Dataset, slug: str, iris: tuple[str, ...]) -> list[tuple[str, str]]:
    """Order things of a kind by name; very many, of a kind of which there are very many, stay in the order of IRIs."""
    class_, language = KIND_BY_KEY[slug].classes[0], reader().language
    if len(iris) <= _MOST_READ:
        labels = labels_of(opened, iris)
        return order_names({iri: _languages(labels.get(iri)) for iri in iris}, language)
    if class_sizes(opened).get(expand(class_), 0) > _MOST_NAMED:
        return [("", iri) for iri in iris]
    wanted = dict.fromkeys(iris)
    ordered = [each for each in _ordered(opened, class_, language) if wanted.pop(each[1], "") is None]
    return [*ordered, *order_names({iri: {} for iri in wanted}, language)]


def _languages(label: BilingualText | None) -> dict[str, str]:
    return {each: label.render(each) for each in LANGUAGES} if label else {}


def _special(slug: str) -> ListPage | None:
    """Present the lists that are more than names in order, as long as they fit one page."""
    opened, context = dataset(), reader()
    kind = KIND_BY_KEY[slug]
    if slug == "territory":
        branches, count = _territories(opened)
        lead = context.translate(_BUSIEST).format(count=len(branches)) if count > len(branches) else ""
        return ListPage(
            context.render(kind.many), kind.hue, count, branches, levels=_levels(opened), lead=lead
        )
    trees = {"initiative": ("initiatives", initiative_tree), "need": ("needs", _needs)}
    if slug not in trees or is_large(opened, kind.classes[0]):
        return None
    what, grow = trees[slug]
    branches = grow(overview(opened, what), context)
    count = class_sizes(opened).get(expand(kind.classes[0]), 0)
    is_whole = count == len(set(_names(branches)))  # an overview may lack some
    return ListPage(context.render(kind.many), kind.hue, count, branches) if is_whole else None


def _needs(description: Description, context: PageContext) -> tuple[Branch, ...]:
    return need_tree(description, context, link_counts(dataset(), "mai:answersNeed"))


def _territories(opened: Dataset) -> tuple[tuple[Branch, ...], int]:
    """Return the territories where something happens; of a large network the busiest, and how many there are."""
    if not is_large(opened):
        counts = link_counts(opened, "mai:onTerritory")
        branches = territory_branches(active_territories(opened), reader(), counts)
        if len(branches) == len(counts):  # an overview may lack some
            return branches, len(branches)
    found = busiest(opened, MANY)
    named = cards(opened, (iri for iri, _ in found.territories))
    return busy_branches(found.territories, named, reader()), found.territory_count


def _levels(opened: Dataset) -> tuple[KindCount, ...]:
    return tallies(class_sizes(opened), reader(), LEVELS)


def _by_address(slug: str) -> ListPage | None:
    """Present a page of a list that is too long to be ordered by names; None for a shorter one."""
    opened, context, page = dataset(), reader(), _page()
    size = class_sizes(opened).get(expand(KIND_BY_KEY[slug].classes[0]), 0)
    if size <= _MOST_NAMED:
        return None
    found = all_of_kind(opened, slug, first=(page - 1) * PAGE_SIZE, most=PAGE_SIZE)
    if found is None or found.total != size:  # a class that the network does not know as such
        return None
    cut = slice_of(found.iris, page=page, total=size)
    return present_list(slug, cut, cards(opened, cut.iris), context, is_named=False)


def _plain(slug: str) -> ListPage:
    opened, context = dataset(), reader()
    ordered = _ordered(opened, KIND_BY_KEY[slug].classes[0], context.language)
    cut = take_slice(ordered, page=_page(), start=_start())
    return present_list(slug, cut, cards(opened, cut.iris), context)


def _start() -> str:
    return request.args.get("start", "")[:20]


def _page() -> int:
    return max(1, min(request.args.get("page", 1, type=int), _MOST_PAGES))


@once_a_snapshot
def _ordered(opened: Dataset, class_: str, language: str) -> list[tuple[str, str]]:
    return order_names(names_of_class(opened, class_), language)


def _names(branches: tuple[Branch, ...]) -> Iterator[Link]:
    """Yield what a tree names; a thing that stands under two others comes twice."""
    for each in branches:
        yield each.value.pieces[0]
        yield from _names(each.under)
