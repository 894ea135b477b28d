"""Random queries are valid, mostly have an answer, and are read back as they were written."""

from __future__ import annotations

import pytest

from tests.fuzzing.answers import accepts
from tests.fuzzing.comparing import Verdict
from tests.fuzzing.language.printing import query_text
from tests.fuzzing.language.reading import read_query
from tests.fuzzing.language.reading_terms import UnreadError
from tests.fuzzing.running import RunOptions, cases, run
from tests.fuzzing.templates.registry import TEMPLATES

QUERIES = 400


@pytest.mark.parametrize("template", TEMPLATES)
def test_most_have_an_answer(template: str) -> None:
    """A comparison of nothing with nothing holds no rule; and the engine takes nearly all queries."""
    report = run(RunOptions(template, QUERIES, examples=0), lambda _text, _random, _world: None)
    assert report.not_empty > QUERIES / 2
    assert report.verdicts[Verdict.ORIGINAL_REFUSED] < QUERIES / 50


@pytest.mark.parametrize("template", TEMPLATES)
def test_queries_are_read_as_they_are_written(template: str) -> None:
    """The text of a query means to the reader what the query means, by the algebra."""
    decided = 0
    for case in cases(RunOptions(template, QUERIES // 4)):
        again = read_query(query_text(case.query))
        expected, found = case.comparer.expected(case.query), case.comparer.expected(again)
        assert (expected is None) == (found is None)
        decided += expected is not None
        assert expected is None or (found is not None and accepts(expected, found)), query_text(case.query)
    assert decided > QUERIES / 8


@pytest.mark.parametrize(
    "words",
    [
        ";", ",", "[ ", "[]", "_:x", "UNION", "OPTIONAL", "MINUS", "BIND", "VALUES", "UNDEF", "GRAPH ?g", "GRAPH :g1",
        "FILTER(NOT EXISTS", "FILTER(EXISTS", "IN (", "||", "&&", "BOUND", "SELECT DISTINCT", "GROUP BY", "HAVING", "SUM(",
        "AVG(", "MIN(", "MAX(", "SAMPLE(", "GROUP_CONCAT(", "COUNT(*)", "BNODE()", "ASK", "CONSTRUCT", "ORDER BY",
        "IF(", "* ", "+ ", "? ", "!(", "^",
    ],
)  # fmt: skip
def test_everything_occurs(words: str, written: str) -> None:
    """What rules look at is among the queries of any shape."""
    assert words in written


@pytest.fixture(scope="module")
def written() -> str:
    """Write many queries."""
    return "\n".join(query_text(each.query) for each in cases(RunOptions("any", 1_500)))


@pytest.mark.parametrize(
    "text", ["DESCRIBE <a:a>", "SELECT * { ?s ?p (1 2) }", "SELECT * { SERVICE <a:a> {} }", "SELECT"]
)
def test_what_is_unknown_is_not_read(text: str) -> None:
    """The reader does not guess."""
    with pytest.raises(UnreadError):
        read_query(text)
