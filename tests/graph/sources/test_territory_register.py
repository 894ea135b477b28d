"""Tests of graph.sources.territory_register, on the whole register."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sources.territory_register import read_register, register_graph

NAMES = Namespaces("http://127.0.0.1:8000")
COMMUNE = re.compile(r"(0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5]|97[1-8]|98[46-9])[0-9]{2,3}")


@pytest.fixture(scope="module")
def triples() -> frozenset[Triple]:
    """Describe the whole register once."""
    return register_graph(read_register(), NAMES).triples


def test_every_commune_in_force_is_there(triples: frozenset[Triple]) -> None:
    """34,969 communes and 45 arrondissements of Paris, Lyon and Marseille."""
    types = Counter(each.object for each in triples if each.predicate == name("rdf:type"))
    assert types[name("igeo:Commune")] == 34_969 + 45
    assert types[name("igeo:Departement")] == 109
    assert types[name("igeo:Intercommunalite")] == 1_255


def test_every_commune_code_has_the_form_that_the_shape_demands(triples: frozenset[Triple]) -> None:
    """No official code would be refused."""
    communes = {each.subject for each in triples if each.object == name("igeo:Commune")}
    codes = [
        each.object.value
        for each in triples
        if each.predicate == name("igeo:codeINSEE")
        and each.subject in communes
        and isinstance(each.object, Literal)
    ]
    assert len(codes) == len(communes)
    assert [code for code in codes if not COMMUNE.fullmatch(code)] == []


def test_containment_leads_to_what_is_described(triples: frozenset[Triple]) -> None:
    """No territory lies in one that the register does not have."""
    described = {each.subject for each in triples}
    inside = (name("igeo:subdivisionDirecteDe"), name("mai:within"))
    links = [each for each in triples if each.predicate in inside]
    assert len(links) > 60_000
    assert {each.object for each in links} <= described


def test_castelnau_le_lez_reaches_france(triples: frozenset[Triple]) -> None:
    """Commune, département, région, pays."""
    above = {
        each.subject: each.object for each in triples if each.predicate == name("igeo:subdivisionDirecteDe")
    }
    here: object = NAMES.thing("territory", "commune-34057")
    path = []
    while isinstance(here, NamedNode) and here in above:
        here = above[here]
        path.append(here)
    assert path == [NAMES.thing("territory", each) for each in ("departement-34", "region-76", "pays-99100")]


def values(triples: frozenset[Triple], slug: str, curie: str) -> set[str]:
    """Return the values of a property of one territory."""
    place = NAMES.thing("territory", slug)
    found = (each.object for each in triples if (each.subject, each.predicate) == (place, name(curie)))
    return {each.value for each in found if isinstance(each, Literal)}


def test_a_commune_has_postcodes_inhabitants_and_siren(triples: frozenset[Triple]) -> None:
    """Montpellier; an intercommunalité has inhabitants too."""
    assert values(triples, "commune-34172", "schema:postalCode") == {"34000", "34070", "34080", "34090"}
    assert values(triples, "commune-34172", "mai:siren") == {"213401722"}
    (count,) = values(triples, "commune-34172", "mai:population")
    assert 250_000 < int(count) < 400_000
    assert values(triples, "epci-243400017", "mai:population")


def test_former_communes_are_names_of_the_present_one(triples: frozenset[Triple]) -> None:
    """Delegated and associated ones, 2,501 names, none that the commune still has; each code is there once."""
    names = Counter(each.predicate for each in triples)
    assert names[name("mai:formerName")] == 2_501
    assert "Annecy-le-Vieux" in values(triples, "commune-74010", "mai:formerName")
    assert "74011" in values(triples, "commune-74010", "mai:formerCode")
    assert "74010" not in values(triples, "commune-74010", "mai:formerCode")
    former = [each.object for each in triples if each.predicate == name("mai:formerCode")]
    assert len(former) == len(set(former)) == 4_240
