"""Template G: GRAPH with a variable around what the engine evaluates there otherwise than the specification.

These are sub-selects with and without aggregates, VALUES, MINUS that shares no variable, and several of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.random_patterns import VARIABLES
from tests.fuzzing.worlds import GRAPH_NAMES, PREDICATES

CONTENTS = {
    "sub_select": 5,
    "count": 5,
    "values": 4,
    "minus": 5,
    "nested": 2,
    "union": 2,
    "optional": 1,
    "filter": 1,
    "graph": 1,
}
AROUND = {"none": 8, "block": 3, "values": 2, "filter": 2, "again": 2, "optional": 1, "union": 1}


def graph_variable_query(maker: QueryMaker) -> tree.Query:
    """Return a query with GRAPH ?g."""
    held: tree.Element = tree.NamedGraphPattern("?g", contents(maker, 2))
    names = maker.scope((held,))
    return maker.query(tree.GroupPattern(tuple(maker.mended(_around(maker, held, names)))))


def _around(maker: QueryMaker, held: tree.Element, names: Sequence[str]) -> list[tree.Element]:
    near = [each for each in names if each in VARIABLES]
    kind = maker.choose(AROUND)
    if kind == "block":
        parts: list[tree.Element] = [maker.block(1, near), held]
    elif kind == "values":
        rows: tuple[tuple[str | None, ...], ...] = tuple(
            (each,) for each in maker.random.sample(GRAPH_NAMES, 2)
        )
        parts = [tree.ValuesPattern(("?g",), rows), held]
    elif kind == "filter":
        parts = [
            held,
            tree.FilterPattern(tree.Call(maker.random.choice(("=", "!=")), ("?g", GRAPH_NAMES[0]))),
        ]
    elif kind == "again":
        parts = [held, tree.NamedGraphPattern("?g", contents(maker, 1))]
    elif kind == "optional":
        parts = [maker.block(1, near), tree.OptionalPattern(tree.GroupPattern((held,)))]
    elif kind == "union":
        parts = [tree.UnionPattern((tree.GroupPattern((held,)), maker.inner(names, 0)))]
    else:
        parts = [held]
    if maker.chance(0.2):
        parts.reverse()
    return parts


def contents(maker: QueryMaker, depth: int) -> tree.GroupPattern:
    """Return what stands within GRAPH ?g."""
    outer, maker.graph = maker.graph, maker.random.choice(maker.world.names())
    parts: list[tree.Element] = [maker.block(maker.choose({1: 3, 2: 1}))] if maker.chance(0.6) else []
    for _ in range(maker.choose({1: 4, 2: 1})):
        parts.append(content(maker, maker.scope(parts), depth))
    maker.graph = outer
    return tree.GroupPattern(tuple(maker.mended(parts)))


def content(maker: QueryMaker, names: Sequence[str], depth: int) -> tree.Element:
    """Return one element within GRAPH ?g."""
    makers: Mapping[str, Callable[[], tree.Element]] = {
        "sub_select": lambda: tree.SubSelectPattern(maker.select(maker.inner(names, 0), 0, inner=True)),
        "count": lambda: count(maker, names),
        "values": lambda: maker.values(names),
        "minus": lambda: minus(maker, names),
        "filter": lambda: maker.filter(names, 1),
        "graph": lambda: tree.NamedGraphPattern(
            maker.random.choice((*GRAPH_NAMES, "?h", "?g")), maker.inner(names, 0)
        ),
        "union": lambda: tree.UnionPattern((contents(maker, depth - 1), contents(maker, depth - 1))),
        "optional": lambda: tree.OptionalPattern(contents(maker, depth - 1)),
        "nested": lambda: contents(maker, depth - 1),
    }
    kind = maker.choose(CONTENTS)
    return makers["sub_select" if depth <= 0 and kind in ("nested", "union", "optional") else kind]()


def count(maker: QueryMaker, names: Sequence[str]) -> tree.SubSelectPattern:
    """Return a sub-select that counts, with GROUP BY at times."""
    where = maker.inner(names, 0)
    inner = maker.scope(where.elements)
    free = next((each for each in ("?n", "?m") if each not in names and each not in inner), "?k")
    argument = maker.random.choice(inner) if inner and maker.chance(0.3) else None
    name = "COUNT" if argument is None or maker.chance(0.6) else maker.random.choice(("SUM", "MIN", "MAX"))
    item = tree.SelectItem(free, tree.AggregateCall(name, argument, distinct=maker.chance(0.1)))
    keys = tuple(inner[:1]) if maker.chance(0.35) else ()
    return tree.SubSelectPattern(tree.SelectQuery(where, (*map(tree.SelectItem, keys), item), group_by=keys))


def minus(maker: QueryMaker, names: Sequence[str]) -> tree.MinusPattern:
    """Return MINUS that shares no variable with what is before it, half of the time."""
    if maker.chance(0.5):
        return tree.MinusPattern(maker.inner(names, 0))
    pattern = tree.TriplePattern(
        "?y", maker.random.choice(PREDICATES), maker.random.choice(("?z", maker.bracket()))
    )
    return tree.MinusPattern(tree.GroupPattern((tree.TriplesBlock((pattern,)),)))
