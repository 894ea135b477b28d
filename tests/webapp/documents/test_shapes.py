"""Tests of webapp.documents.shapes: which shapes a class has, and what is part of one."""

from __future__ import annotations

from graph.rdf.terms import NamedNode, expand, name
from graph.storage.dataset import SnapshotDataset
from webapp.documents.shapes import shape_triples, shapes_of


def test_a_class_has_its_shape(tiny: SnapshotDataset) -> None:
    """By the classes that shapes target; none for a class that no shape names."""
    assert "InitiativeShape" in shapes_of(tiny, [expand("mai:Initiative"), "http://example.org/Nothing"])
    assert shapes_of(tiny, ["http://example.org/Nothing"]) == ()


def test_a_shape_comes_with_its_parts(tiny: SnapshotDataset) -> None:
    """And without those of others."""
    found = shape_triples(tiny, "NeedShape")
    assert {each.predicate for each in found} >= {name("sh:targetClass")}
    subjects = {each.subject.value for each in found if isinstance(each.subject, NamedNode)}
    assert expand("mash:NeedShape") in subjects
    assert expand("mash:InitiativeShape") not in subjects
    assert len(shape_triples(tiny, "InitiativeShape")) > len(found)
    assert not shape_triples(tiny, "NoSuchShape")
