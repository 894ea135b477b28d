"""A visitor who uses the keyboard alone, and whose actions are counted.

An action is what one decides: to write words (sent off with Enter where nothing is to be chosen), or to choose one thing.
To get there takes presses of Tab: they are counted too, and what is reached must show that it has the focus.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched
from tests.browser.sites import Reader, Site

_MOST_TABS = 400
_FOCUS = """([selector, words]) => {
  const it = document.activeElement;
  return it.matches(selector) && it.textContent.includes(words);
}"""
_OUTLINE = "() => getComputedStyle(document.activeElement).outlineStyle"


@dataclass(slots=True)
class Visitor:
    """Somebody at a site.

    Attributes:
        actions: How many they have done since they came.
        tabs: How often they pressed Tab.
    """

    watched: Watched
    site: Site
    reader: Reader
    actions: int = 0
    tabs: int = 0

    @property
    def page(self) -> Page:
        """Give what they look at."""
        return self.watched.page

    def come_to(self, path: str) -> None:
        """Open a page; nothing has been done yet."""
        mark = "&" if "?" in path else "?"
        self.page.goto(f"{path}{mark}lang={self.reader.language}")
        self.actions = self.tabs = 0

    def reach(self, selector: str, words: str = "") -> None:
        """Press Tab until what is wanted has the focus, and shows it."""
        for _ in range(_MOST_TABS):
            if self.page.evaluate(_FOCUS, [selector, words]):
                break
            self.page.keyboard.press("Tab")
            self.tabs += 1
        else:
            raise AssertionError(f"{selector} {words!r} is not reached by Tab on {self.page.url}")
        assert self.page.evaluate(_OUTLINE) != "none", f"the focus on {selector} {words!r} is not seen"

    def write(self, selector: str, words: str, *, sent: bool = True) -> None:
        """Write words into a field, at once: suggestions for a part of them would come and go."""
        self.reach(selector)
        self.page.keyboard.insert_text(words)
        if sent:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        self.actions += 1

    def choose(self, selector: str, words: str = "") -> None:
        """Follow a link."""
        self.reach(selector, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.actions += 1

    def open(self, selector: str) -> None:
        """Open something of the page, which stays."""
        self.reach(selector)
        self.page.keyboard.press("Enter")
        self.actions += 1

    def choose_suggestion(self, name: str, within: str = "") -> None:
        """Go down the suggestions to one, and choose it."""
        listbox = self.page.get_by_role("listbox")
        expect(listbox).to_be_visible()
        wanted = listbox.get_by_role("option").filter(has_text=name).filter(has_text=within).first
        expect(wanted).to_be_visible()
        for _ in range(20):
            if wanted.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.actions += 1

    def find(self, words: str, path: str, name: str, within: str = "") -> None:
        """Find a thing with the box that every page has: two actions, with scripts and without."""
        if self.reader.scripts:
            self.write("#q", words, sent=False)
            self.choose_suggestion(name, within)
        else:
            self.write("#q", words)
            self.choose(f'main a[href^="{path}"]')
        assert self.page.url.startswith(self.site.address + path), self.page.url

    def unfold(self, section: str) -> None:
        """Open a question of a thing's page where it is folded: on phones, with scripts."""
        fold = f"#{section} .fold"
        if (
            self.page.locator(fold).count()
            and self.page.locator(fold).get_attribute("aria-expanded") == "false"
        ):
            self.open(fold)
