"""A real browser, and servers that it visits: what ships, and a generated network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from bench.generate import BASE_IRI as GENERATED_BASE_IRI
from tests.browser.chromium import chromium, tab
from tests.browser.sites import (
    READERS,
    Reader,
    Site,
    generated_site,
    publish_generated,
    publish_shipped,
    shipped_site,
)
from tests.browser.visitor import Visitor
from tests.built_once import build_once
from tests.serving import BASE_IRI, serving
from tests.waiting import wait_until

_WANTED = "BROWSER_TESTS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave visits out unless they are asked for: they take as long as half of the other tests together."""
    here = Path(__file__).parent
    for each in items:
        if each.path.is_relative_to(here) and not os.environ.get(_WANTED):
            each.add_marker(
                pytest.mark.skip(f"visits in a real browser run with {_WANTED}=1 in the environment")
            )


# Playwright keeps an event loop while it runs: it ends with this folder, so that others can run loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start the browser."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve what ships, with the whole register."""
    with _served(tmp_path_factory, "browser-shipped", publish_shipped, BASE_IRI) as address:
        yield shipped_site(address)


@pytest.fixture(scope="package")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a generated network."""
    with _served(tmp_path_factory, "browser-generated", publish_generated, GENERATED_BASE_IRI) as address:
        yield generated_site(address)


@contextmanager
def _served(
    factory: pytest.TempPathFactory, name: str, publish: Callable[[Path], object], base_iri: str
) -> Iterator[str]:
    with serving(build_once(factory, name, publish), "--base-iri", base_iri) as running:
        wait_until(lambda: _is_indexed(running.address), "the search is ready")
        yield running.address


def _is_indexed(address: str) -> bool:
    try:
        urlopen(Request(f"{address}/search?q=montpellier", headers={"Accept": "text/html"})).close()
    except HTTPError:
        return False
    return True


@pytest.fixture(params=["shipped", "generated"])
def site(request: pytest.FixtureRequest) -> Site:
    """Give one site after the other."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=READERS, ids=str)
def reader(request: pytest.FixtureRequest) -> Reader:
    """Give one reader after the other."""
    found: Reader = request.param
    return found


@pytest.fixture
def visitor(browser: Browser, site: Site, reader: Reader) -> Iterator[Visitor]:
    """Let a reader come to a site; whatever they do, the pages do nothing that they may not."""
    with tab(browser, site.address, reader.width, scripts=reader.scripts) as watched:
        yield Visitor(watched, site, reader)
        assert watched.faults == []
