"""Atom feeds of what is new."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from tests.serving import closing_application

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read(client: FlaskClient, address: str) -> ET.Element:
    """Return a feed that holds what RFC 4287 asks for, with absolute links only."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = ET.fromstring(answer.data)  # noqa: S314  it is ours
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(part.findtext(f"{ATOM}{each}") for each in ("id", "title"))
        assert MOMENT.fullmatch(part.findtext(f"{ATOM}updated") or "")
        hrefs = [each.attrib["href"] for each in part.findall(f"{ATOM}link")]
        assert hrefs
        assert all(each.startswith(("http://", "https://")) for each in hrefs)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    return feed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_feeds_are_valid(neighbours: Settings, language: str) -> None:
    """All, a need, a territory; the last received first; a feed keeps its identifier in every language."""
    with closing_application(neighbours) as app:
        client = app.test_client()
        told = read(client, f"/feeds/all.atom?lang={language}")
        moments = [each.findtext(f"{ATOM}updated") or "" for each in told.findall(f"{ATOM}entry")]
        assert moments
        assert moments == sorted(moments, reverse=True)
        assert (told.findtext(f"{ATOM}id") or "").endswith("/feeds/all.atom")
        need = read(client, f"/feeds/need/prise-de-recul.atom?lang={language}")
        assert need.findall(f"{ATOM}entry")
        country = read(client, f"/feeds/territory/pays-99100.atom?lang={language}")
        assert country.findall(f"{ATOM}entry")


def test_only_needs_and_territories_have_feeds(browser: FlaskClient) -> None:
    """And their pages name them, as the home page names the feed of all."""
    assert browser.get("/atlas/feeds/person/ada.atom").status_code == 404
    assert browser.get("/atlas/feeds/need/nowhere.atom").status_code == 404
    assert 'type="application/atom+xml"' in browser.get("/atlas/doc/territory/commune-34057").text
    assert 'rel="alternate" type="application/atom+xml"' in browser.get("/atlas/").text
    assert 'rel="alternate" type="application/atom+xml"' not in browser.get("/atlas/doc/person/ada").text
