"""How two things are connected: the form, the paths, their sources."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

PATHS = "/atlas/paths"
CIRCLE = "https://data.example.org/atlas/id/circle/semis"


@pytest.mark.parametrize(
    "typed",
    [
        "Cercle des semis",
        "cercle des SEMIS",
        "circle/semis",
        "/atlas/doc/circle/semis",
        "https://data.example.org/atlas/doc/circle/semis?lang=en",
        "https://data.example.org/atlas/id/circle/semis",
        "sowing circle",
    ],
)
def test_a_thing_is_named_in_many_ways(browser: FlaskClient, typed: str) -> None:
    """A name in either language, an IRI, the address of a page: the same circle."""
    page = browser.get(PATHS, query_string={"from": typed}).text
    assert 'name="from" value="https://data.example.org/atlas/id/circle/semis"' in page


def test_accents_are_forgiven(browser: FlaskClient) -> None:
    """« mediatheque » is the médiathèque."""
    page = browser.get(PATHS, query_string={"from": "la mediatheque"}).text
    assert 'value="https://data.example.org/atlas/id/organisation/mediatheque"' in page


def test_an_ambiguous_name_lists_candidates(browser: FlaskClient) -> None:
    """« la » alone is nobody's whole name: what may be meant is listed, and each leads on with the rest kept."""
    page = unescape(browser.get(PATHS, query_string={"from": "la", "to": "circle/semis"}).text)
    candidates = re.findall(r'<a href="(/atlas/paths\?from=[^"]*)"', page[page.index("peut être") :])
    assert len(candidates) > 1
    assert all(f"to={quote(CIRCLE, safe='')}" in each for each in candidates)
    assert "Chemin 1" in browser.get(candidates[0]).text or "Rien" in browser.get(candidates[0]).text


def test_letters_of_patterns_are_letters(browser: FlaskClient) -> None:
    """What means something to a regular expression means itself to a reader."""
    for typed in (".*", "(", "[]", "|", "\\", '"', "^", "x" * 500):
        response = browser.get(PATHS, query_string={"from": typed, "to": "circle/semis"})
        assert response.status_code == 200
        assert "Rien ne porte un nom" in response.text


def test_paths_are_told_with_their_sources(browser: FlaskClient) -> None:
    """Circle and person: a sentence, the steps, the passage behind a step, the source at the foot, the SPARQL."""
    page = browser.get(f"{PATHS}?from=circle/semis&to=person/ada").text
    for told in ("Chemin 1", 'class="chain"', "Nous avons planté des fèves", "Carnet", "Le carnet du jardin"):
        assert told in page, told
    queries = re.findall(r'href="([^"]*/sparql\?query=[^"]*)"', page)
    assert queries
    assert "1 ligne" in unescape(browser.get(unescape(queries[0])).text).replace("\N{NO-BREAK SPACE}", " ")


def test_a_choice_of_links_is_kept_to(browser: FlaskClient) -> None:
    """By actors alone, no path goes over a need; the box stays ticked, and programs are sent to the same."""
    page = browser.get(f"{PATHS}?from=circle/semis&to=initiative/jardin&by=actor").text
    assert 'value="actor" checked' in page
    assert "Se nourrir" not in page
    assert "by=mai%3AcarriedBy" in page


def test_what_is_not_connected_is_said(browser: FlaskClient) -> None:
    """By method alone nothing joins the circle and the library."""
    page = browser.get(f"{PATHS}?from=circle/semis&to=organisation/mediatheque&by=method").text
    assert "Rien de publié ne relie" in page
    assert "Chemin 1" not in page


def test_one_thing_is_itself(browser: FlaskClient) -> None:
    """From a thing to itself there is nothing to walk, and the page says so."""
    page = browser.get(f"{PATHS}?from=circle/semis&to=circle/semis").text
    assert "une seule et même chose" in page


def test_the_form_is_led_to(browser: FlaskClient) -> None:
    """The navigation and the page of every thing lead to it."""
    assert f'href="{PATHS}"' in browser.get("/atlas/").text
    assert f"{PATHS}?from={quote(CIRCLE, safe='')}" in browser.get("/atlas/doc/circle/semis").text


def test_programs_get_the_same(browser: FlaskClient) -> None:
    """The JSON that a page leads to answers the same question."""
    page = unescape(browser.get(f"{PATHS}?from=circle/semis&to=person/ada").text)
    (address,) = set(re.findall(r'href="(/atlas/api/paths[^"]*)"', page))
    told = browser.get(address).json
    assert told is not None
    assert len(told["paths"]) == page.count('class="way"')
