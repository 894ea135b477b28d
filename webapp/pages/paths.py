"""Serve the page that connects two things: a form that names them, and the best few paths between them.

The paths come from `graph.connections.paths`, within a bounded search.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from graph.backends.protocols import Dataset
from graph.exploration.path_query import path_query, paths_query
from graph.exploration.paths import find_paths_between
from graph.i18n import BilingualText
from webapp.context import dataset, links, reader
from webapp.localization.relation_filters import filter_labels
from webapp.page_data.connections import present_pick
from webapp.page_data.name_lookup import Found, find_thing
from webapp.page_data.path_citations import cite_paths
from webapp.presentation.paths import PathsPage, RelationFilter, present_ending, present_way
from webapp.presentation.thing_links import ThingLinks
from webapp.responses import page_response

blueprint = Blueprint("paths", __name__)
_BEHIND = BilingualText(
    "Les chemins que montre cette page, une ligne chacun", "The paths that this page shows, a row for each"
)


@blueprint.get("/paths")
def paths() -> Response:
    """Show how two things are connected; without them in the address, ask which."""
    opened = dataset()
    start, end = (find_thing(opened, request.args.get(each, ""), links()) for each in ("from", "to"))
    form = _form(opened, start, end)
    return page_response("paths.html", _answered(opened, form) if start.iri and end.iri else form)


def _form(opened: Dataset, start: Found, end: Found) -> PathsPage:
    context, by = reader(), request.args.getlist("by")
    keys = [each.key for each in filter_labels() if each.key in by]
    held = start.iri or start.typed, end.iri or end.typed
    return PathsPage(
        present_pick(opened, start, context, lambda iri: links().paths(iri, held[1], keys)),
        present_pick(opened, end, context, lambda iri: links().paths(held[0], iri, keys)),
        tuple(
            RelationFilter(each.key, context.render(each.label), each.key in keys) for each in filter_labels()
        ),
        swapped_href=links().paths(held[1], held[0], keys),
    )


def _answered(opened: Dataset, form: PathsPage) -> PathsPage:
    context, ends = reader(), (form.start.iri, form.end.iri)
    chosen = {each.key for each in form.choices if each.is_chosen}
    by = [one for each in filter_labels() if each.key in chosen for one in each.predicates]
    joined = find_paths_between(opened, ends, context.language, by=by)
    thing_links = ThingLinks(opened.network(), joined.context.labels, context)
    cited = cite_paths(opened, joined.sources, context)
    ways = zip(joined.found.paths, cited.citations, strict=True)
    parameters = [
        ("from", ends[0]),
        ("to", ends[1]),
        *(("by", each) for each in by),
        ("lang", context.language),
    ]
    return replace(
        form,
        ending=present_ending(joined.found, ends, thing_links),
        ways=tuple(
            present_way(
                path, citations, links().sparql(path_query(path)), thing_links=thing_links, context=context
            )
            for path, citations in ways
            if path.steps
        ),
        sources=cited.sources,
        contributions=cited.contributions,
        registers=cited.registers,
        data_href=links().answer("paths", parameters),
        query_href=links().sparql(f"# {context.render(_BEHIND)}\n{paths_query(joined.found.paths)}"),
    )
