"""Template P: paths of length zero from or to a term that may be nowhere in the graph, alone and beside other patterns."""

from __future__ import annotations

from tests.fuzzing import syntax as tree
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.worlds import ABSENT, CLASSES, GRAPH_NAMES, LITERALS, NODES, PREDICATES


def zero_length_query(maker: QueryMaker) -> tree.Query:
    """Return a query with a path of length zero."""
    parts: list[tree.Element] = [tree.TriplesBlock((zero_length_pattern(maker),))]
    names = maker.scope(parts)
    kind = maker.choose(
        {"alone": 6, "graph": 4, "union": 3, "optional": 2, "exists": 2, "nested": 2, "block": 2, "other": 3}
    )
    if kind == "graph":
        name = maker.random.choice((*maker.world.names(), "?g", "?g", ABSENT))
        parts = [tree.NamedGraphPattern(name, tree.GroupPattern(tuple(parts)))]
    elif kind == "union":
        parts = [tree.UnionPattern((tree.GroupPattern(tuple(parts)), maker.inner(names, 0)))]
    elif kind == "optional":
        parts = [maker.block(1, names), tree.OptionalPattern(tree.GroupPattern(tuple(parts)))]
    elif kind == "exists":
        call = tree.ExistsCall(tree.GroupPattern(tuple(parts)), negated=maker.chance(0.5))
        parts = [maker.block(1, names), tree.FilterPattern(call)]
    elif kind == "nested":
        parts = [maker.block(1, names), tree.GroupPattern(tuple(parts))]
    elif kind == "block":
        other = maker.pattern(names)
        parts = [tree.TriplesBlock((zero_length_pattern(maker), other))]
    if kind == "other" or maker.chance(0.25):
        parts.append(maker.element(parts, 1))
    if maker.chance(0.1):
        parts.reverse()
    return maker.query(tree.GroupPattern(tuple(maker.mended(parts))))


def zero_length_pattern(maker: QueryMaker) -> tree.TriplePattern:
    """Return a path of length zero with a term at one end mostly, and sometimes at both."""
    term = maker.random.choice((ABSENT, ABSENT, *LITERALS, *GRAPH_NAMES, *CLASSES, *PREDICATES, *NODES))
    other = maker.variable() if maker.chance(0.85) else maker.random.choice((ABSENT, *NODES))
    if maker.chance(0.08):
        term = maker.variable()
    ends = (other, term) if maker.chance(0.6) or term[0] == '"' else (term, other)
    return tree.TriplePattern(ends[0], zero_length_path(maker), ends[1])


def zero_length_path(maker: QueryMaker) -> tree.PathStep:
    """Return a path that may have length zero, and some that may not."""
    inner: str | tree.PathStep = maker.random.choice(PREDICATES)
    if maker.chance(0.25):
        inner = maker.path(maker.random.choice(PREDICATES), 0)
    path = tree.PathStep(maker.choose({"*": 6, "?": 4, "+": 1}), (inner,))
    kind = maker.choose({"plain": 8, "sequence": 1, "alternative": 1, "inverse": 1})
    if kind == "sequence":
        return tree.PathStep("/", (path, tree.PathStep("?", (maker.random.choice(PREDICATES),))))
    if kind == "alternative":
        return tree.PathStep("|", (path, maker.random.choice(PREDICATES)))
    return tree.PathStep("^", (path,)) if kind == "inverse" else path
