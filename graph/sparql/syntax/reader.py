"""Read the text of a query or an update into a syntax tree.

The reader may accept more than SPARQL: the engine judges what was written. It understands nothing in part: what is not
SPARQL 1.1, or not understood, raises `Unread`. The engine alone reads the terms of SPARQL 1.2.

Spec: https://www.w3.org/TR/sparql11-query/#grammar, https://www.w3.org/TR/sparql11-update/
"""

from __future__ import annotations

from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.lexer import unquote_iri
from graph.sparql.syntax.selects import SelectReader
from graph.sparql.syntax.tree import (
    GroupNode,
    OperationNode,
    PrologueNode,
    QueryNode,
    TermNode,
)

_TEMPLATES = ("INSERT", "DELETE")
_MANAGING = frozenset({"LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})


def read_query_tree(text: str) -> QueryNode:
    """Read a query.

    Raises:
        Unread: It was not understood.
    """
    try:
        return _Reader(text).query()
    except RecursionError:
        raise Unread(0) from None


def read_update_tree(text: str) -> tuple[OperationNode, ...]:
    """Read an update into its operations.

    Raises:
        Unread: It was not understood.
    """
    try:
        return _Reader(text).update()
    except RecursionError:
        raise Unread(0) from None


class _Reader(SelectReader):
    """Reads whole texts."""

    def query(self) -> QueryNode:
        prologue = self._prologue({}, None)
        form = self.keyword
        start = self.advance().start
        if form == "SELECT":
            return self._select_query(prologue, start)
        template: tuple[int, int] | None = None
        if form == "CONSTRUCT" and self.is_mark("{"):
            opening = self.token.start
            self.group()
            template = (opening, self.end)
        elif form == "DESCRIBE":
            self._described()
        elif form not in ("ASK", "CONSTRUCT"):
            raise self.unread()
        graphs = self._graphs("FROM")
        select = self.body(start, is_distinct=False, columns=None, columns_place=(start, start))
        return self._whole(QueryNode(prologue, form, template, graphs, select))

    def _select_query(self, prologue: PrologueNode, start: int) -> QueryNode:
        is_distinct, columns, place = self.columns()
        graphs = self._graphs("FROM")
        select = self.body(start, is_distinct=is_distinct, columns=columns, columns_place=place)
        return self._whole(QueryNode(prologue, "SELECT", None, graphs, select))

    def _whole(self, query: QueryNode) -> QueryNode:
        if self.token.kind != "end":
            raise self.unread()
        return query

    def _prologue(self, known: dict[str, str], base: str | None) -> PrologueNode:
        start, prefixes = self.token.start, dict(known)
        while True:
            if self.accept_keyword("BASE"):
                base = unquote_iri(self.iri().text)
            elif self.accept_keyword("PREFIX"):
                name = self.advance()
                if name.kind != "pname" or self.token.kind != "iri":
                    raise self.unread()
                prefixes[name.text.removesuffix(":")] = unquote_iri(self.advance().text)
            else:
                return PrologueNode(prefixes, base, start, self.end)

    def _described(self) -> None:
        if self.accept_mark("*"):
            return
        self.variable_or_iri()
        while self.token.kind in ("variable", "iri", "pname"):
            self.variable_or_iri()

    def _graphs(self, word: str) -> tuple[tuple[int, int], ...]:
        """Read dataset clauses that begin with a word; return their places."""
        found = list[tuple[int, int]]()
        while self.keyword == word:
            start = self.advance().start
            self.accept_keyword("NAMED")
            self.iri()
            found.append((start, self.end))
        return tuple(found)

    def update(self) -> tuple[OperationNode, ...]:
        found, prefixes, base = list[OperationNode](), dict[str, str](), None
        while True:
            prologue = self._prologue(prefixes, base)
            prefixes, base = dict(prologue.prefixes), prologue.base
            if self.token.kind == "end":
                return tuple(found)
            found.append(self._operation(prologue))
            if not self.accept_mark(";") and self.token.kind != "end":
                raise self.unread()

    def _operation(self, prologue: PrologueNode) -> OperationNode:
        start, home = self.token.start, None
        if self.accept_keyword("WITH"):
            home = self.iri()
        verb = self.keyword
        if verb in _MANAGING:
            while self.token.kind != "end" and not self.is_mark(";"):
                self.advance()
            return OperationNode(prologue, verb, None, start, (), None, start, self.end)
        if verb not in _TEMPLATES:
            raise self.unread()
        second = self.following_keyword()
        if second in ("DATA", "WHERE"):
            return self._short_operation(prologue, f"{verb} {second}", home, start)
        while self.keyword in _TEMPLATES:
            self.advance()
            self.group()
        graphs, place = self._graphs("USING"), self.token.start
        self.expect_keyword("WHERE")
        return OperationNode(prologue, verb, self.group(), place, graphs, home, start, self.end)

    def _short_operation(
        self, prologue: PrologueNode, verb: str, home: TermNode | None, start: int
    ) -> OperationNode:
        self.advance()
        place = self.advance().start
        group: GroupNode = self.group()
        where = group if verb == "DELETE WHERE" else None
        return OperationNode(prologue, verb, where, place, (), home, start, self.end)
