"""The process of `syntax_checker`: reads one text a line on stdin, and writes the error of each to stdout.

pyoxigraph has no function that only parses. A query is given a binding for a variable that it does not have: pyoxigraph
refuses that after parsing and before evaluation.
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
from graph.sparql.facts import refuse_service
from graph.sparql.query_requests import error_header
from graph.sparql.syntax_errors import parse_refusal, parse_syntax_error

_MEMORY_BYTES = 2 << 30
_ABSENT: dict[Variable, Term] = {Variable("absent_" + secrets.token_hex(16)): Literal("")}


def error_in(kind: str, text: str, base_iri: str) -> dict[str, Any]:
    """Return the error of a query or an update as a message for `error_of`; empty when it is well-formed."""
    try:
        _parse(kind, text, base_iri)
    except GraphError as error:
        return error_header(error)
    except SyntaxError as error:
        return error_header(parse_refusal(error, text) if kind == "query" else parse_syntax_error(error))
    return {}


def _parse(kind: str, text: str, base_iri: str) -> None:
    if kind == "query":
        refuse_service(text)
    with suppress(RuntimeError, ValueError, OSError):  # raised after parsing, by an empty store
        if kind == "query":
            Store().query(text, base_iri=base_iri, substitutions=_ABSENT)
        else:
            Store().update(text, base_iri=base_iri)


def main() -> None:
    """Check texts until stdin ends."""
    limit_memory(_MEMORY_BYTES)
    for line in sys.stdin.buffer:
        kind, text, base_iri = json.loads(line)
        sys.stdout.write(json.dumps(error_in(kind, text, base_iri)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
