"""The SPARQL algebra as section 18 of the specification writes it, over bags of solutions: the oracle of the fuzzer.

It knows nothing of engines. A group is evaluated element by element from the bottom up; only triple patterns look at what
the elements before them have bound, which is the same as a join because patterns bind all of their variables. EXISTS is
evaluated by substitution (18.6): a variable that has a value is a term from then on. `keep` says whether such a variable
stays in the solutions of a pattern, as it does when engines evaluate EXISTS by bindings, which MINUS can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tests.fuzzing.evaluation.aggregation import AnyTerm
from tests.fuzzing.evaluation.bags import Bag, Solution, construct, excludes, is_open, join, unified
from tests.fuzzing.evaluation.expression_values import Environment, Evaluation
from tests.fuzzing.evaluation.functions import ExpressionError, UndecidedError
from tests.fuzzing.evaluation.path_relations import GraphIndex, inverse
from tests.fuzzing.evaluation.selection import Answer, Scope, Selection
from tests.fuzzing.language import syntax as tree
from tests.fuzzing.worlds import Triple, World

ROW_LIMIT = 1500


class Algebra(Selection):
    """Evaluates queries over one world."""

    def __init__(self, world: World, *, keep: bool = False, limit: int = ROW_LIMIT) -> None:
        """Index the graphs; more solutions than the limit at any place raise `UndecidedError`."""
        self.graphs = {name: GraphIndex(triples) for name, triples in world.graphs.items()}
        self.keep = keep
        self.limit = limit
        self._memory: dict[tuple[object, ...], Bag] = {}
        self._exists: dict[tuple[object, ...], bool] = {}
        self._mentions: dict[int, tuple[str, ...]] = {}

    def answer(self, query: tree.Query) -> Answer:
        """Return the answer to a query.

        Raises: UndecidedError, if the specification leaves it open or it is too large.
        """
        self._memory.clear()
        self._exists.clear()
        self._mentions.clear()
        if isinstance(query, tree.SelectQuery):
            return Answer(tree.columns(query), tuple(self.select_rows(query, Scope())))
        rows = self.group(query.where, Scope())
        if isinstance(query, tree.AskQuery):
            return Answer((), ((),) if rows else ())
        return Answer(("s", "p", "o"), tuple(construct(query.template, rows)), is_graph=True)

    def group(self, group: tree.GroupPattern, scope: Scope) -> Bag:
        """Return the solutions of a group, its filters applied."""
        key = (id(group), scope.graph, *(sorted(scope.known.items()) if scope.known else ()))
        found = self._memory.get(key)
        if found is None:
            rows, filters = self.unfiltered(group, scope)
            found = self._memory[key] = [each for each in rows if self.passes(filters, each, scope)]
        return found

    def unfiltered(self, group: tree.GroupPattern, scope: Scope) -> tuple[Bag, list[tree.Expression]]:
        """Return the solutions of a group before its filters, and the filters."""
        rows: Bag = [{}]
        filters: list[tree.Expression] = []
        for each in group.elements:
            if isinstance(each, tree.FilterPattern):
                filters.append(each.condition)
            elif rows:
                rows = _STEPS[type(each)](self, each, rows, scope)
                if len(rows) > self.limit:
                    raise UndecidedError
        return rows, filters

    def exists(self, group: tree.GroupPattern, environment: Environment, graph: str) -> bool:
        """Return whether a pattern has a solution when what it mentions is replaced by its value (18.6)."""
        mentioned = self._mentions.get(id(group))
        if mentioned is None:
            found = {
                each
                for each in tree.nodes(group)
                if isinstance(each, str) and each[:1] == "?" and each != "?"
            }
            mentioned = self._mentions[id(group)] = tuple(sorted(found))
        known = {each: environment[each] for each in mentioned if each in environment}
        key = (id(group), graph, *known.items())
        if key not in self._exists:
            self._exists[key] = bool(self.group(group, Scope(graph, known)))
        return self._exists[key]

    def _triples(self, block: tree.TriplesBlock, rows: Bag, scope: Scope) -> Bag:
        waiting = list(block.patterns)
        bound = set(rows[0])
        while waiting:
            chosen = max(waiting, key=lambda each: _selectivity(each, bound, scope))
            waiting.remove(chosen)
            bound |= tree.in_scope(tree.TriplesBlock((chosen,)))
            rows = list(self._match(chosen, rows, scope))
            if len(rows) > 2 * self.limit:
                raise UndecidedError
        if self.keep and scope.known:
            named = tree.in_scope(block) & scope.known.keys()
            rows = [{**each, **{name: scope.term(name) for name in named}} for each in rows]
        return rows

    def _match(self, pattern: tree.TriplePattern, rows: Bag, scope: Scope) -> Iterator[Solution]:
        """Extend each solution by the matches of one pattern."""
        places = [scope.term(pattern.subject), "", scope.term(pattern.object)]
        if isinstance(pattern.predicate, str):
            places[1] = scope.term(pattern.predicate)
        candidates = self._candidates(pattern, places, self.graphs[scope.graph])
        for row in rows:
            wanted = [row.get(each, each) for each in places]
            for each in candidates:
                extended = unified(row, wanted, each)
                if extended is not None:
                    yield extended

    @staticmethod
    def _candidates(pattern: tree.TriplePattern, places: Sequence[str], graph: GraphIndex) -> list[Triple]:
        """Return triples that may match; those of a path have an empty predicate."""
        if isinstance(pattern.predicate, str):
            predicate = places[1]
            return list(graph.triples) if is_open(predicate) else graph.by_predicate.get(predicate, [])
        start, end, path = places[0], places[2], pattern.predicate
        if is_open(start) and is_open(end):
            return [(s, "", o) for s, o in graph.relation(path)]
        if is_open(end):
            return [(start, "", each) for each in graph.reached(start, path)]
        if is_open(start):
            return [(each, "", end) for each in graph.reached(end, inverse(path))]
        return [(start, "", end)] * graph.count(start, path, end)

    def _union(self, union: tree.UnionPattern, rows: Bag, scope: Scope) -> Bag:
        return join(rows, [row for each in union.branches for row in self.group(each, scope)])

    def _nested(self, group: tree.GroupPattern, rows: Bag, scope: Scope) -> Bag:
        return join(rows, self.group(group, scope))

    def _optional(self, optional: tree.OptionalPattern, rows: Bag, scope: Scope) -> Bag:
        """Left join, whose condition is the filters at the top of the optional group (18.2.2.6)."""
        right, filters = self.unfiltered(optional.group, scope)
        found: Bag = []
        for row in rows:
            merged = [each for each in join([row], right) if self.passes(filters, each, scope)]
            found.extend(merged or [row])
        return found

    def _minus(self, minus: tree.MinusPattern, rows: Bag, scope: Scope) -> Bag:
        """Leave out what is compatible with a solution of the other side and shares a variable with it."""
        right = self.group(minus.group, scope)
        return [row for row in rows if not any(excludes(each, row) for each in right)]

    def _named_graph(self, pattern: tree.NamedGraphPattern, rows: Bag, scope: Scope) -> Bag:
        name = scope.term(pattern.name)
        if not is_open(name):
            if name not in self.graphs:
                return []
            return join(rows, self.group(pattern.group, Scope(name, scope.known)))
        found: Bag = []
        for each in filter(None, self.graphs):
            found += join([{name: each}], self.group(pattern.group, Scope(each, scope.known)))
        return join(rows, found)

    def _bind(self, bind: tree.BindPattern, rows: Bag, scope: Scope) -> Bag:
        if bind.variable in scope.known:
            raise UndecidedError
        return [extended(row, bind.variable, self.evaluation(row, scope), bind.expression) for row in rows]

    def _values(self, values: tree.ValuesPattern, rows: Bag, scope: Scope) -> Bag:
        data: Bag = []
        for terms in values.rows:
            row = {name: each for name, each in zip(values.variables, terms, strict=True) if each is not None}
            if all(scope.term(name) in (name, each) for name, each in row.items()):
                data.append(row if self.keep else {k: v for k, v in row.items() if k not in scope.known})
        return join(rows, data)

    def _sub_select(self, pattern: tree.SubSelectPattern, rows: Bag, scope: Scope) -> Bag:
        """Join with the rows of a sub-select; of what EXISTS has replaced it sees the columns that are variables."""
        query, names = pattern.query, tree.columns(pattern.query)
        plain = (
            {each.variable for each in query.items if each.expression is None} if query.items else set(names)
        )
        known = {k: v for k, v in scope.known.items() if k in plain}
        if any(each in scope.known and each not in plain for each in names):
            raise UndecidedError
        found: Bag = []
        for cells in self.select_rows(query, Scope(scope.graph, known)):
            if any(isinstance(each, AnyTerm) for each in cells):
                raise UndecidedError
            row = {k: v for k, v in zip(names, cells, strict=True) if isinstance(v, str)}
            found.append(row if self.keep else {k: v for k, v in row.items() if k not in known})
        return join(rows, found)


def extended(row: Solution, variable: str, evaluation: Evaluation, expression: tree.Expression) -> Solution:
    """Return a solution with the value of an expression; without it, if that is an error."""
    try:
        return {**row, variable: evaluation.value(expression)}
    except ExpressionError:
        return row


def _selectivity(pattern: tree.TriplePattern, bound: set[str], scope: Scope) -> tuple[int, bool]:
    """Return how many ends of a pattern are known, which says what to match first."""
    ends = [scope.term(pattern.subject), scope.term(pattern.object)]
    return sum(each in bound or not is_open(each) for each in ends), isinstance(pattern.predicate, str)


_STEPS: dict[type, Callable[..., Bag]] = {
    tree.TriplesBlock: Algebra._triples,
    tree.GroupPattern: Algebra._nested,
    tree.UnionPattern: Algebra._union,
    tree.OptionalPattern: Algebra._optional,
    tree.MinusPattern: Algebra._minus,
    tree.NamedGraphPattern: Algebra._named_graph,
    tree.BindPattern: Algebra._bind,
    tree.ValuesPattern: Algebra._values,
    tree.SubSelectPattern: Algebra._sub_select,
}
