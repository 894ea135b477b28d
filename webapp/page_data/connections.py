"""Ask the network of a dataset what the pages tell of connections.

Flows in: a dataset and the IRI of a thing. Flows out: connections and the names that their sentences need.
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
from webapp.presentation.thing_links import Naming
from webapp.presentation.view_models import Nearby, Pick

# The query that gives what is published of a thing's connections.
OF_A_THING = "browse/thing_connections"
DERIVED = "browse/thing_derived"
_SHOWN, _TWO = 6, 2
_TOLD_ELSEWHERE = {"part-of", "broader", "follows", "member-of", "unit-of", "sub-organisation-of"}
_LOOKED_AT, _STRIDE = 40, 8


def nearest(dataset: Dataset, iri: str, kind: PageKind, reader: PageContext) -> Nearby | None:
    """Tell the little that a thing is closest to; None where nothing can be close to its like.

    What is merely a part of it, or wider, or next, is told where parts, notions and events are.
    """
    try:
        network = dataset.network()
    except NoNetwork:
        return absent(MISSING["connections"].render(reader.language), reader) if _may_be_close(kind) else None
    found = close_to(network, iri, limit=0)
    if found.kind is None or family_of(found.kind) is None:
        return None
    chosen: list[Connection] = []
    offset, step = 0, _LOOKED_AT
    while len(chosen) < _SHOWN and offset < found.total:
        page = close_to(network, iri, limit=step, offset=offset)
        chosen += [each for each in page.connections if not _is_told_elsewhere(each)]
        offset, step = offset + step, step * _STRIDE  # the thousands of members of a body come first
    return tell_nearby(dataset, replace(found, connections=tuple(chosen[:_SHOWN])), reader)


def derived_of(dataset: Dataset, focus: NamedNode) -> set[Triple] | None:
    """Give the connections of a thing that rules derive, as published; None where they are too many for a document."""
    query = read_query(DERIVED)
    result = dataset.run(query, {"focus": focus}).result
    most = query.max_rows or 0
    found = list(islice(result, most + 1))  # type: ignore[arg-type]
    return {each for each in found if isinstance(each, Triple)} if len(found) <= most else None


def why_joined(
    dataset: Dataset, description: Description, node: NamedNode, reader: PageContext
) -> Nearby | None:
    """Tell all that joins the two ends of a connection that a rule derived; it is among the strongest of either."""
    ends = [each for side in ("From", "To") for each in description.nodes(node, f"mai:connection{side}")]
    if len(ends) != _TWO or description.one(node, "mai:weight") is None or not _has_network(dataset):
        return None
    first, second = (each.value for each in ends)
    for here, there in ((first, second), (second, first)):
        page = close_to(dataset.network(), here, limit=_LOOKED_AT)
        found = [each for each in page.connections if each.to == there]
        if found:
            told = replace(page, total=1, connections=tuple(found))
            return present_nearby(told, name_things(dataset, told.iris(), reader), reader, WHY)
    return None


def tell_nearby(dataset: Dataset, found: Page, reader: PageContext) -> Nearby:
    """Tell what was found."""
    return present_nearby(found, name_things(dataset, found.iris(), reader), reader)


def _may_be_close(kind: PageKind) -> bool:
    """Tell whether things of a kind may be close to one another, where no network tells their kind."""
    return kind.hue == "territory" or any(each.word == kind.key and family_of(each) for each in Kind)


def _has_network(dataset: Dataset) -> bool:
    try:
        dataset.network()
    except NoNetwork:
        return False
    return True


def _is_told_elsewhere(connection: Connection) -> bool:
    return {each.rule for each in connection.reasons} <= _TOLD_ELSEWHERE


def picked(dataset: Dataset, found: Found, reader: PageContext, choose: Callable[[str], str]) -> Pick:
    """Tell what was found for a field.

    Args: choose: addresses the page with a thing chosen, or with none
    """
    naming = name_things(dataset, [found.iri, *found.candidates], reader)
    return Pick(
        typed=found.typed,
        iri=found.iri,
        chosen=naming.link(found.iri) if found.iri else None,
        candidates=tuple(
            (replace(naming.link(each), href=choose(each)), reader.render(naming.kind(each).one))
            for each in found.candidates
        ),
        has_more=found.has_more,
        again_href=choose(""),
    )


def name_things(dataset: Dataset, iris: Iterable[str], reader: PageContext) -> Naming:
    """Name some things."""
    return Naming(dataset.network(), labels_of(dataset, [each for each in iris if each]), reader)
