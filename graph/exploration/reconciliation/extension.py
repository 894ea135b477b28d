"""Extend a table: the values that some properties have for the things that its rows were reconciled with.

What a client sends is parsed here too; a cell is written as the API has it, by what kind of value it is.

Spec: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/#data-extension-service
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.errors import MemberInvalid
from graph.exploration.reconciliation.entity_properties import EntityProperty
from graph.exploration.reconciliation.entity_types import types_of_kind
from graph.exploration.reconciliation.fact_reader import FactReader
from graph.exploration.reconciliation.limits import MOST_THINGS
from graph.exploration.reconciliation.property_values import read_ahead, values_of
from graph.exploration.reconciliation.request_parsing import (
    parse_bounded_list,
    parse_json,
    parse_members,
    parse_property,
    parse_text,
)
from graph.exploration.reconciliation.retrieval import identify
from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, Term, compact

_WHOLE = BilingualText("un nombre entier, 0 ou plus", "a whole number, 0 or more")
_FLAG = BilingualText("true ou false", "true or false")
_FLAGS: Mapping[object, bool] = {
    None: False,
    True: True,
    False: False,
    "on": True,
    "true": True,
    "": False,
    "false": False,
}
_NUMBERS = {
    "integer": "int",
    "int": "int",
    "long": "int",
    "nonNegativeInteger": "int",
    "positiveInteger": "int",
}
_FRACTIONS = frozenset({"decimal", "double", "float"})
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}\Z")
_FRACTION = re.compile(r"[+-]?[0-9]{0,15}\.?[0-9]{1,15}([eE][+-]?[0-9]{1,2})?\Z")
_DAY = re.compile(r"[0-9]{4}-(?:1[0-2]|0[1-9])-(?:3[01]|0[1-9]|[12][0-9])\Z")
_MOMENT = re.compile(
    r"([0-9]{4}-(?:1[0-2]|0[1-9])-(?:3[01]|0[1-9]|[12][0-9])T(?:2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9])"
    r"(?:\.[0-9]+)?(Z|[+-](?:2[0-3]|[01][0-9]):[0-5][0-9])?\Z"
)

Cell = dict[str, object]


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """A property whose values are wanted.

    Attributes:
        limit: At most so many values of a thing; 0 for all.
        is_counted: Whether the number of values is wanted in their place.
    """

    property: EntityProperty
    limit: int = 0
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """The things, by the ids that the client has of them, and the columns to be filled."""

    ids: tuple[str, ...]
    columns: tuple[WantedColumn, ...]


def parse_extension(text: str) -> ExtensionRequest:
    """Parse a data extension query.

    Raises:
        ReconciliationError: It is no JSON, or a member has a value that it cannot have, or too many.
    """
    members = parse_members("extend", parse_json("extend", text))
    ids = parse_bounded_list("extend/ids", members.get("ids"), MOST_THINGS, "extension_things")
    columns = parse_bounded_list("extend/properties", members.get("properties"))
    return ExtensionRequest(
        tuple(dict.fromkeys(parse_text(f"extend/ids/{number}", each) for number, each in enumerate(ids))),
        tuple(_parse_column(f"extend/properties/{number}", each) for number, each in enumerate(columns)),
    )


def _parse_column(place: str, value: object) -> WantedColumn:
    members = parse_members(place, value)
    settings = parse_members(f"{place}/settings", members.get("settings") or {})
    return WantedColumn(
        parse_property(f"{place}/id", members.get("id")),
        _parse_limit(f"{place}/settings/limit", settings.get("limit")),
        _parse_flag(f"{place}/settings/count", settings.get("count")),
    )


def _parse_limit(place: str, value: object) -> int:
    """Parse a number, which clients with forms send as a text."""
    text = "0" if value in (None, "") else str(value).removesuffix(".0")
    if isinstance(value, bool) or not re.match(r"[0-9]{1,9}\Z", text):
        raise MemberInvalid(place=place, found=str(value)[:20], expected=_WHOLE)
    return int(text)


def _parse_flag(place: str, value: object) -> bool:
    if not isinstance(value, str | bool | None) or value not in _FLAGS:
        raise MemberInvalid(place=place, found=str(value)[:20], expected=_FLAG)
    return _FLAGS[value]


def extend(dataset: Dataset, request: ExtensionRequest, language: str) -> dict[str, dict[str, list[Cell]]]:
    """Return the cells by the id of a thing, then by the id of a property; none for what is not known.

    Args:
        language: Whose texts are preferred.

    Raises:
        NoNetwork, NoSearchIndex: The backend has no index, or none yet.
        DataDamaged: A file of the index cannot be read.
    """
    identified = {
        text: card.iri
        for text, card in identify(dataset.search_index()[0], request.ids, dataset.names.base_iri).items()
    }
    facts, columns = FactReader(dataset), request.columns
    iris = list(dict.fromkeys(identified.values()))
    read_ahead(facts, iris, (each.property for each in columns))
    values = {(iri, each): values_of(facts, iri, each.property) for iri in iris for each in columns}
    names = _names(dataset, facts, [term for terms in values.values() for term in terms], language)
    return {
        each: {
            column.property.id: _cells(
                values.get((identified.get(each, ""), column), []), column, names, language
            )
            for column in columns
        }
        for each in request.ids
    }


def _names(dataset: Dataset, facts: FactReader, terms: Sequence[Term], language: str) -> Mapping[str, Cell]:
    """Return the cell of each thing among some terms: those with pages by id and name, others by a text."""
    iris = sorted({each.value for each in terms if isinstance(each, NamedNode)})
    cards = dataset.search_index()[0].cards(iris)
    return {
        iri: {"id": iri, "name": cards[iri].name(language) or iri}
        if iri in cards
        else {"str": next(facts.names(iri), compact(iri) or iri)}
        for iri in iris
    }


def _cells(
    terms: Sequence[Term], column: WantedColumn, names: Mapping[str, Cell], language: str
) -> list[Cell]:
    cells = [
        names[each.value] if isinstance(each, NamedNode) else _literal(each)
        for each in _read_by(terms, language)
    ]
    if column.is_counted:
        return [{"int": len(cells)}]
    return cells[: column.limit or None]


def _read_by(terms: Sequence[Term], language: str) -> Iterator[Term]:
    """Yield the terms without the texts of other languages, where there are some in the reader's, else in French."""
    spoken = {each.language for each in terms if isinstance(each, Literal) and each.language}
    chosen = next((each for each in (language, "fr") if each in spoken), "")
    for each in terms:
        if not (chosen and isinstance(each, Literal) and each.language not in (None, chosen)):
            yield each


def _literal(term: Term) -> Cell:
    if not isinstance(term, Literal):
        return {"str": str(term)}
    text, kind = term.value, term.datatype.value.rpartition("#")[2]
    if kind in _NUMBERS and _INTEGER.match(text):
        return {"int": int(text)}
    if kind in _FRACTIONS and _FRACTION.match(text):
        return {"float": float(text)}
    if kind == "date" and _DAY.match(text):
        return {"date": f"{text}T00:00:00Z"}
    if kind == "dateTime" and _MOMENT.match(text):
        return {"date": text}
    return {"str": text}


def type_of_column(column: WantedColumn) -> tuple[str, BilingualText] | None:
    """Return the id and the name of the type that all values of a column have; None where it is not known."""
    if not column.property.kind or column.is_counted:
        return None
    found = types_of_kind(column.property.kind)[0]
    return found.id, found.name
