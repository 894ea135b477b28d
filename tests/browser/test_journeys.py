"""What people come for, by keyboard alone: with and without scripts, on a phone and a large screen, in both languages."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import tab
from tests.browser.visitor import Visitor

MONTPELLIER = "/doc/territory/commune-34172"
STARTS = ["/", "/sparql", "/nothing-here"]


def test_from_any_page_it_takes_two_actions_to_montpellier(visitor: Visitor) -> None:
    """Write a part of its name, choose it; the box is among the first things that Tab reaches."""
    for start in STARTS:
        visitor.come_to(start)
        visitor.reach("#q")
        assert visitor.tabs <= 3
        visitor.find("montpel" if visitor.reader.scripts else "montpelier", MONTPELLIER, "Montpellier")
        assert visitor.actions == 2
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Montpellier")


def test_a_need_near_a_place_takes_three_actions_and_has_an_address(
    visitor: Visitor, browser: Browser
) -> None:
    """Find the need, write the place: who opens the address elsewhere sees the same results."""
    path, language = visitor.site.need, visitor.reader.language
    name = visitor.site.name_of(path, language)
    visitor.come_to("/sparql")
    visitor.find(name[:-1] if visitor.reader.scripts else name, path, name)
    place, of_place = visitor.site.place
    visitor.write("#where", place)
    assert visitor.actions == 3
    assert f"need={path.removeprefix('/doc/')}" in unquote(visitor.page.url)
    assert f"place={of_place}" in unquote(visitor.page.url)
    found = visitor.page.locator(".results").inner_text()
    assert visitor.page.locator(".results .entry").count() > 0
    with tab(browser, visitor.site.address, visitor.reader.width) as elsewhere:
        elsewhere.page.goto(visitor.page.url)
        assert elsewhere.page.locator(".results").inner_text() == found


def test_a_thing_is_known_by_part_of_its_name(visitor: Visitor) -> None:
    """Leave out its first word and the end of its last."""
    path = visitor.site.initiative
    name = visitor.site.name_of(path, visitor.reader.language)
    part = " ".join(name.split()[1:4])
    visitor.come_to("/list/need")
    visitor.find(part[:-1] if visitor.reader.scripts else part, path, name)
    assert visitor.actions == 2


@pytest.mark.parametrize(
    ("code", "within"), [("93066", "Seine-Saint-Denis (93)"), ("97411", "La Réunion (974)")]
)
def test_each_saint_denis_is_told_by_its_departement(visitor: Visitor, code: str, within: str) -> None:
    """It stands beside the name, among suggestions and results."""
    visitor.come_to("/")
    visitor.find("saint denis", f"/doc/territory/commune-{code}", "Saint-Denis", within)
    visitor.page.go_back()
    if not visitor.reader.scripts:
        entry = visitor.page.locator("li", has=visitor.page.locator(f'a[href*="commune-{code}"]')).first
        expect(entry).to_contain_text(within)


@pytest.mark.parametrize(("place", "nearest"), [("region-11", "93066"), ("region-76", "11339")])
@pytest.mark.parametrize(
    "site", ["shipped"], indirect=True
)  # in a generated network no place has coordinates
def test_the_saint_denis_of_the_chosen_place_comes_first(visitor: Visitor, place: str, nearest: str) -> None:
    """A place is chosen; then the name is written."""
    visitor.come_to(f"/search?place=territory/{place}")
    if visitor.reader.scripts:
        visitor.write("#q", "saint denis", sent=False)
        first = visitor.page.get_by_role("option").first
        expect(first).to_have_attribute("data-href", re.compile(f"/commune-{nearest}\\b"))
    else:
        visitor.write("#q", "saint denis")
        named = visitor.page.locator("main .told a[href*='commune-'], main .entry a[href*='commune-']").first
        assert f"commune-{nearest}" in (named.get_attribute("href") or "")


def test_why_two_initiatives_are_linked_is_said(visitor: Visitor) -> None:
    """Go from an initiative to what it is linked to, read the reason, then each step of the way."""
    visitor.come_to(visitor.site.initiative)
    visitor.choose('.brief a[href="#q-linked"]')
    expect(visitor.page.locator(".why").first).to_be_visible()
    assert len(visitor.page.locator(".why").first.inner_text()) > 20
    visitor.choose(".near a[href*='/paths']")
    expect(visitor.page.locator(".saying").first).to_be_visible()
    assert visitor.page.locator(".chain li").count() >= 2
    assert visitor.actions == 2


@pytest.mark.parametrize("site", ["shipped"], indirect=True)  # generated statements quote no passage
def test_the_source_of_a_statement_opens_in_place(visitor: Visitor) -> None:
    """Open a note: the passage is seen beside the statement, on the same page."""
    visitor.come_to(visitor.site.initiative)
    before = visitor.page.url
    note = visitor.page.locator(".question .note").filter(has=visitor.page.locator("blockquote")).first
    section = note.locator("xpath=ancestor::section[1]").get_attribute("aria-labelledby")
    assert section is not None
    visitor.unfold(section)
    passage = note.locator("blockquote").first
    expect(passage).to_be_hidden()
    note.locator("summary").evaluate("each => each.setAttribute('data-wanted', '')")
    visitor.open("[data-wanted]")
    expect(passage).to_be_visible()
    assert visitor.page.url == before
    assert visitor.actions <= 2


@pytest.mark.parametrize("path", ["/doc/{place}", "/search?place={place}"])
def test_everything_about_a_territory_is_a_file(visitor: Visitor, path: str) -> None:
    """Find a link to a table."""
    visitor.come_to(path.format(place=visitor.site.place[1]))
    links = visitor.page.locator("main").get_by_role(
        "link", name=re.compile(r"CSV|tableur|spreadsheet", re.IGNORECASE)
    )
    expect(links).not_to_have_count(0)
    address = links.first.get_attribute("href")
    answer = visitor.page.request.get(address or "")
    assert answer.status == 200
    assert len(answer.body()) > 100


@pytest.mark.parametrize("place", ["thing", "search"])
def test_the_sparql_behind_what_is_seen_is_there(visitor: Visitor, place: str) -> None:
    """Open the query in its editor."""
    visitor.come_to(visitor.site.initiative if place == "thing" else "/search?q=formation")
    if visitor.page.locator("main .queries summary").count():
        visitor.open("main .queries summary")
    visitor.choose("main a[href*='/sparql?']")
    assert "WHERE" in visitor.page.locator("textarea").input_value().upper()
    assert visitor.actions <= 2
