"""Check the queries over the whole dataset: each lets its valid case pass and refuses its invalid one."""

import re
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from graph.rdf.terms import prefixes

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BASE = "https://exemple.test/"
CHECKS = sorted((ROOT / "queries" / "check").glob("*_violation.rq"))


def rows(check: Path, case: str) -> list[list[str]]:
    """Run a check over one case."""
    store = Store()
    path = HERE / "check" / check.stem / f"{case}.trig"
    store.load(path=str(path), format=RdfFormat.TRIG, base_iri=BASE)
    solutions = store.query(check.read_text("utf-8"), prefixes=dict(prefixes()), base_iri=BASE)
    assert isinstance(solutions, QuerySolutions)
    return [[str(value) for value in solution] for solution in solutions]


def header(check: Path) -> dict[str, str]:
    """Read a query's header."""
    return dict(re.findall(r"^#\+ (\w+): (.+)$", check.read_text("utf-8"), re.MULTILINE))


def test_checks_are_there() -> None:
    """The folder is not empty, and each check has a valid and an invalid case."""
    assert {check.stem for check in CHECKS} == {path.name for path in (HERE / "check").iterdir()}
    assert CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_valid_case_gives_no_row(check: Path) -> None:
    """A dataset in order gives no row."""
    assert rows(check, "valid") == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_invalid_case_gives_the_rows_it_announces(check: Path) -> None:
    """A dataset out of order gives as many rows as its first line says."""
    first_line = (HERE / "check" / check.stem / "invalid.trig").read_text("utf-8").splitlines()[0]
    announced = int(re.sub(r"\D", "", first_line))
    assert announced > 0
    assert len(rows(check, "invalid")) == announced


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_header_tells_what_people_need(check: Path) -> None:
    """Each check has a summary, both messages, a severity, its variables, and no prefix of its own."""
    text = check.read_text("utf-8")
    assert {"summary", "message_fr", "message_en", "severity", "answers"} <= header(check).keys()
    assert header(check)["severity"] == "violation"
    assert "PREFIX" not in text
    projection = re.search(r"^SELECT (?:DISTINCT )?(.+) WHERE", text, re.MULTILINE)
    assert projection
    assert projection[1].replace("?", "").split() == header(check)["answers"].split(", ")
