"""Parse the messages of the engine about a query into errors of ours, with the place or the name of the fault.

The engine knows neither the name whose prefix is missing nor that a text is an update; these are found here.
"""

from __future__ import annotations

import re

from graph.errors import PrefixUnknown, QueryError, QuerySyntaxError, UnknownFunction, UpdateRefused
from graph.rdf.terms import prefixes
from graph.sparql.syntax.lexer import prologue_length, tokenize
from graph.sparql.syntax.places import place_of

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<found>.*)", re.DOTALL)
_BEGINNING = 1 << 16  # characters that are looked at
_NO_PREFIX = "Prefix not found"
_UPDATE_WORDS = frozenset(
    {"insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"}
)
_FUNCTION = re.compile(r"The custom (?:aggregate )?function <(.*)> is not supported", re.DOTALL)


def parse_syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Parse line and column from a message of the engine; 1:1 when it has none."""
    match = _POSITION.fullmatch(error.msg or "")
    if match is None:
        return QuerySyntaxError(line=1, column=1, found=error.msg)
    return QuerySyntaxError(line=int(match["line"]), column=int(match["column"]), found=match["found"])


def parse_unknown_function(error: Exception) -> UnknownFunction | None:
    """Parse the name of the missing function from a message of the engine; None when the message is about something else."""
    match = _FUNCTION.fullmatch(str(error))
    return UnknownFunction(function=match[1]) if match else None


def parse_refusal(error: SyntaxError, text: str) -> QueryError:
    """Return the error of a text that the parser does not accept as a query: it may be an update, or lack a prefix."""
    tokens = tokenize(text[:_BEGINNING])
    place = prologue_length(tokens)
    if place < len(tokens) and tokens[place].keyword in _UPDATE_WORDS:
        return UpdateRefused()
    return parse_fault(error, text)


def parse_fault(error: SyntaxError, text: str) -> QuerySyntaxError | PrefixUnknown:
    """Return the error of a text that is no SPARQL; where the engine misses a prefix, the name that has it."""
    if _NO_PREFIX in (error.msg or ""):
        tokens = tokenize(text[:_BEGINNING])
        declared = {
            tokens[place + 1].text for place, each in enumerate(tokens[:-1]) if each.keyword == "prefix"
        }
        for each in tokens:
            prefix = each.text.partition(":")[0]
            if each.kind == "pname" and f"{prefix}:" not in declared:
                iri = prefixes().get(prefix, "…")
                return PrefixUnknown(
                    found=each.text,
                    prefix=prefix,
                    declaration=f"PREFIX {prefix}: <{iri}>",
                    **place_of(text, each.start),
                )
    return parse_syntax_error(error)
