"""The search page: numbers that are those of the lists they open, choices, suggestions, and what finds nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

_COUNT = re.compile(r'<p class="names" role="status">([\d\s\u202f]+) résultat')
_CHOICE = re.compile(
    r'<a class="choice" href="([^"]+)"[^>]*>(?:<span[^>]*>)?([^<]+)(?:</span>)?</a> <span class="count">([\d\u202f]+)</span>'
)
PREFIX = "/atlas"


def _page(browser: FlaskClient, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200, response.text
    return response.text


def _total(page: str) -> int:
    found = _COUNT.search(page)
    assert found is not None, page
    return int(re.sub(r"\D", "", found[1]))


@pytest.mark.parametrize("start", ["/search", "/search?q=riposte", "/search?place=territory/pays-99100"])
def test_each_number_is_that_of_the_list_that_it_opens(browser: FlaskClient, start: str) -> None:
    """Follow every choice: its list has as many things as its number says."""
    page = _page(browser, PREFIX + start)
    choices = _CHOICE.findall(page)
    assert choices or _total(page) < 2
    for href, name, count in choices:
        assert _total(_page(browser, unescape(href))) == int(re.sub(r"\D", "", count)) > 0, name


def test_every_result_of_every_page_comes_once(browser: FlaskClient) -> None:
    """Go through all pages of everything."""
    page = _page(browser, f"{PREFIX}/search")
    total, found, href = _total(page), list[str](), f"{PREFIX}/search"
    while href:
        page = _page(browser, href)
        results = page.partition('<ol class="tree"')[2].partition("</ol>")[0]
        found += re.findall(r'<p class="entry"><a[^>]*href="([^"]+)"', results)
        following = re.search(r'<a rel="next nofollow" href="([^"]+)"', page)
        href = unescape(following[1]) if following else ""
    assert len(found) == total == len(set(found))


def test_a_name_is_found_without_its_accents_and_with_a_fault(browser: FlaskClient) -> None:
    """Type a name badly: the page says what it was read as."""
    page = _page(browser, f"{PREFIX}/search?q=herualt")
    assert "Compris" in page
    assert f"{PREFIX}/doc/territory/departement-34" in page


def test_what_is_chosen_can_be_taken_away(browser: FlaskClient) -> None:
    """Follow a chip: its choice is gone from the address."""
    page = _page(browser, f"{PREFIX}/search?kind=departement&q=occitanie")
    chip = re.search(r'<a class="chip" href="([^"]+)"', page)
    assert chip is not None
    assert "kind=" not in unescape(chip[1])


def test_what_finds_nothing_says_what_to_give_up(browser: FlaskClient) -> None:
    """Choose what leaves nothing: the page says so, and what would find something."""
    page = _page(browser, f"{PREFIX}/search?q=castelnau&kind=need")
    assert _total(page) == 0
    assert "En retirant un de ces choix" in page
    assert f"{PREFIX}/doc/territory/commune-34057" in page  # what the words alone would find


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "\u202egnirts",
        "a" * 10_000,
        "😀",
        "javascript:alert(1)",
        'AND OR -x "y',
        "\x00\x07",
        "*:*",
    ],
)
def test_hostile_words_do_no_harm(browser: FlaskClient, typed: str) -> None:
    """Type what attacks pages, and what index engines read as syntax."""
    for path in ("/search", "/search/suggestions"):
        response = browser.get(PREFIX + path, query_string={"q": typed})
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert 'href="javascript:' not in response.text


def test_suggestions_name_kinds_in_the_language_of_the_page(browser: FlaskClient) -> None:
    """Type a beginning in English."""
    found = browser.get(f"{PREFIX}/search/suggestions?q=cast&lang=en").json
    assert {"name": "Castelnau-le-Lez", "kind": "commune", "within": "Hérault (34)"}.items() <= found[
        0
    ].items()


def test_an_address_of_another_place_of_the_web_is_no_choice(browser: FlaskClient) -> None:
    """Choose values that are no IRIs of ours."""
    page = _page(browser, f"{PREFIX}/search?place=javascript:alert(1)&need=%3Cx%3E")
    assert 'href="javascript:' not in page
    assert _total(page) == 0
