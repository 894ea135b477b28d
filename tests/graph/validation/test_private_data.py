"""Tests of graph.validation.private_data: whose datum it is decides, in every vocabulary; a change shows what the whole shows."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.skolemization import skolemize
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, name
from graph.validation.person_kinds import aligned_people
from graph.validation.private_data import find_private_data
from graph.validation.report import Result
from graph.validation.vocabulary_terms import read_terms

NAMES = Namespaces("http://127.0.0.1:8000")
GRAPH = NAMES.contribution("essai")
PREFIXES = """
@base <http://127.0.0.1:8000/> . @prefix as: <https://www.w3.org/ns/activitystreams#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix mai: <https://w3id.org/maillage/ns#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
@prefix s: <https://schema.org/> . @prefix sdo: <http://schema.org/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> .
@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix locn: <http://www.w3.org/ns/locn#> . @prefix ex: <http://ex.example/#> .
"""
CLASSES = [
    "foaf:Person",
    "s:Person",
    "sdo:Person",
    "pair:Person",
    "as:Person",
    "v:Individual",
    "<http://www.w3.org/ns/person#Person>",
]
DATA = [
    ("foaf:mbox <mailto:a@b.fr>", "email"),
    ("foaf:mbox_sha1sum 'aa'", "email"),
    ("s:email 'contact@ville.fr'", "email"),
    ("sdo:email 'a@b.fr'", "email"),
    ("pair:e-mail 'a@b.fr'", "email"),
    ("v:hasEmail <mailto:a@b.fr>", "email"),
    ("foaf:phone <tel:+33467000000>", "telephone"),
    ("s:telephone '0467000000'", "telephone"),
    ("s:faxNumber '1'", "telephone"),
    ("pair:phone '12'", "telephone"),
    ("v:hasTelephone [ v:hasValue <tel:+33467000000> ]", "telephone"),
    ("v:hasAddress [ v:street-address '12 rue X' ]", "address"),
    ("s:address 'Sète'", "address"),
    ("sdo:streetAddress 'x'", "address"),
    ("locn:address <id/adresse/x>", "address"),
    ("pair:addressStreet 'x'", "address"),
    ("v:bday '1970-01-01'", "birth"),
    ("s:birthDate '1970'", "birth"),
    ("foaf:birthday '01-01'", "birth"),
    ("foaf:age 40", "birth"),
    ("wgs:lat 43.6", "coordinates"),
    ("s:geo [ s:latitude 43.6 ]", "coordinates"),
    ("v:hasGeo <geo:43.6,3.8>", "coordinates"),
    ("ex:ssn '1'", "identity"),
    ("dcterms:description 'Son courriel : a.b@c.fr'", "email"),
    ("dcterms:description 'Tél. 04 67 00 00 00'", "telephone"),
    ("dcterms:identifier '1 84 12 76 451 089 46'", "identity"),
    ("ex:note 'habite 12 rue de la Paix'", "address"),
    ("ex:note [ ex:deep [ ex:deeper 'a.b@c.fr' ] ]", "email"),
    ("s:contactPoint <#c> . <#c> a s:ContactPoint ; s:name '04 67 00 00 00'", "telephone"),
]
FINE = [
    "<#o> a org:Organization ; s:email 'marie.dupont@ville.fr' ; s:telephone '06 12 34 56 78' ; s:address [ s:streetAddress '1 place X' ] .",
    "<#o> a s:GovernmentOrganization ; foaf:mbox <mailto:a@b.fr> ; s:contactPoint [ a s:ContactPoint ; s:telephone '0612345678' ] .",
    "<#o> a mai:Collective ; v:hasEmail <mailto:a@b.fr> .",
    "<#i> a mai:Initiative ; s:email 'contact@ville.fr' ; s:telephone '04 67 00 00 00' ; dcterms:description 'accueil@ville.fr' .",
    "<#i> a mai:Initiative ; dcat:contactPoint [ a v:Organization ; v:hasEmail <mailto:a.b@c.fr> ] .",
    "<#p> a foaf:Person ; foaf:name 'Marie Dupont' ; s:url <https://exemple.fr/marie> ; s:worksFor [ a org:Organization ; s:email 'a@b.fr' ] .",
    "<#p> a foaf:Person . <#m> a org:Membership ; org:member <#p> ; mai:roleTitle 'Directrice'@fr .",
]
ELSEWHERE = [
    ("dcat:contactPoint [ a v:Individual ; v:hasTelephone <tel:+33467000000> ]", "telephone"),
    ("dcat:contactPoint [ v:given-name 'Marie' ; v:hasTelephone <tel:+33467000000> ]", "telephone"),
    ("dcat:contactPoint [ v:fn 'Marie Dupont' ; v:hasEmail <mailto:mdupont@ville.fr> ]", "email"),
    ("s:url <mailto:marie.dupont@ville.fr>", "email"),
    ("ex:any <tel:+33612345678>", "telephone"),
    ("dcterms:description 'Appeler le 06 12 34 56 78'", "telephone"),
    ("s:telephone 612345678", "telephone"),
    ("s:telephone '33612345678'", "telephone"),
    ("ex:says <<( <#p> s:email 'marie.dupont@ville.fr' )>>", "email"),
    ("s:sameAs 'mailto:marie.dupont@ville.fr'", "email"),
    ("dcterms:creator 'Marie Dupont <marie.dupont@ville.fr>'", "email"),
    (
        "s:organizer [ a org:Organization ; s:founder [ s:name 'Marie' ; s:telephone '06 12 34 56 78' ] ]",
        "telephone",
    ),
    ("dcterms:description 'écrire à marie.dupont@ville.fr'", "email"),
]


def _quads(text: str) -> list[Quad]:
    parsed = [
        Quad(each.subject, each.predicate, each.object, GRAPH)
        for each in parse(PREFIXES + text, format=RdfFormat.TURTLE)
    ]
    return list(skolemize(parsed, NAMES, timeout_s=5))


def _store(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def _found(text: str) -> list[Result]:
    return sorted(set(find_private_data(_store(_quads(text)), NAMES)))


@pytest.mark.parametrize("class_", CLASSES)
@pytest.mark.parametrize(("stated", "kind"), DATA)
def test_a_person_s_data_are_refused_in_every_vocabulary(class_: str, stated: str, kind: str) -> None:
    """Whatever the class, the property, the depth; the message names subject and property, not the value."""
    results = _found(f"<id/person/x> a {class_} ; {stated} .")
    words = {"email": "e-mail", "telephone": "telephone", "address": "address", "coordinates": "coordinates"}
    words |= {"birth": "birth", "identity": "number"}
    assert any(
        words[kind] in each.messages.en and ("<id/person/x>" in each.messages.en or "#c" in each.messages.en)
        for each in results
    )
    assert all(
        each.severity == "Violation" and "a.b@c.fr" not in each.messages.fr + each.value for each in results
    )


@pytest.mark.parametrize("stated", FINE)
def test_an_organisation_s_own_and_a_switchboard_are_fine(stated: str) -> None:
    """What is public of a body, or of an office, stays."""
    assert _found(stated) == []


@pytest.mark.parametrize(("stated", "kind"), ELSEWHERE)
def test_a_person_s_data_are_refused_on_anything(stated: str, kind: str) -> None:
    """A contact who is a person; an address or number whose form says so."""
    (first, *_) = _found(f"<id/initiative/x> a mai:Initiative ; {stated} .")
    assert kind[:5].replace("email", "e-mail") in first.messages.en
    assert "<id/initiative/x>" in first.messages.en


@pytest.mark.parametrize(
    "stated",
    [
        "<id/person/x> s:telephone '04 67 00 00 00' .",
        "<id/membership/x> a org:Membership ; s:telephone '04 67 00 00 00' .",
        "<mailto:marie.dupont@ville.fr> foaf:name 'Marie' .",
        "<id/agent/marie.dupont@ville.fr> foaf:name 'Marie' .",
        "<tel:+33612345678> a foaf:Agent .  <tel:+33612345678> foaf:name 'Marie' .",
    ],
)
def test_a_person_without_a_type_is_known_too(stated: str) -> None:
    """By her address here, by what is only a person's, by an address that is her name."""
    (result,) = _found(stated)
    assert "marie.dupont" not in result.messages.fr
    assert "612345678" not in result.messages.fr


def test_files_and_nested_nodes_are_named() -> None:
    """A node without a name is told by what leads to it, and the file is that of either."""
    text = "<id/initiative/x> dcat:contactPoint [ a v:Individual ; v:hasEmail <mailto:marie@ville.fr> ] ."
    iri = "http://127.0.0.1:8000/id/initiative/x"
    (result,) = find_private_data(_store(_quads(text)), NAMES, None, {iri: ("essai.ttl",)})
    assert result.files == ("essai.ttl",)
    assert result.focus_node == f"<{iri}>"
    assert "v" not in result.value.removesuffix('@ville.fr"').removeprefix('"m…')
    assert "dcat:contactPoint de <id/initiative/x>" in result.messages.fr
    assert "vcard:hasEmail" in result.messages.fr


def test_the_alignments_people_are_known() -> None:
    """Every class that an alignment maps to a person."""
    assert {
        name(each).value for each in ("foaf:Person", "schema:Person", "pair:Person", "as:Person")
    } <= aligned_people()


def test_no_term_of_ours_is_taken_for_private() -> None:
    """What the vocabulary offers may be stated of a person, but for the six of its shape, and three that places have."""
    refused = {
        each
        for each in read_terms()
        if "/shapes#" not in each
        if list(find_private_data(_store([*_quads("<#p> a foaf:Person ."), _about_p(each)]), NAMES))
    }
    expected = (
        "foaf:mbox",
        "foaf:phone",
        "schema:email",
        "schema:telephone",
        "schema:address",
        "schema:birthDate",
        "schema:postalCode",
        "wgs:lat",
        "wgs:long",
    )
    assert refused == {name(each).value for each in expected}


def _about_p(predicate: str) -> Quad:
    return Quad(NamedNode("http://127.0.0.1:8000/#p"), NamedNode(predicate), Literal("x"), GRAPH)


PIECES = [
    "<#a> a foaf:Person .", "<#a> a org:Organization .", "<#b> a s:Person .", "<#a> s:email 'a@b.fr' .", "<#a> s:contactPoint <#c> .",
    "<#c> a s:ContactPoint .", "<#c> s:telephone '04 67 00 00 00' .", "<#b> v:hasAddress <http://127.0.0.1:8000/.well-known/genid/1> .",
    "<http://127.0.0.1:8000/.well-known/genid/1> ex:n <http://127.0.0.1:8000/.well-known/genid/2> .",
    "<http://127.0.0.1:8000/.well-known/genid/2> s:addressLocality 'x' .", "<#a> ex:n <http://127.0.0.1:8000/.well-known/genid/1> .",
    "<#b> a org:Organization .", "<#c> v:given-name 'x' .",
    "<http://127.0.0.1:8000/.well-known/genid/2> ex:n <http://127.0.0.1:8000/.well-known/genid/1> .",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sets(st.sampled_from(PIECES)), st.sets(st.sampled_from(PIECES), min_size=1), st.randoms())
def test_a_change_shows_what_the_whole_shows(held: set[str], come: set[str], chance: random.Random) -> None:
    """From a state without private data, validating what a change concerns finds all that the whole state has."""
    before = {quad for piece in held for quad in _quads(piece)}
    if list(find_private_data(_store(before), NAMES)):
        return
    gone = set(chance.sample(sorted(before, key=str), min(len(before), 2)))
    added = {quad for piece in come for quad in _quads(piece)} - before
    after = _store((before - gone) | added)
    change = QuadDelta(frozenset(gone), frozenset(added))
    assert set(find_private_data(after, NAMES, change)) == set(find_private_data(after, NAMES))


def test_what_the_software_keeps_is_not_looked_at() -> None:
    """Registers, vocabulary and the default graph are no contributions."""
    quads = _quads("<#p> a foaf:Person ; foaf:mbox <mailto:a@b.fr> .")
    kept = [Quad(each.subject, each.predicate, each.object, NAMES.graph("ref/x")) for each in quads]
    kept += [Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in quads]
    assert list(find_private_data(_store(kept), NAMES)) == []


def test_a_long_chain_of_nodes_ends() -> None:
    """A hostile body of three thousand nodes, one in the other, with a datum in each, is judged."""
    genid = NAMES.genid("")
    quads = [
        quad
        for i in range(3_000)
        for quad in (
            Quad(
                NamedNode(f"{genid}{i}"),
                NamedNode("http://ex.example/n"),
                NamedNode(f"{genid}{i + 1}"),
                GRAPH,
            ),
            Quad(NamedNode(f"{genid}{i}"), name("schema:email"), Literal("marie.dupont@ville.fr"), GRAPH),
        )
    ]
    results = set(find_private_data(_store(quads), NAMES, QuadDelta(frozenset(), frozenset(quads))))
    assert results


class _CountingStore:
    """A store that counts the quads that are read from it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read = 0

    def quads_for_pattern(self, *pattern: object) -> Iterable[Quad]:
        """Yield as the store does."""
        for quad in self._store.quads_for_pattern(*pattern):  # type: ignore[arg-type]
            self.read += 1
            yield quad


def test_a_small_change_reads_little() -> None:
    """Whatever else is stored: here two thousand people of one organisation, of which one gets a telephone."""
    others = "".join(
        f"<id/person/p{i}> a foaf:Person ; foaf:name 'P' ; org:memberOf <#o> ; foaf:based_near <#place> ."
        for i in range(2_000)
    )
    quads = _quads(others + "<#o> a org:Organization . <#place> a s:Place ; s:geo [ s:latitude 43.6 ] .")
    change = _quads(
        "<id/person/p7> s:telephone '04 67 00 00 00' . <#place> s:name 'Sète' . <#o> s:email 'a@b.fr' ."
    )
    counting = _CountingStore(_store([*quads, *change]))
    found = list(find_private_data(counting, NAMES, QuadDelta(frozenset(), frozenset(change))))  # type: ignore[arg-type]
    assert [each.focus_node for each in found] == ["<http://127.0.0.1:8000/id/person/p7>"]
    assert counting.read < 100
