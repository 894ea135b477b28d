"""Tests of webapp.documents.framing: one object for a thing, which says the triples and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from graph.rdf.terms import BlankNode, Literal, NamedNode, Triple, name
from webapp.documents.contexts import Context, Term
from webapp.documents.framing import frame

SPACE = "http://example.org/"
FOCUS = NamedNode(f"{SPACE}focus")
_TERMS = {
    f"{SPACE}link": (Term("link", "@id"), Term("linkedFrom", "@id", is_reverse=True)),
    f"{SPACE}text": (Term("text", "@language"),),
    f"{SPACE}plain": (Term("plain"),),
    f"{SPACE}day": (Term("day", name("xsd:date").value),),
}
INLINE = {
    "@version": 1.1,
    "id": "@id",
    "type": "@type",
    "ex": SPACE,
    "link": {"@id": "ex:link", "@type": "@id"},
    "linkedFrom": {"@reverse": "ex:link", "@type": "@id"},
    "text": {"@id": "ex:text", "@container": "@language"},
    "plain": "ex:plain",
    "day": {"@id": "ex:day", "@type": name("xsd:date").value},
}
CONTEXT = Context(INLINE, _TERMS, {f"{SPACE}Thing": "ex:Thing"}, {"ex": SPACE})

nodes = st.sampled_from([FOCUS, *(NamedNode(f"{SPACE}{each}") for each in "abc"), BlankNode("x")])
literals = st.sampled_from(
    [
        Literal("x"),
        Literal("chose", language="fr"),
        Literal("thing", language="en"),
        Literal("another", language="en"),
        Literal(7),
        Literal("007", datatype=name("xsd:integer")),
        Literal(value=True),
        Literal("2020-01-31", datatype=name("xsd:date")),
        Literal("2020", datatype=name("xsd:gYear")),
    ]
)
predicates = st.sampled_from(
    [NamedNode(f"{SPACE}{each}") for each in ("link", "text", "plain", "day", "other")]
)
typings = st.builds(Triple, nodes, st.just(name("rdf:type")), st.just(NamedNode(f"{SPACE}Thing")))
statements = st.builds(Triple, nodes, predicates, nodes | literals) | typings


def framed(*triples: Triple) -> dict[str, Any]:
    """Frame some triples about the focus."""
    found: dict[str, Any] = json.loads(frame(FOCUS, triples, CONTEXT))
    return found


def node(local: str) -> NamedNode:
    """Name something."""
    return NamedNode(SPACE + local)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib on itself
@given(st.sets(statements, max_size=14))
def test_it_holds_the_triples_and_no_other(triples: set[Triple]) -> None:
    """Read back by another implementation."""
    read = rdflib.Graph().parse(data=frame(FOCUS, triples, CONTEXT), format="json-ld")
    expected = rdflib.Graph().parse(data="".join(f"{each} .\n" for each in triples), format="nt")
    assert isomorphic(read, expected)


def test_what_a_thing_leads_to_is_in_it() -> None:
    """Texts by language, numbers as numbers, a link to what is not described as its IRI."""
    found = framed(
        Triple(FOCUS, name("rdf:type"), node("Thing")),
        Triple(FOCUS, node("text"), Literal("chose", language="fr")),
        Triple(FOCUS, node("text"), Literal("thing", language="en")),
        Triple(FOCUS, node("plain"), Literal(7)),
        Triple(FOCUS, node("link"), node("a")),
        Triple(FOCUS, node("link"), node("b")),
        Triple(node("a"), node("text"), Literal("near", language="en")),
    )
    assert found["id"] == FOCUS.value
    assert found["type"] == "ex:Thing"
    assert found["text"] == {"fr": "chose", "en": "thing"}
    assert found["plain"] == 7
    assert found["link"] == [{"id": f"{SPACE}a", "text": {"en": "near"}}, f"{SPACE}b"]
    assert "@included" not in found


def test_what_leads_to_a_thing_is_in_it_too() -> None:
    """By the name that the context has for that, or by the one that JSON-LD has."""
    found = framed(
        Triple(node("a"), node("link"), FOCUS),
        Triple(node("b"), node("other"), FOCUS),
        Triple(node("b"), node("plain"), Literal("x")),
    )
    assert found["linkedFrom"] == {"id": f"{SPACE}a"}
    assert found["@reverse"] == {"ex:other": {"id": f"{SPACE}b", "plain": "x"}}


def test_a_node_is_described_once_and_near_the_top() -> None:
    """Where it is met again, its IRI stands for it; cycles end."""
    found = framed(
        Triple(FOCUS, node("link"), node("a")),
        Triple(FOCUS, node("link"), node("b")),
        Triple(node("a"), node("link"), node("b")),
        Triple(node("b"), node("link"), FOCUS),
        Triple(node("b"), node("plain"), Literal("x")),
    )
    first, second = found["link"]
    assert first == {"id": f"{SPACE}a", "link": f"{SPACE}b"}
    assert second == {"id": f"{SPACE}b", "link": FOCUS.value, "plain": "x"}


def test_what_nothing_joins_to_the_thing_comes_last() -> None:
    """It is part of the document all the same."""
    found = framed(Triple(node("c"), node("plain"), Literal("apart")))
    assert found["@included"] == [{"id": f"{SPACE}c", "plain": "apart"}]
