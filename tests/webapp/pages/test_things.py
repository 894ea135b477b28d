"""Names of things, documents about them, pages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from pyoxigraph import parse

from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sparql.results import TRIPLE_FORMATS
from graph.storage.dataset import SnapshotDataset

BASE = "https://data.example.org/atlas"
GARDEN = "/atlas/doc/initiative/jardin"
SUFFIXES = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}


def read(client: FlaskClient, address: str, media_type: str) -> set[Triple]:
    """Fetch a document and parse it."""
    response = client.get(address, headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.mimetype == media_type
    return {quad.triple for quad in parse(response.data, format=TRIPLE_FORMATS[media_type], base_iri=BASE)}


@pytest.mark.parametrize("media_type", SUFFIXES)
def test_a_name_leads_to_the_document_in_the_format_preferred(client: FlaskClient, media_type: str) -> None:
    """303, the right address, Vary, and a link to every format."""
    response = client.get("/atlas/id/initiative/jardin", headers={"Accept": media_type})
    assert (response.status_code, response.location) == (303, f"{GARDEN}.{SUFFIXES[media_type]}")
    assert "Accept" in response.headers["Vary"]
    assert all(f'rel="alternate"; type="{each}"' in response.headers["Link"] for each in SUFFIXES)
    assert f'<https://data.example.org{GARDEN}>; rel="canonical"' in response.headers["Link"]


def test_a_browser_is_led_to_the_page_and_keeps_its_language(browser: FlaskClient) -> None:
    """People get the page, in the language of the address."""
    response = browser.get("/atlas/id/initiative/jardin?lang=en")
    assert (response.status_code, response.location) == (303, f"{GARDEN}?lang=en")


@pytest.mark.parametrize("media_type", SUFFIXES)
def test_every_format_holds_the_same_triples(client: FlaskClient, media_type: str) -> None:
    """By suffix or by Accept, whatever the syntax, the document says the same."""
    by_suffix = read(client, f"{GARDEN}.{SUFFIXES[media_type]}", media_type)
    assert (
        by_suffix == read(client, GARDEN, media_type) == read(client, f"{GARDEN}.nt", "application/n-triples")
    )
    garden = NamedNode(f"{BASE}/id/initiative/jardin")
    assert Triple(garden, name("skos:prefLabel"), Literal("Le jardin partagé", language="fr")) in by_suffix
    assert Triple(NamedNode(f"{BASE}/doc/initiative/jardin"), name("foaf:primaryTopic"), garden) in by_suffix


def test_a_suffix_works_on_the_name_too(client: FlaskClient) -> None:
    """`/id/….ttl` leads to `/doc/….ttl`."""
    assert client.get("/atlas/id/need/lire.ttl").location == "/atlas/doc/need/lire.ttl"


def test_the_document_never_speaks_of_what_is_unrelated(client: FlaskClient) -> None:
    """The bookmobile has nothing to do with the garden, but for the region that a rule finds them to share: that is apart."""
    lines = client.get(f"{GARDEN}.nt").text.splitlines()
    assert not [each for each in lines if "bibliobus" in each or "/connection/shares-" in each]
    assert not [each for each in lines if "mediatheque" in each]


@pytest.mark.parametrize(
    "words",
    [
        "Le jardin partagé",
        "Un jardin au pied des tours.",
        "La ville",
        "mars 2020",
        "interprété",
        "Dès la fin de l’hiver",
        "Nous avons planté des fèves",
        "Jardinière en chef",
        "18\u00a0juin 2020",
        "Castelnau-le-Lez",
        "Se nourrir",
        "Il faut du temps",
        "La source ne dit pas avec quelle méthode.",
        "Où les sources ne s’accordent pas",
        "Le carnet du jardin",
        "La gazette",
        "prolonge",
        "CC BY 4.0",
    ],
)
def test_the_page_tells(browser: FlaskClient, words: str) -> None:
    """The page of the garden says what its sources say, and where they say it."""
    assert words in browser.get(GARDEN).text


def test_the_page_speaks_english(browser: FlaskClient) -> None:
    """Labels, questions and dates follow the language; quotations keep theirs."""
    page = browser.get(f"{GARDEN}?lang=en").text
    assert '<html lang="en">' in page
    assert all(words in page for words in ("The shared garden", "Which needs", "March 2020", "interpreted"))
    assert '<blockquote lang="fr">' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["34170", "23 401", "Code officiel géographique 2026, Insee, Licence Ouverte"]),
        ("en", ["34170", "23,401", "Coordinates of the communes of France, GeoNames, CC BY 4.0"]),
    ],
)
def test_the_page_of_a_commune_credits_its_registers(
    browser: FlaskClient, language: str, words: list[str]
) -> None:
    """Postcode, inhabitants, and a point with whom to thank for it and under which licence."""
    page = browser.get(f"/atlas/doc/territory/commune-34057?lang={language}").text
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "43.63605, 3.90137 — GeoNames, CC BY 4.0" in text
    for each in words:
        assert each in text.replace(" ,", ",")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("person/ada", "Jardinière en chef"),
        ("need/nourrir", "Cercle des semis"),
        ("territory/region-76", "Le jardin partagé"),
        ("territory/commune-34057", "Occitanie"),
        ("territory/commune-34057", "Montpellier Méditerranée Métropole"),
        ("circle/semis", "fondé sur"),
        ("source/carnet", "Nous avons planté des fèves"),
        ("contribution/gazette", "Le bibliobus"),
        ("organisation/ville", "Ada Dupont"),
        ("lesson/patience", "Nous avons planté des fèves"),
        ("quote/debut", "Dès la fin de l’hiver"),
    ],
)
def test_each_kind_of_thing_has_its_page(browser: FlaskClient, address: str, words: str) -> None:
    """What matters most about each kind of thing is on its page."""
    response = browser.get(f"/atlas/doc/{address}")
    assert response.status_code == 200
    assert words in response.text


@pytest.mark.parametrize(
    "address", ["/atlas/id/need/unknown", "/atlas/doc/need/unknown", "/atlas/doc/x.ttl", "/doc/need/lire"]
)
def test_what_is_not_described_is_not_found(browser: FlaskClient, address: str) -> None:
    """An unknown thing is a 404 that says so in both languages."""
    response = browser.get(address)
    assert response.status_code == 404
    assert "Rien à cette adresse" in response.text


def test_an_unacceptable_format_is_refused(client: FlaskClient) -> None:
    """A picture of a garden we do not have."""
    response = client.get(GARDEN, headers={"Accept": "image/png"})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")


def test_a_page_that_has_not_changed_is_not_sent_again(browser: FlaskClient, tiny: SnapshotDataset) -> None:
    """The ETag and the time of the snapshot spare a second transfer; another language is another page."""
    first = browser.get(GARDEN)
    again = browser.get(GARDEN, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["X-Maillage-Snapshot"] == str(tiny.snapshot.number)
    assert (
        browser.get(GARDEN, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    )
    assert browser.get(f"{GARDEN}?lang=en").headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("membership/ada", "Ada Dupont, Jardinière en chef, La ville"),
        ("connection/semis-jardin", "Cercle des semis prolonge Le jardin partagé"),
        ("statement/debut", "Le jardin partagé — début — mars 2020"),
        ("quote/debut", "Dès la fin de l’hiver"),
        ("association/ada", "Ada Dupont — témoigne — Le jardin partagé"),
    ],
)
def test_what_has_no_name_is_called_by_what_it_joins(browser: FlaskClient, address: str, name: str) -> None:
    """No page is entitled by the end of an address."""
    title = re.search(r"<h1>(.*?)</h1>", browser.get(f"/atlas/doc/{address}").text, re.DOTALL)
    assert title is not None
    assert unescape(re.sub(r"<[^>]+>", "", title[1])).replace("\u00a0", " ") == name


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("commune-34057", "plus largement"),
        ("commune-34057", "Le bibliobus"),
        ("epci-243400017", "Rien n’est encore décrit sur ce territoire même."),
        ("epci-243400017", "plus localement"),
    ],
)
def test_a_place_tells_what_happens_around_it(browser: FlaskClient, place: str, words: str) -> None:
    """Who looks for initiatives near a town meets those of its region, and those of the towns within."""
    assert words in browser.get(f"/atlas/doc/territory/{place}").text


def test_a_need_tells_where_it_is_answered(browser: FlaskClient) -> None:
    """Answers are compared by date and place."""
    page = browser.get("/atlas/doc/need/nourrir").text
    assert re.search(r"Le jardin partagé</a><span class=\"aside\"> — .*?mars 2020.*?Castelnau-le-Lez", page)


def test_sources_are_numbered_without_a_gap(browser: FlaskClient) -> None:
    """The first source that a page lists is its number one, even when others were met on the way."""
    for address in ("need/lire", "initiative/bibliobus", "contribution/gazette", "initiative/jardin"):
        numbers = re.findall(r'<li value="(\d+)"', browser.get(f"/atlas/doc/{address}").text)
        assert numbers == [str(rank) for rank in range(1, len(numbers) + 1)]
        assert numbers


def test_a_page_can_be_cited(browser: FlaskClient, tiny: SnapshotDataset) -> None:
    """Name, snapshot, date and IRI stand together at the foot."""
    page = browser.get(GARDEN).text
    cited = page[page.index('class="cite"') :][:400]
    number = f"instantané n° {tiny.snapshot.number}"
    assert all(words in cited for words in ("Le jardin partagé", number, f"{BASE}/id/initiative/jardin"))


@pytest.mark.parametrize(
    "tail", ["%7F", "a%5B", "%25zz", "%FF", "%C2%85", "%EF%BF%BE", "a%0D%0AX:1", "/evil.example"]
)
@pytest.mark.parametrize("room", ["id", "doc", "scheme"])
def test_an_address_that_can_name_nothing_is_not_found(client: FlaskClient, room: str, tail: str) -> None:
    """What is no IRI is 404, no fault of ours; doubled slashes lead nowhere, least of all to the host named."""
    response = client.get(f"/atlas/{room}/{tail}", headers={"Host": "evil.example"})
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_a_page_leads_to_the_web_and_nowhere_else(browser: FlaskClient) -> None:
    """An address that would run in the page (`data:`, `javascript:`) is shown, never a link."""
    pages = [browser.get(f"/atlas/doc/{tail}").text for tail in ("initiative/jardin", "source/carnet")]
    assert any('href="https://example.org/carnet"' in page for page in pages)
    assert not any('href="data:' in page for page in pages)


def test_what_is_described_here_has_a_page_here(browser: FlaskClient, client: FlaskClient) -> None:
    """Also where its own address is elsewhere, in every format; what is not described has none."""
    iri = "https://w3id.org/maillage/scheme/status/ongoing"
    page = browser.get("/atlas/described", query_string={"iri": iri})
    assert page.status_code == 200
    assert "<h1>" in page.text
    turtle = client.get("/atlas/described", query_string={"iri": iri, "format": "ttl"})
    assert turtle.mimetype == "text/turtle"
    for unknown in ("https://elsewhere.example.org/x", "javascript:alert(1)", "no address", ""):
        assert browser.get("/atlas/described", query_string={"iri": unknown}).status_code == 404
    own = browser.get("/atlas/described", query_string={"iri": f"{BASE}/id/initiative/jardin"})
    assert own.headers["Location"].startswith("/atlas/doc/initiative/jardin")


def test_sources_are_numbered_as_they_are_read(browser: FlaskClient) -> None:
    """Reading down the notes of a page, each number comes after those before it."""
    page = browser.get("/atlas/doc/initiative/jardin").text
    marks = re.findall(r'<sup aria-hidden="true">([\d, ]+)</sup>', page)
    met = list(dict.fromkeys(number for each in marks for number in each.split(", ")))
    assert met == sorted(met, key=int)
