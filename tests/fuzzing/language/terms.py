"""RDF terms as the fuzzer holds them: one string each, in the syntax of N-Triples, so that comparing them is cheap.

A variable is a string that begins with `?`, a blank node with `_:`, an IRI with `<`, a literal with a quotation mark. What
a literal says is read by `literal_parts` and `number`, which remember what they have read.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, InvalidOperation, localcontext
from functools import cache

NAMESPACE = "http://e/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"<{RDF}type>"
STRING, LANG_STRING = f"{XSD}string", f"{RDF}langString"
INTEGER, DECIMAL, BOOLEAN, DATE_TIME = f"{XSD}integer", f"{XSD}decimal", f"{XSD}boolean", f"{XSD}dateTime"
YEAR_MONTH_DURATION = f"{XSD}yearMonthDuration"
Number = int | Decimal


def iri(name: str) -> str:
    """Return an IRI of the fuzzer's namespace."""
    return f"<{NAMESPACE}{name}>"


def literal(lexical_form: str, datatype: str = STRING, language: str = "") -> str:
    """Return a literal; the lexical form has nothing that N-Triples escapes."""
    if language:
        return f'"{lexical_form}"@{language}'
    return f'"{lexical_form}"' if datatype == STRING else f'"{lexical_form}"^^<{datatype}>'


def numeric(value: Number) -> str:
    """Return the literal of a number: xsd:integer or xsd:decimal, in canonical form."""
    if isinstance(value, int):
        return literal(str(value), INTEGER)
    text = format(value, "f")
    return literal(text.rstrip("0").rstrip(".") if "." in text else text, DECIMAL)


TRUE, FALSE = literal("true", BOOLEAN), literal("false", BOOLEAN)


def is_variable(term: str) -> bool:
    """Return whether a string of a pattern is a variable."""
    return term[0] == "?"


@cache
def literal_parts(term: str) -> tuple[str, str, str]:
    """Return lexical form, datatype and language of a literal."""
    end = term.rindex('"')
    rest = term[end + 1 :]
    if rest.startswith("@"):
        return term[1:end], LANG_STRING, rest[1:].lower()
    return term[1:end], rest[3:-1] or STRING, ""


@cache
def number(term: str) -> Number | None:
    """Return the value of a literal that is an xsd:integer or xsd:decimal, else None."""
    if term[0] != '"':
        return None
    lexical_form, datatype, _ = literal_parts(term)
    try:
        if datatype == INTEGER:
            return int(lexical_form)
        return Decimal(lexical_form) if datatype == DECIMAL else None
    except (ValueError, InvalidOperation):
        return None


def divide(left: Number, right: Number) -> Decimal:
    """Divide as xsd:decimal does, cut after 18 places as engines do; the divisor is not zero."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(left) / Decimal(right)).quantize(Decimal(1).scaleb(-18), rounding=ROUND_DOWN)
