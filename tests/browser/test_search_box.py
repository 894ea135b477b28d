"""The search box with scripts: the combobox of the ARIA authoring practices, by keyboard, by touch, and as it is announced.

Spec: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from tests.browser.chromium import DESKTOP, PHONE, tab
from tests.browser.sites import Site

_SUGGESTIONS = "**/search/suggestions*"


@pytest.fixture(params=[("fr", PHONE), ("en", DESKTOP)], ids=["fr-390", "en-1280"])
def page(request: pytest.FixtureRequest, shipped: Site, browser: Browser) -> Iterator[Page]:
    """Open the home page, as one that can be touched."""
    language, width = request.param
    with tab(browser, shipped.address, width, touch=True) as watched:
        watched.page.goto(f"/?lang={language}")
        yield watched.page
        assert watched.faults == []


@pytest.fixture
def box(page: Page) -> Locator:
    """Give the box."""
    return page.get_by_role("combobox")


def _options(page: Page) -> Locator:
    return page.get_by_role("option")


def _write(box: Locator, words: str) -> Locator:
    """Write at once, so that nothing is asked for a part of it, and wait for suggestions."""
    box.fill(words)
    expect(_options(box.page).first).to_be_visible()
    return _options(box.page)


def test_it_says_what_it_is(box: Locator) -> None:
    """A combobox with a name, closed, that says which list it opens."""
    label = box.page.locator("label[for=q]").inner_text()
    assert len(label) > 10
    expect(box).to_have_accessible_name(label)
    expect(box).to_have_attribute("aria-autocomplete", "list")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-controls") == box.page.locator("[role=listbox]").get_attribute("id")


def test_suggestions_open_it_and_escape_closes_it(box: Locator) -> None:
    """What was written stays; the next Escape clears the field, as everywhere."""
    _write(box, "montp")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box.page.locator("[role=listbox]")).to_be_hidden()
    assert box.get_attribute("aria-activedescendant") is None
    expect(box).to_have_value("montp")
    expect(box).to_be_focused()


def test_arrows_go_round_through_the_field(box: Locator) -> None:
    """Down to the last, into the field, to the first; up the other way; one at a time is selected."""
    options = _write(box, "montp")
    ids = [each.get_attribute("id") for each in options.all()]
    found = []
    for key in ["ArrowDown"] * (len(ids) + 2) + ["ArrowUp"] * 2:
        box.press(key)
        found.append(box.get_attribute("aria-activedescendant"))
        selected = [
            each.get_attribute("id")
            for each in options.all()
            if each.get_attribute("aria-selected") == "true"
        ]
        assert selected == [each for each in found[-1:] if each]
    assert found == [*ids, None, ids[0], None, ids[-1]]


def test_enter_goes_to_the_one_selected(box: Locator) -> None:
    """Its page opens, in the same language."""
    first = _write(box, "montp").first
    wanted = first.get_attribute("data-href")
    box.press("ArrowDown")
    with box.page.expect_navigation():
        box.press("Enter")
    assert box.page.url.endswith(wanted or "?")


def test_enter_without_a_choice_searches(box: Locator) -> None:
    """The words are sent as a form, as without scripts."""
    _write(box, "montp")
    with box.page.expect_navigation():
        box.press("Enter")
    assert "/search?" in box.page.url
    assert "q=montp" in box.page.url


def test_a_finger_chooses(box: Locator) -> None:
    """Tap a suggestion; it is high enough for that."""
    options = _write(box, "saint-den")
    assert all((each.bounding_box() or {"height": 0})["height"] >= 36 for each in options.all())
    wanted = options.nth(1).get_attribute("data-href")
    with box.page.expect_navigation():
        options.nth(1).tap()
    assert box.page.url.endswith(wanted or "?")


def test_how_many_there_are_is_announced(box: Locator) -> None:
    """In the status, in the language of the page; also that there are none."""
    status = box.page.locator("form[data-suggestions] [role=status]")
    expect(status).to_be_empty()
    count = _write(box, "montp").count()
    expect(status).to_contain_text(str(count))
    box.fill("")
    box.press_sequentially("zzqqxx")
    expect(status).to_have_text((status.get_attribute("data-none") or "?").strip())
    expect(box).to_have_attribute("aria-expanded", "false")


def test_leaving_closes_it(box: Locator) -> None:
    """Tab goes on to the button, and nothing lies over the page."""
    _write(box, "montp")
    box.press("Tab")
    expect(box.page.locator("[role=listbox]")).to_be_hidden()
    expect(box.page.locator("form[data-suggestions] button")).to_be_focused()


def test_an_answer_that_comes_late_opens_nothing(box: Locator) -> None:
    """Escape was pressed, or the words are gone, while it was on its way."""
    held: list[Route] = []
    box.page.route(_SUGGESTIONS, lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    for words, key in (("montp", "Escape"), ("riposte", "Control+a"), ("saint", "Tab")):
        with box.page.expect_request(_SUGGESTIONS):
            box.fill(words)
        box.press(key)
        box.fill("") if key == "Control+a" else None
    assert len(held) == 3
    row = {
        "name": "Saint-Late",
        "kind": "commune",
        "hue": "territory",
        "within": "",
        "href": "/",
        "group": "territory",
    }
    for each in held:
        with suppress(Error):  # the page asked no longer
            each.fulfill(json=[row])
    box.page.unroute(_SUGGESTIONS)
    box.page.evaluate(
        "() => fetch('/search/suggestions?q=montp').then((answer) => answer.json())"
    )  # after those
    expect(box.page.locator("[role=listbox]")).to_be_hidden()


def test_without_the_server_the_form_is_still_there(box: Locator, shipped: Site) -> None:
    """Suggestions fail; nothing is shown, and the search answers."""
    box.page.route(_SUGGESTIONS, lambda route: route.fulfill(status=503, body="busy"))
    with box.page.expect_response(_SUGGESTIONS):
        box.fill("montp")
    expect(box.page.locator("[role=listbox]")).to_be_hidden()
    with box.page.expect_navigation():
        box.press("Enter")
    assert box.page.url.startswith(f"{shipped.address}/search?")


def test_suggestions_do_no_harm(box: Locator) -> None:
    """A name that looks like HTML is text."""
    row = {
        "name": "<img src=x onerror=alert(1)>",
        "kind": "k",
        "within": "",
        "hue": "need",
        "href": "/",
        "group": "need",
    }
    box.page.route(_SUGGESTIONS, lambda route: route.fulfill(json=[row]))
    options = _write(box, "ab")
    expect(options.first).to_contain_text("<img src=x")
    assert options.locator("img").count() == 0
