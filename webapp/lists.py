"""Lists of things by kind, and the page of contributions and sources."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, abort, request

from graph.contract import AnyDataset
from webapp.collect import active_territories, cards, class_sizes, names_of_class, once_a_snapshot, overview
from webapp.frame import dataset, reader
from webapp.kinds import KIND_BY_KEY, UNNAMED
from webapp.page import Link
from webapp.present_list import (
    LEVELS,
    Branch,
    ListPage,
    initiative_tree,
    need_tree,
    order_names,
    present_list,
    take_slice,
    tallies,
    territory_branches,
)
from webapp.reply import page_response

_MOST = 300  # a tree of more entries than this is a list to page through
blueprint = Blueprint("lists", __name__)


@blueprint.get("/list/<slug>")
def list_things(slug: str) -> Response:
    """List the things of one kind."""
    if slug not in KIND_BY_KEY or slug in UNNAMED:
        abort(404)
    return page_response("list.html", _special(slug) or _plain(slug))


def _special(slug: str) -> ListPage | None:
    """Give the lists that are more than names in order, as long as they fit one page."""
    opened, who = dataset(), reader()
    kind = KIND_BY_KEY[slug]
    if slug == "territory":
        branches = territory_branches(active_territories(opened), who)
        levels = tallies(class_sizes(opened), who, LEVELS)
        return ListPage(who.translate(kind.many), kind.hue, len(branches), branches, levels=levels)
    trees = {"initiative": ("initiatives", initiative_tree), "need": ("needs", need_tree)}
    if slug not in trees:
        return None
    what, grow = trees[slug]
    branches = grow(overview(opened, what), who)
    count = len(set(_names(branches)))
    return ListPage(who.translate(kind.many), kind.hue, count, branches) if count <= _MOST else None


def _plain(slug: str) -> ListPage:
    opened, who = dataset(), reader()
    ordered = _ordered(opened, KIND_BY_KEY[slug].classes[0], who.language)
    cut = take_slice(
        ordered, page=request.args.get("page", 1, type=int), start=request.args.get("start", "")[:20]
    )
    return present_list(slug, cut, cards(opened, cut.iris), who)


@once_a_snapshot
def _ordered(opened: AnyDataset, class_: str, language: str) -> list[tuple[str, str]]:
    return order_names(names_of_class(opened, class_), language)


def _names(branches: tuple[Branch, ...]) -> Iterator[Link]:
    """Give what a tree names; a thing that stands under two others is given twice."""
    for each in branches:
        yield each.value.pieces[0]
        yield from _names(each.under)
