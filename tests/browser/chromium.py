"""Drive Debian's Chromium, and note what a page does that no page of ours may do.

Playwright speaks to the browser that is installed; it downloads none. `Watched` is a tab with such notes: messages of errors
in the console, faults of scripts, requests to other hosts, and answers that are none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.waiting import HANGS_S

PHONE, DESKTOP = 390, 1280
HEIGHT = 844  # of a phone's first screen
Theme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium. Skips where it is missing, but in CI, which installs it."""
    program = shutil.which("chromium")
    if program is None:
        assert os.environ.get("CI") != "true", "CI installs chromium"
        pytest.skip("chromium is not installed: Debian package of this name")
    expect.set_options(timeout=HANGS_S * 1000)  # five seconds are little on a busy machine
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A tab, and what it did that it may not do.

    Attributes:
        faults: In words, in their order.
    """

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda fault: self.faults.append(f"script: {fault}"))
        self.page.on("request", self._note_request)

    def _note_message(self, message: ConsoleMessage) -> None:
        # The browser itself reports the status of a page that is a problem on purpose.
        is_status = "the server responded with a status of" in message.text
        if message.type in ("error", "warning") and not is_status:
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:")):
            self.faults.append(f"request: {request.url}")


@contextmanager
def tab(
    browser: Browser,
    address: str,
    width: int,
    *,
    scripts: bool = True,
    theme: Theme = "light",
    touch: bool = False,
) -> Iterator[Watched]:
    """Open a tab of its own: no cookie, no history."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=scripts,
        color_scheme=theme,
        has_touch=touch,
        locale="de-DE",  # neither of ours: what is read depends on the address alone
    )
    context.set_default_timeout(HANGS_S * 1000)
    try:
        yield Watched(context.new_page(), address)
    finally:
        context.close()
