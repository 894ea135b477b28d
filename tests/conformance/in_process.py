"""Run the suite of the W3C on the engine with our front end before it, in one process.

The suite asks a store of pyoxigraph; here it gets one that prepares each text first. Run as
`python -m tests.conformance.in_process PATH_OF_SUITE OPTIONS`; `--alone` first leaves the engine alone.
"""

from __future__ import annotations

import runpy
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph

from graph.errors import GraphError
from graph.sparql.evaluation import is_held
from graph.sparql.preparation import prepare_query, prepare_update, with_plain_spaces
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.rewriting.prologues import with_prefixes_first
from graph.sparql.rewriting.rules import Rewriter


class PreparingStore:
    """A store whose queries and updates are prepared; all else is the engine's."""

    def __init__(self, *arguments: Any) -> None:
        """Open a store as the engine does."""
        self._store = pyoxigraph.Store(*arguments)

    def __getattr__(self, name: str) -> Any:
        """Return what the engine's store has."""
        return getattr(self._store, name)

    def __iter__(self) -> Any:
        """Return the quads."""
        return iter(self._store)

    def query(self, text: str, base_iri: str = "", **options: Any) -> Any:
        """Evaluate a query.

        Raises:
            SyntaxError: It is refused, whether by the engine or by us.
        """
        try:
            prepared = prepare_query(text, self._rewriter(), base_iri, FUNCTIONS)
        except GraphError as error:
            raise SyntaxError(str(error)) from error
        return self._store.query(
            prepared.text, base_iri=base_iri, custom_functions=dict(FUNCTIONS), **options
        )

    def update(self, text: str, base_iri: str = "") -> None:
        """Carry out an update.

        Raises:
            SyntaxError: It is refused, whether by the engine or by us.
        """
        moved = with_prefixes_first(with_plain_spaces(text))
        try:
            prepared = prepare_update(moved, self._rewriter(), base_iri)
        except GraphError as error:
            raise SyntaxError(str(error)) from error
        self._store.update(prepared.text, base_iri=base_iri, custom_functions=dict(FUNCTIONS))

    def _rewriter(self) -> Rewriter:
        anywhere = partial(is_held, self._store, None)
        return Rewriter(holds=anywhere, holds_anywhere=anywhere)


class PreparingEngine:
    """The module of the engine with another store."""

    Store = PreparingStore

    def __getattr__(self, name: str) -> Any:
        """Return what the engine's module has."""
        return getattr(pyoxigraph, name)


def main(arguments: list[str]) -> None:
    """Run a suite with its options."""
    is_alone = arguments[0] == "--alone"
    path = arguments[is_alone]
    sys.path.insert(0, str(Path(path).parent))
    if not is_alone:
        import backends  # type: ignore[import-not-found] # noqa: PLC0415  the suite's own, found by its path

        backends.ox = PreparingEngine()
    sys.argv = arguments[is_alone:]
    runpy.run_path(path, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
