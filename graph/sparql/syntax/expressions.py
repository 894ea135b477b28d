"""Read expressions.

The name of a function that SPARQL does not have raises `Unread`: the engine takes "DISTINCTNOW()" for two words.

Spec: https://www.w3.org/TR/sparql11-query/#rExpression
"""

from __future__ import annotations

from collections.abc import Callable

from graph.sparql.syntax.paths import PathReader
from graph.sparql.syntax.tree import ExpressionNode, GroupNode, TermNode

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
FUNCTIONS = frozenset(
    [
        "STR",
        "LANG",
        "LANGMATCHES",
        "DATATYPE",
        "BOUND",
        "IRI",
        "URI",
        "BNODE",
        "RAND",
        "ABS",
        "CEIL",
        "FLOOR",
        "ROUND",
        "CONCAT",
        "STRLEN",
        "UCASE",
        "LCASE",
        "ENCODE_FOR_URI",
        "CONTAINS",
        "STRSTARTS",
        "STRENDS",
        "STRBEFORE",
        "STRAFTER",
        "YEAR",
        "MONTH",
        "DAY",
        "HOURS",
        "MINUTES",
        "SECONDS",
        "TIMEZONE",
        "TZ",
        "NOW",
        "UUID",
        "STRUUID",
        "MD5",
        "SHA1",
        "SHA256",
        "SHA384",
        "SHA512",
        "COALESCE",
        "IF",
        "STRLANG",
        "STRDT",
        "SAMETERM",
        "ISIRI",
        "ISURI",
        "ISBLANK",
        "ISLITERAL",
        "ISNUMERIC",
        "REGEX",
        "SUBSTR",
        "REPLACE",
    ]
)
_COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">="})


class ExpressionReader(PathReader):
    """Reads expressions; the groups of EXISTS are read by `group`, which the reader of patterns gives."""

    def group(self) -> GroupNode:
        """Read a group in braces."""
        raise NotImplementedError

    def expression(self) -> ExpressionNode:
        """Read an expression."""
        return self._joined("||", lambda: self._joined("&&", self._comparison))

    def _joined(self, mark: str, read: Callable[[], ExpressionNode]) -> ExpressionNode:
        """Read expressions with one mark between each two: however many, one node."""
        first, others = read(), list[ExpressionNode]()
        while self.accept_mark(mark):
            others.append(read())
        return self._operator(mark, first, *others) if others else first

    def _operator(self, name: str, first: ExpressionNode, *others: ExpressionNode) -> ExpressionNode:
        return ExpressionNode("operator", name, (first, *others), first.start, self.end)

    def _comparison(self) -> ExpressionNode:
        first = self._sum()
        token = self.token
        if token.kind == "iri":  # "?a<?b&&?c>?d" has two readings
            raise self.unread()
        if token.kind == "mark" and token.text in _COMPARISONS:
            self.advance()
            return self._operator(token.text, first, self._sum())
        is_negated = self.keyword == "NOT" and self.following_keyword() == "IN"
        if is_negated:
            self.advance()
        if self.accept_keyword("IN"):
            self.expect_mark("(")
            return self._operator("NOT IN" if is_negated else "IN", first, *self._arguments())
        return first

    def _sum(self) -> ExpressionNode:
        first = self._product()
        while self.token.kind == "mark" and self.token.text in ("+", "-"):
            mark = self.advance().text
            first = self._operator(mark, first, self._product())
        return first

    def _product(self) -> ExpressionNode:
        first = self._unary()
        while self.token.kind == "mark" and self.token.text in ("*", "/"):
            mark = self.advance().text
            first = self._operator(mark, first, self._unary())
        return first

    def _unary(self) -> ExpressionNode:
        token = self.token
        if token.kind == "mark" and token.text in ("!", "-", "+"):
            self.advance()
            inner = self._unary()
            return ExpressionNode("operator", f"unary {token.text}", (inner,), token.start, self.end)
        return self.primary()

    def primary(self) -> ExpressionNode:
        """Read a term, a call, or an expression in brackets."""
        token = self.token
        if token.kind == "mark":
            self.expect_mark("(")
            inner = self.expression()
            self.expect_mark(")")
            return ExpressionNode("operator", "()", (inner,), token.start, self.end)
        if token.kind == "variable":
            return self._of_term(self.variable())
        if self.is_literal():
            return self._of_term(self.literal())
        if token.kind in ("iri", "pname"):
            found = self.iri()
            return self._call(token.text, token.start) if self.is_mark("(") else self._of_term(found)
        if token.kind == "word":
            return self.call()
        raise self.unread()

    def _of_term(self, term: TermNode) -> ExpressionNode:
        return ExpressionNode("term", "", (), term.start, term.end, term=term)

    def call(self) -> ExpressionNode:
        """Read a call of a function or an aggregate, or EXISTS."""
        token, keyword = self.token, self.keyword
        if token.kind in ("iri", "pname"):
            self.advance()
            return self._call(token.text, token.start)
        is_negated = keyword == "NOT"
        if is_negated or keyword == "EXISTS":
            if is_negated:
                self.advance()
            self.expect_keyword("EXISTS")
            group = self.group()
            name = "NOT EXISTS" if is_negated else "EXISTS"
            return ExpressionNode("exists", name, (), token.start, self.end, group=group)
        if keyword not in FUNCTIONS and keyword not in AGGREGATES:  # two words written as one, perhaps
            raise self.unread()
        self.advance()
        return (
            self._aggregate(keyword, token.start)
            if keyword in AGGREGATES
            else self._call(keyword, token.start)
        )

    def _call(self, name: str, start: int) -> ExpressionNode:
        self.expect_mark("(")
        if self.keyword == "DISTINCT":  # of an aggregate with an IRI
            raise self.unread()
        return ExpressionNode("call", name, self._arguments(), start, self.end)

    def _arguments(self) -> tuple[ExpressionNode, ...]:
        """Read expressions up to the closing bracket."""
        found = list[ExpressionNode]()
        while not self.accept_mark(")"):
            if found:
                self.expect_mark(",")
            found.append(self.expression())
        return tuple(found)

    def _aggregate(self, name: str, start: int) -> ExpressionNode:
        self.expect_mark("(")
        is_distinct = self.accept_keyword("DISTINCT")
        arguments = () if self.accept_mark("*") else (self.expression(),)
        separator = None
        if self.accept_mark(";"):
            self.expect_keyword("SEPARATOR")
            self.expect_mark("=")
            separator = self.literal()
        self.expect_mark(")")
        return ExpressionNode(
            "aggregate", name, arguments, start, self.end, is_distinct=is_distinct, separator=separator
        )
