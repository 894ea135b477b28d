"""Templates "alternatives" and "closures": blocks with paths that may be written as unions.

Around them is what the conditions of these rules are about: one variable at both ends, ends that a predicate or nothing binds,
blank nodes of two blocks, DISTINCT and COUNT(DISTINCT *), sub-queries with a star, EXISTS.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.random_patterns import VARIABLES
from tests.fuzzing.templates.anchors import wrapped
from tests.fuzzing.worlds import LITERALS, NODES, PREDICATES


def alternatives_query(maker: QueryMaker) -> tree.Query:
    """Return a query with alternatives, or a negated set of both directions."""
    kinds = {"|": 8, "!": 3, "sequence": 3, "inverse": 2, "nested": 1}
    return _query(maker, lambda: _path(maker, maker.choose(kinds)))


def closures_query(maker: QueryMaker) -> tree.Query:
    """Return a query with a closure, or an optional step."""
    kinds = {"*": 8, "?": 6, "sequence": 3, "inverse": 2, "nested": 1}
    return _query(maker, lambda: _path(maker, maker.choose(kinds), "*?"))


def _path(maker: QueryMaker, kind: str, operators: str = "|!") -> tree.PathStep:
    step: str | tree.PathStep = maker.random.choice(PREDICATES)
    if kind in ("*", "?"):
        inner = maker.path(str(step), 0) if maker.chance(0.25) else step
        return tree.PathStep(kind, (inner,))
    if kind == "|":
        other = maker.random.choice(
            (step, *PREDICATES, tree.PathStep("^", (maker.random.choice(PREDICATES),)))
        )
        return tree.PathStep("|", (step, other))
    if kind == "!":
        members = (step, tree.PathStep("^", (maker.random.choice(PREDICATES),)))
        return tree.PathStep("!", members if maker.chance(0.8) else members[:1])
    inner = _path(maker, maker.random.choice(operators), operators)
    if kind == "inverse":
        return tree.PathStep("^", (inner,))
    if kind == "nested":
        return tree.PathStep(maker.random.choice("*+?"), (inner,))
    parts = (inner, step) if maker.chance(0.5) else (step, inner)
    return tree.PathStep("/", parts)


def _query(maker: QueryMaker, path: Callable[[], tree.PathStep]) -> tree.Query:
    """Return a query with a block that has a path or two."""
    patterns = list(maker.block(maker.choose({1: 5, 2: 3})).patterns) if maker.chance(0.9) else []
    names = [each for each in maker.scope((tree.TriplesBlock(tuple(patterns)),)) if each in VARIABLES]
    for _ in range(maker.choose({1: 5, 2: 1})):
        patterns.insert(maker.random.randint(0, len(patterns)), _branching(maker, path(), names))
    if maker.chance(0.08):
        start = maker.random.choice(VARIABLES)
        patterns.append(tree.TriplePattern(start, "?p", maker.variable()))
        patterns.append(tree.TriplePattern("?p", path(), maker.variable()))
    further = _sharing_a_blank(maker, patterns, names) if maker.chance(0.08) else []
    parts: list[tree.Element] = [tree.TriplesBlock(tuple(patterns), lists=maker.chance(0.3)), *further]
    if maker.chance(0.3):
        parts.append(maker.element(parts, 1))
    if maker.chance(0.1):
        parts.reverse()
    return _formed(maker, tree.GroupPattern(tuple(maker.mended(parts))))


def _sharing_a_blank(
    maker: QueryMaker, patterns: list[tree.TriplePattern], names: list[str]
) -> list[tree.Element]:
    """Return a filter, not EXISTS (`bnode-label`), and a block behind it that shares a blank node with the patterns before."""
    label, link = f"_:x{maker.random.randint(90, 99)}", maker.random.choice(PREDICATES)
    patterns.append(tree.TriplePattern(label, link, maker.random.choice(names or VARIABLES)))
    further = tree.TriplePattern(label, maker.random.choice(PREDICATES), maker.variable())
    return [tree.FilterPattern(maker.condition(names, -1)), tree.TriplesBlock((further,))]


def _branching(maker: QueryMaker, path: tree.PathStep, names: list[str]) -> tree.TriplePattern:
    """Return a pattern with a path, of which an end is known to other patterns mostly."""
    known = maker.random.choice(names or VARIABLES)
    if maker.chance(0.08):
        known = maker.random.choice((*NODES, maker.blank()))
    other = (
        maker.variable()
        if maker.chance(0.7)
        else maker.random.choice((*NODES, *LITERALS[:4], maker.bracket(), known))
    )
    ends = (known, other) if maker.chance(0.6) else (other, known)
    return tree.TriplePattern(ends[0], path, ends[1])


def _formed(maker: QueryMaker, group: tree.GroupPattern) -> tree.Query:
    """Return a query of a group, in which solutions are counted more often than elsewhere."""
    kind = maker.choose({"any": 10, "star": 2, "count": 3, "distinct": 1})
    if kind == "any":
        return maker.query(wrapped(maker, group))
    if kind == "distinct":
        return tree.SelectQuery(group, distinct=True)
    inner = tree.SelectQuery(group, distinct=False)
    held = tree.GroupPattern((tree.SubSelectPattern(inner),)) if maker.chance(0.5) else group
    if kind == "star":
        return tree.SelectQuery(held, distinct=maker.chance(0.3))
    item = tree.SelectItem("?n", tree.AggregateCall("COUNT", None, maker.chance(0.6)))
    return tree.SelectQuery(held, (item,), distinct=False)
