"""Documents written batch by batch say what their batches say, whatever the syntax."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat, parse

from graph.errors import FormatError
from graph.rdf.statement_stream import json_ld_pieces, turtle_pieces
from graph.rdf.terms import Literal, NamedNode, Triple, name

_THING = NamedNode("https://example.org/a")
BATCHES = [
    [Triple(_THING, name("skos:prefLabel"), Literal("l’été ; « x »", language="fr"))],
    [],
    [
        Triple(_THING, name("skos:prefLabel"), Literal("@prefix x: <y> .\n@prefix", language="en")),
        Triple(_THING, name("mai:answersNeed"), NamedNode("https://example.org/b")),
    ],
    [Triple(NamedNode("https://example.org/c"), name("mai:answersNeed"), _THING)],
]
ALL = {each for batch in BATCHES for each in batch}


def test_turtle_has_every_triple_and_declares_each_prefix_once() -> None:
    """Read it back."""
    content = b"".join(turtle_pieces(BATCHES))
    assert {each.triple for each in parse(content, format=RdfFormat.TURTLE)} == ALL
    assert content.count(b"@prefix skos:") == content.count(b"@prefix mai:") == 1


@pytest.mark.parametrize("batches", [BATCHES, [], [[]], BATCHES[1:]])
def test_json_ld_is_one_array(batches: list[list[Triple]]) -> None:
    """Read it back, with batches that are empty at either end too."""
    content = b"".join(json_ld_pieces(batches))
    assert isinstance(json.loads(content), list)
    expected = {each for batch in batches for each in batch}
    assert {each.triple for each in parse(content, format=RdfFormat.JSON_LD)} == expected


def test_nothing_is_read_before_it_is_needed() -> None:
    """The first piece comes from the first batch alone."""
    read = []

    def batches() -> object:
        for each in BATCHES:
            read.append(each)
            yield each

    next(turtle_pieces(batches()))  # type: ignore[arg-type]
    assert read == BATCHES[:1]


def test_what_json_ld_cannot_carry_is_refused() -> None:
    """A triple as a value."""
    quoted = Triple(_THING, name("mai:evidence"), Triple(_THING, name("mai:evidence"), _THING))
    with pytest.raises(FormatError):
        b"".join(json_ld_pieces([[quoted]]))
