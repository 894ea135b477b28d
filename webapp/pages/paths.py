"""How two things are connected: a form that names them, and the best few ways from one to the other."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from graph.backends.protocols import Dataset
from graph.exploration.path_query import path_query
from graph.exploration.paths import find_paths_between
from webapp.context import dataset, links, query_table, reader
from webapp.localization.relation_filters import filter_labels
from webapp.page_data.connections import picked
from webapp.page_data.name_lookup import Found, find_thing
from webapp.page_data.path_citations import note_sources
from webapp.presentation.paths import PathsPage, RelationFilter, present_ending, present_way
from webapp.presentation.thing_links import Naming
from webapp.responses import page_response

blueprint = Blueprint("paths", __name__)


@blueprint.get("/paths")
def paths() -> Response:
    """Tell how two things are connected; ask which, unless the address tells."""
    opened = dataset()
    start, end = (
        find_thing(opened, request.args.get(each, ""), links(), query_table) for each in ("from", "to")
    )
    form = _form(opened, start, end)
    return page_response("paths.html", _answered(opened, form) if start.iri and end.iri else form)


def _form(opened: Dataset, start: Found, end: Found) -> PathsPage:
    who, by = reader(), request.args.getlist("by")
    keys = [each.key for each in filter_labels() if each.key in by]
    held = start.iri or start.typed, end.iri or end.typed
    return PathsPage(
        picked(opened, start, who, lambda iri: links().paths(iri, held[1], keys)),
        picked(opened, end, who, lambda iri: links().paths(held[0], iri, keys)),
        tuple(RelationFilter(each.key, who.render(each.label), each.key in keys) for each in filter_labels()),
        swapped_href=links().paths(held[1], held[0], keys),
    )


def _answered(opened: Dataset, form: PathsPage) -> PathsPage:
    who, ends = reader(), (form.start.iri, form.end.iri)
    chosen = {each.key for each in form.choices if each.is_chosen}
    by = [one for each in filter_labels() if each.key in chosen for one in each.predicates]
    joined = find_paths_between(opened, ends, who.language, by=by)
    naming = Naming(opened.network(), joined.context.labels, who)
    told = note_sources(opened, joined.sources, who)
    ways = zip(joined.found.paths, told.notes, strict=True)
    asked = [("from", ends[0]), ("to", ends[1]), *(("by", each) for each in by), ("lang", who.language)]
    return replace(
        form,
        ending=present_ending(joined.found, ends, naming),
        ways=tuple(
            present_way(path, notes, links().sparql(path_query(path)), naming=naming, reader=who)
            for path, notes in ways
            if path.steps
        ),
        sources=told.sources,
        contributions=told.contributions,
        registers=told.registers,
        data_href=links().answer("paths", asked),
    )
