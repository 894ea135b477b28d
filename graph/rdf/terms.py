"""RDF terms, and how they are written short: prefixes, compact IRIs, N-Triples.

The terms are those of pyoxigraph, the only model of RDF in this code. Import them from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    Variable,
    parse,
)

from graph.resources import shipped

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "Term",
    "Triple",
    "Variable",
    "compact",
    "expand",
    "name",
    "parse_term",
    "prefixes",
    "short_term",
]

Term = NamedNode | BlankNode | Literal | Triple

_SH = "http://www.w3.org/ns/shacl#"
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


@cache
def prefixes() -> Mapping[str, str]:
    """Read the prefixes that `ontology/prefixes.ttl` declares.

    Returns:
        Namespace by prefix, in alphabetical order of the prefixes.
    """
    namespaces: dict[BlankNode, dict[str, str]] = {}
    text = (shipped("ontology") / "prefixes.ttl").read_bytes()
    for quad in parse(text, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, BlankNode) and isinstance(quad.object, Literal):
            role = quad.predicate.value.removeprefix(_SH)
            namespaces.setdefault(quad.subject, {})[role] = quad.object.value
    return MappingProxyType(dict(sorted((each["prefix"], each["namespace"]) for each in namespaces.values())))


def compact(iri: str) -> str | None:
    """Return an IRI with the longest declared prefix that leaves a plain local name, or None."""
    fitting = [
        (namespace, prefix)
        for prefix, namespace in prefixes().items()
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :])
    ]
    if not fitting:
        return None
    namespace, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(namespace) :]}"


def expand(curie: str) -> str:
    """Return the IRI of a compact name.

    Raises:
        KeyError: The prefix is not declared.
    """
    prefix, _, local = curie.partition(":")
    return prefixes()[prefix] + local


@cache
def name(curie: str) -> NamedNode:
    """Return the node of a compact name: `name("mai:Initiative")`."""
    return NamedNode(expand(curie))


def short_term(term: str) -> str:
    """Shorten a term in N-Triples form: an IRI gets a prefix where one is declared; anything else stays."""
    if term.startswith("<") and term.endswith(">"):
        return compact(term[1:-1]) or term
    return term


def parse_term(text: str) -> Term:
    """Parse one term in N-Triples form."""
    line = f"<urn:s> <urn:p> {text} ."
    quad: Quad = next(iter(parse(line, format=RdfFormat.N_TRIPLES)))
    return quad.object
