"""Served datasets that visitors come to: what ships, and a generated one.

Each is served with the whole register of territories, since to find one place among 35,000 is what is tested.
`BROWSER_INITIATIVES=10000` makes the generated one as large as a real network; `BROWSER_READERS=all` has every journey made
in both languages, with and without scripts, on both sizes of screen, where a run of every day takes four of the eight.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path
from urllib.request import Request, urlopen

from pyoxigraph import Store

from bench.bulk import build_directory
from bench.generate import describer_of, write
from graph.administration.bootstrap import bootstrap
from graph.i18n import BilingualText
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.storage.snapshot_parts.search_index import make_index
from graph.storage.store_writer import open_writer
from tests.browser.chromium import DESKTOP, PHONE
from tests.serving import BASE_IRI

INITIATIVES = int(os.environ.get("BROWSER_INITIATIVES", "300"))
_FIRST = '<a href="(/doc/{kind}/[^"?]+)[^"]*"[^>]*>(?:<span[^>]*>)?([^<]+)'


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: in a language, on a screen, with or without scripts."""

    language: str
    width: int
    scripts: bool

    def __str__(self) -> str:
        """Name them in the name of a test."""
        return f"{self.language}-{self.width}-{'scripts' if self.scripts else 'plain'}"


_ALL = [Reader(*each) for each in product(("fr", "en"), (PHONE, DESKTOP), (True, False))]
_SOME = [each for each in _ALL if (each.language == "fr") == ((each.width == PHONE) == each.scripts)]
READERS = _ALL if os.environ.get("BROWSER_READERS") == "all" else _SOME


@dataclass(frozen=True, slots=True)
class Site:
    """A served dataset, and things of it.

    Attributes:
        need: The path of a need that something answers.
        initiative: The path of an initiative that is linked to others.
        place: The name of a place near which something answers the need, and its path.
    """

    address: str
    need: str
    initiative: str
    place: tuple[str, str]

    def name_of(self, path: str, language: str) -> str:
        """Return the name of a thing: its page's heading."""
        found = re.search(r"<h1>(?:<span[^>]*>)?([^<]+)", read_page(f"{self.address}{path}?lang={language}"))
        assert found is not None, path
        return unescape(found[1])


def read_page(address: str) -> str:
    """Read a page as it is sent."""
    with urlopen(Request(address, headers={"Accept": "text/html"})) as answer:
        text: str = answer.read().decode()
        return text


def publish_shipped(place: Path) -> None:
    """Publish what ships with the software, and the whole register."""
    with open_writer(open_directory(place, BASE_IRI), Settings()) as writer:
        bootstrap(writer, _silent)


def publish_generated(place: Path) -> None:
    """Publish generated initiatives, with connections."""
    quads = place.with_suffix(".nq")
    write(describer_of(INITIATIVES, 1), quads)
    snapshot = build_directory(quads, place, connection_count=3)
    make_index(snapshot.search_path, snapshot, Store.read_only(str(snapshot.store_path)))
    quads.unlink()


def _silent(_: BilingualText) -> None:
    """Report no progress."""


def shipped_site(address: str) -> Site:
    """Name things of what ships."""
    need, initiative = "need/faire-face-vite-et-autrement", "initiative/riposte-creative-territoriale"
    return Site(address, f"/doc/{need}", f"/doc/{initiative}", ("France", "territory/pays-99100"))


def generated_site(address: str) -> Site:
    """Name the things that the home page of a generated network begins with."""
    home = read_page(f"{address}/?lang=fr")
    needs, initiatives = (re.findall(_FIRST.format(kind=kind), home) for kind in ("need", "initiative"))
    return Site(address, needs[0][0], initiatives[0][0], ("Occitanie", "territory/region-76"))
