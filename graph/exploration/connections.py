"""What a thing is most closely connected to, and why: found in a dataset, rendered as JSON members and as rows.

Connections are computed from the arrays of the network when they are requested, in some ten milliseconds.

    found = find_connections(dataset, "id/circle/arpentage", "fr")
    json_text(connections_members(found))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.connections.similarity.live_ranking import close_to
from graph.connections.similarity.model import Connection, Page, Reason, decimal
from graph.connections.wording import reasons
from graph.exploration.labels import labels_of
from graph.exploration.lookup import thing_named
from graph.exploration.rendering import Members, PageRequest, RenderingContext, number

COLUMNS = (
    *("to", "name", "kind", "weight", "sentence"),
    *("rule", "basis", "basis_name", "reason_weight", "count", "of"),
)


@dataclass(frozen=True, slots=True)
class ClosestThings:
    """A page of the things that one thing is most closely connected to, with what is needed to render it."""

    page: Page
    place: PageRequest
    context: RenderingContext

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters of the API request that gives this page."""
        return {"of": self.context.names.short(self.page.of)}


def find_connections(
    dataset: Dataset, of: str, language: str, place: PageRequest | None = None
) -> ClosestThings:
    """Find what a thing is most closely connected to.

    Args:
        of: An IRI, absolute, compact or relative to the base.
        place: Which page of the list; default: the first.

    Raises:
        NoNetwork: The backend has none.
        ParameterMissing, ParameterInvalid, UnknownThing: `of` is not the IRI of a thing.
    """
    place = place or PageRequest()
    network = dataset.network()
    page = close_to(network, thing_named(dataset, network, "of", of), limit=place.limit, offset=place.offset)
    labels = labels_of(dataset, page.iris())
    return ClosestThings(
        page, place, RenderingContext(dataset.names, dataset.snapshot, network, labels, language)
    )


def connections_members(found: ClosestThings) -> Members:
    """Return the page as the members of a JSON document."""
    context, page = found.context, found.page
    return {
        "of": context.thing(page.of),
        **context.head(),
        **found.place.members(context, "connections", found.parameters, page.total),
        "connections": [_connection(context, each) for each in page.connections],
    }


def connections_rows(found: ClosestThings) -> Iterator[tuple[str | int, ...]]:
    """Yield a row for each reason, with the columns `COLUMNS`."""
    context = found.context
    for each in found.page.connections:
        thing = context.thing(each.to)
        own = (each.to, str(thing["name"]), str(thing["kind"]), decimal(each.weight))
        for reason in each.reasons:
            sentence = context.render(reasons.reason_sentence(reason, each, context.labels))
            basis = (reason.rule, reason.basis, context.name(reason.basis), decimal(reason.weight))
            yield (*own, sentence, *basis, reason.count, reason.of)


def connections_table(found: ClosestThings) -> Iterator[tuple[str, str, str]]:
    """Yield a row for each connection, for people: name, weight, sentence."""
    for each in found.page.connections:
        yield found.context.name(each.to), decimal(each.weight), connection_sentence(found, each)


def connection_sentence(found: ClosestThings, connection: Connection) -> str:
    """Return one sentence that says why two things are close."""
    return found.context.render(reasons.connection_sentence(connection, found.context.labels))


def _connection(context: RenderingContext, connection: Connection) -> Members:
    return {
        "to": context.thing(connection.to),
        "weight": number(connection.weight),
        "stated": connection.is_stated,
        "shared": connection.shared_count,
        "sentence": context.render(reasons.connection_sentence(connection, context.labels)),
        "reasons": [_reason(context, connection, each) for each in connection.reasons],
    }


def _reason(context: RenderingContext, connection: Connection, reason: Reason) -> Members:
    return {
        "rule": reason.rule,
        "basis": context.thing(reason.basis),
        "here": context.thing(reason.here),
        "there": context.thing(reason.there),
        "direction": "backwards" if reason.is_backwards else "forwards",
        "weight": number(reason.weight),
        "count": reason.count,
        "of": reason.of,
        "sentence": context.render(reasons.reason_sentence(reason, connection, context.labels)),
    }
