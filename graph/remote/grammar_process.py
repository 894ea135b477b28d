"""The process that reads texts: one a line on stdin, what is wrong with it on stdout, nothing for nothing.

It evaluates no query: a variable that no query has is asked to be bound, which the engine refuses after it parsed.
"""

from __future__ import annotations

import json
import secrets
import sys
from contextlib import suppress

from pyoxigraph import Store

from graph.terms import Literal, Term, Variable
from graph.worker import limit_memory

_MEMORY_BYTES = 2 << 30
_ABSENT: dict[Variable, Term] = {Variable("absent_" + secrets.token_hex(16)): Literal("")}


def fault_of(kind: str, text: str, base_iri: str) -> str:
    """Say what is wrong with a query or an update in the parser's words; nothing when it is well-formed."""
    try:
        with suppress(RuntimeError, ValueError, OSError):  # it parsed: an empty store cannot do all of it
            if kind == "query":
                Store().query(text, base_iri=base_iri, substitutions=_ABSENT)
            else:
                Store().update(text, base_iri=base_iri)
    except SyntaxError as error:
        return error.msg or "SPARQL"
    return ""


def main() -> None:
    """Read texts until stdin ends."""
    limit_memory(_MEMORY_BYTES)
    for line in sys.stdin.buffer:
        kind, text, base_iri = json.loads(line)
        sys.stdout.write(json.dumps(fault_of(kind, text, base_iri)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
