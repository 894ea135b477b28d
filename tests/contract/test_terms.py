"""What goes in comes out: terms of every kind, in graphs read and in results."""

from __future__ import annotations

import pytest

from tests.contract.conftest import Place

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = {
    "language": '"Maillage"@fr',
    "language with region": '"colour"@en-gb',
    "plain": '"simple"',
    "empty": '""',
    "quotes": r'"« l’été », \"dit-il\""',
    "backslash": r'"a\\b"',
    "newlines": r'"a\nb\tc"',
    "unicode": '"Œuvre – 数据 – 🜁"',
    "control character": r'"a\u0001b"',
    "integer": f'"42"^^<{XSD}integer>',
    "negative decimal": f'"-1.5"^^<{XSD}decimal>',
    "boolean": f'"true"^^<{XSD}boolean>',
    "date": f'"2026-11-21"^^<{XSD}date>',
    "moment": f'"2026-11-21T10:00:00Z"^^<{XSD}dateTime>',
    "year": f'"1998"^^<{XSD}gYear>',
    "duration": f'"P1Y2M"^^<{XSD}duration>',
    "datatype of its own": '"x"^^<http://e/datatype>',
    "geometry": '"POINT(3.9 43.6)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
    "iri": "<http://e/é/caf%C3%A9?q=1#f>",
}
# What an engine rewrites, in graphs and in rows, told in docs/decisions/0016-another-engine.md. Whatever is not listed
# comes back as it was sent, and what is listed must come back otherwise.
REWRITTEN = {
    ("virtuoso", "boolean"): (TERMS["boolean"], f'"1"^^<{XSD}boolean>'),
    ("virtuoso", "duration"): (f'"14"^^<{XSD}duration>',) * 2,
    ("virtuoso", "geometry"): (
        '"POINT(3.9000000953674 43.599998474121)"^^<http://www.openlinksw.com/schemas/virtrdf#Geometry>',
    )
    * 2,
}


@pytest.mark.parametrize("kind", TERMS)
def test_a_term_comes_back_as_it_was(place: Place, graph: str, kind: str) -> None:
    """From the graph, from a CONSTRUCT and from a SELECT: the same term."""
    term = TERMS[kind]
    place.put(graph, f"<http://e/s> <http://e/p> {term} .")
    in_graph, in_row = REWRITTEN.get((place.name, kind), (term, term))
    sent = _plain(f"<http://e/s> <http://e/p> {in_graph} .")
    assert {_plain(each) for each in place.lines(graph)} == {sent}
    made = place.ask(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert _plain(made.strip()) == sent
    rows = place.table(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", 10).rows
    assert [_plain(each) for (each,) in rows] == [_plain(in_row)]


def test_blank_nodes_have_names(place: Place, graph: str) -> None:
    """One that is used twice is one thing still, whatever became of its label."""
    place.put(graph, "_:b <http://e/p> 1 ; <http://e/q> 2 . <http://e/s> <http://e/p> _:b .")
    text = f"SELECT ?b {{ GRAPH <{graph}> {{ <http://e/s> <http://e/p> ?b . ?b <http://e/q> 2 ; <http://e/p> 1 }} }}"
    assert len(place.ask(text).split()) == 2
    if place.engine is not None:
        assert f"<{place.settings.base_iri}/.well-known/genid/" in place.ask(text)


def _plain(line: str) -> str:
    """Write characters as themselves, as two forms of N-Triples are the same."""
    return line.replace("\\u0001", "\x01").replace(f"^^<{XSD}string>", "").replace("\\t", "\t")
