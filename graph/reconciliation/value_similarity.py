"""Measure how near a value that a row of a table has is to a value that the graph states: a literal, or a thing."""

from __future__ import annotations

import math
from collections.abc import Iterable

from graph.rdf.terms import Literal, NamedNode, Term
from graph.reconciliation.fact_reader import CODES, FactReader
from graph.reconciliation.model import SoughtValue
from graph.reconciliation.name_similarity import SAME, compare_names, fold_name

_WITHIN_DATE = 0.9  # a year, of a day that lies in it
_FEWEST_DIGITS = 4


def compare_values(sought: Iterable[SoughtValue], terms: Iterable[Term], facts: FactReader) -> float:
    """Return how near the nearest of some values is to one of those sought, from 0 to 1.

    A thing counts as what contains it, too: who seeks a département finds what is in its communes.
    """
    held = list(terms)
    return max((_compare(value, term, facts) for value in sought for term in held), default=0.0)


def _compare(sought: SoughtValue, term: Term, facts: FactReader) -> float:
    if isinstance(term, NamedNode):
        return max(_compare_thing(sought, each, facts) for each in facts.above(term.value))
    return _compare_text(sought.text, term.value) if isinstance(term, Literal) else 0.0


def _compare_thing(sought: SoughtValue, iri: str, facts: FactReader) -> float:
    if iri in (sought.iri, sought.text):
        return SAME
    if not sought.text or (sought.iri and facts.kind(iri)):  # another thing, whatever its name
        return 0.0
    wanted = fold_name(sought.text)
    if wanted in (fold_name(each) for each in facts.texts(iri, CODES)):
        return SAME
    return max((compare_names(wanted, fold_name(each)) for each in facts.names(iri)), default=0.0)


def _compare_text(sought: str, stated: str) -> float:
    if not sought:
        return 0.0
    if _number(sought) is not None and _number(sought) == _number(stated) and not stated.startswith("0"):
        return SAME
    if len(sought) >= _FEWEST_DIGITS and sought[0].isdigit() and stated.startswith(f"{sought}-"):
        return _WITHIN_DATE
    return compare_names(fold_name(sought), fold_name(stated))


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
