"""Template A: an anchor, and a union or a group that shares a variable with it.

Between them, after them, within the branches and around all stands now and then what the conditions of the rule are about:
OPTIONAL, MINUS, BIND, filters about variables that are not in scope, sub-selects, blank nodes, bags.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.random_patterns import VARIABLES
from tests.fuzzing.worlds import NODES, PREDICATES

BRANCH_ELEMENTS = {
    "none": 6, "filter": 6, "bind": 3, "optional": 4, "minus": 3, "union": 2, "nested": 2, "graph": 2, "values": 2,
    "sub_select": 2, "exists": 4, "first": 2, "leak": 3, "early": 2,
}  # fmt: skip


def anchored_query(maker: QueryMaker) -> tree.Query:
    """Return a query with an anchor."""
    made = crossed_group(maker) if maker.chance(0.15) else anchored_group(maker)
    return maker.query(wrapped(maker, made))


def crossed_group(maker: QueryMaker) -> tree.GroupPattern:
    """Return a union, something that looks at a variable of the anchor, and the anchor, which must not cross it."""
    first, second, *others = maker.random.sample(VARIABLES, len(VARIABLES))
    subject, predicate, object_ = maker.random.choice(maker.triples() or (("_:b0", PREDICATES[0], "_:b0"),))
    maker.witness.update({first: subject, second: object_})
    anchor = tree.TriplesBlock((tree.TriplePattern(first, predicate, second),))
    branched = tree.UnionPattern(tuple(
        tree.GroupPattern((tree.TriplesBlock((maker.pattern([first]), maker.pattern([first, others[0]]))),))
        for _ in range(2)
    ))  # fmt: skip
    inner = tree.GroupPattern((maker.block(1, [second]),))
    between: dict[str, tree.Element] = {
        "optional": tree.OptionalPattern(inner),
        "minus": tree.MinusPattern(inner),
        "bind": tree.BindPattern(tree.Call("COALESCE", (second, maker.constant())), "?v"),
        "bound": tree.BindPattern(tree.Call("BOUND", (second,)), "?v"),
        "exists": tree.BindPattern(tree.ExistsCall(inner), "?v"),
    }
    parts = [
        branched,
        between[maker.choose({"optional": 3, "minus": 2, "bind": 1, "bound": 1, "exists": 1})],
        anchor,
    ]
    return tree.GroupPattern(tuple(maker.mended(parts)))


def anchored_group(maker: QueryMaker) -> tree.GroupPattern:
    """Return a group with an anchor, in one of its orders."""
    anchor = anchors(maker)
    names = maker.scope(anchor)
    branched = branches(maker, names)
    between = [_element(maker, names)] if maker.chance(0.25) else []
    after = [_element(maker, names)] if maker.chance(0.25) else []
    if maker.chance(0.2):
        after.append(branches(maker, names))
    parts = [*anchor, *between, branched, *after]
    if maker.chance(0.25):
        parts = [branched, *between, *anchor, *after]
    return tree.GroupPattern(tuple(maker.mended(parts)))


def _element(maker: QueryMaker, names: Sequence[str]) -> tree.Element:
    """Return an element beside the anchor, of the kinds that may not be crossed mostly."""
    kind = maker.choose({"optional": 3, "minus": 2, "bind": 3, "filter": 2, "block": 1, "values": 1})
    if kind == "optional":
        return tree.OptionalPattern(maker.inner(names, 0))
    if kind == "minus":
        return tree.MinusPattern(maker.inner(names, 0))
    if kind == "bind":
        target = maker.random.choice((*VARIABLES, "?v"))
        expression = maker.random.choice(NODES) if maker.chance(0.5) else maker.expression(names, 0)
        return tree.BindPattern(expression, target)
    if kind == "filter":
        return maker.filter([*names, *VARIABLES], 1)
    return maker.values(names) if kind == "values" else maker.block(1, _nodes(names))


def _nodes(names: Sequence[str]) -> list[str]:
    return [each for each in names if each in VARIABLES]


def anchors(maker: QueryMaker) -> list[tree.Element]:
    """Return what anchors: patterns, VALUES or a BIND of an IRI, and filters about them at times."""
    kind = maker.choose({"block": 10, "values": 2, "bind": 1, "path": 2})
    found: list[tree.Element]
    if kind == "values":
        found = [maker.values(())]
    elif kind == "bind":
        found = [tree.BindPattern(maker.random.choice(NODES), maker.variable())]
    elif kind == "path":
        path = maker.path(maker.random.choice((*maker.triples(), ("", "<http://e/p>", "")))[1], 1)
        ends = maker.variable(), maker.variable() if maker.chance(0.6) else maker.random.choice(NODES)
        found = [tree.TriplesBlock((tree.TriplePattern(ends[0], path, ends[1]),))]
    else:
        found = [maker.block(maker.choose({1: 3, 2: 2}))]
    if maker.chance(0.2):
        found.append(maker.filter(maker.scope(found), 0))
    return found


def branches(maker: QueryMaker, names: Sequence[str]) -> tree.Element:
    """Return a union whose branches have two patterns mostly, or one group."""
    if maker.chance(0.15):
        return branch(maker, names)
    return tree.UnionPattern(tuple(branch(maker, names) for _ in range(maker.choose({2: 4, 3: 1}))))


def branch(maker: QueryMaker, names: Sequence[str]) -> tree.GroupPattern:
    """Return a branch of two patterns mostly, and one element more at times; it may name what is bound outside."""
    if maker.chance(0.04):
        select = maker.select(maker.inner(names, 0), 0, inner=True)
        return tree.GroupPattern((tree.SubSelectPattern(select),))
    maker.outer = tuple(names)
    near = _nodes(names) if maker.chance(0.85) else []
    parts: list[tree.Element] = [maker.block(maker.choose({1: 2, 2: 6, 3: 1}), near)]
    kind = maker.choose(BRANCH_ELEMENTS)
    visible = [*maker.scope(parts), *(names if maker.chance(0.4) else ())]
    if kind in ("filter", "exists"):
        condition = maker.condition(visible, 0) if kind == "filter" else maker.exists(visible, 1)
        parts.append(tree.FilterPattern(condition))
    elif kind == "union":
        parts.append(tree.UnionPattern((maker.inner(visible, 0), maker.inner(visible, 0))))
    elif kind == "leak":
        parts.append(tree.FilterPattern(leaking(maker, maker.scope(parts), names)))
    elif kind == "first":
        parts.insert(0, tree.OptionalPattern(maker.inner(names, 0)))
    elif kind == "early":
        seen = maker.random.choice([*near, *maker.scope(parts)] or VARIABLES)
        parts.insert(0, tree.BindPattern(tree.Call("BOUND", (seen,)), "?w"))
    elif kind != "none":
        parts.append(_single(maker, kind, visible))
    return tree.GroupPattern(tuple(maker.mended(parts)))


def leaking(maker: QueryMaker, own: Sequence[str], names: Sequence[str]) -> tree.ExistsCall:
    """Return EXISTS about a variable that is bound outside only: it is not in scope, though an engine may see it."""
    outside = [each for each in _nodes(names) if each not in own] or list(VARIABLES)
    ends = [maker.random.choice(outside), maker.random.choice(_nodes(own) or VARIABLES)]
    maker.random.shuffle(ends)
    pattern = tree.TriplePattern(ends[0], maker.random.choice(PREDICATES), ends[1])
    return tree.ExistsCall(tree.GroupPattern((tree.TriplesBlock((pattern,)),)), negated=maker.chance(0.5))


def _single(maker: QueryMaker, kind: str, visible: Sequence[str]) -> tree.Element:
    names = list(visible)
    if kind == "bind":
        return maker.bind([] if maker.chance(0.3) else names, 0)
    if kind == "graph":
        return maker.named_graph(names, 0)
    if kind == "values":
        return maker.values(names)
    return _held(maker, kind, maker.inner(names, 0))


def _held(maker: QueryMaker, kind: str, group: tree.GroupPattern) -> tree.Element:
    if kind == "sub_select":
        return tree.SubSelectPattern(maker.select(group, 0, inner=True))
    if kind == "optional":
        return tree.OptionalPattern(group)
    return tree.MinusPattern(group) if kind == "minus" else group


def wrapped(maker: QueryMaker, group: tree.GroupPattern) -> tree.GroupPattern:
    """Return a group that holds another, in one of the ways in which groups may be held."""
    kind = maker.choose(
        {"bare": 16, "graph": 2, "optional": 1, "nested": 1, "sub_select": 1, "exists": 1, "union": 1}
    )
    if kind == "bare":
        return group
    if kind == "graph":
        name = maker.random.choice((*maker.world.names(), "?g", "?g"))
        return tree.GroupPattern((tree.NamedGraphPattern(name, group),))
    first = maker.block(1, _nodes(maker.scope(group.elements)))
    held: tree.Element = group
    if kind == "optional":
        held = tree.OptionalPattern(group)
    elif kind == "sub_select":
        held = tree.SubSelectPattern(maker.select(group, 1, inner=True))
    elif kind == "exists":
        held = tree.FilterPattern(tree.ExistsCall(group, negated=maker.chance(0.5)))
    elif kind == "union":
        held = tree.UnionPattern((group, maker.inner(maker.scope((first,)), 0)))
    return tree.GroupPattern((first, held) if maker.chance(0.7) else (held, first))
