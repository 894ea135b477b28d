"""Parse the messages of the engine about a query into errors of ours, with the place or the name of the fault."""

from __future__ import annotations

import re

from graph.errors import QuerySyntaxError, UnknownFunction

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<found>.*)", re.DOTALL)
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
