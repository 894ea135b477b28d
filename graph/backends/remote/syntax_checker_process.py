"""The process that reads texts: one a line on stdin, what is wrong with it on stdout, nothing for nothing.

It evaluates no query: a variable that no query has is asked to be bound, which the engine refuses after it parsed.
"""

from __future__ import annotations

import json
import secrets
import sys
from contextlib import suppress
from typing import Any

from pyoxigraph import Store

from graph.errors import GraphError
from graph.rdf.terms import Literal, Term, Variable
from graph.runtime.memory_limit import limit_memory
from graph.sparql.evaluation import parse_refusal, refuse_service
from graph.sparql.query_requests import error_header
from graph.sparql.syntax_errors import parse_syntax_error

_MEMORY_BYTES = 2 << 30
_ABSENT: dict[Variable, Term] = {Variable("absent_" + secrets.token_hex(16)): Literal("")}


def fault_of(kind: str, text: str, base_iri: str) -> dict[str, Any]:
    """Say what a query or an update is refused for, as it goes over the wire; nothing when it is well-formed."""
    try:
        _read(kind, text, base_iri)
    except GraphError as error:
        return error_header(error)
    except SyntaxError as error:
        return error_header(parse_refusal(error, text) if kind == "query" else parse_syntax_error(error))
    return {}


def _read(kind: str, text: str, base_iri: str) -> None:
    if kind == "query":
        refuse_service(text)
    with suppress(RuntimeError, ValueError, OSError):  # it parsed: an empty store cannot do all of it
        if kind == "query":
            Store().query(text, base_iri=base_iri, substitutions=_ABSENT)
        else:
            Store().update(text, base_iri=base_iri)


def main() -> None:
    """Read texts until stdin ends."""
    limit_memory(_MEMORY_BYTES)
    for line in sys.stdin.buffer:
        kind, text, base_iri = json.loads(line)
        sys.stdout.write(json.dumps(fault_of(kind, text, base_iri)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
