"""Tests of graph.validate: terms reach the shapes as they are written, and a broken engine is our fault."""

from __future__ import annotations

import pyshacl
import pytest
from pyshacl.errors import ShapeLoadError
from rdflib import BNode as RdflibBlankNode

from graph.errors import ShapesError
from graph.names import Names
from graph.terms import BlankNode, Literal, NamedNode, Triple, name
from graph.validate import validate


def _need(names: Names, *more: Triple) -> list[Triple]:
    node = names.thing("need", "x")
    return [Triple(node, name("rdf:type"), name("mai:Need")), *more]


def test_findings_name_the_files_of_their_focus_node(names: Names) -> None:
    """People are told where to look."""
    node = names.thing("need", "x")
    report = validate(_need(names), {node.value: ("besoins.ttl",)})
    assert not report.conforms
    assert {each.files for each in report.results if each.focus_node == str(node)} == {("besoins.ttl",)}


def test_messages_come_in_both_languages(names: Names) -> None:
    """Whatever the constraint, French differs from English."""
    results = validate(_need(names)).results
    assert results
    assert all(each.messages.fr and each.messages.en != each.messages.fr for each in results)


def test_triples_about_triples_and_blank_nodes_are_carried_along(names: Names) -> None:
    """What rdflib has no model for disturbs no shape."""
    node = names.thing("need", "x")
    told = Triple(node, name("rdf:type"), name("mai:Need"))
    more = (
        Triple(node, NamedNode("http://x.example/told"), told),
        Triple(BlankNode("b"), NamedNode("http://x.example/p"), Literal("76")),
    )
    assert len(validate(_need(names, *more)).results) == len(validate(_need(names)).results)


def test_ill_formed_shapes_are_our_fault(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pySHACL raises becomes a ShapesError."""

    def fail(*_: object, **__: object) -> None:
        raise ShapeLoadError("no path", "https://www.w3.org/TR/shacl/")

    monkeypatch.setattr(pyshacl, "validate", fail)
    with pytest.raises(ShapesError, match="no path"):
        validate(_need(names))


def test_a_failure_that_pyshacl_gives_back_is_not_a_report(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may return its failure instead of raising it."""
    monkeypatch.setattr(pyshacl, "validate", lambda *_, **__: (False, RdflibBlankNode(), ""))
    with pytest.raises(ShapesError):
        validate(_need(names))
