"""Every kind of page, as a browser shows it: read by axe in both themes, at three widths, and as HTML."""

from __future__ import annotations

import gzip
import os
import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import DESKTOP, PHONE, Watched, tab
from tests.browser.pages import (
    PAGES,
    TOOLS,
    axe_faults,
    contrast_faults,
    html_faults,
    overflow_faults,
    target_faults,
)
from tests.browser.sites import Site, read_page

SMALLEST = 320
SCRIPT_BYTES = 15_000  # of an ordinary page, compressed
pytestmark = pytest.mark.skipif(
    not (TOOLS / "node_modules").is_dir() and os.environ.get("CI") != "true",
    reason="`make clients` installs axe and html-validate: 19 MB, for these tests alone",
)


@pytest.mark.parametrize(("language", "width"), [("fr", PHONE), ("en", DESKTOP)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(
    shipped: Site, browser: Browser, name: str, language: str, width: int
) -> None:
    """No fault for axe in either theme, nothing too wide or too small to press, nothing said in the console."""
    with tab(browser, shipped.address, width) as watched:
        page = watched.page
        page.goto(_in(language, PAGES[name]))
        found = {"axe": axe_faults(page), "too wide": overflow_faults(page), "too small": target_faults(page)}
        page.emulate_media(color_scheme="dark")
        found["axe in the dark"] = contrast_faults(page)
        if width == PHONE:
            page.set_viewport_size({"width": SMALLEST, "height": 568})
            found["too wide at 320 px"] = overflow_faults(page)
        found["done that it may not"] = watched.faults
    assert {what: told for what, told in found.items() if told} == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_html(shipped: Site, language: str) -> None:
    """As html-validate reads it; it would see what is wrong."""
    texts = {
        name: read_page(f"{shipped.address}{_in(language, path)}")
        for name, path in PAGES.items()
        if name != "problem"
    }
    texts["bad"] = (
        "<!doctype html><html lang='fr'><head><title>x</title></head><body><p><div></div></body></html>"
    )
    found = html_faults(texts)
    assert found.pop("bad")
    assert found == {}


@pytest.mark.parametrize("name", PAGES)
def test_an_ordinary_page_has_little_script(shipped: Site, browser: Browser, name: str) -> None:
    """All its scripts together, compressed; without them it has the same words, but for what they announce."""
    with tab(browser, shipped.address, DESKTOP) as watched:
        watched.page.goto(_in("fr", PAGES[name]))
        sources = watched.page.locator("script[src]").evaluate_all("all => all.map((each) => each.src)")
        text = _words(watched)
    assert sum(len(gzip.compress(urlopen(each).read())) for each in sources) < SCRIPT_BYTES
    with tab(browser, shipped.address, DESKTOP, scripts=False) as watched:
        watched.page.goto(_in("fr", PAGES[name]))
        assert _words(watched) == text


def _words(watched: Watched) -> str:
    return re.sub(
        r"[0-9a-f]{16}", "", watched.page.locator("main").inner_text()
    )  # each request has its number


def _in(language: str, path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"
