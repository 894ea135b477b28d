"""Read property paths.

What stands for a predicate is a path of one step. A variable is one too, and no part of a longer path.

Spec: https://www.w3.org/TR/sparql11-query/#rPath
"""

from __future__ import annotations

from collections.abc import Callable

from graph.sparql.syntax.cursor import Cursor
from graph.sparql.syntax.tree import PathNode, TermNode


class PathReader(Cursor):
    """Reads the verbs of triple patterns."""

    def path(self) -> PathNode:
        """Read the verb of a triple pattern: a variable or a path."""
        if self.token.kind == "variable":
            found = self.variable()
            return PathNode("", found, (), found.start, found.end)
        return self._joined_paths("|", lambda: self._joined_paths("/", self._path_step))

    def _joined_paths(self, mark: str, read: Callable[[], PathNode]) -> PathNode:
        parts = [read()]
        while self.accept_mark(mark):
            parts.append(read())
        if len(parts) == 1:
            return parts[0]
        return PathNode(mark, None, tuple(parts), parts[0].start, parts[-1].end)

    def _path_step(self) -> PathNode:
        start = self.token.start
        if self.accept_mark("^"):
            inner = self._path_step()
            return PathNode("^", None, (inner,), start, inner.end)
        primary = self._path_primary()
        token = self.token
        if token.kind == "mark" and token.text in ("*", "+", "?") and token.start == primary.end:
            self.advance()
            return PathNode(token.text, None, (primary,), start, token.end)
        return primary

    def _path_primary(self) -> PathNode:
        start = self.token.start
        if self.accept_mark("("):
            inner = self.path_in_brackets()
            self.expect_mark(")")
            return PathNode(inner.operator, inner.predicate, inner.parts, start, self.end)
        if self.accept_mark("!"):
            return self._negated(start)
        return self._link()

    def path_in_brackets(self) -> PathNode:
        """Read a path that is no variable."""
        if self.token.kind == "variable":
            raise self.unread()
        return self.path()

    def _link(self) -> PathNode:
        token = self.token
        if token.kind == "word" and token.text == "a":
            self.advance()
            return PathNode("", TermNode("iri", "a", token.start, token.end), (), token.start, token.end)
        found = self.iri()
        return PathNode("", found, (), found.start, found.end)

    def _negated(self, start: int) -> PathNode:
        if not self.accept_mark("("):
            return PathNode("!", None, (self._one_of_negated(),), start, self.end)
        parts = list[PathNode]()
        while not self.accept_mark(")"):
            if parts:
                self.expect_mark("|")
            parts.append(self._one_of_negated())
        return PathNode("!", None, tuple(parts), start, self.end)

    def _one_of_negated(self) -> PathNode:
        start = self.token.start
        if self.accept_mark("^"):
            return PathNode("^", None, (self._link(),), start, self.end)
        return self._link()
