"""Find out which graph a request of the Graph Store Protocol is about.

Spec: https://www.w3.org/TR/sparql11-http-rdf-update/#graph-identification
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from webapp.http.requests import RequestError, is_absolute, read_parameters

Kind = OneOf["store", "default", "named"]


@dataclass(frozen=True, slots=True)
class Target:
    """The graph store itself, its default graph, or a graph by its IRI."""

    kind: Kind
    graph: str = ""


def read_target(store_iri: str, tail: str, query_string: str) -> Target:
    """Parse which graph is meant.

    Args:
        store_iri: Of the graph store, without a final slash.
        tail: What follows it in the address, as sent: with it, the address itself names the graph.
        query_string: As sent.

    Raises:
        RequestError: `graph-ambiguous`, `graph-not-absolute`.
    """
    parameters = [(key, value) for key, value in read_parameters(query_string) if key in ("graph", "default")]
    if len(parameters) + bool(tail) > 1:
        raise RequestError("graph-ambiguous")
    if tail:
        return Target("named", f"{store_iri}/{tail}")
    if not parameters:
        return Target("store")
    (key, value), *_ = parameters
    if key == "default":
        return Target("default")
    if not is_absolute(value):
        raise RequestError("graph-not-absolute", value)
    return Target("named", value)
