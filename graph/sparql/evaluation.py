"""Evaluate a query that a client wrote on an open store, and refuse what it may not do.

Refused are updates and SERVICE clauses; the errors of the engine become errors of ours. Limits of time and memory are not kept
here: the engine has none, so `graph.execution` evaluates in processes that can be killed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pyoxigraph import RdfFormat, Store, parse

from graph.rdf.terms import DefaultGraph, NamedNode
from graph.sparql.facts import refuse_service
from graph.sparql.preparation import Preparation, Prepared, prepare_query
from graph.sparql.results import QueryResult
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.syntax_errors import parse_refusal, parse_unknown_function

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueryGraphs:
    """The dataset of the protocol, as IRIs; both empty for the query's own, else the default graph."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is one."""
        return bool(self.default or self.named)


def evaluate(
    store: Store,
    text: str,
    *,
    base_iri: str,
    graphs: QueryGraphs = QueryGraphs(),
    functions: Mapping[NamedNode, Callable[..., Any]] | None = None,
    preparation: Preparation | None = None,
) -> QueryResult:
    """Evaluate a query; solutions are lazy.

    Args:
        store: Is only read.
        text: The query.
        base_iri: What relative IRIs of the query are resolved against.
        graphs: The dataset of the protocol.
        functions: What the query may call besides the functions of the engine.
        preparation: Rewrites the query, and knows the last ones of the store as it is now; by all rules where it is None.

    Raises:
        QueryError: QuerySyntaxError, PrefixUnknown, UnknownFunction, UpdateRefused, ServiceRefused or UnsupportedSyntax.

    Spec: https://www.w3.org/TR/sparql11-protocol/#dataset
    """
    refuse_service(text)
    known = {**FUNCTIONS, **(functions or {})}

    def ask(prepared: str) -> QueryResult:
        return QueryResult(
            store.query(
                prepared,
                base_iri=base_iri,
                default_graph=[NamedNode(each) for each in graphs.default] if graphs else None,
                named_graphs=[NamedNode(each) for each in graphs.named] if graphs else None,
                custom_functions=known,
            )
        )

    anywhere = partial(is_held, store, None)
    here = anywhere if graphs else partial(is_held, store, DefaultGraph())
    preparation = preparation or Preparation()
    looking = replace(preparation.rewriter, holds=here, holds_anywhere=anywhere)
    if graphs:  # what was counted is the default graph
        looking = replace(looking, statistics=None)
    try:
        prepared = preparation.find(text, graphs, partial(prepare_query, text, looking, base_iri, known))
        return _first_accepted(prepared, text, ask)
    except SyntaxError as error:
        raise parse_refusal(error, text) from error
    except RuntimeError as error:
        raise parse_unknown_function(error) or error from error


def _first_accepted(prepared: Prepared, text: str, ask: Callable[[str], QueryResult]) -> QueryResult:
    """Evaluate a prepared query; where that is refused, which is a fault of ours, the query as written."""
    try:
        return ask(prepared.text)
    except (SyntaxError, RuntimeError):
        if not prepared.rules:
            raise
        _log.exception("the rules %s made a text that is refused of: %s", ", ".join(prepared.rules), text)
        return ask(text)


def is_held(store: Store, graph: DefaultGraph | None, term: str) -> bool:
    """Return whether a term, written in N-Triples, stands at an end of a triple of a graph; of any, for None."""
    (quad,) = parse(f"<x:> <x:> {term} .", RdfFormat.N_TRIPLES)
    found = [store.quads_for_pattern(None, None, quad.object, graph)]
    if isinstance(quad.object, NamedNode):
        found.append(store.quads_for_pattern(quad.object, None, None, graph))
    return any(next(each, None) is not None for each in found)
