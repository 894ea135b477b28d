"""Two values where one is meant: a disagreement, with who says which; a more precise date is none."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from graph.rdf.terms import Literal, NamedNode, Term, Triple, name
from webapp.http.urls import UrlBuilder
from webapp.presentation.description import Description
from webapp.presentation.page_context import PageContext
from webapp.presentation.things.disagreements import different_values
from webapp.presentation.things.page import ThingPresenter
from webapp.presentation.view_models import ThingPage, Value

BASE = "https://data.example.org"
FOCUS = NamedNode(f"{BASE}/id/initiative/x")
PREFIXES = """
@base <https://data.example.org/> . @prefix adms: <http://www.w3.org/ns/adms#> . @prefix mai: <https://w3id.org/maillage/ns#> .
@prefix s: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/maillage/scheme/status/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<id/contribution/a> a mai:Contribution ; skos:prefLabel "Essai A"@fr . <id/contribution/b> a mai:Contribution ; skos:prefLabel "Essai B"@fr .
status:ended skos:prefLabel "terminée"@fr . status:ongoing skos:prefLabel "en cours"@fr .
<id/initiative/x> a mai:Initiative ; skos:prefLabel "Jardin"@fr .
"""


def _triples(text: str) -> list[Triple]:
    return [each.triple for each in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


def _page(first: str, second: str, *, is_one_contribution: bool = False) -> ThingPage:
    graphs = [f"{BASE}/id/contribution/{each}" for each in ("a" if is_one_contribution else "ab")]
    statings: dict[Triple, tuple[str, ...]] = {}
    for graph, text in zip((graphs[0], graphs[-1]), (first, second), strict=True):
        for triple in set(_triples(text)) - set(_triples("")):
            statings[triple] = (*statings.get(triple, ()), graph)
    description = Description([*_triples(first), *_triples(second)])
    return ThingPresenter(FOCUS, description, statings, PageContext("fr", str, UrlBuilder(BASE))).page()


def _text(value: Value) -> str:
    asides = "".join(each.before + each.text.value + each.after for each in value.aside)
    return ", ".join(each.text.value for each in value.pieces) + asides


def _rows(page: ThingPage) -> list[str]:
    return [row.words for section in page.sections for row in section.rows]


def test_two_statuses_and_two_starts_are_a_disagreement() -> None:
    """Not « terminée en cours 2019 »: each is told once, with its contribution; the rows say so too."""
    page = _page(
        "<id/initiative/x> adms:status status:ended ; s:startDate '2019'^^xsd:gYear .",
        "<id/initiative/x> adms:status status:ongoing ; s:startDate '2021-03'^^xsd:gYearMonth .",
    )
    assert [_text(each) for each in page.facts] == [
        "état : les sources ne s’accordent pas : terminée (Essai A), en cours (Essai B)",
        "début : les sources ne s’accordent pas : 2019 (Essai A), mars 2021 (Essai B)",
    ]
    assert {"état (désaccord)", "début (désaccord)"} <= set(_rows(page))


def test_one_contribution_that_says_both_is_told_so() -> None:
    """No source is said to disagree with another."""
    page = _page(
        "<id/initiative/x> adms:status status:ended .",
        "<id/initiative/x> adms:status status:ongoing .",
        is_one_contribution=True,
    )
    (fact,) = page.facts
    assert _text(fact).startswith("état : la même contribution en donne plusieurs : ")


def test_agreement_is_shown_as_before() -> None:
    """The same value twice, or a date that is only more precise."""
    page = _page(
        "<id/initiative/x> adms:status status:ended ; s:startDate '2019'^^xsd:gYear .",
        "<id/initiative/x> adms:status status:ended ; s:startDate '2019-03'^^xsd:gYearMonth .",
    )
    assert [_text(each) for each in page.facts] == ["terminée", "mars 2019"]
    assert not any("désaccord" in each for each in _rows(page))


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (("2019", "2019-03"), ["2019-03"]),
        (("2019-03-01", "2019-03", "2019"), ["2019-03-01"]),
        (("2019-03-01", "2019-03-01T10:00:00"), ["2019-03-01T10:00:00"]),
        (("2019", "2020"), ["2019", "2020"]),
        (("2019-03", "2019-04", "2019"), ["2019-03", "2019-04"]),
        (("201", "2019"), ["201", "2019"]),
    ],
)
def test_a_more_precise_date_is_no_other(written: tuple[str, ...], left: list[str]) -> None:
    """Year, month, day and time of one moment agree."""
    terms: list[Term] = [Literal(each) for each in written]
    assert [each.value for each in different_values(terms) if isinstance(each, Literal)] == left
    assert different_values([name("status:ended"), name("status:ended")]) == [name("status:ended")]
