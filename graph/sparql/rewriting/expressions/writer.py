"""Write expressions anew where a handler for a function, an aggregate or an operator says how.

Handlers are called from the outside in. One that has nothing to change returns None, and the expression stays as written, with
what is changed within it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.sparql.rewriting.edits import Edit, apply_edits
from graph.sparql.syntax.traversal import expressions_of
from graph.sparql.syntax.tree import (
    BindNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    GroupNode,
    NestedNode,
    PrologueNode,
    SelectNode,
    UnionNode,
)

Handler = Callable[["ExpressionWriter", ExpressionNode], str | None]
_LONGEST = 8000  # characters


@dataclass(slots=True)
class ExpressionWriter:
    """Writes the expressions of one text.

    Attributes:
        text: The text.
        prologue: Its declarations.
        handlers: By the name of a node; those of IRIs by "<>".
        select: The query or sub-query that the expression stands in.
    """

    text: str
    prologue: PrologueNode
    handlers: Mapping[str, Handler]
    select: SelectNode
    _known: dict[ExpressionNode, str] = field(default_factory=dict)

    def edits(self) -> Iterator[Edit]:
        """Yield the changes of the expressions of a query and of all that it holds."""
        yield from self._edits_of_select(self.select)

    def written(self, node: ExpressionNode) -> str:
        """Return the text of an expression, changed where a handler says so."""
        if node not in self._known:  # a handler may want what is within more than once, and so on inwards
            self._known[node] = self._write(node)
        return self._known[node]

    def _write(self, node: ExpressionNode) -> str:
        handler = self.handlers.get("<>" if node.kind == "call" and ":" in node.name else node.name)
        changed = handler(self, node) if handler is not None and node.kind != "term" else None
        return self.inner(node) if changed is None else changed

    def inner(self, node: ExpressionNode, parts: Sequence[ExpressionNode] | None = None) -> str:
        """Return the text of an expression, changed within: in its arguments, or in some parts of it."""
        edits = [
            Edit(each.start, each.end, self.written(each))
            for each in (node.arguments if parts is None else parts)
        ]
        if node.group is not None:
            edits += self._edits_of_group(node.group)
        inside = [Edit(each.start - node.start, each.end - node.start, each.text) for each in edits]
        return apply_edits(self.text[node.start : node.end], inside)

    def original(self, node: ExpressionNode) -> str:
        """Return the text of an expression as written."""
        return self.text[node.start : node.end]

    def _edits_of_select(self, select: SelectNode) -> Iterator[Edit]:
        outer, self.select = self.select, select
        for expression in expressions_of(select):
            yield from self._edit(expression)
        if select.where is not None:
            yield from self._edits_of_group(select.where)
        self.select = outer

    def _edits_of_group(self, group: GroupNode) -> Iterator[Edit]:
        if group.select is not None:
            yield from self._edits_of_select(group.select)
        for element in group.elements:
            yield from self._edits_of_element(element)

    def _edits_of_element(self, element: ElementNode) -> Iterator[Edit]:
        if isinstance(element, FilterNode | BindNode):
            yield from self._edit(element.expression)
        elif isinstance(element, NestedNode):
            yield from self._edits_of_group(element.group)
        elif isinstance(element, UnionNode):
            for branch in element.branches:
                yield from self._edits_of_group(branch)

    def _edit(self, expression: ExpressionNode) -> Iterator[Edit]:
        changed = self.written(expression)
        if changed != self.original(expression):
            yield Edit(expression.start, expression.end, changed)


def is_brief(text: str, node: ExpressionNode) -> bool:
    """Return whether what was written for a node may stand twice in what is written for the next one.

    That one may stand twice in a third one, and so on: without a limit, ten levels would make a text a thousand times as long.
    """
    return len(text) <= max(_LONGEST, 2 * (node.end - node.start))
