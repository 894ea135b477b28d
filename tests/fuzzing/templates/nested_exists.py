"""Template E: EXISTS of two or three patterns that share a variable with outside, wherever an EXISTS may stand.

Among them are paths of length zero at a variable that a predicate, a union, VALUES or nothing within binds: with that
variable known they begin at a term that need not be in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import FALSE, TRUE, numeric
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.random_patterns import VARIABLES
from tests.fuzzing.templates.anchors import branch, wrapped
from tests.fuzzing.worlds import ABSENT, NODES, PREDICATES

PLACES = {
    "filter": 12,
    "bind": 2,
    "if": 1,
    "or": 2,
    "and": 1,
    "not": 1,
    "having": 2,
    "order": 1,
    "branch": 3,
    "optional": 2,
}
INNER = {
    "none": 7,
    "filter": 5,
    "union": 5,
    "optional": 3,
    "graph": 3,
    "zero": 8,
    "exists": 2,
    "other": 2,
    "doubtful": 4,
}


def exists_query(maker: QueryMaker) -> tree.Query:
    """Return a query with an EXISTS of several patterns."""
    base: list[tree.Element] = [maker.block(maker.choose({1: 3, 2: 1}))]
    if maker.chance(0.25):
        base.append(maker.element(base, 1))
    if maker.chance(0.2):
        base.append(nowhere(maker))
    base = maker.mended(base)
    names = maker.scope(base)
    place = maker.choose(PLACES)
    call = exists_call(maker, names)
    if place in ("having", "order") and names:
        return _beside_where(maker, tree.GroupPattern(tuple(base)), call, place)
    return maker.query(
        wrapped(maker, tree.GroupPattern(tuple(maker.mended(_placed(maker, base, call, place)))))
    )


def nowhere(maker: QueryMaker) -> tree.Element:
    """Return what binds a variable to a term that is at no end of a triple: a predicate, or a constant."""
    if maker.chance(0.6):
        pattern = tree.TriplePattern(
            maker.variable(), "?p", maker.random.choice((maker.variable(), maker.bracket()))
        )
        return tree.TriplesBlock((pattern,))
    return tree.ValuesPattern(
        ("?p",), tuple((each,) for each in maker.random.sample((ABSENT, *PREDICATES, *NODES), 2))
    )


def _placed(
    maker: QueryMaker, base: list[tree.Element], call: tree.Expression, place: str
) -> list[tree.Element]:
    """Return the elements of a group that holds the EXISTS in a filter, a BIND, a branch or an OPTIONAL."""
    if place in ("bind", "if"):
        value = tree.Call("IF", (call, TRUE, FALSE)) if place == "if" else call
        return [*base, tree.BindPattern(value, "?v")]
    if place in ("or", "and"):
        other = maker.condition(maker.scope(base), 0)
        parts = (call, other) if maker.chance(0.5) else (other, call)
        return [*base, tree.FilterPattern(tree.Call("||" if place == "or" else "&&", parts))]
    if place == "not":
        call = tree.Call("!", (call,))
    condition = tree.FilterPattern(call)
    if place == "branch":
        own = maker.block(1, _nodes(maker.scope(base)))
        return [
            *base,
            tree.UnionPattern((tree.GroupPattern((own, condition)), maker.inner(maker.scope(base), 0))),
        ]
    if place == "optional":
        own = maker.block(1, _nodes(maker.scope(base)))
        return [*base, tree.OptionalPattern(tree.GroupPattern((own, condition)))]
    return [*base, condition] if maker.chance(0.8) else [condition, *base]


def _beside_where(
    maker: QueryMaker, where: tree.GroupPattern, call: tree.Expression, place: str
) -> tree.SelectQuery:
    names = maker.scope(where.elements)
    if place == "order":
        return tree.SelectQuery(where, distinct=False, order_by=(call,))
    keys = tuple(maker.random.sample(names, min(len(names), 1 + maker.chance(0.3))))
    items = (*map(tree.SelectItem, keys), tree.SelectItem("?n", tree.AggregateCall("COUNT")))
    condition = (
        call
        if maker.chance(0.7)
        else tree.Call("||", (call, tree.Call("=", (tree.AggregateCall("COUNT"), numeric(1)))))
    )
    return tree.SelectQuery(where, items, group_by=keys, having=(condition,))


def _nodes(names: Sequence[str]) -> list[str]:
    return [each for each in names if each in VARIABLES]


def exists_call(maker: QueryMaker, names: Sequence[str]) -> tree.ExistsCall:
    """Return EXISTS or NOT EXISTS about some variables."""
    near = _nodes(names) if maker.chance(0.93) else []
    parts: list[tree.Element] = [maker.block(maker.choose({1: 2, 2: 6, 3: 3}), near)]
    visible = [*maker.scope(parts), *names]
    makers: Mapping[str, Callable[[], list[tree.Element]]] = {
        "none": lambda: parts,
        "filter": lambda: [*parts, maker.filter(visible, 0)],
        "union": lambda: _with_union(maker, parts, visible),
        "optional": lambda: [*parts, tree.OptionalPattern(maker.inner(visible, 0))],
        "graph": lambda: _in_graph(maker, parts, near),
        "zero": lambda: zero_length(maker, [*near, *(["?p"] if "?p" in names else [])]),
        "doubtful": lambda: _doubtful(maker, near),
        "exists": lambda: [*parts, tree.FilterPattern(maker.exists(visible, 0))],
        "other": lambda: [*parts, maker.element(parts, 1)],
    }
    found = makers[maker.choose(INNER)]()
    if maker.chance(0.15):
        maker.random.shuffle(found)
    return tree.ExistsCall(tree.GroupPattern(tuple(maker.mended(found))), negated=maker.chance(0.5))


def _doubtful(maker: QueryMaker, near: Sequence[str]) -> list[tree.Element]:
    """Return what cannot be nested: GRAPH about its own variable, or of a filter alone; paths of no length from a term that
    is no node of the graph.
    """
    known, middle = maker.random.choice(near or VARIABLES), maker.variable()
    link, empty = maker.random.choice(PREDICATES), _empty_path(maker)
    step = tree.TriplesBlock((tree.TriplePattern(known, link, middle),))
    from_it = tree.TriplesBlock((tree.TriplePattern(middle, empty, maker.variable()),))
    named = tree.TriplesBlock((tree.TriplePattern(known, link, "?g"),))
    kind = maker.choose({"name": 2, "filter": 2, "graph": 3, "pair": 3, "union": 3})
    if kind == "name":
        return [tree.NamedGraphPattern("?g", tree.GroupPattern((named,))), step]
    if kind == "filter":
        name = maker.random.choice((*maker.world.names(), ABSENT, "?g"))
        return [step, tree.NamedGraphPattern(name, tree.GroupPattern((maker.filter([known], 0),))), from_it]
    if kind == "graph":
        return [
            tree.NamedGraphPattern(maker.random.choice(maker.world.names()), tree.GroupPattern((step,))),
            from_it,
        ]
    if kind == "pair":
        path = tree.PathStep("/", (empty, _empty_path(maker)))
        return [tree.TriplesBlock((tree.TriplePattern(known, path, middle),)), step]
    binder = tree.GroupPattern(
        (tree.TriplesBlock((tree.TriplePattern(maker.variable(), middle, maker.bracket()),)),)
    )
    return [from_it, step, tree.UnionPattern((binder, tree.GroupPattern((step,))))][
        :: maker.random.choice((1, 2))
    ]


def _with_union(maker: QueryMaker, parts: list[tree.Element], visible: Sequence[str]) -> list[tree.Element]:
    """Add a union, and at times a filter about what only the union binds."""
    union = tree.UnionPattern((branch(maker, visible), branch(maker, visible)))
    own = sorted(tree.in_scope(union).difference(maker.scope(parts)))
    if own and maker.chance(0.4):
        return [*parts, union, tree.FilterPattern(maker.condition(own, 0))]
    return [*parts, union]


def _in_graph(maker: QueryMaker, parts: list[tree.Element], near: Sequence[str]) -> list[tree.Element]:
    """Put the patterns into GRAPH, or some of them, with what GRAPH does not only join at times."""
    name = maker.random.choice((*maker.world.names(), "?g", "?g"))
    inner = [] if maker.chance(0.05) else list(parts)
    if maker.chance(0.15):
        inner.append(
            tree.TriplesBlock((tree.TriplePattern(maker.variable(), maker.random.choice(PREDICATES), name),))
        )
    if maker.chance(0.35):
        inner.append(
            maker.filter([*maker.scope(inner), *near, *([name] if name[0] == "?" else [])], 0)
            if maker.chance(0.5)
            else maker.element(inner, 1)
        )
    held = tree.NamedGraphPattern(name, tree.GroupPattern(tuple(maker.mended(inner))))
    return [held] if maker.chance(0.6) else [held, maker.block(1, near)]


def zero_length(maker: QueryMaker, near: Sequence[str]) -> list[tree.Element]:
    """Return a path of length zero at a variable, and what binds the variable within the EXISTS, if anything does."""
    start = maker.random.choice(near or VARIABLES)
    joint = maker.random.choice((*near, "?y", "?y", *VARIABLES))
    other = maker.random.choice((*VARIABLES, "?z", maker.bracket(), *NODES, ABSENT))
    ends = (joint, other) if maker.chance(0.6) else (other, joint)
    zero = tree.TriplesBlock((tree.TriplePattern(ends[0], _empty_path(maker), ends[1]),))
    held: tree.Element = zero
    if maker.chance(0.2):
        group = (
            tree.GroupPattern((zero, maker.block(1, near)))
            if maker.chance(0.5)
            else tree.GroupPattern((zero,))
        )
        held = tree.NamedGraphPattern(maker.random.choice((*maker.world.names(), "?g")), group)
    elif maker.chance(0.25):
        held = tree.UnionPattern((tree.GroupPattern((zero,)), maker.inner(near, 0)))
    found = [_binder(maker, start, joint, near), held]
    return found if maker.chance(0.6) else found[::-1]


def _empty_path(maker: QueryMaker) -> tree.PathStep:
    """Return a path that may have length zero."""
    path = tree.PathStep(maker.random.choice("*?"), (maker.random.choice(PREDICATES),))
    if maker.chance(0.15):
        other = tree.PathStep(maker.random.choice("*?"), (maker.random.choice(PREDICATES),))
        return tree.PathStep("/", (path, other))
    if maker.chance(0.15):
        return tree.PathStep(maker.random.choice("/|"), (path, maker.random.choice(PREDICATES)))
    return path


def _binder(maker: QueryMaker, start: str, joint: str, near: Sequence[str]) -> tree.Element:
    """Return what may bind the variable at which the path begins or ends."""
    link = maker.random.choice(PREDICATES)
    single = tree.TriplesBlock((tree.TriplePattern(start, link, joint),))
    nodes = _nodes(near)
    binders: Mapping[str, Callable[[], tree.Element]] = {
        "predicate": lambda: tree.TriplesBlock((
            tree.TriplePattern(start, joint, maker.random.choice(("?y2", maker.bracket()))),
        )),
        "union": lambda: tree.UnionPattern((
            tree.GroupPattern((single,)), maker.inner([joint] if joint in VARIABLES else nodes, 0),
        )),
        "values": lambda: tree.ValuesPattern((joint,), ((maker.constant(),), (maker.constant(),))),
        "path": lambda: tree.TriplesBlock((tree.TriplePattern(start, _empty_path(maker), joint),)),
        "pattern": lambda: single,
        "outside": lambda: maker.block(1, nodes),
    }  # fmt: skip
    return binders[
        maker.choose({"predicate": 5, "union": 3, "values": 1, "path": 7, "pattern": 2, "outside": 3})
    ]()
