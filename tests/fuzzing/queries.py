"""Random groups: blocks, filters, unions, optional parts and all other elements, nested in each other.

What an element is about is mostly what is in scope where it stands, and sometimes what only the groups around it bind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.random_patterns import VARIABLES, PatternMaker
from tests.fuzzing.worlds import ABSENT, GRAPH_NAMES

TARGETS = ("?v", "?w", "?x")
ELEMENT_WEIGHTS: Mapping[str, int] = {
    "block": 30, "filter": 14, "union": 9, "optional": 9, "minus": 6, "nested": 5, "bind": 8, "values": 7, "graph": 7,
    "sub_select": 5,
}  # fmt: skip
FLAT = frozenset({"block", "filter", "bind", "values"})


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
