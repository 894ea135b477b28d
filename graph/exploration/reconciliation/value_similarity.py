"""Measure how near a value that a row of a table has is to a value that the graph states: a literal, or a thing.

A thing may be written by its IRI, a code of it, or one of its names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from graph.exploration.reconciliation.fact_reader import CODES, FactReader
from graph.exploration.reconciliation.model import SoughtValue
from graph.exploration.reconciliation.name_similarity import SAME, compare_names, fold_name
from graph.rdf.terms import Literal, NamedNode, Term

_WITHIN_DATE = 0.9  # a year, of a day that lies in it
_FEWEST_DIGITS = 4


def compare_values(
    sought: Iterable[SoughtValue], terms: Iterable[Term], facts: FactReader, *, with_above: bool
) -> float:
    """Return how near the nearest of some values is to one of those sought, from 0 to 1.

    Args:
        with_above: Whether a thing counts as what contains it, too: by its name or IRI, not by its code, since regions have
            the numbers of other départements.
    """
    held = list(terms)
    return max((_compare(value, term, facts, with_above) for value in sought for term in held), default=0.0)


def _compare(sought: SoughtValue, term: Term, facts: FactReader, with_above: bool) -> float:  # noqa: FBT001  of our own
    if isinstance(term, Literal):
        return _compare_text(sought.text, term.value)
    if not isinstance(term, NamedNode):
        return 0.0
    if fold_name(sought.text) in (fold_name(each) for each in facts.texts(term.value, CODES)):
        return SAME if sought.text else 0.0
    things = facts.above(term.value) if with_above else (term.value,)
    return max(_compare_thing(sought, each, facts) for each in things)


def _compare_thing(sought: SoughtValue, iri: str, facts: FactReader) -> float:
    if iri in (sought.iri, sought.text) or (sought.iri and iri.endswith(f"/{sought.iri}")):
        return SAME
    if sought.iri and sought.iri.rpartition("/")[0] == iri.rpartition("/")[0]:
        return 0.0  # another thing of the same namespace, whatever its name
    wanted = fold_name(sought.text)
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
