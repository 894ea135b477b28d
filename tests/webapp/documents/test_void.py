"""Tests of webapp.documents.void: the description where nobody counted; `pages/test_void` compares all counts."""

from __future__ import annotations

from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.storage.dataset import SnapshotDataset
from webapp.documents.void import describe_dataset, void_document
from webapp.page_data.descriptions import class_sizes
from webapp.page_data.operator import Operator


def test_without_counts_it_holds_what_a_query_tells(tiny: SnapshotDataset) -> None:
    """Sizes of classes, no properties; nothing that nobody counted is stated."""
    found = set(describe_dataset(tiny, None, Operator("La ville", "mailto:x@example.org")))
    told = {each.object for each in found if each.predicate == name("void:entities")}
    assert told == {Literal(each) for each in class_sizes(tiny).values()}
    assert not [each for each in found if each.predicate in (name("void:property"), name("void:classes"))]
    assert Triple(void_document(tiny.names), name("foaf:primaryTopic"), tiny.names.dataset) in found
    assert [each for each in found if each.predicate == name("foaf:name")]


def test_the_document_has_the_well_known_name(tiny: SnapshotDataset) -> None:
    """Below the base IRI, whatever its path."""
    assert void_document(tiny.names) == NamedNode("https://data.example.org/atlas/.well-known/void")
