"""Refuse what is private about a person: e-mail address, telephone, street, birth, coordinates, personal numbers.

The subject decides first: of a person, in whatever vocabulary, any such property or value is refused; an organisation may state its own.
Anywhere else a value is refused that by its form is a person's: an address that names somebody, a mobile number (decision 33).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import Store

from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Literal, NamedNode, Quad, Term, Triple, name
from graph.validation.person_kinds import Kind, PersonKinds, facts, words_of
from graph.validation.personal_values import PersonalValue, find_in_iri, find_in_text, is_mobile, masked
from graph.validation.report import CHECK, Result
from graph.validation.vocabulary_terms import short_name

_CHECK = "check/private_data"
_SHAPE = "<https://w3id.org/maillage/shapes#PersonShape-private>"
_KINDS = ("email", "telephone", "address", "coordinates", "birth", "identity")


def find_private_data(
    after: Store,
    names: Namespaces,
    change: QuadDelta | None = None,
    files_by_iri: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Result]:
    """Yield a violation for each private datum.

    Args:
        after: The graphs as they would be.
        change: Where given, only what it concerns is looked at: its subjects, and the details that belong to them.
        files_by_iri: Names of the loaded files that describe an IRI.
    """
    kinds = PersonKinds(after, names)
    for quad in kinds.quads(None, None) if change is None else _concerned(kinds, change):
        for datum in _data(quad, kinds):
            yield _result(quad, datum, kinds, names, files_by_iri or {})


def without_repeats(shaped: Iterable[Result], checked: Iterable[Result]) -> tuple[Result, ...]:
    """Return the results of shapes without those of the shape of persons where a check says which datum it is.

    The shape stands for who validates with the shapes alone.
    """
    people = {each.focus_node for each in checked if each.source_shape == _CHECK}
    return tuple(each for each in shaped if each.source_shape != _SHAPE or each.focus_node not in people)


def _concerned(kinds: PersonKinds, change: QuadDelta) -> Iterator[Quad]:
    """Yield what is stated of the subjects of a change; a removed link may leave details without their organisation."""
    quads = (*change.added, *change.removed)
    subjects: set[Term] = {each.subject for each in quads}
    subjects |= {each.object for each in change.removed}
    for node in kinds.with_details(each for each in subjects if not isinstance(each, Literal)):
        yield from kinds.quads(node, None)


def _data(quad: Quad, kinds: PersonKinds) -> Iterator[PersonalValue]:
    if quad.predicate == name("rdf:type"):
        return
    named, found = _property_kind(quad.predicate.value), list(_values(quad.object))
    if isinstance(quad.subject, NamedNode) and _may_be_address(quad.subject.value):
        found += find_in_iri(quad.subject.value, _mailboxes())
    if not named and not found:
        return
    kind = kinds.kind(quad.subject)
    if kind == "person":
        yield from found or [PersonalValue(named, _text(quad.object), is_personal=True)]
    elif kind == "other" or not (named or isinstance(quad.object, NamedNode)):
        yield from (each for each in found if each.is_personal)
        if named == "telephone" and not found and is_mobile(_text(quad.object)):
            yield PersonalValue("telephone", _text(quad.object), is_personal=True)
        if "mboxsha1sum" in words_of(quad.predicate.value) and kind == "other":
            yield PersonalValue("email", "", is_personal=True)


def _may_be_address(iri: str) -> bool:
    return "@" in iri or "%40" in iri or iri[:4].lower() == "tel:"


def _text(value: Term) -> str:
    return value.value if isinstance(value, Literal) else ""


def _values(value: Term) -> Iterable[PersonalValue]:
    if isinstance(value, Literal):
        return find_in_text(value.value, _mailboxes())
    if isinstance(value, Triple):  # a statement about a statement
        return [*_values(value.subject), *_values(value.object)]
    return find_in_iri(value.value, _mailboxes()) if isinstance(value, NamedNode) else ()


@cache
def _mailboxes() -> frozenset[str]:
    return frozenset(facts()["contacts"]["mailboxes"])


@cache
def _property_kind(iri: str) -> str:
    """Return which private datum a property is for by its name, in any vocabulary; empty where none."""
    return next((kind for kind in _KINDS if words_of(iri) & set(facts()[kind]["words"])), "")


def _result(
    quad: Quad,
    datum: PersonalValue,
    kinds: PersonKinds,
    names: Namespaces,
    files_by_iri: Mapping[str, tuple[str, ...]],
) -> Result:
    place, link = kinds.named_place(quad.subject)
    told, kind = masked(datum), kinds.kind(quad.subject)
    assert isinstance(quad.graph_name, NamedNode), "contributions have names"
    known = (files_by_iri.get(each) for each in (_iri(quad.subject), _iri(place), quad.graph_name.value))
    facts_told = {
        "property": short_name(quad.predicate.value),
        "subject": f"<{_shown_subject(names.short(_iri(place)), datum, told)}>",
        "link": short_name(link) if link else "",
        "masked": f" ({told})" if told != "…" else "",
    }
    return Result(
        severity_rank=0,
        focus_node=str(place),
        source_shape=_CHECK,
        result_path=str(quad.predicate),
        value=str(Literal(told)),
        component=CHECK,
        messages=BilingualText(*(_message(datum, kind, facts_told, each) for each in LANGUAGES)),
        files=next(filter(None, known), ()),
    )


def _shown_subject(subject: str, datum: PersonalValue, told: str) -> str:
    """Return the address of a thing, masked where it is the datum itself."""
    return subject.replace(datum.text, told) if datum.text and _may_be_address(subject) else subject


def _message(datum: PersonalValue, kind: Kind, facts_told: Mapping[str, str], language: str) -> str:
    wording = facts()["messages"]
    where = wording["nested" if facts_told["link"] else "where"][language].format(**facts_told)
    sentence: str = wording["person" if kind == "person" else "other"][language]
    return sentence.format(
        datum=facts()[datum.kind]["name"][language], where=where, masked=facts_told["masked"]
    )


def _iri(node: Term) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)
