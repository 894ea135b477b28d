"""Tests of graph.validation.vocabulary_terms: what is known and read, and what was meant by what is nearly right."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.rdf.terms import expand, name
from graph.validation.vocabulary_terms import (
    is_read,
    is_shown_class,
    look_alike,
    nearest_of,
    short_name,
    shown_classes,
    vocabulary_of,
)
from webapp.localization.kind_labels import KINDS

LOOK_ALIKES = [
    ("http://schema.org/Event", "schema:Event"),
    ("https://www.schema.org/name", "schema:name"),
    ("https://schema.org#name", "schema:name"),
    ("http://www.w3.org/2004/02/skos/coreprefLabel", "skos:prefLabel"),
    ("http://www.w3.org/2004/02/skos/core/prefLabel", "skos:prefLabel"),
    ("https://xmlns.com/foaf/0.1/Person", "foaf:Person"),
    ("http://xmlns.com/foaf/0.1#Person", "foaf:Person"),
    ("http://purl.org/dc/terms#title", "dcterms:title"),
    ("http://purl.org/dc/termstitle", "dcterms:title"),
    ("http://www.w3.org/ns/dcat/Dataset", "dcat:Dataset"),
    ("https://w3id.org/maillage/ns/Initiative", "mai:Initiative"),
]


@pytest.mark.parametrize(("iri", "meant"), LOOK_ALIKES)
def test_a_namespace_that_is_nearly_right_is_recognised(iri: str, meant: str) -> None:
    """Scheme, host, and what stands between namespace and name."""
    assert look_alike(iri) == expand(meant)


@pytest.mark.parametrize(
    "iri",
    [
        "https://schema.org/Event",
        "http://www.w3.org/ns/org#memberOf",
        "http://www.w3.org/ns/organization#x",
        "http://ex.example/x",
        "http://purl.org/dc/elements/1.1/title",
        "https://w3id.org/maillage/ns#Initiative",
    ],
)
def test_other_namespaces_are_no_look_alikes(iri: str) -> None:
    """The right one, and those that only begin alike."""
    assert look_alike(iri) == ""


@pytest.mark.parametrize(
    ("iri", "meant"),
    [
        ("http://www.w3.org/ns/adms#satus", "adms:status"),
        ("https://schema.org/startDat", "schema:startDate"),
        ("http://xmlns.com/foaf/0.1/nmae", "foaf:name"),
        ("http://www.w3.org/2004/02/skos/core#preflabel", "skos:prefLabel"),
    ],
)
def test_the_nearest_term_of_a_vocabulary_is_found(iri: str, meant: str) -> None:
    """Those that are read come first."""
    vocabulary = vocabulary_of(iri)
    assert vocabulary is not None
    assert short_name(nearest_of(vocabulary, iri)) == meant


def test_what_is_read_and_shown_follows_from_the_files() -> None:
    """Every kind that pages list is shown; what no file names is not."""
    assert {expand(each) for kind in KINDS for each in kind.classes} <= shown_classes()
    assert is_read(expand("adms:status"))
    assert is_read(expand("skos:prefLabel"))
    for each in ("schema:Event", "pair:Project", "dcat:Dataset"):
        assert not is_shown_class(expand(each))
        assert not is_read(expand(each))
    assert short_name("http://www.w3.org/2006/vcard/ns#hasEmail") == "vcard:hasEmail"


_PROBE = """\
from graph.validation.vocabulary_terms import is_read, is_shown_class, own_terms
ns = "https://jardins.example/ns#"
print(is_shown_class(ns + "Jardin"), is_read(ns + "parcelle"), is_read(ns + "autre"))
"""


def test_a_network_s_own_terms_are_known(tmp_path: Path) -> None:
    """What an operator declares in MAILLAGE_ONTOLOGY_DIR is read; a class below one of ours is shown."""
    (tmp_path / "jardins.ttl").write_text(
        f"@prefix j: <https://jardins.example/ns#> . @prefix rdfs: <{name('rdfs:label').value[:-5]}> .\n"
        f"j:Jardin rdfs:subClassOf <{expand('mai:Initiative')}> ; rdfs:label 'Jardin'@fr, 'Garden'@en .\n"
        "j:parcelle rdfs:label 'parcelle'@fr, 'plot'@en .\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", _PROBE],
        env={**os.environ, "MAILLAGE_ONTOLOGY_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "False"]
