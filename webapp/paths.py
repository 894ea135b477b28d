"""How two things are connected: a form that names them, and the best few ways from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, request

from graph.contract import AnyDataset
from graph.network.network import Network
from graph.network.path import Paths
from graph.network.path_search import find_paths
from graph.network.relations import predicate
from graph.path_query import path_query
from webapp.frame import dataset, links, reader
from webapp.link_kinds import LINK_KINDS
from webapp.linking import name_things, network_of, picked
from webapp.present_paths import Choice, PathsPage, present_ending, present_way
from webapp.reply import page_response
from webapp.seek import Found, find_thing
from webapp.sourcing import note_sources

blueprint = Blueprint("paths", __name__)


@blueprint.get("/paths")
def paths() -> Response:
    """Tell how two things are connected; ask which, unless the address tells."""
    opened = dataset()
    network = network_of(opened)
    if network is None:
        return page_response("paths.html", PathsPage(has_network=False))
    start, end = (
        find_thing(opened, network, request.args.get(each, ""), links()) for each in ("from", "to")
    )
    form = _form(opened, network, start, end)
    return page_response(
        "paths.html", _answered(opened, network, form) if start.iri and end.iri else form
    )


def _form(opened: AnyDataset, network: Network, start: Found, end: Found) -> PathsPage:
    who, by = reader(), request.args.getlist("by")
    keys = [each.key for each in LINK_KINDS if each.key in by]
    held = start.iri or start.typed, end.iri or end.typed
    return PathsPage(
        picked(opened, network, start, who, lambda iri: links().paths(iri, held[1], keys)),
        picked(opened, network, end, who, lambda iri: links().paths(held[0], iri, keys)),
        tuple(Choice(each.key, who.translate(each.words), each.key in keys) for each in LINK_KINDS),
        swapped_href=links().paths(held[1], held[0], keys),
    )


def _answered(opened: AnyDataset, network: Network, form: PathsPage) -> PathsPage:
    chosen = {each.key for each in form.choices if each.is_chosen}
    relations = [one for kind in LINK_KINDS if kind.key in chosen for one in kind.relations]
    ends = form.start.iri, form.end.iri
    found = find_paths(network, *ends, relations=relations or None)
    naming = name_things(opened, network, {*ends, *_named(found)}, reader())
    told = note_sources(opened, found.paths, reader())
    asked = [("from", ends[0]), ("to", ends[1]), *(("by", predicate(one)) for one in relations)]
    return replace(
        form,
        ending=present_ending(found, ends, naming),
        ways=tuple(
            present_way(path, notes, links().sparql(path_query(path)), naming=naming, reader=reader())
            for path, notes in zip(found.paths, told.notes, strict=True)
            if path.steps
        ),
        sources=told.sources,
        contributions=told.contributions,
        registers=told.registers,
        data_href=links().api("paths", [*asked, ("lang", reader().language)]),
    )


def _named(found: Paths) -> Iterator[str]:
    """Give the IRIs that sentences of paths name, functions held among them."""
    for step in (each for path in found.paths for each in path.steps):
        yield from (step.start.iri, step.end.iri)
        yield from (link.record for link in step.links if link.record)
