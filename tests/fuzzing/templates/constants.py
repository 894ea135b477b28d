"""Template "constants": a FILTER that says what a variable has to be, and what binds that variable, for certain or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import DECIMAL, literal, number
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.random_patterns import VARIABLES
from tests.fuzzing.templates.anchors import wrapped
from tests.fuzzing.worlds import ABSENT, GRAPH_NAMES, LITERALS, NODES, PREDICATES


def constants_query(maker: QueryMaker) -> tree.Query:
    """Return a query with such a FILTER."""
    parts = _binders(maker)
    for _ in range(maker.choose({0: 3, 1: 4, 2: 1})):
        parts.append(maker.element(parts, 1))
    if maker.chance(0.2):
        maker.random.shuffle(parts)
    names = maker.scope(parts[-1:]) or maker.scope(parts) or list(VARIABLES)
    condition = _condition(maker, names, 1)
    parts.insert(maker.random.randint(0, len(parts)), tree.FilterPattern(condition))
    return maker.query(wrapped(maker, tree.GroupPattern(tuple(maker.mended(parts)))))


def _binders(maker: QueryMaker) -> list[tree.Element]:
    """Return what begins the group: a block mostly, or what may leave a variable without a value."""
    block = maker.block(maker.choose({1: 4, 2: 3}))
    group = tree.GroupPattern((block,))
    kind = maker.choose(
        {
            "block": 10,
            "optional": 2,
            "union": 2,
            "graph": 2,
            "bind": 1,
            "minus": 1,
            "values": 1,
            "blank": 2,
            "negated": 2,
        }
    )
    makers: Mapping[str, Callable[[], list[tree.Element]]] = {
        "block": lambda: [block],
        "optional": lambda: [tree.OptionalPattern(group)],
        "union": lambda: [tree.UnionPattern((group, maker.inner(maker.scope((block,)), 0)))],
        "graph": lambda: [tree.NamedGraphPattern(maker.random.choice(("?g", *maker.world.names())), group)],
        "bind": lambda: [tree.BindPattern(maker.constant(), "?v"), block],
        "minus": lambda: [tree.MinusPattern(group), maker.block(1)],
        "values": lambda: [maker.values(()), block],
        "negated": lambda: _with_negated_set(maker, block),
        "blank": lambda: _around_a_filter(maker, block),
    }
    return makers[kind]()


def _with_negated_set(maker: QueryMaker, block: tree.TriplesBlock) -> list[tree.Element]:
    """Return a block with a path from a node to a variable by all predicates but one, and the variable's value."""
    ends = Counter((subject, value) for subject, _, value in maker.triples() if subject[0] == value[0] == "<")
    subject, value = max(ends, key=lambda each: (ends[each], maker.random.random()), default=NODES[:2])
    path, name = tree.PathStep("!", (maker.random.choice(PREDICATES),)), maker.variable()
    pattern = tree.TriplePattern(subject, path, name)
    held = block.patterns if maker.chance(0.5) else ()
    return [
        tree.TriplesBlock((*held, pattern)),
        tree.FilterPattern(tree.Call("=", (name, value))),
    ]


def _around_a_filter(maker: QueryMaker, block: tree.TriplesBlock) -> list[tree.Element]:
    """Return two blocks that share a blank node, with a FILTER between them about a variable of the second."""
    label = f"_:x{maker.random.randint(90, 99)}"
    first = block.patterns[0]
    subject, predicate, value = maker.random.choice(maker.triples() or ((NODES[0], PREDICATES[0], NODES[1]),))
    free = next((each for each in VARIABLES if each not in maker.scope((block,))), "?w")
    return [
        tree.TriplesBlock(
            (*block.patterns, tree.TriplePattern(first.subject, maker.random.choice(PREDICATES), label))
        ),
        tree.FilterPattern(tree.Call("=", (free, value if value[0] != "_" else subject))),
        tree.TriplesBlock((tree.TriplePattern(label, predicate, free),)),
    ]


def _condition(maker: QueryMaker, names: Sequence[str], depth: int) -> tree.Expression:
    """Return `?v = c`, `c = ?v` or `?v IN (…)`, and some of these joined."""
    kind = maker.choose({"equal": 5, "in": 4, "or": 3, "and": 2, "not in": 1})
    name = maker.random.choice(names)
    if kind in ("or", "and") and depth > 0:
        near = [name] if maker.chance(0.7) else names
        parts = (_condition(maker, near, depth - 1), _condition(maker, near, depth - 1))
        if maker.chance(0.2):
            parts = (parts[0], maker.condition(names, 0))
        return tree.Call("||" if kind == "or" else "&&", parts)
    if kind in ("in", "not in"):
        options = tuple(_term(maker, name) for _ in range(maker.choose({1: 2, 2: 4, 3: 1})))
        if maker.chance(0.1):
            options = (*options, maker.random.choice(names))
        return tree.Call("NOT IN" if kind == "not in" else "IN", (name, *options))
    ends = (name, _term(maker, name))
    return tree.Call("=", ends if maker.chance(0.7) else ends[::-1])


def _term(maker: QueryMaker, name: str) -> str:
    """Return a constant: what the variable is in the data, mostly."""
    witness = maker.witness.get(name, "_")
    if name == "?g":
        return maker.random.choice(GRAPH_NAMES)
    value = number(witness) if witness[0] == '"' else None
    if value is not None and maker.chance(0.5):
        return literal(f"{value}.0", DECIMAL)  # another term, which is equal
    if witness[0] != "_" and maker.chance(0.8):
        return witness
    return maker.random.choice((*NODES, *LITERALS, ABSENT))
