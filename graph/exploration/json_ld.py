"""The same answers as JSON-LD, under the context that `context.jsonld` holds: lists, whose entries tell what they rest on.

A derived link between two initiatives is the `mai:Connection` that the graphs of the rules publish, under its name
there; a stated one, and a step of a path, is a statement. What brings other things close has no term: it is told in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from graph.connections.network.relations import predicate
from graph.connections.network.thing_kinds import is_initiative
from graph.connections.paths.model import Path
from graph.connections.similarity.connection_triples import share_triples
from graph.connections.similarity.families import FAMILIES
from graph.connections.similarity.model import Connection
from graph.connections.similarity.rarity_weights import decimal
from graph.connections.similarity.rules import Rule, Share
from graph.connections.structure.measurements import describe_structure
from graph.connections.structure.tables import Cell
from graph.exploration.connections import Close, connection_sentence
from graph.exploration.path_provenance import Sourced
from graph.exploration.paths import Joined
from graph.exploration.rendering import Members, RenderingContext
from graph.exploration.structure import PARTS, SEVERAL, THINGS, StructurePart, Surveyed
from graph.rdf.terms import Literal, NamedNode, Triple, expand, name

CONTEXT = "context.jsonld"
_RULES = {each.word: each for each in Rule}
_DERIVED = name("assertion:derived").value


@cache
def context_text() -> str:
    """Give the context, which every document names."""
    return (files("graph.exploration") / CONTEXT).read_text("utf-8")


def linked_connections(close: Close) -> Members:
    """Tell what a thing is close to."""
    teller, page, place = close.teller, close.page, close.place
    return {
        **_list(
            teller, "connections", close.parameters | {"limit": str(place.limit), "page": str(place.page)}
        ),
        "about": _named(teller, page.of),
        "total": page.total,
        "entries": [
            {
                "a": "Entry",
                "position": position,
                "item": _named(teller, each.to),
                "text": _text(teller, connection_sentence(close, each)),
                "quantities": [_quantity("weight", decimal(each.weight))],
                "because": [*_derived(close, each), *_stated(page.of, each)],
            }
            for position, each in enumerate(page.connections, start=place.offset + 1)
        ],
    }


def linked_paths(joined: Joined) -> Members:
    """Tell how two things are connected: a list of paths, each a list of statements."""
    teller = joined.teller
    found = zip(joined.found.paths, joined.sources, strict=True)
    return {
        **_list(teller, "paths", joined.parameters),
        "about": [_named(teller, joined.start), _named(teller, joined.end)],
        "total": len(joined.found.paths),
        "text": _text(teller, joined.sentence),
        "entries": [
            {
                "a": "Entry",
                "position": position,
                "text": _text(teller, joined.path_sentence(path)),
                "quantities": [_quantity("weight", decimal(path.cost))],
                "item": {"a": "List", "entries": _statements(path, sources)},
            }
            for position, (path, sources) in enumerate(found, start=1)
        ],
    }


def linked_structure(surveyed: Surveyed) -> Members:
    """Tell the measurements of the structure, as the catalogue does."""
    teller = surveyed.teller
    number = teller.snapshot.number if teller.snapshot else 0
    told = list(describe_structure(surveyed.structure, number, teller.names))
    return {
        "@context": teller.names.answer(CONTEXT, {}),
        "iri": teller.names.dataset.value,
        "measurements": [
            {
                "iri": _value(each.subject),
                "a": "Measurement",
                "measure": _value(each.object),
                "measured": int(_value(_of(told, each.subject, "dqv:value"))),
                "state": _value(_of(told, each.subject, "dcat:version")),
            }
            for each in told
            if each.predicate == name("dqv:isMeasurementOf")
        ],
    }


def linked_part(part: StructurePart) -> Members:
    """Tell a page of a table: an entry a row, about its first thing."""
    teller, table, place = part.teller, part.table, part.place
    parameters = {"part": table.name, "limit": str(place.limit), "page": str(place.page)}
    return {
        **_list(teller, "structure", parameters),
        "about": {"iri": teller.names.dataset.value},
        "text": _text(teller, teller.say(PARTS[table.name])),
        "total": table.count,
        "entries": [
            {"a": "Entry", "position": position, **_row(teller, table.columns, row)}
            for position, row in enumerate(part.rows, start=place.offset + 1)
        ],
    }


def _of(triples: Sequence[Triple], subject: object, curie: str) -> object:
    return next(each.object for each in triples if each.subject == subject and each.predicate == name(curie))


def _value(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


def _list(teller: RenderingContext, path: str, parameters: dict[str, str]) -> Members:
    return {
        "@context": teller.names.answer(CONTEXT, {}),
        "iri": teller.names.answer(path, {**parameters, "lang": teller.language, "format": "jsonld"}),
        "a": "List",
    }


def _named(teller: RenderingContext, iri: str) -> Members:
    return {"iri": iri, "name": teller.name(iri)}


def _text(teller: RenderingContext, sentence: str) -> Members:
    return {"@value": sentence, "@language": teller.language}


def _quantity(property_: str, written: str) -> Members:
    return {"a": "Quantity", "property": property_, "decimal": written}


def _derived(close: Close, connection: Connection) -> Iterator[Members]:
    """Give the connections of the rules; without the weight where not every reason is told."""
    if not all(map(is_initiative, connection.kinds)):
        return
    first, second = sorted((close.page.of, connection.to))
    is_whole = len(connection.reasons) == connection.shared_count
    for word, rule in _RULES.items():
        held = [each for each in connection.reasons if each.rule == word]
        if held:
            weight = sum(each.weight for each in held)
            share = Share(first, second, rule, weight, tuple(each.basis for each in held))
            node = next(share_triples(share, close.teller.names)).subject
            assert isinstance(node, NamedNode)
            yield {
                "iri": node.value,
                "a": "Connection",
                "from": first,
                "to": second,
                "connectionType": name(f"connection-type:{word}").value,
                "basis": list(share.bases),
                "status": _DERIVED,
                **({"weight": decimal(weight)} if is_whole else {}),
            }


def _stated(of: str, connection: Connection) -> Iterator[Members]:
    for each in connection.reasons:
        stated = _predicates().get(each.rule)
        if stated is not None:
            ends = (connection.to, of) if each.is_backwards else (of, connection.to)
            yield _statement(ends[0], stated, ends[1])


def _statement(subject: str, predicate_iri: str, value: str) -> Members:
    return {"a": "Statement", "subject": subject, "predicate": predicate_iri, "object": value}


def _statements(path: Path, sources: Sequence[Sourced]) -> list[Members]:
    assert path.steps or not sources
    return [
        {
            "a": "Entry",
            "position": position,
            "item": {
                **_statement(*(each.value for each in sourced.triple)),
                "because": list(sourced.graphs),
                "evidence": list(sourced.quotes),
                "status": list(sourced.statuses),
            },
        }
        for position, sourced in enumerate(sources, start=1)
    ]


def _row(teller: RenderingContext, columns: tuple[str, ...], row: tuple[Cell, ...]) -> Members:
    told: Members = {}
    quantities: list[Members] = []
    for column, cell in zip(columns, row, strict=True):
        if column in THINGS:
            told |= {"mentions" if "item" in told else "item": _named(teller, str(cell))}
        elif column in SEVERAL and isinstance(cell, tuple):
            told["mentions"] = [
                *_as_list(told.get("mentions")),
                *(_named(teller, str(each)) for each in cell),
            ]
        elif isinstance(cell, float):
            quantities.append(_quantity(column, f"{cell:.4f}"))
        else:
            values = list(cell) if isinstance(cell, tuple) else [cell]
            quantities += [{"a": "Quantity", "property": column, "value": each} for each in values]
    return {**told, "quantities": quantities}


def _as_list(held: object) -> list[object]:
    return held if isinstance(held, list) else [held] if held else []


@cache
def _predicates() -> dict[str, str]:
    """Give the predicate of each rule that is one statement."""
    return {
        stated.rule: expand(predicate(stated.path[0].relation))
        for family in FAMILIES
        for stated in family.stated
        if len(stated.path) == 1
    }
