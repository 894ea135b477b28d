"""Headers of example questions: complete, true to the body, in both languages; and all questions accounted for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from graph.rdf.terms import NamedNode, Variable, prefixes
from graph.resources import shipped
from graph.sparql.named_queries import NamedQuery, named_queries, parse_query

QUESTIONS = tuple(named_queries("example"))
AUDIENCES = {"V": "visitor", "R": "researcher", "H": "harvester", "C": "curator"}
ASKED = (
    *(f"V{number}" for number in range(1, 15)),
    *(f"R{number}" for number in range(1, 19)),
    *(f"H{number}" for number in range(1, 14)),
    *(f"C{number}" for number in range(1, 5)),
)
REQUIRED = (
    "id",
    "audience",
    "summary",
    "summary_fr",
    "question_fr",
    "question_en",
    "answers",
    "max_rows",
    "min_rows",
)
KINDS = {"iri", "literal", "lang", "date", "integer"}
README = (Path(str(shipped("queries") / "README.md"))).read_text("utf-8")

GOOD = """\
#+ summary: What answers a need.
#+ summary_fr: Ce qui répond à un besoin.
#+ id: V2
#+ audience: visitor
#+ question_fr: Qu’est-ce qui répond à ce besoin ?
#+ question_en: What answers this need?
#+ parameters: need: iri
#+ example: need=id/need/entraide
#+ answers: need, initiative
#+ max_rows: 10
#+ min_rows: 1
SELECT ?need ?initiative WHERE { ?initiative mai:answersNeed ?need } ORDER BY ?initiative
"""


def header_faults(query: NamedQuery) -> list[str]:
    """Say what is wrong with the header of a question."""
    header = query.header
    faults = [f"no {key}" for key in REQUIRED if not header.get(key)]
    parameters = {each.name for each in query.parameters}
    if set(query.example("http://base.example")) != parameters:
        faults.append("the example does not give each parameter a value")
    faults += [f"unknown kind {each.kind}" for each in query.parameters if each.kind not in KINDS]
    if header.get("id", "?")[0] not in AUDIENCES or AUDIENCES[header["id"][0]] != header.get("audience"):
        faults.append("the audience is not that of the id")
    if header.get("answers", "").split(", ") != _projected(query):
        faults.append("answers are not what the body projects")
    if not parameters <= set(_projected(query)):
        faults.append("a parameter is not projected")
    if "ORDER BY" not in query.body:
        faults.append("rows come in no order")
    if "PREFIX" in query.body:
        faults.append("prefixes are declared in ontology/prefixes.ttl")
    return faults


def _projected(query: NamedQuery) -> list[str]:
    """Ask the engine, over nothing, which variables the body gives."""
    substitutions = {Variable(each.name): NamedNode("urn:none") for each in query.parameters}
    try:
        solutions = Store().query(query.body, prefixes=dict(prefixes()), substitutions=substitutions)
    except (SyntaxError, RuntimeError):
        return []
    return [each.value for each in solutions.variables] if isinstance(solutions, QuerySolutions) else []


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda each: each.short_name)
def test_header(query: NamedQuery) -> None:
    """A question's header is complete and says what its body does."""
    assert header_faults(query) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("#+ question_fr: Qu’est-ce qui répond à ce besoin ?\n", ""),
        ("#+ summary_fr: Ce qui répond à un besoin.\n", ""),
        ("#+ min_rows: 1\n", ""),
        ("audience: visitor", "audience: curator"),
        ("answers: need, initiative", "answers: initiative"),
        ("example: need=id/need/entraide", "example:"),
        ("need: iri", "need: thing"),
        ("SELECT ?need ?initiative", "SELECT ?initiative"),
        (" ORDER BY ?initiative", ""),
        ("SELECT", "PREFIX mai: <https://w3id.org/maillage/ns#> SELECT"),
    ],
)
def test_a_bad_header_is_seen(good: str, bad: str) -> None:
    """Each fault put into a good header is told."""
    assert header_faults(parse_query("example/good", GOOD)) == []
    assert good in GOOD
    assert header_faults(parse_query("example/bad", GOOD.replace(good, bad)))


def test_ids_are_unique() -> None:
    """No two questions answer to the same number."""
    ids = [each.header["id"] for each in QUESTIONS]
    assert len(ids) == len(set(ids))


def test_each_question_is_here_or_waits() -> None:
    """Every question of the model has a file or a line among those that wait, and not both."""
    here = {each.header["id"] for each in QUESTIONS}
    waiting = set(re.findall(r"^\| ([VRHC]\d+) \|", README.partition("## Not yet possible")[2], re.MULTILINE))
    assert waiting, "the list of those that wait was not found"
    assert here | waiting == set(ASKED)
    assert here & waiting == set()


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda each: each.short_name)
def test_readme_lists_it(query: NamedQuery) -> None:
    """The table of the README gives each question's number, file and French words."""
    assert f"| {query.header['id']} | `{query.short_name}` | {query.question.fr} |" in README
