"""Random expressions and conditions, EXISTS among them, and the forms of a query with its aggregates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import literal, numeric
from tests.fuzzing.queries import TARGETS, GroupMaker
from tests.fuzzing.random_patterns import VARIABLES
from tests.fuzzing.worlds import PREDICATES

COMPARISONS = {"=": 4, "!=": 4, "<": 2, ">": 1, "<=": 1, ">=": 1}
AGGREGATES = {"COUNT": 4, "SUM": 2, "AVG": 1, "MIN": 2, "MAX": 2, "GROUP_CONCAT": 2, "SAMPLE": 1}


class QueryMaker(GroupMaker):
    """Makes whole queries."""

    def any_variable(self, names: Sequence[str]) -> str:
        """Return a variable, mostly one of those in scope; now and then one that only what is around binds."""
        if self.outer and self.chance(0.12):
            return self.random.choice(self.outer)
        return self.random.choice(names) if names and self.chance(0.92) else self.variable()

    def condition(self, names: Sequence[str], depth: int) -> tree.Expression:
        """Return a random condition about some variables."""
        makers: Mapping[Callable[[Sequence[str], int], tree.Expression], int] = {
            self.comparison: 8, self.test: 5, self.exists: 6 if depth >= 0 else 0, self.junction: 3,
        }  # fmt: skip
        return self.choose(makers)(names, depth)

    def comparison(self, names: Sequence[str], _depth: int = 0) -> tree.Expression:
        """Return a comparison or IN."""
        left = self.any_variable(names)
        if self.chance(0.2):
            options = tuple(self.constant() for _ in range(2)) + (
                (self.any_variable(names),) if self.chance(0.3) else ()
            )
            witness = self.witness.get(left, "_")
            return tree.Call(
                self.random.choice(("IN", "NOT IN")),
                (left, *options, *([witness] if witness[0] != "_" else [])),
            )
        right = self.any_variable(names) if self.chance(0.5) else self.constant()
        return tree.Call(self.choose(COMPARISONS), (left, right))

    def test(self, names: Sequence[str], _depth: int = 0) -> tree.Expression:
        """Return BOUND, isIRI and the like."""
        name = self.choose({"BOUND": 5, "ISIRI": 3, "ISLITERAL": 1, "ISBLANK": 1, "ISNUMERIC": 1})
        call = tree.Call(name, (self.any_variable(names),))
        return tree.Call("!", (call,)) if self.chance(0.3) else call

    def junction(self, names: Sequence[str], depth: int) -> tree.Expression:
        """Return conditions joined by ||, && or !."""
        if self.chance(0.25):
            return tree.Call("!", (self.condition(names, depth - 1),))
        parts = tuple(self.condition(names, depth - 1) for _ in range(2))
        return tree.Call(self.choose({"||": 2, "&&": 1}), parts)

    def exists(self, names: Sequence[str], depth: int) -> tree.ExistsCall:
        """Return EXISTS or NOT EXISTS of one to three patterns, and other elements at times."""
        near = [each for each in names if each in VARIABLES]
        group = self.exists_group(near if self.chance(0.9) else (), depth)
        return tree.ExistsCall(group, negated=self.chance(0.5))

    def exists_group(self, near: Sequence[str], depth: int) -> tree.GroupPattern:
        """Return what stands within EXISTS."""
        elements: list[tree.Element] = [self.block(self.choose({1: 4, 2: 5, 3: 2}), near)]
        if self.chance(0.3):
            elements.append(self.filter([*self.scope(elements), *near], depth - 1))
        if depth > 0 and self.chance(0.3):
            elements.append(self.element(elements, depth - 1))
        return tree.GroupPattern(tuple(self.mended(elements)))

    def expression(self, names: Sequence[str], depth: int) -> tree.Expression:
        """Return a random expression about some variables."""
        name = self.any_variable(names)
        makers: Mapping[Callable[[], tree.Expression], int] = {
            lambda: name: 2,
            lambda: tree.Call("STR", (name,)): 3,
            lambda: tree.Call(
                self.random.choice(("+", "*", "-", "/")), (name, numeric(self.random.randint(0, 2)))
            ): 2,
            lambda: tree.Call("COALESCE", (name, self.any_variable(names), self.constant())): 2,
            lambda: tree.Call("IF", (self.condition(names, depth), name, self.constant())): 2,
            lambda: tree.Call("CONCAT", (tree.Call("STR", (name,)), literal("x"))): 1,
            lambda: tree.Call(self.random.choice(("LANG", "DATATYPE", "UCASE", "STRLEN")), (name,)): 1,
            lambda: self.condition(names, depth): 2,
            lambda: tree.Call("BNODE"): 1,
        }
        return self.choose(makers)()

    def query(self, where: tree.GroupPattern | None = None, depth: int = 2) -> tree.Query:
        """Return a query of any form."""
        where = where or self.group(depth)
        form = self.choose({"select": 18, "ask": 1, "construct": 1})
        if form == "ask":
            return tree.AskQuery(where)
        if form == "construct":
            return tree.ConstructQuery(where, self.template(self.scope(where.elements)))
        return self.select(where, depth)

    def template(self, names: Sequence[str]) -> tuple[tree.TriplePattern, ...]:
        """Return the template of a CONSTRUCT."""
        label = self.blank()
        patterns = []
        for _ in range(self.choose({1: 2, 2: 1})):
            subject = label if self.chance(0.2) else self.any_variable(names)
            patterns.append(
                tree.TriplePattern(subject, self.random.choice(PREDICATES), self.any_variable(names))
            )
        return tuple(patterns)

    def select(self, where: tree.GroupPattern, depth: int, *, inner: bool = False) -> tree.SelectQuery:
        """Return a random SELECT of a group; an inner one is never ordered."""
        names = self.scope(where.elements)
        if names and self.chance(0.2):
            return self.aggregated(where, depth, sample=not inner)
        if self.chance(0.3) or not names:
            return tree.SelectQuery(where, distinct=self.chance(0.2))
        chosen = self.random.sample(names, self.random.randint(1, len(names)))
        items = [tree.SelectItem(each) for each in chosen]
        free = [each for each in TARGETS if each not in names]
        if free and self.chance(0.2):
            items.append(tree.SelectItem(self.random.choice(free), self.expression(names, depth)))
        order: tuple[tree.Expression, ...] = ()
        if not inner and self.chance(0.15):
            order = (self.expression(names, depth) if self.chance(0.4) else self.exists(names, depth),)
        return tree.SelectQuery(where, tuple(items), distinct=self.chance(0.3), order_by=order)

    def aggregated(self, where: tree.GroupPattern, depth: int, *, sample: bool = True) -> tree.SelectQuery:
        """Return a SELECT with aggregates, with and without GROUP BY and HAVING."""
        names = self.scope(where.elements)
        keys = tuple(self.random.sample(names, self.choose({0: 2, 1: 4, 2: 1}) if len(names) > 1 else 0))
        rest = [each for each in names if each not in keys]
        items = [tree.SelectItem(each) for each in keys]
        for place in range(self.choose({1: 3, 2: 1})):
            call = self.aggregate(rest, sample=sample)
            free = [each for each in ("?n", "?m") if each not in names]
            if place < len(free):
                items.append(tree.SelectItem(free[place], call))
        having: tuple[tree.Expression, ...] = ()
        if self.chance(0.25):
            having = (self.having(keys, rest, depth),)
        return tree.SelectQuery(where, tuple(items), group_by=keys, having=having)

    def having(self, keys: Sequence[str], rest: Sequence[str], depth: int) -> tree.Expression:
        """Return a condition about a group: a count, or EXISTS about its keys."""
        if keys and self.chance(0.6):
            return self.exists(keys, depth)
        count = tree.AggregateCall("COUNT", self.random.choice(rest)) if rest else tree.AggregateCall("COUNT")
        return tree.Call(self.choose(COMPARISONS), (count, numeric(self.random.randint(1, 3))))

    def aggregate(self, names: Sequence[str], *, sample: bool = True) -> tree.AggregateCall:
        """Return an aggregate of a variable or an expression."""
        if not names or self.chance(0.15):
            return tree.AggregateCall("COUNT")
        name = self.choose(AGGREGATES if sample else {"COUNT": 3, "SUM": 1, "MIN": 1, "MAX": 1})
        argument: tree.Expression = self.random.choice(names)
        if self.chance(0.15):
            argument = (
                tree.Call("STR", (argument,)) if name != "SUM" else tree.Call("+", (argument, numeric(1)))
            )
        separator = self.random.choice(("|", None, ", ")) if name == "GROUP_CONCAT" else None
        return tree.AggregateCall(name, argument, self.chance(0.25), separator)
