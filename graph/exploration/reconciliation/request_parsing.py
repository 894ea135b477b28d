"""Parse what a client of the reconciliation service sends: batches of queries, and requests for the values of properties.

A query that is malformed is an error in its own place, and leaves the others of its batch alone. What is wrong with the
whole document is raised.

Spec: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/#structure-of-a-reconciliation-query
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from graph.errors import BatchTooLarge, JsonUnreadable, MemberInvalid, ReconciliationError
from graph.exploration.reconciliation.entity_properties import EntityProperty, find_property
from graph.exploration.reconciliation.entity_types import EntityType, find_type, kinds_of_types
from graph.exploration.reconciliation.limits import MOST_LETTERS, MOST_MEMBERS, MOST_QUERIES
from graph.exploration.reconciliation.model import (
    DEFAULT_LIMIT,
    MOST_CANDIDATES,
    PropertyCondition,
    ReconciliationQuery,
    SoughtValue,
)
from graph.i18n import BilingualText

T = TypeVar("T")
_SHOWN = 60  # letters of what was found
_STRICTNESS = ("any", "all", "should")
_OBJECT = BilingualText("un objet", "an object")
_LIST = BilingualText("une liste", "a list")
_TEXT = BilingualText("un texte", "a text")
_NAME = BilingualText(
    f"un texte d’au plus {MOST_LETTERS} caractères", f"a text of at most {MOST_LETTERS} characters"
)
_WHOLE = BilingualText("un nombre entier, 1 ou plus", "a whole number, 1 or more")
_VALUE = BilingualText(
    "un texte, un nombre, un booléen, {id, name}, ou une liste de tels",
    "a text, a number, a boolean, {id, name}, or a list of such",
)
_SOMETHING = BilingualText("« query » ou « properties »", "“query” or “properties”")
_KNOWN_TYPE = BilingualText(
    "un type que donne /reconcile/suggest/type", "a type that /reconcile/suggest/type gives"
)
_KNOWN_PROPERTY = BilingualText(
    "une propriété que donne /reconcile/suggest/property, ou un IRI",
    "a property that /reconcile/suggest/property gives, or an IRI",
)


def parse_json(name: str, text: str) -> Any:
    """Parse a parameter.

    Raises:
        JsonUnreadable: It is no JSON, is nested too deep, or holds a number that JSON has not.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise JsonUnreadable(name=name, line=error.lineno, column=error.colno, found=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise JsonUnreadable(name=name, line=1, column=1, found=_shown(str(error))) from error


def parse_batch(text: str) -> dict[str, ReconciliationQuery | ReconciliationError]:
    """Parse a batch of queries; one that is malformed is its error.

    Raises:
        JsonUnreadable, MemberInvalid, BatchTooLarge: The batch is no JSON, no object, or too large.
    """
    batch = parse_json("queries", text)
    if not isinstance(batch, dict):
        _refuse("queries", batch, _OBJECT)
    if len(batch) > MOST_QUERIES:
        raise _too_large("queries", len(batch), MOST_QUERIES, "reconciliation_queries")
    return {key: _query_or_error(key, each) for key, each in batch.items()}


def _query_or_error(key: str, members: object) -> ReconciliationQuery | ReconciliationError:
    try:
        return parse_query(_shown(key), members)
    except ReconciliationError as error:
        return error


def parse_query(place: str, members: object) -> ReconciliationQuery:
    """Parse one query.

    Args:
        place: Its key in the batch, for errors.

    Raises:
        MemberInvalid, BatchTooLarge: A member has a value that it cannot have, or too many.
    """
    if not isinstance(members, dict):
        _refuse(place, members, _OBJECT)
    text = parse_text(f"{place}/query", members.get("query") or "")
    conditions = _parse_list(f"{place}/properties", members.get("properties"), _parse_condition)
    if not text and not conditions:
        _refuse(place, members, _SOMETHING)
    strictness = members.get("type_strict") or "any"
    if strictness not in _STRICTNESS:
        _refuse(f"{place}/type_strict", strictness, ", ".join(_STRICTNESS))
    types = _parse_types(f"{place}/type", members.get("type"))
    return ReconciliationQuery(
        text,
        kinds_of_types(types, of_all=strictness == "all"),
        strictness != "should",
        tuple(each for each in conditions if each.values),
        _parse_limit(f"{place}/limit", members.get("limit")),
    )


def parse_text(place: str, value: object) -> str:
    """Parse a text of bounded length; what cannot be written as UTF-8 is replaced.

    Raises:
        MemberInvalid: It is no text, or too long.
    """
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        _refuse(place, value, _NAME)
    return value.encode(errors="replace").decode().strip()


def parse_property(place: str, value: object) -> EntityProperty:
    """Parse the id of a property.

    Raises:
        MemberInvalid: There is no such property.
    """
    found = find_property(parse_text(place, value)) if isinstance(value, str) else None
    if found is None:
        _refuse(place, value, _KNOWN_PROPERTY)
    return found


def parse_members(place: str, value: object) -> Mapping[str, Any]:
    """Return an object's members.

    Raises:
        MemberInvalid: It is no object.
    """
    if not isinstance(value, dict):
        _refuse(place, value, _OBJECT)
    return value


def parse_bounded_list(
    place: str, value: object, most: int = MOST_MEMBERS, limit_name: str = "reconciliation_members"
) -> list[Any]:
    """Return a list.

    Raises:
        MemberInvalid, BatchTooLarge: It is none, or too long.
    """
    if not isinstance(value, list):
        _refuse(place, value, _LIST)
    if len(value) > most:
        raise _too_large(place, len(value), most, limit_name)
    return value


def _parse_list(place: str, value: object, parse: Callable[[str, object], T]) -> tuple[T, ...]:
    held = parse_bounded_list(place, [] if value is None else value)
    return tuple(parse(f"{place}/{number}", each) for number, each in enumerate(held))


def _parse_condition(place: str, value: object) -> PropertyCondition:
    members = parse_members(place, value)
    sought = members.get("v")
    values = sought if isinstance(sought, list) else [sought]
    return PropertyCondition(
        parse_property(f"{place}/pid", members.get("pid")),
        tuple(each for each in _parse_list(f"{place}/v", values, _parse_value) if each.text or each.iri),
    )


def _parse_value(place: str, value: object) -> SoughtValue:
    """Parse one value; an empty cell of a table has none."""
    if value is None:
        return SoughtValue()
    if isinstance(value, dict):
        name = parse_text(f"{place}/name", value.get("name") or "")
        return SoughtValue(name, parse_text(f"{place}/id", value.get("id")))
    if isinstance(value, bool):
        return SoughtValue("true" if value else "false")
    if isinstance(value, int | float):
        return SoughtValue(parse_text(place, str(value).removesuffix(".0")))
    if not isinstance(value, str):
        _refuse(place, value, _VALUE)
    return SoughtValue(parse_text(place, value))


def _parse_types(place: str, value: object) -> tuple[EntityType, ...]:
    if value is None or value == "":
        return ()
    return _parse_list(place, value if isinstance(value, list) else [value], _parse_type)


def _parse_type(place: str, value: object) -> EntityType:
    text = value.get("id") if isinstance(value, dict) else value
    found = find_type(text) if isinstance(text, str) else None
    if found is None:
        _refuse(place, value, _KNOWN_TYPE)
    return found


def _parse_limit(place: str, value: object) -> int:
    if value is None:
        return DEFAULT_LIMIT
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if not is_whole or value < 1:  # type: ignore[operator]  # it is a number
        _refuse(place, value, _WHOLE)
    return int(min(value, MOST_CANDIDATES))  # type: ignore[call-overload]


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _refuse(place: str, found: object, expected: BilingualText | str) -> NoReturn:
    raise MemberInvalid(place=place, found=_shown(found), expected=expected)


def _too_large(place: str, found: int, limit: int, limit_name: str) -> BatchTooLarge:
    return BatchTooLarge(place=place, found=found, limit=limit, limit_name=limit_name)


def _shown(value: object) -> str:
    """Return the beginning of what was found, as JSON writes it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode(errors="replace").decode()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
