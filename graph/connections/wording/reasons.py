"""Write why two things are close, in French and in English.

Sentences are put together from the clauses and nouns of the lexicon; this module joins them, makes French agree, and
says how rare what is shared is, where few share it. Clauses follow the name of the other thing, or stand after "they":
no capital, no full stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from graph.connections.network.thing_kinds import TERRITORIES, Kind
from graph.connections.similarity.model import STATED, Connection, Reason
from graph.connections.wording.french_places import in_place
from graph.connections.wording.lexicon import lexicon
from graph.connections.wording.nouns import are_feminine, head_kind, noun_of
from graph.connections.wording.reason_clauses import (
    ReasonClause,
    further_clause,
    nested_clause,
    reason_clause,
    short_name,
)
from graph.i18n import LANGUAGES, BilingualText

Labels = Mapping[str, BilingualText]
_PAIR = 2
_NAMED = 3  # more of one kind are counted
_FEW = 20
_IN_PLACES = ("shares-territory", "shares-container")
_SEMICOLON = BilingualText("\u202f; ", "; ")
_COLON = BilingualText("\u00a0: ", ": ")


def reason_sentence(reason: Reason, connection: Connection, labels: Labels) -> BilingualText:
    """Write one reason: a clause about the two things, with how rare it is where few share it.

    Args: labels: by IRI, as `graph.exploration.labels.labels_of` returns them; a thing without one is named after its IRI
    """
    clause = _clause(reason, connection.kinds[0])
    facts = _facts(reason, connection, labels)
    tail = _rarity(reason, connection, clause.rarity)
    return BilingualText(
        *(clause.words.render(each, **facts[each]) + tail.render(each) for each in LANGUAGES)
    )


def connection_sentence(connection: Connection, labels: Labels) -> BilingualText:
    """Write in one sentence why two things are close: the first reason whole, then what else they share, shortly."""
    weighty = [each for each in connection.reasons if each.rule in STATED or each.weight]
    first, *others = weighty or connection.reasons[:1]
    clauses = [reason_sentence(first, connection, labels)]
    for each in others:
        more = further_clause(each.rule) if each.rule in STATED else None
        if more and each.is_backwards == first.is_backwards:
            clauses[0] = BilingualText(clauses[0].fr + more.fr, clauses[0].en + more.en)
        elif each.rule in STATED:
            clauses.append(reason_sentence(each, connection, labels))
    rest = [each for each in others if each.rule not in STATED]
    clauses += _short_clauses(rest, first, connection, labels)
    unnamed = connection.shared_count - len(connection.reasons)
    if unnamed:
        clauses.append(_phrase("more-in-common", count=_number(unnamed)))
    return BilingualText(
        *(_SEMICOLON.render(each).join(clause.render(each) for clause in clauses) for each in LANGUAGES)
    )


def name_of(iri: str, kind: Kind, labels: Labels) -> BilingualText:
    """Return the name of a thing as a sentence has it: persons and territories bare, others in quotation marks."""
    label = _label(iri, labels)
    if kind in (Kind.PERSON, *TERRITORIES):
        return label
    return BilingualText(f"«\u00a0{label.fr}\u00a0»", f"“{label.en}”")


def _clause(reason: Reason, kind: Kind) -> ReasonClause:
    if _is_nested(reason):
        return nested_clause(reason.rule)
    return reason_clause(reason.rule, kind, reason.basis_kind)


def _is_nested(reason: Reason) -> bool:
    return reason.rule not in STATED and not reason.here == reason.there == reason.basis


def _facts(reason: Reason, connection: Connection, labels: Labels) -> dict[str, dict[str, str]]:
    """Return what clauses are filled in with, by language."""
    narrow = reason.there if reason.here == reason.basis else reason.here
    ends = [(reason.here, connection.kinds[0]), (reason.there, connection.kinds[1])]
    a, b = (name_of(iri, kind, labels) for iri, kind in (ends[::-1] if reason.is_backwards else ends))
    facts = {
        "basis": name_of(reason.basis, reason.basis_kind, labels),
        "narrow": name_of(narrow, reason.basis_kind, labels),
        "at": in_place(reason.basis, _label(reason.basis, labels)),
        "at_narrow": in_place(narrow, _label(narrow, labels)),
        "a": a,
        "b": b,
    }
    agreeing = _agreeing(connection)
    return {each: {name: text.render(each) for name, text in facts.items()} | agreeing for each in LANGUAGES}


def _agreeing(connection: Connection) -> dict[str, str]:
    """Return the French forms that agree with the two things."""
    if are_feminine(connection.kinds):
        return {"both": "toutes deux", "one": "l’une", "e": "e", "they": "elles", "alone": "seules"}
    return {"both": "tous deux", "one": "l’un", "e": "", "they": "ils", "alone": "seuls"}


def _rarity(reason: Reason, connection: Connection, manner: str) -> BilingualText:
    """Write how few share it; nothing where many do."""
    if not manner or reason.count * (4 if reason.count < _FEW else 10) > reason.of:
        return BilingualText("", "")
    noun = noun_of(head_kind(connection.kinds[0]))
    is_pair = reason.count == _PAIR and manner != "aside"
    return _phrase(
        f"rarity-{manner}-alone" if is_pair else f"rarity-{manner}",
        count=_number(reason.count),
        whole=_number(reason.of),
        things=noun.plural,
        only="seules" if noun.is_feminine else "seuls",
        **_agreeing(connection),
    )


def _short_clauses(
    reasons: Sequence[Reason], first: Reason, connection: Connection, labels: Labels
) -> Iterator[BilingualText]:
    """Name what else is shared, rule by rule, in the order of the first of each."""
    answered = {each.basis for each in (first, *reasons) if _group(each) == ("shares-need", False)}
    ranks = {key: rank for rank, key in reversed(list(enumerate(map(_group, reasons))))}
    for key, group in groupby(sorted(reasons, key=lambda each: ranks[_group(each)]), key=_group):
        named = list(group)
        if key == ("shares-lesson", True) and any(each.basis in answered for each in named):
            yield _phrase("lesson-too", **_agreeing(connection))
            named = [each for each in named if each.basis not in answered]
        if named:
            is_again = key == _group(first) and not key[1]
            yield _likewise(named, labels) if is_again else _named(key, named, labels)


def _likewise(reasons: Sequence[Reason], labels: Labels) -> BilingualText:
    """Name what is shared by the rule of the clause before."""
    if reasons[0].rule in _IN_PLACES:
        places = [
            (in_place(each.basis, _label(each.basis, labels)), _label(each.basis, labels)) for each in reasons
        ]
        return _phrase(
            "likewise-place", places=_listed([BilingualText(at.fr, label.en) for at, label in places])
        )
    return _phrase("likewise", names=_listed([_short_name(each, labels) for each in reasons]))


def _named(key: tuple[str, bool], reasons: Sequence[Reason], labels: Labels) -> BilingualText:
    """Name what is shared by another rule."""
    rule, is_nested = key
    names = _listed([_short_name(each, labels) for each in reasons])
    words = short_name(rule, is_nested=is_nested, is_plural=len(reasons) > 1)
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
    return _phrase("wide-and-narrow", wide=basis, narrow=narrow)


def _listed(names: Sequence[BilingualText]) -> BilingualText:
    left = len(names) - _NAMED
    shown = names if left <= 1 else names[:_NAMED]
    more = _phrase("more-names", count=str(left)) if left > 1 else BilingualText("", "")
    return BilingualText(
        *(", ".join(name.render(each) for name in shown) + more.render(each) for each in LANGUAGES)
    )


def _phrase(name: str, **facts: BilingualText | str) -> BilingualText:
    """Fill in a set phrase; a fact may differ by language."""
    words = lexicon().phrase(name)
    return BilingualText(
        *(
            words.render(
                each,
                **{key: fact if isinstance(fact, str) else fact.render(each) for key, fact in facts.items()},
            )
            for each in LANGUAGES
        )
    )


def _label(iri: str, labels: Labels) -> BilingualText:
    known = labels.get(iri, BilingualText("", ""))
    after = iri.rstrip("/#").rpartition("/")[2].replace("-", " ") or iri
    return BilingualText(known.fr or known.en or after, known.en or known.fr or after)


def _number(count: int) -> BilingualText:
    text = f"{count:,}"
    return BilingualText(text.replace(",", "\u202f"), text)
