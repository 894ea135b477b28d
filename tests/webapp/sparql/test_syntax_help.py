"""A query that cannot be read is explained to people in words."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * WHERE { ?s a mai:Initiative }", "le préfixe «\u202fmai:\u202f» n’est pas déclaré"),
        ("SELECT * WHERE { ?s a mai:Initiative }", "PREFIX mai: &lt;https://w3id.org/maillage/ns#&gt;"),
        ("SELECT * WHERE { ?s a zz:Thing }", "Déclarez-le en tête de la requête"),
        ("SELECT * WHERE { ?s ?p ?o", "la requête ne se lit plus à partir d’ici"),
        ("SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "Ajoutez-la à GROUP BY"),
    ],
)
def test_people_are_told_in_words_what_is_wrong(browser: FlaskClient, query: str, words: str) -> None:
    """The page names the fault and the remedy, and never lists the letters that the parser would have taken."""
    page = browser.get("/atlas/sparql", query_string={"query": query})
    assert page.status_code == 400
    assert words in page.text
    assert "u{" not in page.text


def test_machines_are_given_the_reason_as_it_stands(client: FlaskClient) -> None:
    """A problem document keeps the parser's own words, and names a prefix that is missing."""
    found = client.get("/atlas/sparql", query_string={"query": "SELECT ?x WHER { ?x a ?y }"})
    assert "expected" in found.get_json()["detail"]
    missing = client.get("/atlas/sparql", query_string={"query": "SELECT * WHERE { ?s a mai:X }"}).get_json()
    assert (missing["code"], missing["line"], missing["column"]) == ("prefix-unknown", 1, 23)
    assert "PREFIX mai: <" in missing["hint"]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT * WHERE { ?s a zz:Thing }", "zz:Thing"),
        ("SELECT ?x WHER { ?x a ?y }", "WHER"),
    ],
)
def test_the_caret_stands_under_the_beginning_of_the_word(
    browser: FlaskClient, query: str, word: str
) -> None:
    """Not after it; the column that is told is the same."""
    page = browser.get("/atlas/sparql", query_string={"query": query}).text
    found = re.search(r"</span> ( *)\^</pre>", page)
    assert found is not None
    before = found[1]
    assert len(before) == query.index(word)
    assert f"colonne {query.index(word) + 1}" in page
