"""Tests of webapp.documents.alignments: a description in the words of others, as far as they have words for it."""

from __future__ import annotations

from graph.rdf.terms import Literal, NamedNode, Triple, expand, name
from graph.storage.dataset import SnapshotDataset
from webapp.documents.alignments import aligned, alignment_with
from webapp.http.profiles import ACTIVITY_STREAMS, PAIR, SCHEMA

GARDEN = NamedNode("https://data.example.org/atlas/id/initiative/jardin")


def test_the_nearest_counterpart_stands_for_a_term(tiny: SnapshotDataset) -> None:
    """Its own, else that of the class above; related terms are not enough, and some have none."""
    pair, schema = alignment_with(tiny, PAIR.namespace), alignment_with(tiny, SCHEMA.namespace)
    assert pair.of(expand("mai:Initiative")) == (PAIR.namespace + "Project",)
    assert pair.of(expand("mai:Circle")) == (PAIR.namespace + "Project",), "by the class above"
    assert pair.of(expand("mai:Need")) == (), "pair:Challenge is only related"
    assert schema.of(expand("mai:Event")) == (expand("schema:Event"),), "a parent from that vocabulary"
    assert schema.of(expand("schema:startDate")) == (expand("schema:startDate"),), "itself"
    assert schema.of("http://example.org/nothing") == ()


def test_a_description_keeps_what_has_a_counterpart(tiny: SnapshotDataset) -> None:
    """Classes, properties, values; what it is about has a class in any case."""
    described = [
        Triple(GARDEN, name("rdf:type"), name("mai:Initiative")),
        Triple(GARDEN, name("skos:prefLabel"), Literal("Jardin", language="fr")),
        Triple(GARDEN, name("mai:digest"), Literal("x")),
    ]
    label = Literal("Jardin", language="fr")
    in_pair = aligned(described, GARDEN, alignment_with(tiny, PAIR.namespace))
    assert in_pair == {
        Triple(GARDEN, name("rdf:type"), name("pair:Project")),
        Triple(GARDEN, name("pair:label"), label),
    }
    in_schema = aligned(described, GARDEN, alignment_with(tiny, SCHEMA.namespace))
    assert Triple(GARDEN, name("rdf:type"), name("schema:Thing")) in in_schema
    streams = ACTIVITY_STREAMS.namespace
    in_streams = aligned(described, GARDEN, alignment_with(tiny, streams))
    assert Triple(GARDEN, NamedNode(streams + "name"), label) in in_streams
    assert Triple(GARDEN, name("rdf:type"), NamedNode(streams + "Object")) in in_streams
