"""A small published graph, and clients that ask for its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.coordinates import shipped_coordinates_graph
from graph.sources.reader import build_candidate
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.source_file import read_source
from graph.sources.territory_register import Register, register_graph
from graph.storage.data_directory import open_directory
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from graph.storage.store_writer import open_writer
from tests.built_once import build_once
from tests.deriving import commit_and_derive
from tests.serving import closing_application
from tests.waiting import HANGS_S

BASE = "https://data.example.org/atlas"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
_REGISTER = Register(
    communes=[
        {
            "code": "34057",
            "nom": "Castelnau-le-Lez",
            "type": "commune-actuelle",
            "departement": "34",
            "region": "76",
            "codesPostaux": ["34170"],
            "population": 23_401,
        }
    ],
    intercommunalites=[
        {"code": "243400017", "nom": "Montpellier Méditerranée Métropole", "membres": [{"code": "34057"}]}
    ],
    departements=[{"code": "34", "nom": "Hérault", "region": "76"}],
    regions=[{"code": "76", "nom": "Occitanie"}],
)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Publish the small graph under a base IRI that has a path, and say where it is."""
    _compile_catalogues()

    def build(place: Path) -> None:
        source = read_source(Path(__file__).with_name("tiny.trig"), max_bytes=1 << 20)
        with open_writer(open_directory(place, BASE), Settings()) as writer:
            candidate = vocabulary_candidate(writer.names, naming_timeout_s=HANGS_S)
            candidate |= build_candidate(source, writer.names, naming_timeout_s=HANGS_S)
            register = register_graph(_REGISTER, writer.names)
            coordinates = shipped_coordinates_graph(register.triples, writer.names)
            commit_and_derive(writer, candidate | Candidate((register, coordinates)))

    return Settings(data_dir=build_once(tmp_path_factory, "tiny", build), base_iri=BASE)


@pytest.fixture(scope="session")
def neighbours(riposte: SnapshotDataset, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Publish, with what ships, initiatives that the rules tie, and say where they are."""

    def build(place: Path) -> None:
        shutil.copytree(riposte.snapshot.path.parents[1], place, symlinks=True)
        source = read_source(Path(__file__).with_name("neighbours.trig"), max_bytes=1 << 20)
        with open_writer(open_directory(place, riposte.names.base_iri), Settings()) as writer:
            commit_and_derive(writer, build_candidate(source, writer.names, naming_timeout_s=HANGS_S))

    return Settings(data_dir=build_once(tmp_path_factory, "neighbours", build))


@pytest.fixture(scope="session")
def tiny(settings: Settings) -> SnapshotDataset:
    """Open the small graph."""
    return CurrentDataset(settings.data_dir).get()


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> Iterator[Flask]:
    """Make one application for all tests that change nothing of it: a new one reads and compiles everything anew."""
    with closing_application(settings) as app:
        yield app


@pytest.fixture
def client(shared_app: Flask) -> FlaskClient:
    """Ask as a program does: with no preference."""
    return shared_app.test_client()


@pytest.fixture
def browser(shared_app: Flask) -> FlaskClient:
    """Ask as a browser does, in French."""
    client = shared_app.test_client()
    client.environ_base |= {"HTTP_ACCEPT": BROWSER, "HTTP_ACCEPT_LANGUAGE": "fr-FR,fr;q=0.9"}
    return client


def _compile_catalogues() -> None:
    for written in Path(str(files("webapp") / "translations")).glob("*/LC_MESSAGES/*.po"):
        with written.open("rb") as source, written.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(source))
