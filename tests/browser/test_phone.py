"""An initiative on a phone: what it is on the first screen, its links soon after; nothing lost by folding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import HEIGHT, PHONE, tab
from tests.browser.sites import Site

MOST_SCREENS = 3  # before the section of links


@pytest.fixture(params=["fr", "en"])
def page(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Page]:
    """Open an initiative."""
    with tab(browser, site.address, PHONE) as watched:
        watched.page.goto(f"{site.initiative}?lang={request.param}")
        yield watched.page
        assert watched.faults == []


def _bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).last.bounding_box()
    assert box is not None, selector
    return box["y"] + box["height"]


def test_the_first_screen_says_what_matters(page: Page) -> None:
    """Its name, who, where, for which need, and the strongest links."""
    assert page.locator(".brief > div").count() >= 2
    expect(page.locator(".brief a[href='#q-linked']")).to_be_visible()
    below = {name: _bottom(page, name) for name in ("h1", ".facts", ".brief > div")}
    assert {name: bottom for name, bottom in below.items() if bottom > HEIGHT} == {}


def test_links_come_within_three_screens(page: Page) -> None:
    """Folded, the questions before them take little."""
    box = page.locator("#q-linked").bounding_box()
    assert box is not None
    assert box["y"] <= MOST_SCREENS * HEIGHT


def test_each_question_opens_and_closes(page: Page) -> None:
    """By its title, which says whether it is open."""
    folds = page.locator(".fold")
    assert folds.count() >= 4
    for fold in folds.all():
        rows = fold.locator("xpath=ancestor::section[1]").locator("> .rows")
        expect(rows).to_be_hidden()
        expect(fold).to_have_attribute("aria-expanded", "false")
        fold.press("Enter")
        expect(rows).to_be_visible()
        expect(fold).to_have_attribute("aria-expanded", "true")
        fold.press("Space")
        expect(rows).to_be_hidden()


def test_an_address_opens_the_question_that_it_names(page: Page) -> None:
    """Whoever is sent to the links sees them."""
    page.goto(f"{page.url.partition('#')[0]}#q-linked")
    expect(page.locator("section[aria-labelledby=q-linked] .rows")).to_be_visible()


def test_what_is_printed_is_open(page: Page) -> None:
    """Paper has no folds."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator("article > .question > .rows").all()
    assert len(rows) >= 4
    assert all(each.is_visible() for each in rows)
