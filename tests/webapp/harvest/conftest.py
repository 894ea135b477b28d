"""A small graph with a past: a garden that was renamed, a shed that came and went."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.rdf.terms import NamedNode
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.storage.data_directory import open_directory
from graph.storage.history.kept_history import history_path
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import commit
from tests.graph.conftest import CONTRIBUTION
from tests.serving import closing_application
from tests.webapp.conftest import BASE

SHED = """
<id/initiative/cabane> a mai:Initiative ; skos:prefLabel "{label}"@fr, "The shed"@en ;
    mai:carriedBy <id/organisation/ville> .
"""


@dataclass(frozen=True, slots=True)
class Past:
    """Where the graph is, and the numbers of the snapshots that brought, changed and removed the shed."""

    settings: Settings
    brought: int
    changed: int
    removed: int


@pytest.fixture(scope="session")
def past(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Write the past of the graph."""
    folder = tmp_path_factory.mktemp("past")
    place = folder / "var"
    shutil.copytree(settings.data_dir, place, symlinks=True)
    with open_writer(open_directory(place, BASE), Settings()) as writer:
        numbers = [_told(writer, folder, label) for label in ("La cabane", "La vieille cabane")]
        gone = commit(writer, Candidate(removed=frozenset((NamedNode(f"{BASE}/id/contribution/cabane"),))))
        writer.retire()
    return Past(Settings(data_dir=place, base_iri=BASE), *numbers, gone.snapshot.number)


def _told(writer: StoreWriter, folder: Path, label: str) -> int:
    path = folder / "cabane.ttl"
    path.write_text(CONTRIBUTION.format(slug="cabane", zeros="0" * 64) + SHED.format(label=label), "utf-8")
    number = commit(writer, read_candidate([path], writer.names, Settings())).snapshot.number
    writer.retire()
    return number


@pytest.fixture(scope="session")
def app_with_past(past: Past) -> Iterator[Flask]:
    """Make an application for it."""
    with closing_application(past.settings) as app:
        yield app


@pytest.fixture
def harvester(app_with_past: Flask) -> FlaskClient:
    """Ask as a program does."""
    return app_with_past.test_client()


@pytest.fixture(scope="session")
def history_file(past: Past) -> Path:
    """Give the file of its history."""
    found = history_path(open_directory(past.settings.data_dir, BASE))
    assert found is not None
    return found
