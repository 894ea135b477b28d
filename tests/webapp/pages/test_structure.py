"""What the mesh is made of, as researchers read it."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient

from graph.connections.structure.model import LISTINGS
from webapp.localization.measure_labels import measure_labels


def test_every_listing_but_that_of_initiatives_is_told() -> None:
    """A measure that is found and not shown would be lost."""
    assert set(measure_labels()) == LISTINGS.keys() - {"initiatives"}


def test_the_page_tells_each_measure_and_where_its_data_is(browser: FlaskClient) -> None:
    """Each has its meaning in words, and links that give the rows as CSV and JSON."""
    page = unescape(browser.get("/atlas/structure").text)
    assert all(told.title.fr in page and told.meaning.fr in page for told in measure_labels().values())
    found = set(re.findall(r'href="(/atlas/api/structure[^"]*)"', page))
    assert len(found) == 2 * len(measure_labels()) + 1
    assert {address: browser.get(address).status_code for address in found} == dict.fromkeys(found, 200)


def test_absence_is_said(browser: FlaskClient) -> None:
    """A listing without rows is a sentence."""
    page = unescape(browser.get("/atlas/structure").text)
    assert measure_labels()["needs"].silence.fr in page
