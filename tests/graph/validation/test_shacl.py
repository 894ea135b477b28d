"""Tests of graph.validation.shacl: terms reach the shapes as they are written, and a broken engine is our fault."""

from __future__ import annotations

import pytest
from pyoxigraph import Store
from pyshacl.errors import ShapeLoadError
from pyshacl.shape import Shape

from graph.errors import ShapesError
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Triple, name
from graph.validation.shacl import validate


def _need(names: Namespaces, *more: Triple) -> Store:
    told = [Triple(names.thing("need", "x"), name("rdf:type"), name("mai:Need")), *more]
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in told)
    return store


def test_findings_name_the_files_of_their_focus_node(names: Namespaces) -> None:
    """People are told where to look."""
    node = names.thing("need", "x")
    report = validate(_need(names), {node.value: ("besoins.ttl",)})
    assert not report.conforms
    assert {each.files for each in report.results if each.focus_node == str(node)} == {("besoins.ttl",)}


def test_messages_come_in_both_languages(names: Namespaces) -> None:
    """Whatever the constraint, French differs from English."""
    results = validate(_need(names)).results
    assert results
    assert all(each.messages.fr and each.messages.en != each.messages.fr for each in results)


def test_triples_about_triples_and_blank_nodes_are_carried_along(names: Namespaces) -> None:
    """What rdflib has no model for disturbs no shape."""
    node = names.thing("need", "x")
    told = Triple(node, name("rdf:type"), name("mai:Need"))
    more = (
        Triple(node, NamedNode("http://x.example/told"), told),
        Triple(BlankNode("b"), NamedNode("http://x.example/p"), Literal("76")),
    )
    assert len(validate(_need(names, *more)).results) == len(validate(_need(names)).results)


def test_ill_formed_shapes_are_our_fault(names: Namespaces, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pySHACL raises becomes a ShapesError."""

    def fail(*_: object, **__: object) -> None:
        raise ShapeLoadError("no path", "https://www.w3.org/TR/shacl/")

    monkeypatch.setattr(Shape, "validate", fail)
    with pytest.raises(ShapesError, match="no path"):
        validate(_need(names))
