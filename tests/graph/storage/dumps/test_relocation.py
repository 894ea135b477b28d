"""Tests of graph.storage.dumps.relocation: IRIs move in all four places, and nothing else does."""

from __future__ import annotations

from graph.rdf.terms import Literal, NamedNode, Quad, Triple
from graph.storage.dumps.relocation import Relocation

MOVED = Relocation("http://old.example/a", "https://new.example")
OLD, NEW = NamedNode("http://old.example/a/id/x"), NamedNode("https://new.example/id/x")


def test_iris_move_in_all_four_places() -> None:
    """Also within triple terms, and the base itself."""
    quad = Quad(OLD, OLD, OLD, OLD)
    assert MOVED.quad(quad) == Quad(NEW, NEW, NEW, NEW)
    nested = Quad(OLD, OLD, Triple(OLD, OLD, OLD), OLD)
    assert MOVED.quad(nested).object == Triple(NEW, NEW, NEW)
    assert MOVED.iri("http://old.example/a") == "https://new.example"


def test_nothing_else_moves() -> None:
    """Neither what only looks alike, nor literals, nor their datatypes."""
    for text in ("http://old.example/ab/id/x", "http://old.example/", "https://other.example/a/id/x"):
        assert MOVED.iri(text) == text
    for literal in (
        Literal(OLD.value),
        Literal(OLD.value, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")),
        Literal("1", datatype=OLD),
    ):
        assert MOVED.quad(Quad(OLD, OLD, literal, OLD)).object == literal
