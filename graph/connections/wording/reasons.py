"""Reasons told in words, in both languages. In: reasons and the names of things. Out: `BilingualText`.

Clauses follow the name of the other thing, or stand after "they": no capital, no full stop. Rarity is told when it tells
something: when few share what is shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from graph.connections.network.thing_kinds import ACTORS, INITIATIVES, TERRITORIES, Kind
from graph.connections.similarity.model import STATED, Connection, Reason
from graph.connections.wording.french_places import in_place
from graph.connections.wording.nouns import FEMININE, NOUNS, SHORT, SHORT_NESTED
from graph.connections.wording.reason_clauses import (
    CLAUSES,
    LESSON_TOO,
    LESSONS_MEET,
    NESTED,
    STATED_MORE,
    STATED_WORDS,
    ReasonClause,
)
from graph.i18n import LANGUAGES, BilingualText

Labels = Mapping[str, BilingualText]
_PAIR = 2
_NAMED = 3  # more of one kind are counted
_FEW = 20
_IN_PLACES = ("shares-territory", "shares-container")
_SEMICOLON = BilingualText("\u202f; ", "; ")
_COLON = BilingualText("\u00a0: ", ": ")


def tell_reason(reason: Reason, connection: Connection, labels: Labels) -> BilingualText:
    """Say one reason: a clause about the two things, with how rare it is where that tells something.

    Args: labels: by IRI, as `graph.exploration.labels.labels_of` gives them; what lacks is named after its IRI
    """
    clause = _clause(reason, connection.kinds[0])
    facts = _facts(reason, connection, labels)
    tail = _rarity(reason, connection, clause.tail)
    return BilingualText(
        *(clause.words.render(each, **facts[each]) + tail.render(each) for each in LANGUAGES),
    )


def tell_connection(connection: Connection, labels: Labels) -> BilingualText:
    """Say in one sentence why two things are close: the first reason, then what else they share, shortly."""
    told = [each for each in connection.reasons if each.rule in STATED or each.weight]
    first, *others = told or connection.reasons[:1]
    clauses = [tell_reason(first, connection, labels)]
    for each in others:
        if each.rule in STATED_MORE and each.is_backwards == first.is_backwards:
            more = STATED_MORE[each.rule]
            clauses[0] = BilingualText(clauses[0].fr + more.fr, clauses[0].en + more.en)
        elif each.rule in STATED:
            clauses.append(tell_reason(each, connection, labels))
    rest = [each for each in others if each.rule not in STATED]
    clauses += _shortly(rest, first, connection, labels)
    unnamed = connection.shared_count - len(connection.reasons)
    if unnamed:
        clauses.append(
            BilingualText(
                f"et {_number(unnamed, 'fr')} autres points communs",
                f"and {_number(unnamed, 'en')} more in common",
            )
        )
    return BilingualText(
        *(_SEMICOLON.render(each).join(clause.render(each) for clause in clauses) for each in LANGUAGES)
    )


def name_of(iri: str, kind: Kind, labels: Labels) -> BilingualText:
    """Name a thing inside a sentence: persons and territories bare, anything else between quotation marks."""
    label = _label(iri, labels)
    if kind in (Kind.PERSON, *TERRITORIES):
        return label
    return BilingualText(f"«\u00a0{label.fr}\u00a0»", f"“{label.en}”")


def _clause(reason: Reason, kind: Kind) -> ReasonClause:
    if reason.rule in STATED:
        return ReasonClause(STATED_WORDS[reason.rule])
    if _is_nested(reason):
        return NESTED[reason.rule]
    family = _family(kind)
    if (reason.rule, reason.basis_kind, family) == ("shares-lesson", Kind.NEED, Kind.INITIATIVE):
        return LESSONS_MEET
    return CLAUSES[reason.rule, family]


def _family(kind: Kind) -> Kind:
    """Give the kind under which a family's words stand."""
    for kinds, chosen in (
        (INITIATIVES, Kind.INITIATIVE),
        (ACTORS, Kind.AGENT),
        (TERRITORIES, Kind.TERRITORY),
    ):
        if kind in kinds:
            return chosen
    return kind


def _is_nested(reason: Reason) -> bool:
    return reason.rule not in STATED and not reason.here == reason.there == reason.basis


def _facts(reason: Reason, connection: Connection, labels: Labels) -> dict[str, dict[str, str]]:
    """Give what clauses are filled with, by language."""
    is_feminine = _is_feminine(connection.kinds)
    narrow = reason.there if reason.here == reason.basis else reason.here
    basis, under = (name_of(each, reason.basis_kind, labels) for each in (reason.basis, narrow))
    ends = [(reason.here, connection.kinds[0]), (reason.there, connection.kinds[1])]
    a, b = (name_of(iri, kind, labels) for iri, kind in (ends[::-1] if reason.is_backwards else ends))
    french = {
        "both": "toutes deux" if is_feminine else "tous deux",
        "one": _one(connection),
        "e": "e" if is_feminine else "",
        "at": in_place(reason.basis, _label(reason.basis, labels).fr),
        "at_narrow": in_place(narrow, _label(narrow, labels).fr),
    }
    return {
        each: {
            "basis": basis.render(each),
            "narrow": under.render(each),
            "a": a.render(each),
            "b": b.render(each),
            **french,
        }
        for each in LANGUAGES
    }


def _rarity(reason: Reason, connection: Connection, tail: str) -> BilingualText:
    """Say how few share it; nothing where many do."""
    noun = NOUNS.get(connection.kinds[0])
    if not tail or noun is None or reason.count * (4 if reason.count < _FEW else 10) > reason.of:
        return BilingualText("", "")
    they, alone = ("elles", "seules") if _is_feminine(connection.kinds) else ("ils", "seuls")
    count, whole = (
        BilingualText(*(_number(each, x) for x in LANGUAGES)) for each in (reason.count, reason.of)
    )
    fr, en = noun.words
    only = "seules" if noun.is_feminine else "seuls"
    if tail == "aside":
        return BilingualText(f" ({count.fr} {fr} sur {whole.fr})", f" ({count.en} of {whole.en} {en})")
    if tail == "where":
        if reason.count == _PAIR:
            return BilingualText(", où aucune autre n’est menée", ", where no other takes place")
        return BilingualText(
            f", où ne sont menées que {count.fr} {fr} sur {whole.fr}",
            f", where only {count.en} of {whole.en} {en} take place",
        )
    if reason.count == _PAIR:
        return BilingualText(
            f", qu’{they} sont {alone} à partager, sur {whole.fr} {fr}",
            f", shared by no other of the {whole.en} {en}",
        )
    return BilingualText(
        f", que {only} {count.fr} {fr} sur {whole.fr} partagent",
        f", shared by only {count.en} of {whole.en} {en}",
    )


def _shortly(
    reasons: Sequence[Reason], first: Reason, connection: Connection, labels: Labels
) -> Iterator[BilingualText]:
    """Name what else is shared, rule by rule, in the order of the first of each."""
    answered = {each.basis for each in (first, *reasons) if _group(each) == ("shares-need", False)}
    ranks = {key: rank for rank, key in reversed(list(enumerate(map(_group, reasons))))}
    for key, held in groupby(sorted(reasons, key=lambda each: ranks[_group(each)]), key=_group):
        named = list(held)
        if key == ("shares-lesson", True) and any(each.basis in answered for each in named):
            yield BilingualText(LESSON_TOO.render("fr", one=_one(connection)), LESSON_TOO.en)
            named = [each for each in named if each.basis not in answered]
        if named:
            is_again = key == _group(first) and not key[1]
            yield _likewise(named, labels) if is_again else _named(key, named, labels)


def _likewise(reasons: Sequence[Reason], labels: Labels) -> BilingualText:
    """Name what is shared by the rule that was just told."""
    if reasons[0].rule in _IN_PLACES:
        places = [(each.basis, _label(each.basis, labels)) for each in reasons]
        names = _listed([BilingualText(in_place(iri, label.fr), label.en) for iri, label in places])
        return BilingualText(f"de même {names.fr}", f"likewise in {names.en}")
    names = _listed([_short_name(each, labels) for each in reasons])
    return BilingualText(f"de même pour {names.fr}", f"likewise {names.en}")


def _named(key: tuple[str, bool], reasons: Sequence[Reason], labels: Labels) -> BilingualText:
    """Name what is shared by another rule."""
    rule, is_nested = key
    names = _listed([_short_name(each, labels) for each in reasons])
    words = (SHORT_NESTED if is_nested else SHORT)[rule][len(reasons) > 1]
    return BilingualText(
        *(words.render(each) + _COLON.render(each) + names.render(each) for each in LANGUAGES)
    )


def _group(reason: Reason) -> tuple[str, bool]:
    return reason.rule, _is_nested(reason)


def _short_name(reason: Reason, labels: Labels) -> BilingualText:
    basis = name_of(reason.basis, reason.basis_kind, labels)
    if not _is_nested(reason) or reason.rule == "shares-lesson":
        return basis
    narrow = name_of(reason.there if reason.here == reason.basis else reason.here, reason.basis_kind, labels)
    return BilingualText(f"{basis.fr} et {narrow.fr}", f"{basis.en} and {narrow.en}")


def _listed(names: Sequence[BilingualText]) -> BilingualText:
    left = len(names) - _NAMED
    told = names if left <= 1 else names[:_NAMED]
    more = BilingualText(f" et {left} autres", f" and {left} more") if left > 1 else BilingualText("", "")
    return BilingualText(
        *(", ".join(name.render(each) for name in told) + more.render(each) for each in LANGUAGES)
    )


def _one(connection: Connection) -> str:
    return "l’une" if _is_feminine(connection.kinds) else "l’un"


def _is_feminine(kinds: tuple[Kind, Kind]) -> bool:
    return any(each == Kind.INITIATIVE for each in kinds) or all(each in FEMININE for each in kinds)


def _label(iri: str, labels: Labels) -> BilingualText:
    found = labels.get(iri, BilingualText("", ""))
    after = iri.rstrip("/#").rpartition("/")[2].replace("-", " ") or iri
    return BilingualText(found.fr or found.en or after, found.en or found.fr or after)


def _number(count: int, language: str) -> str:
    text = f"{count:,}"
    return text if language == "en" else text.replace(",", "\u202f")
