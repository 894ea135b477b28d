"""Small worlds for the tests of `graph`: a data directory, its writer, and contributions that conform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.rdf.namespaces import Namespaces
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, open_directory
from graph.storage.store_writer import StoreWriter, open_writer

BASE = "http://127.0.0.1:8000"

CONTRIBUTION = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix igeo: <http://rdf.insee.fr/def/geo#> .
@prefix mai: <https://w3id.org/maillage/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/contribution/{slug}> a mai:Contribution ;
    skos:prefLabel "Essai {slug}"@fr, "Trial {slug}"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:hadPrimarySource <id/source/{slug}> ;
    prov:wasAttributedTo <id/organisation/ville> ;
    prov:generatedAtTime "2026-11-21T00:00:00Z"^^xsd:dateTime .
<id/source/{slug}> a mai:Resource ;
    skos:prefLabel "Un carnet"@fr, "A notebook"@en ;
    dcterms:license <https://w3id.org/maillage/scheme/licence/not-stated> ;
    schema:url <https://example.org/{slug}> ;
    schema:sha256 "{zeros}" ;
    mai:accessedOn "2026-11-21"^^xsd:date .
<id/organisation/ville> a org:Organization, foaf:Agent ; skos:prefLabel "La ville"@fr, "The town"@en .
"""

INITIATIVE = """
<id/initiative/{slug}> a mai:Initiative ;
    skos:prefLabel "Initiative {slug}"@fr, "Initiative {slug}"@en ;
    mai:carriedBy <id/organisation/ville> .
"""


@pytest.fixture
def names() -> Namespaces:
    """Give the names of a deployment on the loopback address."""
    return Namespaces(BASE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give settings whose data directory is empty."""
    return Settings(data_dir=tmp_path / "var", lock_wait_s=0.1)


@pytest.fixture
def directory(settings: Settings) -> DataDirectory:
    """Create a data directory."""
    return open_directory(settings.data_dir, BASE)


@pytest.fixture
def writer(directory: DataDirectory, settings: Settings) -> Iterator[StoreWriter]:
    """Open the writer of an empty data directory."""
    with open_writer(directory, settings) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a conforming contribution, plus what a test adds to it, into a Turtle file."""

    def written(slug: str, extra: str = "") -> Path:
        path = tmp_path / f"{slug}.ttl"
        path.write_text(
            CONTRIBUTION.format(slug=slug, zeros="0" * 64) + INITIATIVE.format(slug=slug) + extra, "utf-8"
        )
        return path

    return written
