"""Tests of webapp.pages.thing_documents: documents in formats and profiles, derived connections apart, what is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib.compare import isomorphic

from graph.rdf.terms import Literal, NamedNode, Triple, expand, name
from graph.settings import Settings
from graph.sources.reader import build_candidate
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.source_file import read_source
from graph.storage.data_directory import open_directory
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from tests.serving import closing_application
from tests.waiting import HANGS_S

BASE = "https://data.example.org/atlas"
GARDEN, DOCUMENT = f"{BASE}/id/initiative/jardin", "/atlas/doc/initiative/jardin"
FRAMED = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"'
_GONE = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix mai: <https://w3id.org/maillage/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix review: <https://w3id.org/maillage/scheme/review-status/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<id/contribution/withdrawn> {
  <id/contribution/withdrawn> a mai:Contribution ; prov:invalidatedAtTime "2026-11-30T12:00:00Z"^^xsd:dateTime .
  <id/need/gone> a mai:Need ; skos:prefLabel "Un besoin retiré"@fr .
  <id/need/kept> a mai:Need ; skos:prefLabel "Un besoin gardé"@fr .
}
<id/contribution/old> { <id/contribution/old> a mai:Contribution . <id/need/revised> a mai:Need . }
<id/contribution/new> {
  <id/contribution/new> a mai:Contribution ; prov:wasRevisionOf <id/contribution/old> ;
    skos:prefLabel "Les besoins"@fr ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:hadPrimarySource <id/source/livre> ; prov:wasAttributedTo <id/organisation/ville> ;
    prov:generatedAtTime "2026-12-01T08:00:00Z"^^xsd:dateTime ; mai:reviewStatus review:accepted .
  <id/source/livre> a mai:Resource ; skos:prefLabel "Livre"@fr ; mai:accessedOn "2026-11-21"^^xsd:date ;
    schema:url <https://example.org/livre> ;
    schema:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
  <id/organisation/ville> a org:Organization, foaf:Agent ; skos:prefLabel "La ville"@fr .
  <id/scheme/needs> a skos:ConceptScheme ; skos:prefLabel "Besoins"@fr .
  <id/need/kept> a mai:Need, skos:Concept ; skos:prefLabel "Un besoin gardé"@fr ; skos:inScheme <id/scheme/needs> ;
    skos:definition "Un besoin que l’on garde."@fr ; skos:topConceptOf <id/scheme/needs> .
  <id/need/merged> dcterms:isReplacedBy <id/need/kept> .
  <id/need/doubtful> a mai:Need, skos:Concept ; skos:prefLabel "Un autre"@fr ; skos:inScheme <id/scheme/needs> ;
    skos:definition "Un besoin que l’on garde aussi."@fr ; skos:topConceptOf <id/scheme/needs> ;
    dcterms:isReplacedBy <id/need/kept> .
}
<id/contribution/draft> {
  <id/contribution/draft> a mai:Contribution ; mai:reviewStatus review:draft .
  <id/need/secret> a mai:Need .
}
"""


def triples_of(client: FlaskClient, address: str, **headers: str) -> set[Triple]:
    """Read a document in N-Triples."""
    got = client.get(address, headers={"Accept": "application/n-triples", **headers})
    assert (got.status_code, got.mimetype) == (200, "application/n-triples"), address
    return {each.triple for each in parse(got.data, RdfFormat.N_TRIPLES)}


def links_of(client: FlaskClient, address: str, relation: str) -> list[str]:
    """Return where a document leads by a relation, as `Link` tells."""
    members = client.get(address).headers["Link"].split(", <")
    return [each.partition(">")[0].lstrip("<") for each in members if f'rel="{relation}"' in each]


def test_a_derivation_moves_its_own_document_alone(client: FlaskClient) -> None:
    """Derived connections are at an address of their own, which the document leads to, and in all formats."""
    (apart,) = links_of(client, f"{DOCUMENT}.nt", expand("rdfs:seeAlso"))
    assert apart == f"{DOCUMENT}/connections"
    main, derived = triples_of(client, f"{DOCUMENT}.nt"), triples_of(client, apart)
    shortcut = name("mai:sharesTerritoryWith")
    assert not [each for each in main if each.predicate in (shortcut, name("mai:weight"))]
    others = [
        each.object for each in derived if each.predicate == shortcut and each.subject == NamedNode(GARDEN)
    ]
    assert others
    assert [each for each in derived if each.predicate == name("skos:prefLabel") and each.subject in others]
    for suffix in ("ttl", "jsonld", "nt", "rdf"):
        got = client.get(f"{apart}.{suffix}")
        assert got.status_code == 200
        assert got.headers["ETag"] != client.get(f"{DOCUMENT}.{suffix}").headers["ETag"]
        assert f'<{DOCUMENT}>; rel="describedby"' in got.headers["Link"]


def test_a_document_says_where_its_connections_are(client: FlaskClient) -> None:
    """Whether there are any or not, so that it stays the same when some come."""
    statement = Triple(
        NamedNode(BASE + "/doc/initiative/jardin"),
        name("rdfs:seeAlso"),
        NamedNode(BASE + "/doc/initiative/jardin/connections"),
    )
    assert statement in triples_of(client, f"{DOCUMENT}.nt")
    assert client.get("/atlas/doc/need/nourrir/connections").status_code == 404
    assert not links_of(client, "/atlas/doc/need/nourrir.nt", expand("rdfs:seeAlso"))


def test_a_browser_is_led_to_the_page_of_connections(browser: FlaskClient) -> None:
    """Which is for people."""
    got = browser.get(f"{DOCUMENT}/connections")
    assert (got.status_code, urlsplit(got.location).path) == (303, "/atlas/connections")


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", FRAMED])
def test_links_lead_to_what_describes_the_document(client: FlaskClient, accept: str) -> None:
    """Licence, classes, shapes; each address of ours answers."""
    address = f"{DOCUMENT}?profile=framed" if accept == FRAMED else DOCUMENT
    got = client.get(DOCUMENT, headers={"Accept": accept})
    assert got.status_code == 200
    told = got.headers["Link"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in told
    assert f'<{expand("mai:Initiative")}>; rel="type"' in told
    assert f'<https://data.example.org{DOCUMENT}>; rel="canonical"' in told
    shapes = [each for each in links_of(client, f"{DOCUMENT}.ttl", "describedby") if "/shapes/" in each]
    assert shapes
    own = links_of(client, f"{DOCUMENT}.ttl", "alternate")
    assert len(own) == 8
    for each in (*shapes, *own, address):
        assert client.get(each).status_code == 200, each


def test_framed_json_is_natural_to_read(client: FlaskClient) -> None:
    """One object, texts by language, what is near nested, the context by its address."""
    got = client.get(DOCUMENT, headers={"Accept": FRAMED})
    assert got.headers["Content-Type"] == FRAMED
    assert got.headers["Content-Profile"] == "<http://www.w3.org/ns/json-ld#framed>"
    assert "Accept-Profile" in got.headers["Vary"]
    found = got.get_json(force=True)
    assert found["@context"] == f"{BASE}/context.jsonld"
    assert (found["id"], found["type"]) == (GARDEN, "Initiative")
    assert found["name"] == {"fr": "Le jardin partagé", "en": "The shared garden"}
    assert found["answersNeed"]["name"]["en"] == "Feeding oneself"
    assert found["onTerritory"]["id"].endswith("/territory/commune-34057")
    assert found["startMonth"] == "2020-03"
    assert {each["type"] for each in found["@included"]} == {"owl:Class"}, "classes are named, not nested"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib on itself
@pytest.mark.parametrize(
    "path",
    ["initiative/jardin", "need/nourrir", "person/ada", "contribution/carnet", "territory/commune-34057"],
)
def test_framed_json_holds_the_same_triples(client: FlaskClient, path: str) -> None:
    """Once its context stands in place of its address."""
    address = f"/atlas/doc/{path}"
    framed = client.get(address, headers={"Accept": FRAMED}).get_json(force=True)
    context = client.get(urlsplit(framed["@context"]).path)
    assert context.headers["Access-Control-Allow-Origin"] == "*"
    framed["@context"] = context.get_json(force=True)["@context"]
    read = rdflib.Graph().parse(data=json.dumps(framed), format="json-ld")
    expected = rdflib.Graph().parse(data=client.get(f"{address}.nt").data, format="nt")
    assert isomorphic(read, expected)


@pytest.mark.parametrize(
    ("token", "iri", "class_"),
    [
        ("schema", "https://schema.org/", "https://schema.org/Thing"),
        (
            "pair",
            "http://virtual-assembly.org/ontologies/pair#",
            "http://virtual-assembly.org/ontologies/pair#Project",
        ),
        ("as", "https://www.w3.org/ns/activitystreams", "https://www.w3.org/ns/activitystreams#Object"),
    ],
)
def test_the_same_in_another_vocabulary(client: FlaskClient, token: str, iri: str, class_: str) -> None:
    """By the address, by Accept, by Accept-Profile; what is said of the document stays, its licence too."""
    by_address = triples_of(client, f"{DOCUMENT}.nt?profile={token}")
    by_accept = triples_of(client, DOCUMENT, Accept=f'application/n-triples;profile="{iri}"')
    by_header = triples_of(client, DOCUMENT, **{"Accept-Profile": f"<{iri}>"})
    assert by_address == by_accept == by_header
    assert Triple(NamedNode(GARDEN), name("rdf:type"), NamedNode(class_)) in by_address
    document = NamedNode(f"{BASE}/doc/initiative/jardin")
    licence = NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert Triple(document, name("dcterms:license"), licence) in by_address
    got = client.get(f"{DOCUMENT}.jsonld?profile={token}")
    assert got.headers["Content-Profile"] == f"<{iri}>"
    assert f'<{iri}>; rel="profile"' in got.headers["Link"]
    assert got.get_json(force=True)["id"] == GARDEN


def test_activity_streams_has_a_media_type(client: FlaskClient) -> None:
    """Under which its clients ask, and a name leads them on."""
    asked = {"Accept": "application/activity+json"}
    got = client.get(DOCUMENT, headers=asked)
    assert (got.status_code, got.mimetype) == (200, "application/activity+json")
    found = got.get_json(force=True)
    assert found["@context"] == "https://www.w3.org/ns/activitystreams"
    assert found["nameMap"]["fr"] == "Le jardin partagé"
    led = client.get("/atlas/id/initiative/jardin", headers=asked)
    assert (led.status_code, led.location) == (303, f"{DOCUMENT}.jsonld?profile=as")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/ld+json;profile=", 200),
        ('application/ld+json;profile="\\', 200),
        ("application/ld+json;q=0.5, text/turtle;q=0.4", 200),
        ("text/turtle;q=banana", 200),
        (",;,;*/*;q=1", 200),
        ("image/png", 406),
        ("application/ld+json;q=0", 406),
        ("x" * 5000, 200),
    ],
)
def test_odd_preferences_are_no_fault_of_ours(client: FlaskClient, accept: str, status: int) -> None:
    """They are met, or refused."""
    assert client.get(DOCUMENT, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize("query", ["profile=dublin", "profile=%00", "profile=framed&x=1"])
def test_a_profile_of_the_address_that_cannot_be_had_is_refused(client: FlaskClient, query: str) -> None:
    """Unknown, or a form of JSON for another format: it is said which there are."""
    got = client.get(f"{DOCUMENT}.ttl?{query}", headers={"Accept": "application/json"})
    assert (got.status_code, got.mimetype) == (400, "application/problem+json")


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Serve contributions of which some do not hold any more."""
    folder = tmp_path_factory.mktemp("withdrawn")
    written = folder / "gone.trig"
    written.write_text(_GONE, "utf-8")
    place: Path = folder / "var"
    with open_writer(open_directory(place, BASE), Settings()) as writer:
        source = read_source(written, max_bytes=1 << 20)
        candidate = vocabulary_candidate(writer.names, naming_timeout_s=HANGS_S)
        commit(writer, candidate | build_candidate(source, writer.names, naming_timeout_s=HANGS_S))
    with closing_application(Settings(data_dir=place, base_iri=BASE)) as app:
        yield app.test_client()


@pytest.mark.parametrize(
    ("tail", "time"), [("gone", "2026-11-30T12:00:00Z"), ("revised", "2026-12-01T08:00:00Z")]
)
def test_what_was_withdrawn_is_gone(withdrawn: FlaskClient, tail: str, time: str) -> None:
    """With a tombstone: of what class it was, since when, and nothing else that was said of it."""
    assert withdrawn.get(f"/atlas/id/need/{tail}", headers={"Accept": "text/turtle"}).status_code == 303
    got = withdrawn.get(f"/atlas/doc/need/{tail}", headers={"Accept": "application/n-triples"})
    assert got.status_code == 410
    told = {each.triple for each in parse(got.data, RdfFormat.N_TRIPLES)}
    focus, streams = NamedNode(f"{BASE}/id/need/{tail}"), "https://www.w3.org/ns/activitystreams#"
    assert Triple(focus, name("rdf:type"), NamedNode(streams + "Tombstone")) in told
    assert Triple(focus, NamedNode(streams + "formerType"), name("mai:Need")) in told
    assert Triple(focus, NamedNode(streams + "deleted"), Literal(time, datatype=name("xsd:dateTime"))) in told
    assert "Un besoin" not in got.text
    page = withdrawn.get(f"/atlas/doc/need/{tail}", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (410, "text/html")


def test_what_is_still_described_is_not_gone(withdrawn: FlaskClient) -> None:
    """Another contribution says it; and what was never published is not told."""
    assert withdrawn.get("/atlas/doc/need/kept.ttl").status_code == 200
    assert withdrawn.get("/atlas/doc/need/secret.ttl").status_code == 404
    assert withdrawn.get("/atlas/doc/need/never.ttl").status_code == 404


def test_what_was_merged_leads_on(withdrawn: FlaskClient) -> None:
    """For good; what is described by itself stays, whatever is said to replace it."""
    got = withdrawn.get("/atlas/id/need/merged")
    assert (got.status_code, got.location) == (301, f"{BASE}/id/need/kept")
    document = withdrawn.get("/atlas/doc/need/merged", headers={"Accept": "text/turtle"})
    assert (document.status_code, document.location) == (301, "/atlas/doc/need/kept")
    assert withdrawn.get("/atlas/doc/need/doubtful.ttl").status_code == 200
