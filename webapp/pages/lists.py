"""Serve lists of things by kind, and of what points to a thing.

Long lists come in pages, in the order of names as long as there are not too many.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, abort, request

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, expand
from webapp.context import dataset, reader
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
from webapp.page_data.listings import all_of_kind, busiest, pointing
from webapp.presentation.list_pages import (
    LEVELS,
    PAGE_SIZE,
    KindCount,
    ListPage,
    order_names,
    present_list,
    present_pointing,
    slice_of,
    take_slice,
    tallies,
)
from webapp.presentation.trees import Branch, busy_branches, initiative_tree, need_tree, territory_branches
from webapp.presentation.view_models import Link
from webapp.responses import page_response

_MOST_NAMED = 50_000  # things; more are not put in the order of their names
_MOST_PAGES = 1_000_000
_MOST_TRIPLES = 20_000  # of an overview that is whole
_BUSIEST = msg("Voici les {count} où il se passe le plus de choses.")
blueprint = Blueprint("lists", __name__)


@blueprint.get("/list/<slug>")
def list_things(slug: str) -> Response:
    """List the things of one kind."""
    if slug not in KIND_BY_KEY or slug in UNNAMED:
        abort(404)
    return page_response("list.html", _special(slug) or _by_address(slug) or _plain(slug))


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
    trees = {"initiative": ("initiatives", initiative_tree), "need": ("needs", need_tree)}
    if slug not in trees or is_large(opened, kind.classes[0]):
        return None
    what, grow = trees[slug]
    description = overview(opened, what)
    if len(description.triples) >= _MOST_TRIPLES:  # some may be missing
        return None
    branches = grow(description, context)
    count = len(set(_names(branches)))
    return ListPage(context.render(kind.many), kind.hue, count, branches) if count <= MANY else None


def _territories(opened: Dataset) -> tuple[tuple[Branch, ...], int]:
    """Return the territories where something happens; of a large network the busiest, and how many there are."""
    if not is_large(opened):
        branches = territory_branches(active_territories(opened), reader())
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
    cut = take_slice(ordered, page=_page(), start=request.args.get("start", "")[:20])
    return present_list(slug, cut, cards(opened, cut.iris), context)


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
