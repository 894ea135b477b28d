"""Tests of webapp.documents.contexts: names for JSON that mean the terms of the ontology."""

from __future__ import annotations

import json

import pytest
import rdflib

from graph.rdf.terms import expand, name
from graph.sparql.named_queries import read_query
from graph.storage.dataset import SnapshotDataset
from webapp.documents.contexts import context_of, own_context, own_terms
from webapp.http.profiles import ACTIVITY_STREAMS, PAIR, SCHEMA


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib on itself
def test_each_name_means_its_term(tiny: SnapshotDataset) -> None:
    """As another implementation reads it."""
    document = {
        **own_context(tiny),
        "id": "http://example.org/x",
        "type": "Initiative",
        "name": {"fr": "Jardin"},
        "answersNeed": "http://example.org/need",
        "needAnsweredBy": "http://example.org/other",
    }
    read = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    one, answers = rdflib.URIRef("http://example.org/x"), rdflib.URIRef(expand("mai:answersNeed"))
    assert (one, rdflib.RDF.type, rdflib.URIRef(expand("mai:Initiative"))) in read
    assert (one, rdflib.SKOS.prefLabel, rdflib.Literal("Jardin", lang="fr")) in read
    assert (one, answers, rdflib.URIRef("http://example.org/need")) in read
    assert (rdflib.URIRef("http://example.org/other"), answers, one) in read, "an inverse leads back"


def test_all_of_the_ontology_has_a_name(tiny: SnapshotDataset) -> None:
    """Classes and properties, each once, and none that is also a prefix."""
    members = own_context(tiny)["@context"]
    classes = list(tiny.rows(read_query("browse/things_of_class"), {"class": name("owl:Class")}))
    ours = [row["thing"].value for row in classes if row["thing"].value.startswith(expand("mai:"))]
    assert len(ours) > 20
    assert not [each for each in ours if each.removeprefix(expand("mai:")) not in members]
    terms = own_terms(tiny, "https://data.example.org/context.jsonld")
    names = [(iri, term) for iri, found in terms.terms.items() for term in found]
    assert len({term.name for _, term in names}) == len(names)
    assert not [term.name for _, term in names if term.name in terms.namespaces]


def test_an_iri_is_written_short() -> None:
    """By the local name in the vocabulary of a profile, else in full."""
    pair = context_of(PAIR)
    assert pair.short(PAIR.namespace + "Project") == "Project"
    assert pair.short("http://example.org/x") == "http://example.org/x"


def test_known_contexts_are_named_by_their_address() -> None:
    """Consumers of Activity Streams and schema.org look for these."""
    assert context_of(SCHEMA).reference == "https://schema.org/"
    assert context_of(ACTIVITY_STREAMS).reference == "https://www.w3.org/ns/activitystreams"
    (term,) = context_of(ACTIVITY_STREAMS).terms[ACTIVITY_STREAMS.namespace + "name"]
    assert (term.name, term.type) == ("nameMap", "@language")
