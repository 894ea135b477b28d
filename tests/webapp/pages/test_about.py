"""The pages about the service: who keeps it, what marks mean, licences, how a mistake is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from tests.serving import closing_application
from webapp.http.urls import UrlBuilder
from webapp.presentation.about import report_href
from webapp.presentation.page_context import PageContext

READER = PageContext("fr", lambda words: words, UrlBuilder("https://data.example.org/atlas"))
PAGE = "https://data.example.org/atlas/doc/initiative/jardin"


@pytest.fixture(scope="module")
def named(settings: Settings) -> Iterator[FlaskClient]:
    """Ask a service whose operator has a name and an address."""
    told = replace(settings, operator_name="Ville de Ré", contact="mailto:ecrire@example.org")
    with closing_application(told) as app:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT"] = "text/html"
        yield client


def test_who_keeps_the_service_is_said_or_said_to_be_missing(
    named: FlaskClient, browser: FlaskClient
) -> None:
    """Nothing is made up: without settings, the pages name the settings."""
    for address in ("/atlas/about", "/atlas/legal"):
        told = named.get(address).text
        assert "Ville de Ré" in told
        assert 'href="mailto:ecrire@example.org"' in told
        silent = browser.get(address).text
        assert "MAILLAGE_OPERATOR_NAME" in silent
        assert "MAILLAGE_CONTACT" in silent


def test_each_mark_leads_to_what_it_means(browser: FlaskClient) -> None:
    """The key has an anchor for each degree, and the marks of a page lead to such anchors."""
    key = browser.get("/atlas/about").text
    assert all(f'id="{each}"' in key for each in ("stated", "interpreted", "derived", "contested"))
    marks = set(re.findall(r'href="/atlas/about#([^"]+)"', browser.get("/atlas/doc/initiative/jardin").text))
    assert marks
    assert all(f'id="{each}"' in key for each in marks)


def test_a_mistake_is_reported_with_page_and_snapshot(named: FlaskClient) -> None:
    """The message that opens names both; the address is that of the page as it was shown."""
    page = named.get("/atlas/doc/initiative/jardin").text
    found = re.search(r'href="(mailto:ecrire@example.org\?[^"]*)"', page)
    assert found is not None
    body = parse_qs(urlsplit(unescape(found[1])).query)["body"][0]
    number = re.search(r"instantané n° (\d+)|snapshot no. (\d+)", page)
    assert number is not None
    assert PAGE in body
    assert (number[1] or number[2]) in body


def test_a_mistake_is_reported_where_the_operator_says() -> None:
    """A page of theirs is linked as it is; without any contact, readers are told so."""
    assert report_href("https://example.org/write", PAGE, "3", READER) == "https://example.org/write"
    assert report_href("", PAGE, "3", READER) == "/atlas/about#contact"


def test_licences_are_counted_and_lead_to_what_is_counted(browser: FlaskClient) -> None:
    """The number of contributions is the number of rows of the query that it links to."""
    page = browser.get("/atlas/legal").text
    found = re.findall(r'href="(/atlas/sparql\?[^"]*)" rel="nofollow">([\d\s]+) contribution', page)
    assert found
    for address, count in found:
        rows = browser.get(
            unescape(address) + "&format=csv", headers={"Accept": "text/csv"}
        ).text.splitlines()
        assert len(rows) - 1 == int(count)
