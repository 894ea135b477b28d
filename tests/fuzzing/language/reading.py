"""Reads a text of SPARQL into the fuzzer's syntax tree, so that the algebra can be asked about a rewritten text too.

It knows what the fuzzer writes and what rules are likely to make of it, and raises `UnreadError` at anything else. It
shares nothing with the reader of the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.reading_terms import TermReader, UnreadError

_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})
_FUNCTION = re.compile(r"[A-Za-z]\w*")


def read_query(text: str) -> tree.Query:
    """Return the syntax tree of a query.

    Raises: UnreadError.
    """
    reader = QueryReader(text)
    query = reader.query()
    if reader.peek():
        raise UnreadError(reader.peek())
    return query


class QueryReader(TermReader):
    """Reads groups, expressions and the forms of a query."""

    def query(self) -> tree.Query:
        """Read what follows the prologue."""
        self.prologue()
        if self.take("ASK"):
            self.take("WHERE")
            return tree.AskQuery(self.group())
        if self.take("CONSTRUCT"):
            self.expect("{")
            template = self.triples()
            self.expect("}")
            self.take("WHERE")
            return tree.ConstructQuery(self.group(), template)
        return self.select()

    def select(self) -> tree.SelectQuery:
        """Read a SELECT, of a sub-select too."""
        self.expect("SELECT")
        distinct = self.take("DISTINCT")
        items: list[tree.SelectItem] = []
        while not self.take("*") and self.peek() != "{" and not self.take("WHERE"):
            items.append(self._item())
        self.take("WHERE")
        where = self.group()
        keys = self._keys()
        having, order = self._conditions("HAVING"), self._conditions("ORDER")
        return tree.SelectQuery(where, tuple(items), distinct, keys, having, order)

    def _item(self) -> tree.SelectItem:
        if self.peek().startswith("?"):
            return tree.SelectItem(self.next())
        self.expect("(")
        expression = self.expression()
        self.expect("AS")
        variable = self.variable()
        self.expect(")")
        return tree.SelectItem(variable, expression)

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        if self.take("GROUP"):
            self.expect("BY")
            while self.peek().startswith("?"):
                keys.append(self.next())
        return tuple(keys)

    def _conditions(self, keyword: str) -> tuple[tree.Expression, ...]:
        if not self.take(keyword):
            return ()
        self.take("BY")
        found: list[tree.Expression] = []
        while self.peek() and self.peek() not in ("}", "ORDER"):
            if self.take("ASC") or self.take("DESC"):
                continue
            found.append(self.primary())
        return tuple(found)

    def group(self) -> tree.GroupPattern:
        """Read a group with its braces."""
        self.expect("{")
        if self.is_next("SELECT"):
            query = self.select()
            self.expect("}")
            return tree.GroupPattern((tree.SubSelectPattern(query),))
        elements: list[tree.Element] = []
        while not self.take("}"):
            if not self.take("."):
                elements.append(self.element())
        return tree.GroupPattern(tuple(elements))

    def element(self) -> tree.Element:
        """Read one element of a group."""
        readers: dict[str, Callable[[], tree.Element]] = {
            "OPTIONAL": lambda: tree.OptionalPattern(self.group()),
            "MINUS": lambda: tree.MinusPattern(self.group()),
            "GRAPH": lambda: tree.NamedGraphPattern(self.term(), self.group()),
            "FILTER": lambda: tree.FilterPattern(self.primary()),
            "BIND": self._bind,
            "VALUES": self._values,
        }
        if self.peek() == "{":
            return self._groups()
        reader = readers.get(self.peek().upper())
        if reader is None:
            return tree.TriplesBlock(self.triples())
        self.next()
        return reader()

    def _groups(self) -> tree.Element:
        branches = [self.group()]
        while self.take("UNION"):
            branches.append(self.group())
        if len(branches) > 1:
            return tree.UnionPattern(tuple(branches))
        only = branches[0].elements
        return only[0] if len(only) == 1 and isinstance(only[0], tree.SubSelectPattern) else branches[0]

    def _bind(self) -> tree.BindPattern:
        item = self._item()
        assert item.expression is not None
        return tree.BindPattern(item.expression, item.variable)

    def _values(self) -> tree.ValuesPattern:
        bracketed = self.take("(")
        variables: list[str] = []
        while self.peek().startswith("?"):
            variables.append(self.next())
        if bracketed:
            self.expect(")")
        self.expect("{")
        rows: list[tuple[str | None, ...]] = []
        while not self.take("}"):
            if bracketed:
                self.expect("(")
            rows.append(tuple(None if self.take("UNDEF") else self.term() for _ in variables))
            if bracketed:
                self.expect(")")
        return tree.ValuesPattern(tuple(variables), tuple(rows))

    def expression(self) -> tree.Expression:
        """Read an expression; operators bind as the grammar has them."""
        return self._chain(("||",), lambda: self._chain(("&&",), self._relation))

    def _chain(self, operators: Sequence[str], part: Callable[[], tree.Expression]) -> tree.Expression:
        found = part()
        while self.peek() in operators:
            found = tree.Call(self.next(), (found, part()))
        return found

    def _relation(self) -> tree.Expression:
        left = self._sum()
        if self.peek() in _COMPARISONS:
            return tree.Call(self.next(), (left, self._sum()))
        if self.is_next("IN") or self.is_next("NOT"):
            name = "NOT IN" if self.take("NOT") else "IN"
            self.expect("IN")
            return tree.Call(name, (left, *self._arguments()))
        return left

    def _sum(self) -> tree.Expression:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self.primary))

    def _arguments(self) -> tuple[tree.Expression, ...]:
        self.expect("(")
        found: list[tree.Expression] = []
        while not self.take(")"):
            found.append(self.expression())
            self.take(",")
        return tuple(found)

    def primary(self) -> tree.Expression:
        """Read a bracketed expression, a call, EXISTS, or a term."""
        if self.take("!"):
            return tree.Call("!", (self.primary(),))
        if self.take("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self.is_next("NOT") or self.is_next("EXISTS"):
            negated = self.take("NOT")
            self.expect("EXISTS")
            return tree.ExistsCall(self.group(), negated)
        if _FUNCTION.fullmatch(self.peek()) and self.peek(1) == "(":
            name = self.next().upper()
            return self._aggregate(name) if name in _AGGREGATES else tree.Call(name, self._arguments())
        return self.term()

    def _aggregate(self, name: str) -> tree.AggregateCall:
        self.expect("(")
        distinct = self.take("DISTINCT")
        argument = None if self.take("*") else self.expression()
        separator = None
        if self.take(";"):
            self.expect("SEPARATOR")
            self.expect("=")
            separator = self.next()[1:-1]
        self.expect(")")
        return tree.AggregateCall(name, argument, distinct, separator)
