"""What the engine says is wrong with a text becomes an error of ours, with the place or the name of the fault."""

from __future__ import annotations

import re

from graph.errors import QuerySyntaxError, UnknownFunction

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<found>.*)", re.DOTALL)
_FUNCTION = re.compile(r"The custom (?:aggregate )?function <(.*)> is not supported", re.DOTALL)


def parse_syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Read line and column from the engine's words; 1:1 when it tells none."""
    told = _POSITION.fullmatch(error.msg or "")
    if told is None:
        return QuerySyntaxError(line=1, column=1, found=error.msg)
    return QuerySyntaxError(line=int(told["line"]), column=int(told["column"]), found=told["found"])


def parse_unknown_function(error: Exception) -> UnknownFunction | None:
    """Read which function the engine does not have; None when that is not what it says."""
    told = _FUNCTION.fullmatch(str(error))
    return UnknownFunction(function=told[1]) if told else None
