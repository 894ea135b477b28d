"""Read groups of patterns, and sub-queries within them.

A blank node with properties of its own, and a collection, become patterns beside the others.

Spec: https://www.w3.org/TR/sparql11-query/#rGroupGraphPattern
"""

from __future__ import annotations

from graph.sparql.syntax.expressions import ExpressionReader
from graph.sparql.syntax.tree import (
    BindNode,
    BlockNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    GroupNode,
    NestedNode,
    PatternNode,
    SelectNode,
    TermNode,
    UnionNode,
    ValuesNode,
)

_NESTED = frozenset({"OPTIONAL", "MINUS", "GRAPH", "SERVICE"})


class PatternReader(ExpressionReader):
    """Reads groups; sub-queries are read by `sub_select`, which the reader of queries gives."""

    def sub_select(self) -> SelectNode:
        """Read a SELECT within a group."""
        raise NotImplementedError

    def group(self) -> GroupNode:
        """Read a group in braces."""
        start = self.expect_mark("{").start
        if self.keyword == "SELECT":
            select = self.sub_select()
            self.expect_mark("}")
            return GroupNode((), select, start, self.end)
        elements = list[ElementNode]()
        while not self.accept_mark("}"):
            elements.append(self._element())
            self.accept_mark(".")
        return GroupNode(tuple(elements), None, start, self.end)

    def _element(self) -> ElementNode:
        if self.is_mark("{"):
            return self._union()
        keyword = self.keyword
        if keyword in _NESTED:
            return self._nested(keyword)
        if keyword == "FILTER":
            start = self.advance().start
            return FilterNode(self.constraint(), start, self.end)
        if keyword == "BIND":
            return self._bind()
        if keyword == "VALUES":
            return self.values()
        return self._block()

    def _union(self) -> UnionNode:
        start = self.token.start
        branches = [self.group()]
        while self.accept_keyword("UNION"):
            branches.append(self.group())
        return UnionNode(tuple(branches), start, self.end)

    def _nested(self, keyword: str) -> NestedNode:
        start = self.advance().start
        if keyword == "SERVICE":
            self.accept_keyword("SILENT")
        name = self.variable_or_iri() if keyword in ("GRAPH", "SERVICE") else None
        return NestedNode(keyword, name, self.group(), start, self.end)

    def constraint(self) -> ExpressionNode:
        """Read what may stand after FILTER or HAVING: an expression in brackets, or a call."""
        if not self.is_mark("("):
            return self.call()
        return self.primary()

    def _bind(self) -> BindNode:
        start = self.advance().start
        self.expect_mark("(")
        expression = self.expression()
        self.expect_keyword("AS")
        variable = self.variable()
        self.expect_mark(")")
        return BindNode(expression, variable, start, self.end)

    def values(self) -> ValuesNode:
        """Read inline data."""
        start = self.expect_keyword("VALUES").start
        if self.token.kind == "variable":
            variables: tuple[TermNode, ...] = (self.variable(),)
            self.expect_mark("{")
            rows = list[tuple[TermNode | None, ...]]()
            while not self.accept_mark("}"):
                rows.append((self._value(),))
            return ValuesNode(variables, tuple(rows), start, self.end)
        return self._table(start)

    def _table(self, start: int) -> ValuesNode:
        self.expect_mark("(")
        variables = list[TermNode]()
        while not self.accept_mark(")"):
            variables.append(self.variable())
        self.expect_mark("{")
        rows = list[tuple[TermNode | None, ...]]()
        while not self.accept_mark("}"):
            self.expect_mark("(")
            row = list[TermNode | None]()
            while not self.accept_mark(")"):
                row.append(self._value())
            rows.append(tuple(row))
        return ValuesNode(tuple(variables), tuple(rows), start, self.end)

    def _value(self) -> TermNode | None:
        if self.accept_keyword("UNDEF"):
            return None
        return self.literal() if self.is_literal() else self.iri()

    def _block(self) -> BlockNode:
        start = self.token.start
        self._patterns, self._has_collection = list[PatternNode](), False
        while True:
            self._triples_of_one_subject()
            if not (self.is_mark(".") and self._begins_triples()):
                break
            self.advance()
        return BlockNode(tuple(self._patterns), not self._has_collection, start, self.end)

    def _begins_triples(self) -> bool:
        """Return whether the token after the next one begins a triple pattern."""
        token = self.following()
        if token.kind == "mark":
            return token.text in ("[", "(", "+", "-")
        if token.kind == "word":
            return self.following_keyword() in ("TRUE", "FALSE")
        return token.kind != "end"

    def _triples_of_one_subject(self) -> None:
        may_stand_alone = self.is_mark("[") or self.is_mark("(")
        subject = self._node()
        if self._begins_verb() or not may_stand_alone:
            self._property_list(subject)

    def _property_list(self, subject: TermNode) -> None:
        self._objects(subject)
        while self.accept_mark(";"):
            if self._begins_verb():
                self._objects(subject)

    def _begins_verb(self) -> bool:
        token = self.token
        if token.kind == "mark":
            return token.text in ("^", "!", "(")
        return token.kind in ("variable", "iri", "pname") or (token.kind == "word" and token.text == "a")

    def _objects(self, subject: TermNode) -> None:
        path = self.path()
        self._patterns.append(PatternNode(subject, path, self._node()))
        while self.accept_mark(","):
            self._patterns.append(PatternNode(subject, path, self._node()))

    def _node(self) -> TermNode:
        """Read a term, or a blank node with its own properties, or a collection."""
        token = self.token
        if token.kind == "variable":
            return self.variable()
        if token.kind in ("iri", "pname"):
            return self.iri()
        if token.kind == "blank":
            self.advance()
            return TermNode("blank", token.text, token.start, token.end)
        if self.is_literal():
            return self.literal()
        if self.accept_mark("["):
            return self._blank_node(token.start)
        if self.accept_mark("("):
            return self._collection(token.start)
        raise self.unread()

    def _blank_node(self, start: int) -> TermNode:
        node = self.anonymous(start)
        if not self.is_mark("]"):
            self._property_list(node)
        self.expect_mark("]")
        return TermNode("anonymous", node.text, start, self.end)

    def _collection(self, start: int) -> TermNode:
        if self.accept_mark(")"):
            return TermNode("iri", "()", start, self.end)
        self._has_collection = True
        while not self.accept_mark(")"):
            self._node()
        return self.anonymous(start)
