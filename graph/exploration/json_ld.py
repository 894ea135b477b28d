"""Connections, paths and structure as JSON-LD, with the context `context.jsonld`: lists whose entries give their reasons.

A derived link between two initiatives is the `mai:Connection` that the derived graphs publish, with its IRI there. A stated
link, and a step of a path, is a statement. Other reasons have no term in the ontology and are given as text only.
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
from graph.connections.similarity.model import Connection, decimal
from graph.connections.similarity.rules import Rule, Share
from graph.connections.structure.measurements import describe_structure, structure_counts
from graph.connections.structure.tables import Cell
from graph.exploration.connections import ClosestThings, connection_sentence
from graph.exploration.path_provenance import SourcedStatement
from graph.exploration.paths import PathsBetween
from graph.exploration.rendering import Members, RenderingContext
from graph.exploration.structure import SEVERAL, THINGS, StructureOverview, StructurePart, part_title
from graph.rdf.terms import Literal, NamedNode, Triple, expand, name

CONTEXT = "context.jsonld"
_RULES = {each.word: each for each in Rule}
_DERIVED = name("assertion:derived").value


@cache
def context_text() -> str:
    """Return the JSON-LD context, whose URL is in every document."""
    return (files("graph.exploration") / CONTEXT).read_text("utf-8")


def connections_json_ld(found: ClosestThings) -> Members:
    """Return what a thing is close to."""
    context, page, place = found.context, found.page, found.place
    return {
        **_list(
            context, "connections", found.parameters | {"limit": str(place.limit), "page": str(place.page)}
        ),
        "about": _named(context, page.of),
        "total": page.total,
        "entries": [
            {
                "a": "Entry",
                "position": position,
                "item": _named(context, each.to),
                "text": _text(context, connection_sentence(found, each)),
                "quantities": [_quantity("weight", decimal(each.weight))],
                "because": [*_derived(found, each), *_stated(page.of, each)],
            }
            for position, each in enumerate(page.connections, start=place.offset + 1)
        ],
    }


def paths_json_ld(between: PathsBetween) -> Members:
    """Return how two things are connected: a list of paths, each a list of statements."""
    context = between.context
    found = zip(between.found.paths, between.sources, strict=True)
    return {
        **_list(context, "paths", between.parameters),
        "about": [_named(context, between.start), _named(context, between.end)],
        "total": len(between.found.paths),
        "text": _text(context, between.sentence),
        "entries": [
            {
                "a": "Entry",
                "position": position,
                "text": _text(context, between.path_sentence(path)),
                "quantities": [_quantity("weight", decimal(path.cost))],
                "item": {"a": "List", "entries": _statements(path, sources)},
            }
            for position, (path, sources) in enumerate(found, start=1)
        ],
    }


def structure_json_ld(overview: StructureOverview) -> Members:
    """Return the measurements of the structure, as the catalogue states them."""
    context = overview.context
    number = context.snapshot.number if context.snapshot else 0
    stated = list(describe_structure(structure_counts(overview.structure), number, context.names))
    return {
        "@context": context.names.answer(CONTEXT, {}),
        "iri": context.names.dataset.value,
        "measurements": [
            {
                "iri": _value(each.subject),
                "a": "Measurement",
                "measure": _value(each.object),
                "measured": int(_value(_of(stated, each.subject, "dqv:value"))),
                "state": _value(_of(stated, each.subject, "dcat:version")),
            }
            for each in stated
            if each.predicate == name("dqv:isMeasurementOf")
        ],
    }


def part_json_ld(part: StructurePart) -> Members:
    """Return a page of a table: an entry for each row, about its first thing."""
    context, table, place = part.context, part.table, part.place
    parameters = {"part": table.name, "limit": str(place.limit), "page": str(place.page)}
    return {
        **_list(context, "structure", parameters),
        "about": {"iri": context.names.dataset.value},
        "text": _text(context, part_title(table.name, context)),
        "total": table.count,
        "entries": [
            {"a": "Entry", "position": position, **_row(context, table.columns, row)}
            for position, row in enumerate(part.rows, start=place.offset + 1)
        ],
    }


def _of(triples: Sequence[Triple], subject: object, curie: str) -> object:
    return next(each.object for each in triples if each.subject == subject and each.predicate == name(curie))


def _value(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


def _list(context: RenderingContext, path: str, parameters: dict[str, str]) -> Members:
    return {
        "@context": context.names.answer(CONTEXT, {}),
        "iri": context.names.answer(path, {**parameters, "lang": context.language, "format": "jsonld"}),
        "a": "List",
    }


def _named(context: RenderingContext, iri: str) -> Members:
    return {"iri": iri, "name": context.name(iri)}


def _text(context: RenderingContext, sentence: str) -> Members:
    return {"@value": sentence, "@language": context.language}


def _quantity(property_: str, written: str) -> Members:
    return {"a": "Quantity", "property": property_, "decimal": written}


def _derived(found: ClosestThings, connection: Connection) -> Iterator[Members]:
    """Yield the derived connections; without weight where the page leaves out some reasons."""
    if not all(map(is_initiative, connection.kinds)):
        return
    first, second = sorted((found.page.of, connection.to))
    is_whole = len(connection.reasons) == connection.shared_count
    for word, rule in _RULES.items():
        reasons = [each for each in connection.reasons if each.rule == word]
        if reasons:
            weight = sum(each.weight for each in reasons)
            share = Share(first, second, rule, weight, tuple(each.basis for each in reasons))
            node = next(share_triples(share, found.context.names)).subject
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


def _statements(path: Path, sources: Sequence[SourcedStatement]) -> list[Members]:
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


def _row(context: RenderingContext, columns: tuple[str, ...], row: tuple[Cell, ...]) -> Members:
    members: Members = {}
    quantities: list[Members] = []
    for column, cell in zip(columns, row, strict=True):
        if column in THINGS:
            members |= {"mentions" if "item" in members else "item": _named(context, str(cell))}
        elif column in SEVERAL and isinstance(cell, tuple):
            members["mentions"] = [
                *_as_list(members.get("mentions")),
                *(_named(context, str(each)) for each in cell),
            ]
        elif isinstance(cell, float):
            quantities.append(_quantity(column, f"{cell:.4f}"))
        else:
            values = list(cell) if isinstance(cell, tuple) else [cell]
            quantities += [{"a": "Quantity", "property": column, "value": each} for each in values]
    return {**members, "quantities": quantities}


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


@cache
def _predicates() -> dict[str, str]:
    """Return the predicates of the rules that are a single statement, by rule."""
    return {
        stated.rule: expand(predicate(stated.path[0].relation))
        for family in FAMILIES
        for stated in family.stated
        if len(stated.path) == 1
    }
