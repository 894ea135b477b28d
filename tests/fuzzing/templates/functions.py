"""Template D: functions and aggregates that the engine has otherwise than the specification.

Aggregates stand over columns with gaps and with values of every kind, alone, in HAVING, in expressions and in sub-selects.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import DATE_TIME, YEAR_MONTH_DURATION, literal, numeric
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.random_patterns import VARIABLES

AGGREGATES = {"GROUP_CONCAT": 5, "SUM": 4, "AVG": 3, "MIN": 4, "MAX": 4, "COUNT": 1, "SAMPLE": 1}
PATTERNS = ("^(.)(.*)$", "(a|c)(b|d)", "^(..)$", "b|d")
REPLACEMENTS = ("$2_$1", "$1x", "x$1", "$1$2", "$2-", "<$1>", "\\\\$$1", "y", "$0$1")
NUMBERS = (*map(numeric, (1, 2, 3)),)


def function_query(maker: QueryMaker) -> tree.Query:
    """Return a query with aggregates or with functions."""
    maker.is_plain = True
    if maker.chance(0.65):
        return aggregate_query(maker)
    where = _with_gaps(maker)
    names = maker.scope(where.elements) or list(VARIABLES)
    items = [tree.SelectItem(each) for each in maker.random.sample(names, min(2, len(names)))]
    calls = function_calls(maker, names)
    items += [tree.SelectItem(name, call) for name, call in zip(("?n", "?m"), calls, strict=False)]
    if maker.chance(0.25):
        bound = tree.GroupPattern((*where.elements, tree.BindPattern(calls[0], "?v")))
        return maker.query(bound)
    return tree.SelectQuery(where, tuple(items), distinct=maker.chance(0.1))


def _with_gaps(maker: QueryMaker) -> tree.GroupPattern:
    """Return a group some of whose variables are not bound in every solution."""
    parts: list[tree.Element] = [maker.block(maker.choose({1: 3, 2: 2}))]
    for _ in range(maker.choose({0: 3, 1: 5, 2: 1})):
        names = maker.scope(parts)
        kind = maker.choose({"optional": 5, "union": 2, "values": 2, "other": 1})
        if kind == "optional":
            parts.append(tree.OptionalPattern(maker.inner(names, 0)))
        elif kind == "union":
            parts.append(tree.UnionPattern((maker.inner(names, 0), maker.inner(names, 0))))
        else:
            parts.append(numbers(maker) if kind == "values" else maker.element(parts, 1))
    return tree.GroupPattern(tuple(maker.mended(parts)))


def numbers(maker: QueryMaker) -> tree.ValuesPattern:
    """Return VALUES of a column of numbers, with a gap or a string among them at times."""
    rows = [(maker.random.choice(NUMBERS),) for _ in range(maker.choose({1: 1, 2: 3, 3: 2}))]
    cells: list[tuple[str | None, ...]] = [*rows]
    if maker.chance(0.3):
        cells.append((None,))
    if maker.chance(0.15):
        cells.append((maker.constant(),))
    return tree.ValuesPattern(("?x",), tuple(cells))


def aggregate_query(maker: QueryMaker) -> tree.SelectQuery:
    """Return a SELECT with one to three aggregates; its group may be a sub-select with aggregates."""
    where = _with_gaps(maker)
    query = _aggregated(maker, where)
    if maker.chance(0.15):
        outer = tree.GroupPattern((tree.SubSelectPattern(query), maker.block(1)))
        return maker.select(outer, 0)
    return query


def _aggregated(maker: QueryMaker, where: tree.GroupPattern) -> tree.SelectQuery:
    names = maker.scope(where.elements)
    keys = tuple(maker.random.sample(names, maker.choose({0: 3, 1: 5, 2: 1}) if len(names) > 1 else 0))
    rest = [each for each in names if each not in keys] or ["?x"]
    items = [tree.SelectItem(each) for each in keys]
    free = [each for each in ("?n", "?m", "?k") if each not in names]
    chosen = free[: maker.choose({1: 4, 2: 2, 3: 1})]
    items += [tree.SelectItem(each, _column(maker, rest)) for each in chosen]
    having: tuple[tree.Expression, ...] = ()
    if maker.chance(0.2):
        having = (tree.Call(maker.random.choice("<>"), (call(maker, rest, comparable=True), numeric(1))),)
    return tree.SelectQuery(where, tuple(items), group_by=keys, having=having)


def _column(maker: QueryMaker, names: Sequence[str]) -> tree.Expression:
    kind = maker.choose({"alone": 8, "sum": 1, "coalesce": 1})
    if kind == "sum":
        return tree.Call("+", (call(maker, names, comparable=True), numeric(1)))
    if kind == "coalesce":
        return tree.Call("COALESCE", (call(maker, names, comparable=True), numeric(0)))
    return call(maker, names)


def call(maker: QueryMaker, names: Sequence[str], *, comparable: bool = False) -> tree.AggregateCall:
    """Return an aggregate over a variable mostly."""
    name = maker.choose({"SUM": 2, "AVG": 1, "COUNT": 1} if comparable else AGGREGATES)
    argument: tree.Expression = maker.random.choice(names)
    if name == "GROUP_CONCAT":
        if maker.chance(0.2):
            argument = tree.Call(maker.random.choice(("STR", "UCASE")), (argument,))
        return tree.AggregateCall(name, argument, maker.chance(0.25), maker.random.choice(("|", None, ", ")))
    if maker.chance(0.1):
        argument = tree.Call("+", (argument, numeric(1)))
    return tree.AggregateCall(name, argument, maker.chance(0.2))


def function_calls(maker: QueryMaker, names: Sequence[str]) -> list[tree.Expression]:
    """Return one or two calls of the functions that are rewritten."""
    name = maker.random.choice(names)
    text = tree.Call("STR", (name,))
    kind = maker.choose({"replace": 5, "label": 2, "labels": 3, "duration": 2})
    if kind == "replace":
        term = text if maker.chance(0.6) else name
        parts = literal(maker.random.choice(PATTERNS)), literal(maker.random.choice(REPLACEMENTS))
        return [tree.Call("REPLACE", (term, *parts))]
    if kind == "duration":
        months = literal(f"P{maker.random.choice((1, 13))}M", YEAR_MONTH_DURATION)
        start = name if maker.chance(0.6) else literal("2020-01-31T00:00:00Z", DATE_TIME)
        return [tree.Call("+", (start, months))]
    if kind == "label":
        return [
            tree.Call("BNODE", (literal("a"),)),
            *([tree.Call("BNODE", (literal("b"),))] if maker.chance(0.4) else []),
        ]
    other = maker.random.choice(names)
    second = tree.Call("STR", (other,)) if maker.chance(0.8) else other
    return [tree.Call("BNODE", (text if maker.chance(0.8) else name,)), tree.Call("BNODE", (second,))]
