"""Random queries: groups, patterns, paths and the forms of a query.

So that answers are mostly not empty, most patterns are made from a triple that the world has: each variable remembers a
term that it stood for (its witness), and a triple with that term is described with the variable again. The rest is random.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import TYPE
from tests.fuzzing.worlds import ABSENT, CLASSES, GRAPH_NAMES, LITERALS, NODES, PREDICATES, Triple, World

VARIABLES = ("?a", "?b", "?c", "?d")
TARGETS = ("?v", "?w", "?x")
ELEMENT_WEIGHTS: Mapping[str, int] = {
    "block": 30, "filter": 14, "union": 9, "optional": 9, "minus": 6, "nested": 5, "bind": 8, "values": 7, "graph": 7,
    "sub_select": 5,
}  # fmt: skip
FLAT = frozenset({"block", "filter", "bind", "values"})
Choice = TypeVar("Choice")


class PatternMaker:
    """Makes triple patterns and paths that fit a world."""

    def __init__(self, random: Random, world: World) -> None:
        """Begin a query: no variable has a witness yet."""
        self.random = random
        self.world = world
        self.graph = ""
        self.witness: dict[str, str] = {}
        self.is_plain = False  # without paths and GRAPH, about which the engine has faults of its own
        self.outer: tuple[str, ...] = ()  # what is bound around the group that is being made
        self._label = 0

    def chance(self, probability: float) -> bool:
        """Return True as often as the probability says."""
        return self.random.random() < probability

    def choose(self, weights: Mapping[Choice, int]) -> Choice:
        """Return a key by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def variable(self) -> str:
        """Return one of the few variables that stand for nodes."""
        return self.random.choice(VARIABLES)

    def blank(self) -> str:
        """Return a blank node that no other place of the query has; half of them are written as brackets."""
        self._label += 1
        return f"_:{'n' if self.chance(0.5) else 'x'}{self._label}"

    def triples(self) -> Sequence[Triple]:
        """Return the triples of the graph that patterns are made for."""
        return self.world.graphs.get(self.graph, ())

    def pattern(self, near: Sequence[str] = ()) -> tree.TriplePattern:
        """Return a triple pattern; `near` are variables of which it should name one."""
        known = {self.witness[each] for each in near or self.witness if each in self.witness}
        fitting = [each for each in self.triples() if each[0] in known or each[2] in known]
        if self.chance(0.2) or not self.triples():
            return self._random_pattern(near)
        subject, predicate, object_ = self.random.choice(fitting or self.triples())
        start, end = self._name(subject, near), self._name(object_, near)
        if start[0] not in "?_" and end[0] not in "?_" and self.chance(0.9):
            end = self.variable()
        return tree.TriplePattern(start, self._link(predicate, end), end)

    def _random_pattern(self, near: Sequence[str]) -> tree.TriplePattern:
        ends = [
            self.random.choice(near or VARIABLES),
            self.variable() if self.chance(0.6) else self.constant(),
        ]
        self.random.shuffle(ends)
        if ends[0][0] == '"':
            ends.reverse()
        return tree.TriplePattern(ends[0], self._link(self.random.choice(PREDICATES), ends[1]), ends[1])

    def constant(self) -> str:
        """Return an IRI or a literal that patterns and filters compare with."""
        return self.random.choice((*NODES, *NODES, *LITERALS, ABSENT))

    def _name(self, term: str, near: Sequence[str]) -> str:
        """Return what stands for a term in a pattern: a variable mostly."""
        if self.chance(0.06):
            return self.blank()
        if term[0] == "<" and self.chance(0.2):
            return term
        same = [
            each for each, witness in self.witness.items() if witness == term and each in (near or VARIABLES)
        ]
        if same and self.chance(0.85):
            return self.random.choice(same)
        unused = [each for each in VARIABLES if each not in self.witness]
        name = self.random.choice(unused) if unused else self.variable()
        self.witness.setdefault(name, term)
        return name

    def _link(self, predicate: str, end: str) -> str | tree.PathStep:
        chance = self.random.random()
        if chance < 0.05:
            return "?p"
        if predicate == TYPE or end in CLASSES:
            return TYPE
        return self.path(predicate) if chance < 0.22 and not self.is_plain else predicate

    def path(self, predicate: str, depth: int = 2) -> tree.PathStep:
        """Return a path that a step by a predicate is likely to satisfy."""
        other = self.random.choice(PREDICATES)
        inner: str | tree.PathStep = predicate
        if depth and self.chance(0.3):
            inner = self.path(predicate, depth - 1)
        operator = self.choose({"/": 3, "|": 3, "^": 2, "*": 3, "+": 2, "?": 2, "!": 1})
        if operator in "/|":
            parts: list[str | tree.PathStep] = [
                inner,
                tree.PathStep("^", (other,)) if self.chance(0.2) else other,
            ]
            self.random.shuffle(parts)
            return tree.PathStep(operator, tuple(parts))
        if operator == "!":
            inverse = tree.PathStep("^", (other,))
            return tree.PathStep(
                "!", self.random.choice([(other,), (other, predicate), (inverse,), (other, inverse)])
            )
        return tree.PathStep(operator, (inner,))

    def block(self, size: int = 0, near: Sequence[str] = ()) -> tree.TriplesBlock:
        """Return a block of patterns, connected with each other mostly."""
        patterns: list[tree.TriplePattern] = []
        for _ in range(size or self.choose({1: 5, 2: 4, 3: 1})):
            names = (
                near
                if not patterns or self.chance(0.3)
                else sorted(tree.in_scope(tree.TriplesBlock(tuple(patterns))))
            )
            patterns.append(self.pattern([each for each in names if each in VARIABLES]))
        if self.chance(0.15):
            patterns = self._chained(patterns)
        return tree.TriplesBlock(tuple(patterns), lists=self.chance(0.4))

    def _chained(self, patterns: list[tree.TriplePattern]) -> list[tree.TriplePattern]:
        """Put a blank node between the first pattern and a new one."""
        first, label = patterns[0], self.blank()
        step = tree.TriplePattern(label, self.random.choice(PREDICATES), self.variable())
        return [tree.TriplePattern(first.subject, first.predicate, label), step, *patterns[1:]]


class GroupMaker(PatternMaker):
    """Makes groups of all kinds of elements; expressions come from a class that inherits from it."""

    def condition(self, names: Sequence[str], depth: int) -> tree.Expression:
        """Return a random condition about some variables."""
        raise NotImplementedError

    def expression(self, names: Sequence[str], depth: int) -> tree.Expression:
        """Return a random expression about some variables."""
        raise NotImplementedError

    def select(self, where: tree.GroupPattern, depth: int, *, inner: bool = False) -> tree.SelectQuery:
        """Return a random SELECT of a group."""
        raise NotImplementedError

    def group(self, depth: int = 2, size: int | None = None, near: Sequence[str] = ()) -> tree.GroupPattern:
        """Return a block and `size` more elements; `depth` is how many levels of groups it may have below."""
        elements: list[tree.Element] = []
        if self.chance(0.93):
            elements.append(self.block(near=near))
        for _ in range(self.choose({0: 3, 1: 5, 2: 3, 3: 1}) if size is None else size):
            elements.append(self.element(elements, depth))
        if self.chance(0.1):
            self.random.shuffle(elements)
        return tree.GroupPattern(tuple(self.mended(elements)))

    def mended(self, elements: Sequence[tree.Element]) -> list[tree.Element]:
        """Leave out a BIND whose variable is in scope before it, which no grammar allows."""
        kept: list[tree.Element] = []
        for each in elements:
            if not (isinstance(each, tree.BindPattern) and each.variable in self.scope(kept)):
                kept.append(each)
        return kept

    @staticmethod
    def scope(elements: Sequence[tree.Element]) -> list[str]:
        """Return the variables in scope after some elements, in alphabetical order."""
        return sorted(tree.in_scope(tree.GroupPattern(tuple(elements))))

    def element(self, before: Sequence[tree.Element], depth: int) -> tree.Element:
        """Return an element that may follow others."""
        weights = {name: weight for name, weight in ELEMENT_WEIGHTS.items() if depth > 0 or name in FLAT}
        if self.is_plain:
            weights.pop("graph", None)
        makers: Mapping[str, Callable[[list[str], int], tree.Element]] = {
            "block": lambda names, _: self.block(near=[each for each in names if each in VARIABLES]),
            "filter": self.filter,
            "bind": self.bind,
            "values": self.values,
            "union": self.union,
            "optional": lambda names, deep: tree.OptionalPattern(self.inner(names, deep)),
            "minus": lambda names, deep: tree.MinusPattern(self.inner(names, deep)),
            "nested": self.inner,
            "graph": self.named_graph,
            "sub_select": lambda names, deep: tree.SubSelectPattern(
                self.select(self.inner(names, deep), deep, inner=True)
            ),
        }
        return makers[self.choose(weights)](self.scope(before), depth - 1)

    def inner(self, names: Sequence[str], depth: int) -> tree.GroupPattern:
        """Return a group within another, which shares a variable with it mostly."""
        near = [each for each in (*names, *(self.outer if self.chance(0.2) else ())) if each in VARIABLES]
        outer, self.outer = self.outer, tuple(names)
        group = self.group(depth, self.choose({0: 6, 1: 4, 2: 1}), near if self.chance(0.8) else ())
        self.outer = outer
        return group

    def filter(self, names: Sequence[str], depth: int) -> tree.FilterPattern:
        """Return a filter."""
        return tree.FilterPattern(self.condition(names, depth))

    def bind(self, names: Sequence[str], depth: int) -> tree.BindPattern:
        """Return a BIND to a variable that is not in scope."""
        free = [each for each in (*TARGETS, *VARIABLES) if each not in names]
        expression = self.constant() if self.chance(0.3) else self.expression(names, depth)
        target = self.random.choice(free)
        if isinstance(expression, str) and expression[0] == "<":
            self.witness.setdefault(target, expression)
        return tree.BindPattern(expression, target)

    def values(self, names: Sequence[str], _depth: int = 0) -> tree.ValuesPattern:
        """Return VALUES of one or two columns, with a witness among the rows, and UNDEF or equal rows at times."""
        pool = [each for each in names if each in VARIABLES] or list(VARIABLES)
        chosen = tuple(self.random.sample(pool, min(len(pool), self.choose({1: 3, 2: 1}))))
        rows = [tuple(self.witness.get(each) or self.constant() for each in chosen)]
        rows = [tuple(self.constant() if each[0] == "_" else each for each in row) for row in rows]
        rows += [tuple(self.constant() for _ in chosen) for _ in range(self.choose({0: 1, 1: 3, 2: 1}))]
        cells: list[tuple[str | None, ...]] = [*rows, *(rows[:1] if self.chance(0.15) else [])]
        if self.chance(0.2):
            place = self.random.randrange(len(chosen))
            cells[-1] = (*cells[-1][:place], None, *cells[-1][place + 1 :])
        return tree.ValuesPattern(chosen, tuple(cells))

    def union(self, names: Sequence[str], depth: int) -> tree.UnionPattern:
        """Return a union of two or three branches."""
        return tree.UnionPattern(tuple(self.inner(names, depth) for _ in range(self.choose({2: 4, 3: 1}))))

    def named_graph(self, names: Sequence[str], depth: int) -> tree.NamedGraphPattern:
        """Return GRAPH with an IRI or a variable, the patterns within made for one of the graphs."""
        outer, self.graph = self.graph, self.random.choice(self.world.names())
        name = self.graph if self.chance(0.4) else "?g" if self.chance(0.9) else self.variable()
        if self.chance(0.05):
            name = self.random.choice((*GRAPH_NAMES, ABSENT))
        group = self.inner(names, depth)
        self.graph = outer
        return tree.NamedGraphPattern(name, group)
