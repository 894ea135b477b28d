"""Make functions and aggregates mean what the standard says: the rules that look at expressions, in one pass.

Each rule gives handlers; what they write is argued in their modules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.sparql.rewriting.edits import Edit, RuleInput
from graph.sparql.rewriting.expressions import aggregates, arithmetic, casts, regular_expressions
from graph.sparql.rewriting.expressions.blank_nodes import BlankNodeWriter
from graph.sparql.rewriting.expressions.writer import ExpressionWriter, Handler

_HANDLERS: Mapping[str, Handler] = {
    **aggregates.HANDLERS,
    **arithmetic.HANDLERS,
    **casts.HANDLERS,
    **regular_expressions.HANDLERS,
}


def mend_expressions(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes of the expressions of a query.

    Raises:
        UnsupportedSyntax: An expression cannot be made right.
    """
    aggregates.refuse_misplaced(given.select, given.text)
    handlers = {**_HANDLERS, "BNODE": BlankNodeWriter(given.select).written}
    yield from ExpressionWriter(given.text, given.prologue, handlers, given.select).edits()
    yield from aggregates.hide_blank_nodes(given.select)
