"""Read what SELECT lists, the pattern, and the modifiers after it.

Other forms of queries have the pattern and the modifiers too.

Spec: https://www.w3.org/TR/sparql11-query/#rSelectQuery, #rSolutionModifier
"""

from __future__ import annotations

from graph.sparql.syntax.expressions import AGGREGATES, FUNCTIONS
from graph.sparql.syntax.patterns import PatternReader
from graph.sparql.syntax.tree import ExpressionNode, ProjectionNode, SelectNode


class SelectReader(PatternReader):
    """Reads SELECT clauses and what follows them."""

    def sub_select(self) -> SelectNode:
        """Read a SELECT within a group."""
        start = self.expect_keyword("SELECT").start
        is_distinct, columns, place = self.columns()
        return self.body(start, is_distinct=is_distinct, columns=columns, columns_place=place)

    def columns(self) -> tuple[bool, tuple[ProjectionNode, ...] | None, tuple[int, int]]:
        """Read whether there is DISTINCT or REDUCED, the columns, None for `*`, and where they stand."""
        is_distinct = self.accept_keyword("DISTINCT") or self.accept_keyword("REDUCED")
        start = self.token.start
        if self.accept_mark("*"):
            return is_distinct, None, (start, self.end)
        columns = list[ProjectionNode]()
        while self.token.kind == "variable" or self.is_mark("("):
            columns.append(self._column())
        if not columns:
            raise self.unread()
        return is_distinct, tuple(columns), (start, self.end)

    def _column(self) -> ProjectionNode:
        start = self.token.start
        if self.token.kind == "variable":
            return ProjectionNode(None, self.variable(), start, self.end)
        self.expect_mark("(")
        expression, variable = self.expression(), None
        if self.accept_keyword("AS"):
            variable = self.variable()
        self.expect_mark(")")
        return ProjectionNode(expression, variable, start, self.end)

    def body(
        self,
        start: int,
        *,
        is_distinct: bool,
        columns: tuple[ProjectionNode, ...] | None,
        columns_place: tuple[int, int],
    ) -> SelectNode:
        """Read the pattern and the modifiers, after the columns and the dataset clauses."""
        where_place, where = self.token.start, None
        if self.accept_keyword("WHERE") or self.is_mark("{"):
            where = self.group()
        group_by = self._group_by()
        having = self._conditions() if self.accept_keyword("HAVING") else ()
        order_by = self._order_by()
        limit, offset = self._slice()
        values = self.values() if self.keyword == "VALUES" else None
        return SelectNode(
            is_distinct, columns, columns_place, where, where_place, group_by, having, order_by,
            limit, offset, values, start, self.end,
        )  # fmt: skip

    def _group_by(self) -> tuple[ProjectionNode, ...]:
        found = list[ProjectionNode]()
        if self.accept_keyword("GROUP"):
            self.expect_keyword("BY")
            while self.token.kind == "variable" or self.is_mark("(") or self._begins_call():
                found.append(self._group_condition())
        return tuple(found)

    def _group_condition(self) -> ProjectionNode:
        if self.token.kind == "variable" or self.is_mark("("):
            return self._column()
        call = self.call()
        return ProjectionNode(call, None, call.start, call.end)

    def _begins_call(self) -> bool:
        if self.keyword in ("EXISTS", "NOT"):
            return True
        following = self.following()
        is_name = self.token.kind in ("iri", "pname") or self.keyword in FUNCTIONS | AGGREGATES
        return is_name and following.text == "(" and following.kind == "mark"

    def _conditions(self) -> tuple[ExpressionNode, ...]:
        found = [self.constraint()]
        while self.is_mark("(") or self._begins_call():
            found.append(self.constraint())
        return tuple(found)

    def _order_by(self) -> tuple[ExpressionNode, ...]:
        found = list[ExpressionNode]()
        if self.accept_keyword("ORDER"):
            self.expect_keyword("BY")
            while self.token.kind == "variable" or self.is_mark("(") or self._begins_order():
                self._order_condition(found)
        return tuple(found)

    def _begins_order(self) -> bool:
        return self.keyword in ("ASC", "DESC") or self._begins_call()

    def _order_condition(self, found: list[ExpressionNode]) -> None:
        start = self.token.start
        if self.token.kind == "variable":
            term = self.variable()
            found.append(ExpressionNode("term", "", (), start, self.end, term=term))
            return
        if self.keyword in ("ASC", "DESC"):
            self.advance()
        found.append(self.constraint())

    def _slice(self) -> tuple[int | None, int | None]:
        numbers: dict[str, int] = {}
        while self.keyword in ("LIMIT", "OFFSET"):
            word = self.keyword
            self.advance()
            if not self.token.text.isascii() or not self.token.text.isdigit():
                raise self.unread()
            numbers[word] = int(self.advance().text)
        return numbers.get("LIMIT"), numbers.get("OFFSET")
