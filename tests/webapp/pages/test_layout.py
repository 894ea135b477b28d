"""What surrounds every page: the head that others read, the menu, where one stands, the foot."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

BASE = "https://data.example.org"


def meta(page: str, name: str) -> str:
    """Return the content of a meta element."""
    found = re.search(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)"', page)
    return found[1] if found else ""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "address",
    ["/", "/list/need", "/doc/initiative/jardin", "/sparql", "/structure", "/paths", "/queries", "/ns"],
)
def test_the_head_describes_the_page(browser: FlaskClient, address: str, language: str) -> None:
    """Description, addresses with scheme and host, the same page in the other language, an image that is there."""
    page = browser.get(f"/atlas{address}?lang={language}").text
    own = f"{BASE}/atlas{address}"
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert meta(page, "og:title") == title[1]
    assert 20 <= len(meta(page, "description")) <= 320
    assert meta(page, "og:description") == meta(page, "description")
    assert meta(page, "og:url") == f"{own}?lang={language}"
    assert meta(page, "og:locale") == {"fr": "fr_FR", "en": "en_GB"}[language]
    assert f'<link rel="canonical" href="{own}?lang={language}">' in page
    for tag, href in (("fr", f"{own}?lang=fr"), ("en", f"{own}?lang=en"), ("x-default", own)):
        assert f'<link rel="alternate" hreflang="{tag}" href="{href}">' in page
    image = meta(page, "og:image")
    assert browser.get(image.removeprefix(BASE)).mimetype == "image/png"


def test_nothing_is_said_of_pages_that_are_not_there(browser: FlaskClient) -> None:
    """A page of an error has no address to be known by."""
    page = browser.get("/atlas/doc/initiative/nowhere").text
    assert 'rel="canonical"' not in page
    assert not meta(page, "og:url")
    assert meta(page, "robots") == "noindex"


def test_a_search_is_not_for_search_engines(browser: FlaskClient) -> None:
    """Its results are listed by their own pages."""
    assert meta(browser.get("/atlas/search?q=jardin").text, "robots") == "noindex, follow"
    assert not meta(browser.get("/atlas/search").text, "robots")


def test_the_header_of_a_document_names_the_address_that_its_page_names(browser: FlaskClient) -> None:
    """Two canonical addresses would contradict each other."""
    answer = browser.get("/atlas/doc/initiative/jardin?lang=en")
    canonical = re.search(r'<link rel="canonical" href="([^"]*)"', answer.text)
    assert canonical is not None
    assert f'<{canonical[1]}>; rel="canonical"' in answer.headers["Link"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/doc/territory/commune-34057", ["Accueil", "Territoires", "France", "Occitanie", "Hérault"]),
        ("/doc/initiative/jardin", ["Accueil", "Initiatives"]),
        ("/list/commune", ["Accueil", "Territoires"]),
    ],
)
def test_a_page_shows_where_it_stands(browser: FlaskClient, address: str, words: list[str]) -> None:
    """From the home page to what contains the thing, each a link."""
    page = browser.get(f"/atlas{address}").text
    trail = page[page.index('<nav class="trail"') :].partition("</nav>")[0]
    assert re.findall(r"<a [^>]*>([^<]*)</a>", trail) == words


def test_no_code_stands_before_an_example_question(browser: FlaskClient) -> None:
    """The names of the files of queries are no words of a page."""
    assert not re.search(r">[A-Z]\d+<", browser.get("/atlas/queries").text)
