"""Make casts and SUBSTR take what the standard lets them take (part of rule "functions").

A cast from a string takes it without the white space around it; SUBSTR takes any number, rounded.

Spec: https://www.w3.org/TR/xpath-functions-31/#casting-from-strings, #func-substring
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.sparql.rewriting.expressions.writer import ExpressionWriter, Handler
from graph.sparql.syntax.terms import XSD, iri_of
from graph.sparql.syntax.tree import ExpressionNode

_TAKING_SPACE = frozenset({"integer", "decimal", "double", "float", "boolean", "dateTime", "date", "time"})
_INTEGER = f"<{XSD}integer>"


def _cast(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    iri = iri_of(node.name, writer.prologue) or ""
    is_known = iri.startswith(XSD) and iri.removeprefix(XSD) in _TAKING_SPACE
    if not is_known or len(node.arguments) != 1 or not _is_short(node.arguments[0]):
        return None
    value = writer.written(node.arguments[0])
    trimmed = rf'REPLACE({value}, "^[ \\t\\r\\n]+|[ \\t\\r\\n]+$", "")'
    return f"COALESCE({node.name}({value}), {node.name}({trimmed}))"


def _is_short(node: ExpressionNode) -> bool:
    """Return whether an expression may be written twice: a term, or STR of one."""
    if node.name == "STR" and len(node.arguments) == 1:
        return _is_short(node.arguments[0])
    return node.term is not None


def _substring(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    if len(node.arguments) not in (2, 3) or all(map(_is_integer, node.arguments[1:])):
        return None
    first, *numbers = node.arguments
    rounded = [
        writer.written(each) if _is_integer(each) else f"{_INTEGER}(ROUND({writer.written(each)}))"
        for each in numbers
    ]
    return f"SUBSTR({', '.join([writer.written(first), *rounded])})"


def _is_integer(node: ExpressionNode) -> bool:
    return (node.term is not None and node.term.text.isdecimal()) or node.name == "STRLEN"


HANDLERS: Mapping[str, Handler] = {"<>": _cast, "SUBSTR": _substring}
