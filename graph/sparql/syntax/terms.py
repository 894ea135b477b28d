"""The terms of a text: the IRI that a name stands for, the characters that a literal holds, and how a literal is written.

Spec: https://www.w3.org/TR/sparql11-query/#rdfTerms
"""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import Literal, RdfFormat, parse

from graph.sparql.syntax.lexer import unescape_local_name, unquote_iri
from graph.sparql.syntax.tree import PrologueNode, TermNode

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"


def iri_of(text: str, prologue: PrologueNode) -> str | None:
    """Return the IRI that a name stands for; None for a relative one, or one whose prefix is not declared."""
    if text == "a":
        return RDF_TYPE
    if text.startswith("<"):
        iri = unquote_iri(text)
        return iri if ":" in iri else None
    prefix, _, local = text.partition(":")
    namespace = prologue.prefixes.get(prefix)
    if namespace is None or ":" not in namespace:
        return None
    return namespace + unescape_local_name(local)


def string_value(term: TermNode | None) -> str | None:
    """Return the characters of a literal that is a plain string; None for any other term."""
    if term is None or term.kind != "literal" or term.text[0] not in "\"'":
        return None
    if term.text[-1] not in "\"'":  # a datatype or a language
        return None
    found = literal_of(term.text)
    return None if found is None else found.value


@lru_cache(maxsize=1000)
def literal_of(text: str) -> Literal | None:
    """Return the literal that is written; None where its datatype has a prefix, or where it is none."""
    try:
        (quad,) = parse(f"<x:> <x:> {text} .", RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return None
    return quad.object if isinstance(quad.object, Literal) else None


def as_literal(characters: str) -> str:
    """Return a plain string as it is written."""
    return str(Literal(characters))
