"""A generated network that is too large for pages that show all of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Store

from bench.bulk import build_directory
from bench.generate import BASE_IRI, describer_of, write
from graph.settings import Settings
from graph.storage.dataset import CurrentDataset
from graph.storage.snapshot_parts.search_index import make_index
from tests.built_once import build_once
from tests.serving import closing_application
from tests.webapp.conftest import BROWSER

INITIATIVES = 2_000


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Publish two thousand generated initiatives."""
    quads = tmp_path_factory.mktemp("large") / "large.nq"

    def build(place: Path) -> None:
        write(describer_of(INITIATIVES, 1), quads)
        build_directory(quads, place, connection_count=2)

    return Settings(data_dir=build_once(tmp_path_factory, "large", build), base_iri=BASE_IRI)


@pytest.fixture(scope="session")
def large_indexed(large: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Copy it, with a search index."""

    def build(place: Path) -> None:
        shutil.copytree(large.data_dir, place, symlinks=True)
        snapshot = CurrentDataset(place).get().snapshot
        make_index(snapshot.search_path, snapshot, Store.read_only(str(snapshot.store_path)))

    return replace(large, data_dir=build_once(tmp_path_factory, "large-indexed", build))


@pytest.fixture(scope="session")
def large_app(large: Settings) -> Iterator[Flask]:
    """Serve it."""
    with closing_application(large) as app:
        yield app


@pytest.fixture
def reader(large_app: Flask) -> FlaskClient:
    """Ask as a browser does, in French."""
    client = large_app.test_client()
    client.environ_base |= {"HTTP_ACCEPT": BROWSER, "HTTP_ACCEPT_LANGUAGE": "fr"}
    return client
