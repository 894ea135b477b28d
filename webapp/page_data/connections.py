"""Find what a page shows of the connections of a thing, and the names that their sentences need.

`presentation.connections` lays it out; nothing here knows Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from graph.backends.limitations import MISSING
from graph.backends.protocols import Dataset
from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity.families import family_of
from graph.connections.similarity.live_ranking import close_to
from graph.connections.similarity.model import Connection, Page
from graph.errors import NoNetwork
from graph.exploration.labels import labels_of
from graph.rdf.terms import NamedNode, Triple
from graph.sparql.named_queries import read_query
from webapp.localization.kind_labels import KindLabel as PageKind
from webapp.page_data.name_lookup import Found
from webapp.presentation.connections import WHY, absent, present_nearby
from webapp.presentation.description import Description
from webapp.presentation.page_context import PageContext
from webapp.presentation.thing_links import ThingLinks
from webapp.presentation.view_models import Nearby, Pick

# The query that gives what is published of a thing's connections.
OF_A_THING = "browse/thing_connections"
DERIVED = "browse/thing_derived"
_SHOWN, _TWO = 6, 2
_SHOWN_ELSEWHERE = {"part-of", "broader", "follows", "member-of", "unit-of", "sub-organisation-of"}
_LOOKED_AT, _STRIDE = 40, 8


def nearest(dataset: Dataset, iri: str, kind: PageKind, context: PageContext) -> Nearby | None:
    """Present the few things that a thing is closest to; None where nothing can be close to its kind.

    What is merely a part of it, or wider, or next, is shown where parts, concepts and events are.
    """
    try:
        network = dataset.network()
    except NoNetwork:
        return (
            absent(MISSING["connections"].render(context.language), context) if _may_be_close(kind) else None
        )
    found = close_to(network, iri, limit=0)
    if found.kind is None or family_of(found.kind) is None:
        return None
    chosen: list[Connection] = []
    offset, step = 0, _LOOKED_AT
    while len(chosen) < _SHOWN and offset < found.total:
        page = close_to(network, iri, limit=step, offset=offset)
        chosen += [each for each in page.connections if not _is_shown_elsewhere(each)]
        offset, step = offset + step, step * _STRIDE  # the thousands of members of a body come first
    return nearby_of(dataset, replace(found, connections=tuple(chosen[:_SHOWN])), context)


def derived_of(dataset: Dataset, focus: NamedNode) -> set[Triple] | None:
    """Return the published connections of a thing that rules derive; None where they are too many for a document."""
    query = read_query(DERIVED)
    result = dataset.run(query, {"focus": focus}).result
    most = query.max_rows or 0
    found = list(islice(result, most + 1))  # type: ignore[arg-type]
    return {each for each in found if isinstance(each, Triple)} if len(found) <= most else None


def why_joined(
    dataset: Dataset, description: Description, node: NamedNode, context: PageContext
) -> Nearby | None:
    """Present all that joins the two ends of a derived connection, which is among the strongest of either."""
    ends = [each for side in ("From", "To") for each in description.nodes(node, f"mai:connection{side}")]
    if len(ends) != _TWO or description.one(node, "mai:weight") is None or not _has_network(dataset):
        return None
    first, second = (each.value for each in ends)
    for here, there in ((first, second), (second, first)):
        page = close_to(dataset.network(), here, limit=_LOOKED_AT)
        found = [each for each in page.connections if each.to == there]
        if found:
            shown = replace(page, total=1, connections=tuple(found))
            return present_nearby(shown, name_things(dataset, shown.iris(), context), context, WHY)
    return None


def nearby_of(dataset: Dataset, found: Page, context: PageContext) -> Nearby:
    """Present connections that were found, with the names that they need."""
    return present_nearby(found, name_things(dataset, found.iris(), context), context)


def _may_be_close(kind: PageKind) -> bool:
    """Return whether things of a kind may be close to one another, where there is no network to ask."""
    return kind.hue == "territory" or any(each.word == kind.key and family_of(each) for each in Kind)


def _has_network(dataset: Dataset) -> bool:
    try:
        dataset.network()
    except NoNetwork:
        return False
    return True


def _is_shown_elsewhere(connection: Connection) -> bool:
    return {each.rule for each in connection.reasons} <= _SHOWN_ELSEWHERE


def present_pick(dataset: Dataset, found: Found, context: PageContext, choose: Callable[[str], str]) -> Pick:
    """Present what was found for a field of a form.

    Args: choose: addresses the page with a thing chosen, or with none
    """
    thing_links = name_things(dataset, [found.iri, *found.candidates], context)
    return Pick(
        typed=found.typed,
        iri=found.iri,
        chosen=thing_links.link(found.iri) if found.iri else None,
        candidates=tuple(
            (replace(thing_links.link(each), href=choose(each)), context.render(thing_links.kind(each).one))
            for each in found.candidates
        ),
        has_more=found.has_more,
        again_href=choose(""),
    )


def name_things(dataset: Dataset, iris: Iterable[str], context: PageContext) -> ThingLinks:
    """Read the names of some things."""
    return ThingLinks(dataset.network(), labels_of(dataset, [each for each in iris if each]), context)
