"""The engine's syntax errors become ours, with the place of the fault."""

from __future__ import annotations

import re

from graph.errors import QuerySyntaxError

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<found>.*)", re.DOTALL)


def syntax_error_of(error: SyntaxError) -> QuerySyntaxError:
    """Read line and column from the engine's words; 1:1 when it tells none."""
    told = _POSITION.fullmatch(error.msg or "")
    if told is None:
        return QuerySyntaxError(line=1, column=1, found=error.msg)
    return QuerySyntaxError(line=int(told["line"]), column=int(told["column"]), found=told["found"])
