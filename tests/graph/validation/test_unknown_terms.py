"""Tests of graph.validation.unknown_terms: a misspelt term of ours is refused, with the one that was meant."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad, compact, name, prefixes
from graph.validation.unknown_terms import find_unknown_terms
from graph.validation.vocabulary_terms import own_terms

NAMES = Namespaces("http://127.0.0.1:8000")
GRAPH, THING = NAMES.contribution("essai"), NAMES.thing("initiative", "x")
MAI = prefixes()["mai"]

AS_CLASS = [
    (MAI + "Initative", "mai:Initiative"),
    (MAI + "initiative", "mai:Initiative"),
    (MAI + "Initiatives", "mai:Initiative"),
    (MAI + "Cercle", "mai:Circle"),
    ("https://w3id.org/maillage/ns/Initiative", "mai:Initiative"),
    ("http://w3id.org/maillage/ns#Initiative", "mai:Initiative"),
    ("https://www.w3id.org/maillage/ns#Initiative", "mai:Initiative"),
    ("https://w3id.org/maillage/ns/0.1.0#Initiative", "mai:Initiative"),
    ("https://w3id.org/maillage/nsInitiative", "mai:Initiative"),
    ("https://w3id.org/maillage/ns/Initative", "mai:Initiative"),
]
AS_PROPERTY = [
    (MAI + "onTeritory", "mai:onTerritory"),
    (MAI + "OnTerritory", "mai:onTerritory"),
    (MAI + "carriedby", "mai:carriedBy"),
    (MAI + "answerNeed", "mai:answersNeed"),
    ("https://w3id.org/maillage/ns/onTerritory", "mai:onTerritory"),
]


def _messages(predicate: NamedNode, value: NamedNode) -> list[str]:
    store = Store()
    quad = Quad(THING, predicate, value, GRAPH)
    store.add(quad)
    whole = list(find_unknown_terms(store, NAMES))
    assert whole == list(find_unknown_terms(store, NAMES, QuadDelta(frozenset(), frozenset((quad,)))))
    assert all(each.severity == "Violation" and each.focus_node == str(THING) for each in whole)
    return [each.messages.en for each in whole]


@pytest.mark.parametrize(("iri", "meant"), AS_CLASS)
def test_an_unknown_class_is_refused_with_the_nearest(iri: str, meant: str) -> None:
    """Letters, case, number, and every wrong way to write the namespace."""
    (message,) = _messages(name("rdf:type"), NamedNode(iri))
    assert message.endswith(f"Did you mean {meant}?")
    assert (compact(iri) or f"<{iri}>") in message


@pytest.mark.parametrize(("iri", "meant"), AS_PROPERTY)
def test_an_unknown_property_is_refused_with_the_nearest(iri: str, meant: str) -> None:
    """So nobody waits for a link that no page will show."""
    (message,) = _messages(NamedNode(iri), THING)
    assert message.endswith(f"Did you mean {meant}?")


def test_an_unknown_concept_of_our_lists_is_refused() -> None:
    """With the nearest of the same list."""
    (message,) = _messages(name("adms:status"), NamedNode(prefixes()["status"] + "onging"))
    assert message.endswith("Did you mean status:ongoing?")


def test_where_nothing_is_near_the_list_is_named() -> None:
    """A guess that is none would mislead."""
    (message,) = _messages(NamedNode(MAI + "xyzzy"), THING)
    assert "/ns" in message
    assert "Did you mean" not in message


def test_known_terms_and_other_vocabularies_pass() -> None:
    """Every term that ships, and whatever is not ours."""
    for each in sorted(own_terms()):
        assert _messages(name("rdf:type"), NamedNode(each)) == []
    assert (
        _messages(NamedNode("http://ex.example/Initative"), NamedNode("https://w3id.org/maillagex/ns#x"))
        == []
    )
    assert _messages(name("dcterms:conformsTo"), NamedNode("https://w3id.org/maillage/ns/0.1.0")) == []
