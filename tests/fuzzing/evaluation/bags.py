"""Bags of solutions: joins, the matching of one triple, and the triples of a CONSTRUCT.

A solution maps variables, and the blank nodes of a query, to terms. What is not bound is absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from tests.fuzzing.language.syntax import TriplePattern
from tests.fuzzing.worlds import Triple

Solution = dict[str, str]
Bag = list[Solution]
_FRESH = count()


def is_open(name: str) -> bool:
    """Return whether what stands in a pattern matches any term: a variable, or a blank node of the query."""
    return name[0] == "?" or name.startswith(("_:n", "_:x"))


def join(left: Bag, right: Bag) -> Bag:
    """Return the join of two bags (18.5)."""
    if not left or not right:
        return []
    if left == [{}]:
        return right
    shared = set().union(*left) & set().union(*right)
    certain = tuple(
        each for each in shared if all(each in row for row in left) and all(each in row for row in right)
    )
    by_key: dict[tuple[str, ...], Bag] = defaultdict(list)
    for row in right:
        by_key[tuple(row[each] for each in certain)].append(row)
    uncertain = shared.difference(certain)
    return [
        {**row, **other}
        for row in left
        for other in by_key.get(tuple(row[each] for each in certain), ())
        if not uncertain or compatible(row, other)
    ]


def compatible(left: Solution, right: Solution) -> bool:
    """Return whether two solutions agree on every variable that both bind."""
    return all(left.get(name, each) == each for name, each in right.items())


def excludes(right: Solution, left: Solution) -> bool:
    """Return whether a solution takes another away by MINUS: compatible, and a variable is shared."""
    return not right.keys().isdisjoint(left) and compatible(left, right)


def unified(row: Solution, wanted: Sequence[str], triple: Triple) -> Solution | None:
    """Return a solution extended so that a pattern becomes a triple, or None; an empty place of the pattern fits."""
    found = row
    for name, term in zip(wanted, triple, strict=True):
        if name == term:
            continue
        if not name or not is_open(name):
            return None
        if name not in found:
            found = {**found, name: term}
        elif found[name] != term:
            return None
    return found


def construct(template: Sequence[TriplePattern], rows: Bag) -> list[tuple[str, str, str]]:
    """Return the distinct triples that a template makes of solutions; what is no triple is left out (16.2)."""
    found: dict[tuple[str, str, str], None] = {}
    for row in rows:
        labels: dict[str, str] = {}
        found.update(dict.fromkeys(_instances(template, row, labels)))
    return list(found)


def _instances(
    template: Sequence[TriplePattern], row: Mapping[str, str], labels: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    for each in template:
        assert isinstance(each.predicate, str)
        terms = [_instance(name, row, labels) for name in (each.subject, each.predicate, each.object)]
        if None not in terms and terms[0][0] != '"' and terms[1][0] == "<":  # type: ignore[index]
            yield tuple(terms)  # type: ignore[misc]


def _instance(name: str, row: Mapping[str, str], labels: dict[str, str]) -> str | None:
    if name[0] == "?":
        return row.get(name)
    return labels.setdefault(name, f"_:made{next(_FRESH)}") if is_open(name) else name
