"""A network adds a class and a property in a file of its own: its pages speak of them, and no code was touched."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.sources.reader import build_candidate
from graph.sources.source_file import read_source
from graph.storage.data_directory import open_directory
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit

WORDS = """@prefix jardins: <https://jardins.example.org/ns#> .
@prefix mai: <https://w3id.org/maillage/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wording: <https://w3id.org/maillage/wording/> .

jardins:Garden a owl:Class ; rdfs:subClassOf mai:Initiative ; rdfs:label "jardin nourricier"@fr , "food garden"@en .
jardins:grows a owl:ObjectProperty ; rdfs:subPropertyOf mai:usesMethod ; rdfs:label "cultive par"@fr , "grows by"@en .
<https://jardins.example.org/wording/lends> a mai:Wording ; mai:wordsFor jardins:lends ;
    mai:pageSection wording:section-reuse ; mai:pageLabel "prête"@fr , "lends"@en ; mai:pageOrder 735 ;
    mai:inversePageSection wording:section-origin ; mai:inversePageLabel "prêté par"@fr , "lent by"@en .
"""
ASK = """
import json, sys
from pathlib import Path
from graph.settings import Settings
from webapp.app import create_app
client = create_app(Settings(data_dir=Path(sys.argv[1]), base_iri=sys.argv[2])).test_client()
print(json.dumps([client.get(each, headers={"Accept": "text/html"}).text for each in sys.argv[3:]]))
"""


DATA = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix jardins: <https://jardins.example.org/ns#> .
@prefix mai: <https://w3id.org/maillage/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix review: <https://w3id.org/maillage/scheme/review-status/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/contribution/potager> {
  <id/contribution/potager> a mai:Contribution ; skos:prefLabel "Le potager"@fr, "The kitchen garden"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; prov:hadPrimarySource <id/source/gazette> ;
    prov:wasAttributedTo <id/organisation/ville> ; prov:generatedAtTime "2026-11-21T00:00:00Z"^^xsd:dateTime ;
    mai:reviewStatus review:accepted .
  <id/initiative/bibliobus> a jardins:Garden ; jardins:lends <id/circle/semis> ; jardins:grows <id/need/lire> .
}
"""


@pytest.fixture(scope="module")
def garden(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Publish a garden that lends and grows; write the network's words into a folder of their own."""
    folder = tmp_path_factory.mktemp("garden")
    shutil.copytree(settings.data_dir, folder / "var", symlinks=True)
    (folder / "data.trig").write_text(DATA, "utf-8")
    with open_writer(open_directory(folder / "var", settings.base_iri), settings) as writer:
        source = read_source(folder / "data.trig", max_bytes=1 << 20)
        commit(writer, build_candidate(source, writer.names, naming_timeout_s=20))
    (folder / "words").mkdir()
    (folder / "words" / "jardins.ttl").write_text(WORDS, "utf-8")
    return folder / "var", folder / "words"


def pages(data_dir: Path, words: Path, base_iri: str, *addresses: str) -> list[str]:
    """Ask a server that was started with a folder of words for pages; give their text."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, data_dir, base_iri, *addresses],
        env={**os.environ, "MAILLAGE_ONTOLOGY_DIR": str(words)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", each))) for each in json.loads(done.stdout)]


def test_pages_speak_of_the_terms_of_a_network(garden: tuple[Path, Path], settings: Settings) -> None:
    """The class by its label, a property by its words from both ends, one by its label where its parent stands."""
    address = "/atlas/doc/initiative/bibliobus?lang="
    french, english, lent = pages(
        *garden, settings.base_iri, f"{address}fr", f"{address}en", "/atlas/doc/circle/semis?lang=en"
    )
    assert "jardin nourricier" in french
    assert "food garden" in english
    assert re.search(r"Ce qui peut être réutilisé prête Cercle des semis", french)
    assert re.search(r"What can be reused lends Sowing circle", english)
    assert re.search(r"Where it comes from lent by The bookmobile", lent)
    assert re.search(r"How grows by Reading", english)
    assert "jardins.example.org" not in french + english + lent


def test_without_the_file_the_general_words_are_used(garden: tuple[Path, Path], settings: Settings) -> None:
    """Where nobody gave words, a thing is called by the class that is known, and a property by its name."""
    (page,) = pages(garden[0], garden[0], settings.base_iri, "/atlas/doc/initiative/bibliobus?lang=en")
    assert "food garden" not in page
    assert "initiative" in page
    assert "jardins.example.org/ns#lends" in page


def test_a_server_refuses_to_start_with_incomplete_words(
    garden: tuple[Path, Path], settings: Settings, tmp_path: Path
) -> None:
    """The refusal names the file and the entry, before any page is asked for."""
    (tmp_path / "jardins.ttl").write_text(WORDS.replace('"prête"@fr , ', ""), "utf-8")
    with pytest.raises(subprocess.CalledProcessError) as refusal:
        pages(garden[0], tmp_path, settings.base_iri)
    assert re.search(r"jardins\.ttl.*lends.*mai:pageLabel", refusal.value.stderr)
