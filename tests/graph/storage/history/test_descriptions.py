"""Tests of graph.storage.history.descriptions: whose a statement is, and what of it is stated."""

from __future__ import annotations

from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.storage.history.descriptions import StatedDescriptions
from graph.storage.history.model import StatingSource
from tests.graph.storage.history.histories import CONTRIBUTIONS, KEPT, NAMES, NODES, THINGS, store_of

_LABEL, _LINK = name("skos:prefLabel"), name("dcterms:relation")
A, B, _ = CONTRIBUTIONS
X, Y, _ = THINGS
N1, N2, N3 = NODES


def _of(*triples: Triple) -> StatedDescriptions:
    return StatedDescriptions(store_of({A: frozenset(triples)}), NAMES)


def test_a_thing_has_its_statements_and_those_of_its_nested_nodes() -> None:
    """In lines, sorted; what points to it belongs to others."""
    found = _of(
        Triple(X, name("rdf:type"), name("mai:Need")),
        Triple(X, _LINK, N1),
        Triple(N1, _LABEL, Literal("a")),
        Triple(Y, _LINK, X),
    ).read(X)
    assert found is not None
    assert {each.subject for each in found.triples()} == {X, N1}
    assert found.statements.splitlines() == sorted(found.statements.splitlines())
    assert found.classes == (name("mai:Need").value,)
    assert found.sources == (StatingSource(A.value),)


def test_a_node_of_two_things_is_told_with_both() -> None:
    """And has no version of its own."""
    descriptions = _of(Triple(X, _LINK, N1), Triple(Y, _LINK, N1), Triple(N1, _LABEL, Literal("a")))
    for thing in (X, Y):
        found = descriptions.read(thing)
        assert found is not None
        assert "genid/n1> <http://www.w3.org/2004/02/skos/core#prefLabel>" in found.statements
    assert descriptions.read(N1) is None
    assert set(descriptions.things()) == {X, Y}


def test_nodes_that_nothing_named_leads_to_own_themselves() -> None:
    """Else what they say would be lost."""
    descriptions = _of(Triple(N1, _LINK, N2), Triple(N2, _LINK, N1), Triple(N3, _LABEL, Literal("a")))
    assert set(descriptions.things()) == {N1, N2, N3}
    assert all(descriptions.read(each) for each in (N1, N2, N3))


def test_a_chain_of_nodes_longer_than_what_is_followed_loses_nothing() -> None:
    """What lies deeper than eight links is told by itself."""
    nodes = [NamedNode(NAMES.genid(f"d{nth}")) for nth in range(12)]
    chain = [Triple(start, _LINK, end) for start, end in zip([X, *nodes], nodes, strict=False)]
    descriptions = _of(*chain, Triple(nodes[-1], _LABEL, Literal("a")))
    told = {
        triple
        for thing in descriptions.things()
        if (found := descriptions.read(thing)) is not None
        for triple in found.triples()
    }
    assert told == {*chain, Triple(nodes[-1], _LABEL, Literal("a"))}


def test_what_is_derived_or_a_draft_is_not_stated() -> None:
    """Though the store holds it."""
    label = Triple(X, _LABEL, Literal("a"))
    draft = Triple(B, name("mai:reviewStatus"), name("review:draft"))
    worlds = ({each: frozenset((label,))} for each in KEPT[1:])
    for world in (*worlds, {B: frozenset((label, draft))}):
        assert StatedDescriptions(store_of(world), NAMES).read(X) is None


def test_licences_are_those_of_the_graph_or_of_what_the_graph_describes() -> None:
    """A vocabulary says its licence of itself, not of the graph that it is kept in."""
    licence = name("dcterms:license")
    stated = Triple(X, _LABEL, Literal("a"))
    own = _of(stated, Triple(A, licence, NamedNode("x:1")), Triple(Y, licence, NamedNode("x:2"))).read(X)
    assert own is not None
    assert own.sources == (StatingSource(A.value, ("x:1",)),)
    store = store_of({KEPT[0]: frozenset((stated, Triple(Y, licence, NamedNode("x:2"))))})
    kept = StatedDescriptions(store, NAMES).read(X)
    assert kept is not None
    assert kept.sources == (StatingSource(KEPT[0].value, ("x:2",)),)
