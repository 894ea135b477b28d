"""A generated network that is too large for pages that show all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bench.bulk import build_directory
from bench.generate import BASE_IRI, describer_of, write
from graph.settings import Settings
from tests.built_once import build_once
from tests.webapp.conftest import BROWSER
from webapp.app import create_app

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
def large_app(large: Settings) -> Flask:
    """Serve it."""
    return create_app(large)


@pytest.fixture
def reader(large_app: Flask) -> FlaskClient:
    """Ask as a browser does, in French."""
    client = large_app.test_client()
    client.environ_base |= {"HTTP_ACCEPT": BROWSER, "HTTP_ACCEPT_LANGUAGE": "fr"}
    return client
