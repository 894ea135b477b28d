"""Template P: paths of length zero from or to a term that may be nowhere in the graph, alone and beside other patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.worlds import ABSENT, CLASSES, GRAPH_NAMES, LITERALS, NODES, PREDICATES


def zero_length_query(maker: QueryMaker) -> tree.Query:
    """Return a query with a path of length zero."""
    block = tree.TriplesBlock((zero_length_pattern(maker),))
    parts = _around(maker, block, maker.scope((block,)))
    if maker.chance(0.35):
        parts.append(maker.element(parts, 1))
    if maker.chance(0.1):
        parts.reverse()
    return maker.query(tree.GroupPattern(tuple(maker.mended(parts))))


def _around(maker: QueryMaker, block: tree.TriplesBlock, names: Sequence[str]) -> list[tree.Element]:
    """Return a group that has the path somewhere."""
    alone = tree.GroupPattern((block,))
    name = maker.random.choice((*maker.world.names(), "?g", "?g", ABSENT))
    makers: Mapping[str, Callable[[], list[tree.Element]]] = {
        "alone": lambda: [block],
        "graph": lambda: [tree.NamedGraphPattern(name, alone)],
        "union": lambda: [tree.UnionPattern((alone, maker.inner(names, 0)))],
        "optional": lambda: [maker.block(1, names), tree.OptionalPattern(alone)],
        "exists": lambda: [
            maker.block(1, names), tree.FilterPattern(tree.ExistsCall(alone, negated=maker.chance(0.5)))
        ],
        "nested": lambda: [maker.block(1, names), alone],
        "block": lambda: [tree.TriplesBlock((block.patterns[0], maker.pattern(names)))],
    }  # fmt: skip
    return makers[
        maker.choose(
            {"alone": 7, "graph": 4, "union": 3, "optional": 2, "exists": 2, "nested": 2, "block": 2}
        )
    ]()


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
