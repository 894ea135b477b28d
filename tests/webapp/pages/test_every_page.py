"""Home, lists, vocabulary, health: and what holds for every page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.storage.snapshots import current_number
from webapp.app import create_app

PAGES = [
    "/",
    "/list/initiative",
    "/list/need",
    "/list/territory",
    "/list/commune",
    "/list/person",
    "/list/contribution",
    "/queries",
    "/sparql",
    "/ns",
    "/scheme/status",
    "/doc/initiative/jardin",
    "/doc/person/ada",
    "/doc/territory/region-76",
    "/structure",
    "/connections",
    "/connections?of=jardin",
    "/paths",
    "/paths?from=semis&to=Ada+Dupont&by=actor",
    "/paths?from=e&to=nulle+part",
    "/about",
    "/legal",
    "/accessibility",
    "/reconcile/about",
    "/reconcile/about?feature=code",
    "/search",
    "/search?q=jardin&view=table",
    "/search?q=castelnau&kind=need",
    "/search?place=territory/commune-34057&near=departement&from=2019",
]
_VOID = {"meta", "link", "br", "input", "img", "circle", "path"}


class Reading(HTMLParser):
    """Reads a page strictly: every tag closed, every id once; keeps links and headings."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag opens, and what no page may hold."""
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.faults += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.faults += (
            [f"p holds {tag}"] if "p" in self.open[-1:] and tag in ("p", "div", "details", "ul") else []
        )
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        del tag
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def assert_well_made(page: str, language: str, base: str) -> None:
    """Read a page strictly; its own links begin with `base`."""
    reading = Reading()
    reading.feed(page)
    assert (reading.faults, reading.open) == ([], [])
    assert reading.headings.count(1) == 1
    assert all(
        after - before <= 1 for before, after in zip(reading.headings, reading.headings[1:], strict=False)
    )
    assert len(reading.ids) == len(set(reading.ids))
    assert all(link.startswith((base, "#", "https://", "http://")) for link in reading.links), reading.links
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_well_made(browser: FlaskClient, address: str, language: str) -> None:
    """One h1, no heading skipped, ids unique, tags closed, nothing inline, links under the base's path."""
    response = browser.get(f"/atlas{address}{'&' if '?' in address else '?'}lang={language}")
    assert response.status_code == 200
    assert_well_made(response.text, language, "/atlas/")


def test_no_link_of_the_home_page_is_broken(browser: FlaskClient) -> None:
    """Everything within one step of the home page answers."""
    reading = Reading()
    reading.feed(browser.get("/atlas/").text)
    own = sorted({link.partition("#")[0] for link in reading.links if link.startswith("/atlas/")})
    assert len(own) > 10
    assert {link: browser.get(link).status_code for link in own} == dict.fromkeys(own, 200)


def test_the_language_comes_from_the_address_then_from_the_browser(client: FlaskClient) -> None:
    """`?lang=` wins, then Accept-Language, then French."""
    html = {"Accept": "text/html"}
    assert "Besoins" in client.get("/atlas/", headers=html).text
    assert "Needs" in client.get("/atlas/", headers={**html, "Accept-Language": "en-GB"}).text
    assert "Besoins" in client.get("/atlas/?lang=fr", headers={**html, "Accept-Language": "en"}).text
    assert "Besoins" in client.get("/atlas/?lang=xx", headers=html).text


def test_the_home_page_counts_territories_where_something_happens(browser: FlaskClient) -> None:
    """The register is not what happens: only two of its territories are on the home page."""
    page = browser.get("/atlas/").text
    assert "Castelnau-le-Lez" in page
    assert "Hérault" not in page


def test_headers_protect_the_reader(browser: FlaskClient) -> None:
    """No inline code, no guessing of types, little said to other sites."""
    headers = browser.get("/atlas/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize(
    ("address", "words"), [("/ns", "Contre-exemple"), ("/ns", "pair:Project"), ("/scheme/status", "ongoing")]
)
def test_the_vocabulary_is_documented(browser: FlaskClient, address: str, words: str) -> None:
    """Terms are told in both languages, each at the anchor that its IRI ends with."""
    page = browser.get(f"/atlas{address}").text
    assert words.lower() in page.lower()
    assert 'id="ongoing"' in page or 'id="Initiative"' in page


@pytest.mark.parametrize("address", ["/ns", "/scheme/status"])
@pytest.mark.parametrize(
    ("media_type", "suffix"),
    [
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
    ],
)
def test_the_vocabulary_is_data_at_the_same_address(
    client: FlaskClient, address: str, media_type: str, suffix: str
) -> None:
    """Accept and suffix give the same document."""
    asked = client.get(f"/atlas{address}", headers={"Accept": media_type})
    assert (asked.status_code, asked.mimetype) == (200, media_type)
    assert asked.data == client.get(f"/atlas{address}.{suffix}").data


def test_a_concept_leads_to_its_list(browser: FlaskClient, client: FlaskClient) -> None:
    """A shared concept is read where its list is."""
    assert browser.get("/atlas/scheme/status/ongoing").location == "/atlas/scheme/status#ongoing"
    turtle = client.get("/atlas/scheme/status/ongoing", headers={"Accept": "text/turtle"})
    assert turtle.location == "/atlas/scheme/status.ttl"


@pytest.mark.parametrize("address", ["/ns.png", "/scheme/nope", "/list/nope", "/nothing"])
def test_unknown_addresses(browser: FlaskClient, address: str) -> None:
    """An address of nothing is a 404, told in the reader's language."""
    response = browser.get(f"/atlas{address}")
    assert response.status_code == 404
    assert "Rien à cette adresse" in response.text


def test_health(client: FlaskClient, settings: Settings) -> None:
    """Health tells the snapshot in force."""
    told = json.loads(client.get("/atlas/health").data)
    number = current_number(open_directory(settings.data_dir, settings.base_iri))
    assert (told["status"], told["snapshot"]) == ("ok", number)


def test_without_a_snapshot_the_service_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No snapshot: 503, when to try again, and a page that still reads."""
    empty = Settings(data_dir=tmp_path_factory.mktemp("empty"), base_iri="https://data.example.org")
    client = create_app(empty).test_client()
    response = client.get("/health")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "</html>" in page.text


def test_a_list_tells_its_size(browser: FlaskClient) -> None:
    """How many there are is said in words that suit every kind."""
    page = browser.get("/atlas/list/need").text
    assert "2 en tout" in page.replace("\u00a0", " ")
