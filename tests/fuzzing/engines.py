"""The engines that answer a query text on a world: pyoxigraph, and rdflib as a second oracle.

An engine that does not take a text raises `RefusedError` with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pyoxigraph as ox
import rdflib

from tests.fuzzing.evaluation.selection import Answer
from tests.fuzzing.worlds import World


class RefusedError(Exception):
    """An engine refused to answer."""


def _engine_term(term: str) -> Any:
    if term.startswith("_:"):
        return ox.BlankNode(term[2:])
    if term[0] == "<":
        return ox.NamedNode(term[1:-1])
    return next(iter(ox.parse(f"<a:a> <a:b> {term} .", ox.RdfFormat.N_TRIPLES))).object


class Engine:
    """pyoxigraph with one world in memory."""

    def __init__(self, world: World, functions: Mapping[Any, Callable[..., Any]] | None = None) -> None:
        """Load the world; blank nodes keep their names. `functions` are what queries may call besides the engine's."""
        self.store = ox.Store()
        self.functions = dict(functions or {})
        for name, triples in world.graphs.items():
            graph = _engine_term(name) if name else ox.DefaultGraph()
            self.store.extend(
                ox.Quad(_engine_term(s), _engine_term(p), _engine_term(o), graph) for s, p, o in triples
            )

    def answer(self, text: str) -> Answer:
        """Return the answer to a query.

        Raises: RefusedError.
        """
        try:
            return self._answer(text)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise RefusedError(str(error)) from error

    def _answer(self, text: str) -> Answer:
        result = self.store.query(text, custom_functions=self.functions)
        if isinstance(result, ox.QueryBoolean):
            return Answer((), ((),) if bool(result) else ())
        if isinstance(result, ox.QueryTriples):
            triples = {(str(each.subject), str(each.predicate), str(each.object)) for each in result}
            return Answer(("s", "p", "o"), tuple(triples), is_graph=True)
        columns = tuple(str(each) for each in result.variables)
        rows = tuple(tuple(None if cell is None else str(cell) for cell in each) for each in result)
        return Answer(columns, rows)


class SecondEngine:
    """rdflib with one world in memory."""

    def __init__(self, world: World) -> None:
        """Load the world through a parser that keeps the names of blank nodes."""
        self.dataset = rdflib.Dataset()
        for name, triples in world.graphs.items():
            graph = self.dataset.graph(rdflib.URIRef(name[1:-1])) if name else self.dataset.default_graph
            for each in triples:
                graph.add(tuple(map(_second_term, each)))

    def answer(self, text: str) -> Answer:
        """Return the answer to a query.

        Raises: RefusedError, whatever went wrong within rdflib.
        """
        try:
            result = self.dataset.query(text)
            if result.type == "ASK":
                return Answer((), ((),) if result.askAnswer else ())
            if result.type == "CONSTRUCT":
                triples = {tuple(map(_text, each)) for each in result.graph or ()}
                return Answer(("s", "p", "o"), tuple(triples), is_graph=True)
            columns = tuple(f"?{each}" for each in result.vars or ())
            found: Any = result
            rows = tuple(tuple(None if each is None else _text(each) for each in row) for row in found)
        except Exception as error:
            raise RefusedError(f"{type(error).__name__}: {error}") from error
        return Answer(columns, rows)


def _second_term(term: str) -> Any:
    if term.startswith("_:"):
        return rdflib.BNode(term[2:])
    if term[0] == "<":
        return rdflib.URIRef(term[1:-1])
    literal = next(iter(ox.parse(BytesIO(f"<a:a> <a:b> {term} .".encode()), ox.RdfFormat.N_TRIPLES))).object
    datatype = (
        None if literal.language or literal.datatype.value.endswith("#string") else literal.datatype.value
    )
    return rdflib.Literal(literal.value, datatype=datatype and rdflib.URIRef(datatype), lang=literal.language)


def _text(term: Any) -> str:
    text: str = term.n3()
    return text.replace("^^<http://www.w3.org/2001/XMLSchema#string>", "")
