"""What is known of one thing, cut to what a page has room for."""

from __future__ import annotations

from graph.rdf.terms import Literal, NamedNode, Triple, name
from webapp.presentation.description import MOST_LETTERS, Description

THING = NamedNode("https://data.example.org/id/initiative/x")


def described(text: str) -> Description:
    """Describe a thing by one text."""
    return Description([Triple(THING, name("dcterms:description"), Literal(text, language="fr"))])


def test_a_text_without_end_is_cut() -> None:
    """Three megabytes of text make no page of three megabytes, and the page can say so."""
    long = described("mot " * 750_000)
    text = long.text(THING, "dcterms:description", "fr")
    assert text is not None
    assert len(text.value) <= MOST_LETTERS + 1
    assert text.value.endswith("…")
    assert long.has_long_text()
    assert not described("Un jardin.").has_long_text()
