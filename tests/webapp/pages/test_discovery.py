"""Tests of webapp.pages.discovery: what programs look for first."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

from webapp.page_data import sitemap

PREFIX = "/atlas"
BASE_IRI = "https://data.example.org/atlas"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def locations(client: FlaskClient, path: str) -> list[str]:
    """Return the addresses that a sitemap lists."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [each.text or "" for each in fromstring(answer.data).findall(".//s:loc", NS)]  # noqa: S314  our own


def path_of(address: str) -> str:
    """Return an address as a client of the application asks for it."""
    parts = urlsplit(address)
    assert address.startswith(BASE_IRI)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_robots_are_led_to_pages_and_not_to_queries(client: FlaskClient) -> None:
    """Read as crawlers read it."""
    answer = client.get(f"{PREFIX}/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.site_maps() == [f"{BASE_IRI}/sitemap.xml"]
    for path in ("/", "/doc/need/prise-de-recul", "/list/need", "/dataset", "/about", "/id/need/x.ttl"):
        assert rules.can_fetch("anyone", BASE_IRI + path), path
    for path in (
        "/sparql?query=ASK%20%7B%7D",
        "/search?q=x",
        "/paths?from=a",
        "/connections?of=b",
        "/api/paths",
    ):
        assert not rules.can_fetch("anyone", BASE_IRI + path), path


def test_sitemaps_have_the_dates_of_changes(client: FlaskClient) -> None:
    """Of each thing, and of the index the last of each file."""
    index = fromstring(client.get(f"{PREFIX}/sitemap.xml").data)  # noqa: S314  our own
    dates = {each.findtext("s:loc", "", NS): each.findtext("s:lastmod", "", NS) for each in index}
    file = f"{BASE_IRI}/sitemaps/initiative-1.xml"
    things = fromstring(client.get(path_of(file)).data)  # noqa: S314  our own
    found = [each.findtext("s:lastmod", "", NS) for each in things]
    assert all(datetime.fromisoformat(each).tzinfo for each in found)
    assert dates[file] == max(found)


def test_each_address_of_the_sitemaps_is_a_page(client: FlaskClient) -> None:
    """In each language; each once, and none that search engines are told not to list."""
    index = locations(client, f"{PREFIX}/sitemap.xml")
    assert len(index) > 5
    seen = list[str]()
    for address in index:
        listed = locations(client, path_of(address))
        assert listed, address
        seen += listed
        for each in (listed[0], listed[-1]):
            page = client.get(path_of(each), headers={"Accept": "text/html"})
            assert page.status_code == 200, each
            assert f'<link rel="canonical" href="{each}">'.encode() in page.data
            assert b"noindex" not in page.data
    assert len(set(seen)) == len(seen) > 10
    assert [each for each in seen if "/doc/initiative/" in each]
    assert not [each for each in seen if "/doc/person/" in each]


def test_pages_are_listed_in_each_language(client: FlaskClient) -> None:
    """With the address for readers who chose none, as the page says itself."""
    answer = client.get(f"{PREFIX}/sitemaps/need-1.xml")
    first = fromstring(answer.data)[0]  # noqa: S314  our own
    links = {each.get("hreflang"): each.get("href") or "" for each in first.findall("x:link", NS)}
    assert set(links) == {"x-default", "fr", "en"}
    page = client.get(path_of(links["en"]), headers={"Accept": "text/html"})
    assert page.headers["Content-Language"] == "en"
    for language, address in links.items():
        assert f'hreflang="{language}" href="{address}"'.encode() in page.data


def test_a_file_holds_no_more_than_it_may(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is more goes on in the next one, and nothing is left out."""
    whole = locations(client, f"{PREFIX}/sitemaps/need-1.xml")
    monkeypatch.setattr(sitemap, "MOST", 2)
    files = [each for each in locations(client, f"{PREFIX}/sitemap.xml") if "/need-" in each]
    parts = [locations(client, path_of(each)) for each in files]
    assert [len(each) for each in parts[:-1]] == [2] * (len(parts) - 1)
    assert [each for part in parts for each in part] == whole


@pytest.mark.parametrize("name", ["need-0", "need-99", "person-1", "membership-1", "nothing-1", "need"])
def test_there_is_no_other_file(client: FlaskClient, name: str) -> None:
    """404, as for any page that is not there."""
    assert client.get(f"{PREFIX}/sitemaps/{name}.xml").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("fr", "besoins"), ("en", "needs")])
def test_machines_that_read_for_people_are_told_what_is_here(
    client: FlaskClient, language: str, words: str
) -> None:
    """With numbers that a query counts, and addresses that answer."""
    answer = client.get(f"{PREFIX}/llms.txt", headers={"Accept-Language": language})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.text.startswith("# Maillage\n\n> ")
    count = "SELECT (COUNT(*) AS ?n) { ?need a <https://w3id.org/maillage/ns#Need> }"
    counted = client.get(
        f"{PREFIX}/sparql", query_string={"query": count}, headers={"Accept": "text/csv"}
    ).text
    assert f"{counted.split()[1]} {words}" in answer.text
    addresses = [each.partition(")")[0] for each in answer.text.split("](")[1:]]
    assert len(addresses) >= 8
    for each in addresses:
        assert client.get(
            path_of(each.partition("#")[0]), headers={"Accept": "text/html, */*;q=0.5"}
        ).status_code in (200, 303)
