"""What the guide to SPARQL says: each line of its tables, and answers that the rules of rewriting have to leave right.

`tests/data/sparql/standard.toml` has a case for each line: what is mended gives what the standard wants, and something else without
the rules; what is refused is refused by its code; what is only told gives what the guide says, not what the standard wants; a
wording that is recommended gives the same rows. `regressions.json` has delicate queries whose answers were right, or became so.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from graph.errors import GraphError
from graph.rdf.terms import BlankNode, Literal, NamedNode, Triple
from graph.sparql.evaluation import evaluate, is_held
from graph.sparql.preparation import prepare_query, prepare_update, with_plain_spaces
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.rewriting.prologues import with_prefixes_first
from graph.sparql.rewriting.rules import Rewriter
from graph.sparql.statistics import count_statistics
from graph.writing.update_names import check_copied_graphs

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "tests" / "data" / "sparql"
BASE, XSD = "http://e/", "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"PREFIX : <{BASE}> PREFIX xsd: <{XSD}> "
STANDARD: dict[str, Any] = tomllib.loads((FOLDER / "standard.toml").read_text("utf-8"))
CASES: dict[str, dict[str, Any]] = STANDARD["cases"]
REGRESSIONS: list[dict[str, Any]] = json.loads((FOLDER / "regressions.json").read_text("utf-8"))
GUIDES = ("docs/sparql.md", "docs/sparql-fr.md")


def of_kind(kind: str) -> list[str]:
    """Name the cases of a kind, which their names begin with."""
    return [name for name in CASES if name.startswith(f"{kind}-")]


def cell(term: Any) -> str:
    """Write a term shortly; a blank node has no label here."""
    if isinstance(term, NamedNode):
        return term.value.replace(XSD, "xsd:").replace(BASE, ":")
    if isinstance(term, BlankNode):
        return "_"
    if isinstance(term, Triple):
        return f"<<{' '.join(map(cell, (term.subject, term.predicate, term.object)))}>>"
    if isinstance(term, Literal):
        short = {"integer", "decimal", "boolean"}
        kind = term.datatype.value.removeprefix(XSD)
        return term.value if kind in short else str(term).replace(f"<{XSD}{kind}>", f"xsd:{kind}")
    return "-"


def rows(result: Any) -> list[str]:
    """Write a result shortly, in an order of its own."""
    if isinstance(result, QueryBoolean):
        return [str(bool(result)).lower()]
    if isinstance(result, QueryTriples):
        found = ((each.subject, each.predicate, each.object) for each in result)
        return sorted(" | ".join(map(cell, each)) for each in found)
    assert isinstance(result, QuerySolutions)
    return sorted(" | ".join(map(cell, row)) for row in result)


def loaded(data: str) -> Store:
    """Return a store of a text in TriG."""
    store = Store()
    store.load((PREFIXES + data).encode(), RdfFormat.TRIG, base_iri=BASE)
    return store


def with_declarations(text: str) -> str:
    """Put the declarations of all cases before a text; what comes before them there stays in front."""
    return text[:1] + PREFIXES + text[1:] if text.startswith("\ufeff") else PREFIXES + text


def answer(data: str, query: str, update: str = "") -> list[str]:
    """Return the rows of a query as they are given here: with all rules."""
    store = loaded(data)
    if update:
        text = with_prefixes_first(with_plain_spaces(PREFIXES + update))
        check_copied_graphs(text, store)
        rewriter = Rewriter(holds_anywhere=partial(is_held, store, None))
        store.update(prepare_update(text, rewriter, BASE).text, custom_functions=dict(FUNCTIONS))
    return rows(evaluate(store, with_declarations(query), base_iri=BASE).result)


def case_answer(case: dict[str, Any], query: str = "query") -> list[str]:
    """Return the rows of a case."""
    return answer(STANDARD["data"][case["data"]], case[query], case.get("update", ""))


def engine_answer(case: dict[str, Any]) -> list[str]:
    """Return the rows that the engine alone gives."""
    store = loaded(STANDARD["data"][case["data"]])
    if "update" in case:
        store.update(PREFIXES + case["update"])
    result = store.query(with_declarations(case["query"]), base_iri=BASE)
    return rows(result)


@pytest.mark.parametrize("name", of_kind("mended"))
def test_what_is_mended_gives_what_the_standard_wants(name: str) -> None:
    """The rows are those of the standard."""
    assert case_answer(CASES[name]) == CASES[name]["rows"]


@pytest.mark.parametrize("name", [each for each in of_kind("mended") if each != "mended-columns"])
def test_what_is_mended_still_has_to_be(name: str) -> None:
    """When this fails, the engine was mended, and a rule can go; of columns, only the order is mended (`test_rules`)."""
    try:
        found = engine_answer(CASES[name])
    except SyntaxError:
        return
    assert found != CASES[name]["rows"]


@pytest.mark.parametrize("name", of_kind("refused"))
def test_what_is_refused_is_refused_by_name(name: str) -> None:
    """The error has the code that the guide names."""
    with pytest.raises(GraphError) as caught:
        case_answer(CASES[name])
    assert caught.value.code == CASES[name]["code"]
    assert all(f"`{caught.value.code}`" in guide_rows(guide)[name] for guide in GUIDES)


@pytest.mark.parametrize("name", of_kind("told"))
def test_what_is_told_is_so(name: str) -> None:
    """A line that no longer holds is taken out of the guide."""
    case = CASES[name]
    if "code" in case:
        with pytest.raises(GraphError) as caught:
            case_answer(case)
        assert caught.value.code == case["code"]
    else:
        assert case_answer(case) == case["rows"] != case.get("standard")


@pytest.mark.parametrize("name", of_kind("quick"))
def test_what_is_made_quick_is_found_by_its_rule(name: str) -> None:
    """The rule changes the text, and the rows are those of the engine alone."""
    case = CASES[name]
    statistics = count_statistics(loaded(STANDARD["data"][case["data"]]))
    prepared = prepare_query(with_declarations(case["query"]), Rewriter(statistics=statistics), BASE, {})
    assert case["rule"] in prepared.rules
    assert case_answer(case) == engine_answer(case) != []


@pytest.mark.parametrize("name", of_kind("slow"))
def test_the_wording_that_helps_gives_the_same_rows(name: str) -> None:
    """So it can be taken in place of the slow one."""
    assert case_answer(CASES[name]) == case_answer(CASES[name], "wording") != []


def guide_rows(name: str) -> dict[str, str]:
    """Return the rows of a guide's tables, by their names."""
    text = (ROOT / name).read_text("utf-8")
    return {
        match[1]: match[0] for match in re.finditer(r'^\| <a id="([\w-]+)"></a>.*\|$', text, re.MULTILINE)
    }


@pytest.mark.parametrize("guide", GUIDES)
def test_every_line_of_the_guide_has_a_case(guide: str) -> None:
    """And every case a line, in the order of the guide; every line has the text of each of its cells."""
    lines = guide_rows(guide)
    assert list(lines) == list(CASES)
    assert all(each.strip() for line in lines.values() for each in line.strip("|").split(" | "))


def test_there_are_regressions() -> None:
    """The file below is not empty, and its names are unique."""
    names = [each["id"] for each in REGRESSIONS]
    assert len(names) > 500
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", REGRESSIONS, ids=[each["id"] for each in REGRESSIONS])
def test_a_right_answer_stays_right(case: dict[str, Any]) -> None:
    """No rule may change the rows of a delicate query."""
    assert answer(case.get("data", ""), case["query"], case.get("update", "")) == case["rows"]
