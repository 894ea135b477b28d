"""Close to a thing, and why: asked of a dataset, told as members of a document and as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.connections.similarity.live_ranking import close_to
from graph.connections.similarity.model import Connection, Page, Reason
from graph.connections.similarity.rarity_weights import decimal
from graph.connections.wording.reasons import tell_connection, tell_reason
from graph.exploration.labels import labels_of
from graph.exploration.lookup import thing_named
from graph.exploration.rendering import Members, PageRequest, RenderingContext, number

COLUMNS = (
    *("to", "name", "kind", "weight", "sentence"),
    *("rule", "basis", "basis_name", "reason_weight", "count", "of"),
)


@dataclass(frozen=True, slots=True)
class Close:
    """What a thing is close to, and whoever tells it."""

    page: Page
    place: PageRequest
    teller: RenderingContext

    @property
    def parameters(self) -> dict[str, str]:
        """Give the parameters that ask for it."""
        return {"of": self.teller.names.short(self.page.of)}


def ask_connections(dataset: Dataset, of: str, language: str, place: PageRequest | None = None) -> Close:
    """Ask what a thing is most closely connected to.

    Args:   of: an IRI as `graph.rdf.namespaces.absolute_iri` reads it
    Raises: NoNetwork, ParameterMissing, ParameterInvalid, UnknownThing.
    """
    place = place or PageRequest()
    network = dataset.network()
    page = close_to(network, thing_named(dataset, network, "of", of), limit=place.limit, offset=place.offset)
    labels = labels_of(dataset, page.iris())
    return Close(page, place, RenderingContext(dataset.names, dataset.snapshot, network, labels, language))


def connections_members(close: Close) -> Members:
    """Tell all as the members of a JSON document."""
    teller, page = close.teller, close.page
    return {
        "of": teller.thing(page.of),
        **teller.head(),
        **close.place.members(teller, "connections", close.parameters, page.total),
        "connections": [_connection(teller, each) for each in page.connections],
    }


def connections_rows(close: Close) -> Iterator[tuple[str | int, ...]]:
    """Give a row for each reason, in `COLUMNS`; lazy."""
    teller = close.teller
    for each in close.page.connections:
        told = teller.thing(each.to)
        own = (each.to, str(told["name"]), str(told["kind"]), decimal(each.weight))
        for reason in each.reasons:
            sentence = teller.say(tell_reason(reason, each, teller.labels))
            basis = (reason.rule, reason.basis, teller.name(reason.basis), decimal(reason.weight))
            yield (*own, sentence, *basis, reason.count, reason.of)


def connections_table(close: Close) -> Iterator[tuple[str, str, str]]:
    """Give a row for each connection, for people: its name, its weight, why; lazy."""
    for each in close.page.connections:
        yield close.teller.name(each.to), decimal(each.weight), connection_sentence(close, each)


def connection_sentence(close: Close, connection: Connection) -> str:
    """Say in one sentence why two things are close."""
    return close.teller.say(tell_connection(connection, close.teller.labels))


def _connection(teller: RenderingContext, connection: Connection) -> Members:
    return {
        "to": teller.thing(connection.to),
        "weight": number(connection.weight),
        "stated": connection.is_stated,
        "shared": connection.shared_count,
        "sentence": teller.say(tell_connection(connection, teller.labels)),
        "reasons": [_reason(teller, connection, each) for each in connection.reasons],
    }


def _reason(teller: RenderingContext, connection: Connection, reason: Reason) -> Members:
    return {
        "rule": reason.rule,
        "basis": teller.thing(reason.basis),
        "here": teller.thing(reason.here),
        "there": teller.thing(reason.there),
        "direction": "backwards" if reason.is_backwards else "forwards",
        "weight": number(reason.weight),
        "count": reason.count,
        "of": reason.of,
        "sentence": teller.say(tell_reason(reason, connection, teller.labels)),
    }
