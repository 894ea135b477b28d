"""Make blank nodes for each solution where a query calls BNODE with a label (rule "blank nodes").

The engine makes one blank node of a label for all rows, and perhaps one that is stored. A label lives for one solution
(section 17.4.2.9): where it is given once, a call without a label does the same. Where two columns of one SELECT give labels, the
second looks back at the first. Anything else is refused.

Spec: https://www.w3.org/TR/sparql11-query/#func-bnode
"""

from __future__ import annotations

from graph.errors import BlankNodeLabel
from graph.sparql.rewriting.expressions.writer import ExpressionWriter
from graph.sparql.syntax.places import place_of
from graph.sparql.syntax.traversal import all_expressions, calls_in
from graph.sparql.syntax.tree import ExpressionNode, SelectNode

_STRING = "<http://www.w3.org/2001/XMLSchema#string>"


def labelled_blank_nodes(root: SelectNode) -> list[ExpressionNode]:
    """Return the calls of BNODE with a label, in the order of the text."""
    calls = {
        each.start: each
        for expression in all_expressions(root)
        for each in calls_in(expression)
        if each.name == "BNODE" and each.arguments
    }
    return [calls[each] for each in sorted(calls)]


class BlankNodeWriter:
    """Writes the calls of BNODE of one query."""

    def __init__(self, root: SelectNode) -> None:
        self._calls = labelled_blank_nodes(root)

    def written(self, writer: ExpressionWriter, node: ExpressionNode) -> str | None:
        """Write one call.

        Raises:
            BlankNodeLabel: Another call gives a label too, and is not a column of the same SELECT before this one.
        """
        if not node.arguments:
            return None
        label = writer.written(node.arguments[0])
        fresh = f"IF(DATATYPE({label}) = {_STRING}, BNODE(), 1/0)"
        others = [each for each in self._calls if each.start != node.start]
        if any(node.arguments[0].term is None for node in (node, *others)) and others:
            raise self._refusal(writer, node)
        for other in reversed(others):
            fresh = self._looking_back(writer, node, other, fresh)
        return fresh

    def _looking_back(
        self, writer: ExpressionWriter, node: ExpressionNode, other: ExpressionNode, fresh: str
    ) -> str:
        columns = {
            each.expression.start: each.variable.text
            for each in writer.select.columns or ()
            if each.expression is not None and each.variable is not None
        }
        if writer.select.group_by or node.start not in columns or other.start not in columns:
            raise self._refusal(writer, node)
        if other.start > node.start:
            return fresh
        same = f"SAMETERM({writer.original(node.arguments[0])}, {writer.original(other.arguments[0])})"
        return f"IF(COALESCE({same}, false), {columns[other.start]}, {fresh})"

    def _refusal(self, writer: ExpressionWriter, node: ExpressionNode) -> BlankNodeLabel:
        return BlankNodeLabel(found=writer.original(node), **place_of(writer.text, node.start))
