"""Complete validation results with what is wrong with the value and how it should read, where it was recognised.

Shapes have one message for all values. For dates, codes of territories and texts the value itself tells more; the message of
the result is completed with it, in a full validation and in an incremental one alike.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files

from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Term, compact, parse_term
from graph.validation.code_advice import CodeAdviser
from graph.validation.date_advice import Flaw, find_date_flaw
from graph.validation.register_scope import Registers
from graph.validation.report import Result
from graph.validation.text_advice import find_encoding_flaw, find_html_flaw

_SHAPES = "<https://w3id.org/maillage/shapes#"
_DATES = ("DatedShape-written",)
_MOMENTS = ("ContributionShape-time", "MembershipShape-date", "SourceShape-accessed")
_CODES = {
    "CommuneShape-code": ("commune",),
    "DepartementShape-code": ("departement",),
    "RegionShape-code": ("region",),
    "IntercommunalityShape-code": ("epci",),
}
_KNOWN_CODES = ("TerritoryShape-known-code",)
_REFERENCES = ("TerritoryShape-known-reference",)
_PRESENT = ("TerritoryShape-current-code",)
_TEXTS_BY_SHAPE = {
    "LabelledShape-entities": find_html_flaw,
    "LabelledShape-encoding": find_encoding_flaw,
}
_DATATYPE = "<http://www.w3.org/ns/shacl#DatatypeConstraintComponent>"


def advise(results: Iterable[Result], registers: Registers, names: Namespaces) -> tuple[Result, ...]:
    """Complete the messages of results whose value was recognised; the others stay as they are.

    Args:
        results: Of the shapes.
        registers: Of the state after the change.
        names: Of the deployment.
    """
    adviser = CodeAdviser(registers, names)
    return tuple(_advised(each, adviser) for each in results)


def _advised(result: Result, adviser: CodeAdviser) -> Result:
    shape = result.source_shape.removeprefix(_SHAPES).removesuffix(">")
    find, is_complete = _finder(shape, result, adviser)
    if find is None or not result.value or (shape in _MOMENTS and result.component != _DATATYPE):
        return result
    value = parse_term(result.value)
    flaw = find(value)
    if flaw is None:
        return result
    advice = _sentence(flaw, adviser.short(_text(value)))
    if is_complete:
        return replace(result, messages=advice)
    messages = BilingualText(
        f"{advice.fr} {result.messages.fr}".strip(), f"{advice.en} {result.messages.en}".strip()
    )
    return replace(result, messages=messages)


def _finder(
    shape: str, result: Result, adviser: CodeAdviser
) -> tuple[Callable[[Term], Flaw | None] | None, bool]:
    """Return what looks for the flaw of a value, and whether its advice replaces the message of the shape."""
    find: Callable[[Term], Flaw | None] | None = None
    if shape in (*_DATES, *_MOMENTS):
        find = _date_flaw
    elif shape in (*_CODES, *_KNOWN_CODES):
        kinds = _CODES.get(shape) or adviser.kinds_of(parse_term(result.focus_node))
        find = partial(_code_flaw, adviser, kinds)
    elif shape in _REFERENCES:
        find = partial(_reference_flaw, adviser)
    elif shape in _PRESENT:
        find = adviser.present_flaw
    elif shape in _TEXTS_BY_SHAPE:
        find = partial(_text_flaw, _TEXTS_BY_SHAPE[shape])
    return find, shape not in (*_MOMENTS, *_PRESENT, *_TEXTS_BY_SHAPE)


def _code_flaw(adviser: CodeAdviser, kinds: tuple[str, ...], value: Term) -> Flaw | None:
    return adviser.code_flaw(_text(value), kinds)


def _reference_flaw(adviser: CodeAdviser, value: Term) -> Flaw | None:
    return adviser.reference_flaw(_text(value))


def _text_flaw(find: Callable[[str], Flaw | None], value: Term) -> Flaw | None:
    return find(_text(value))


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else ""


def _date_flaw(value: Term) -> Flaw | None:
    if not isinstance(value, Literal):
        return Flaw("no-date")
    datatype = compact(value.datatype.value) or str(value.datatype)
    return find_date_flaw(value.value, datatype)


def _sentence(flaw: Flaw, found: str) -> BilingualText:
    proposals = [each for each in flaw.proposals if each]
    frame, between = (
        _texts()["sentence-with-proposals" if proposals else "sentence"],
        _texts()["between-proposals"],
    )
    said = (
        frame[language].format(
            found=flaw.facts.get("found", found),
            what=_texts()[flaw.key][language].format(**flaw.facts),
            proposals=between[language].join(proposals),
        )
        for language in LANGUAGES
    )
    return BilingualText(*said)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("advice.toml").read_text("utf-8"))
