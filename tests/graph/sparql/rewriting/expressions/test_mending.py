"""Tests of graph.sparql.rewriting.expressions.mending: functions and aggregates as the standard has them."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from graph.errors import (
    AggregateMisplaced,
    AggregateNested,
    BlankNodeLabel,
    PatternInvalid,
    ReplacementInvalid,
)
from graph.sparql.evaluation import evaluate
from graph.sparql.rewriting.rules import Rewriter

BASE = "http://a.example/"
PREFIX = "PREFIX : <http://a.example/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
DATA = """
PREFIX : <http://a.example/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:a :g 1 ; :v 1 . :b :g 1 ; :v 2 . :c :g 1 . :d :g 2 . :e :g 3 ; :v "x" . :f :g 3 ; :v 3 .
:h :g 4 ; :v "s"@fr, "2020-01-01"^^xsd:date .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    """Return four groups: with a gap, without values, of two kinds, of dates and texts."""
    found = Store()
    found.load(DATA.encode(), RdfFormat.TURTLE)
    return found


def value(text: str) -> str | None:
    """Return what an expression gives, as a literal's characters; None for none."""
    found = evaluate(Store(), f"{PREFIX} SELECT ({text} AS ?r) {{}}", base_iri=BASE).result
    assert isinstance(found, QuerySolutions)
    cell = next(found)["r"]
    return None if cell is None else cell.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('REPLACE("75056", "^(..)(...)$", "$1_$2")', "75_056"),
        ('REPLACE("abc", "b", "\\\\$")', "a$c"),
        ('REPLACE("ab", "(a)", "$12")', "a2b"),
        ('REPLACE("a.b", ".", "$1", "q")', "a$1b"),
        ('REPLACE("aa", "(a)\\\\1", "x")', "x"),
        ('REPLACE("Aa"@fr, "(a)\\\\1", "x", "i")', "x"),
        ('REGEX("abab", "(ab)\\\\1")', "true"),
        ('REGEX("x", "^\\\\i\\\\c*$")', "true"),
        ('REGEX("a", "[a-z-[aeiou]]")', "false"),
        ('REGEX("&", "[a&&b]")', "true"),
        ('REGEX("ἀ", "\\\\p{IsGreek}")', "false"),
        ('REGEX("abc", "^\\\\w{1,20}$")', "true"),
        ('REGEX("hello world", "hello[ ]world", "x")', "true"),
        ('"2020-01-31"^^xsd:date + "P1M"^^xsd:yearMonthDuration', "2020-02-29"),
        ('"2020-01-31"^^xsd:date + "P1D"^^xsd:dayTimeDuration', "2020-02-01"),
        ('"P1M"^^xsd:duration + "2020-01-15T00:00:00Z"^^xsd:dateTime', "2020-02-15T00:00:00Z"),
        ('"P1D"^^xsd:dayTimeDuration * 2', "P2D"),
        ("9223372036854775807 + 1", "9223372036854775808"),
        ("3000000000 * 4000000000", "12000000000000000000"),
        ("100000000000000000000 > 1", "true"),
        ("1 / 3 * 1.5", "0.5"),
        ("1 + 2 * 3", "7"),
        ('xsd:integer(" 5 ")', "5"),
        ('SUBSTR("foobar", 2.0)', "oobar"),
        ("1 / 0", None),
        ('"a" + 1', None),
        ('REGEX("a", "a"@en)', None),
        ('REPLACE("abc", "b", "x"@en)', None),
        ('"2020-01-01"^^xsd:date - "2020-01-01T00:00:00"^^xsd:dateTime', None),
    ],
)  # fmt: skip
def test_functions_mean_what_the_standard_says(text: str, expected: str | None) -> None:
    """Each gives what XPath gives; what has no value there has none here."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        ("SUM(?v)", ["3", "0", None, None]),
        ("AVG(?v)", ["1.5", "0", None, None]),
        ("COUNT(?v + 1)", ["2", "0", "1", "0"]),
        ("COUNT(DISTINCT ?v * 0)", ["1", "0", "1", "0"]),
        ("MAX(?v)", ["2", None, "x", ...]),
        ("MIN(?v)", ["1", None, ..., ...]),
        ("SAMPLE(?v)", ["1", None, ..., ...]),
    ],
)
def test_gaps_are_skipped_and_errors_are_not_counted(
    store: Store, aggregate: str, expected: list[object]
) -> None:
    """A row without a value is skipped; a type error empties the cell of a sum, as the W3C tests have it."""
    text = f"SELECT ?g ({aggregate} AS ?r) {{ ?s :g ?g OPTIONAL {{ ?s :v ?v }} }} GROUP BY ?g ORDER BY ?g"
    found = evaluate(store, PREFIX + text, base_iri=BASE).result
    cells = [row["r"] and row["r"].value for row in found]  # type: ignore[index, union-attr]
    assert len(cells) == len(expected)
    assert all(each is ... or cell == each for cell, each in zip(cells, expected, strict=True))


@pytest.mark.parametrize("aggregate", ["MAX", "MIN", "SAMPLE"])
def test_what_stands_for_a_gap_is_no_value(aggregate: str) -> None:
    """Of blank nodes and gaps, one of the blank nodes is given, and none that was made."""
    store = Store()
    store.load(b"<x:a> <x:g> 1 ; <x:v> _:b . <x:c> <x:g> 1 .", RdfFormat.TURTLE)
    text = f"SELECT ({aggregate}(?v) AS ?r) {{ ?s <x:g> 1 OPTIONAL {{ ?s <x:v> ?v }} }}"
    (stored,) = store.quads_for_pattern(None, NamedNode("x:v"), None)
    for _ in range(20):
        (row,) = evaluate(store, text, base_iri=BASE).result  # type: ignore[misc]
        assert row["r"] == stored.object


def test_group_concat_joins_the_strings_of_all_values(store: Store) -> None:
    """Numbers, dates and texts of any language are joined as strings (section 18.5.1.7)."""
    text = "SELECT ?g (GROUP_CONCAT(?v; SEPARATOR=', ') AS ?r) { ?s :g ?g OPTIONAL { ?s :v ?v } } GROUP BY ?g ORDER BY ?g"
    found = evaluate(store, PREFIX + text, base_iri=BASE).result
    cells = [str(row["r"]).strip('"') for row in found]  # type: ignore[index, union-attr]
    assert [sorted(each.split(", ")) for each in cells] == [["1", "2"], [""], ["3", "x"], ["2020-01-01", "s"]]


def test_labels_of_blank_nodes_live_for_one_solution(store: Store) -> None:
    """One label gives one node for each row; one label twice in a row gives one node."""
    found = list(
        evaluate(
            store, PREFIX + 'SELECT (BNODE("a") AS ?x) (BNODE("a") AS ?y) { ?s :g 1 }', base_iri=BASE
        ).result
    )  # type: ignore[arg-type]
    assert len({row["x"].value for row in found}) == 3  # type: ignore[index]
    assert all(row["x"] == row["y"] for row in found)  # type: ignore[index]
    with pytest.raises(BlankNodeLabel):
        evaluate(store, 'SELECT * { BIND(BNODE("a") AS ?x) BIND(BNODE("a") AS ?y) }', base_iri=BASE)


def test_an_alias_may_be_used_again(store: Store) -> None:
    """A later column of an aggregate query may name an earlier one (section 18.2.4.4)."""
    (row,) = evaluate(
        store, PREFIX + "SELECT (COUNT(*) AS ?n) (?n * 2 AS ?m) { ?s :g ?g }", base_iri=BASE
    ).result
    assert [each.value for each in row] == ["7", "14"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('SELECT (REPLACE("abc", "b", "$x") AS ?r) {}', ReplacementInvalid),
        ('SELECT (REGEX("a(", "a(") AS ?r) {}', PatternInvalid),
        ('SELECT (REGEX("a", "\\\\0") AS ?r) {}', PatternInvalid),
        ("SELECT (SUM(COUNT(*)) AS ?r) { ?s ?p ?o }", AggregateNested),
        ("SELECT (COUNT(*) AS ?n) { ?s <x:p>|<x:q> ?o FILTER(COUNT(?o) > 1) }", AggregateMisplaced),
        (
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o OPTIONAL { ?o ?q ?x BIND(COUNT(?x) AS ?c) } }",
            AggregateMisplaced,
        ),
        ("SELECT (MAX(?o) AS ?n) { ?s ?p ?o } GROUP BY (COUNT(?s))", AggregateMisplaced),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(text: str, error: type[Exception]) -> None:
    """The error says where, and what was found."""
    with pytest.raises(error) as caught:
        evaluate(Store(), text, base_iri=BASE)
    assert caught.value.facts["line"] == 1 and text[caught.value.facts["column"] - 1 :].startswith(
        ('"', "COUNT")
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("'abc'", "REPLACE({}, '(.)$', '$1x')", "abc" + 10 * "x"),
        ("'abc'", "REPLACE({}, IF(true, '$', ''), IF(true, 'x', ''))", "abc" + 10 * "x"),
        ("'^'", "REPLACE('a', {}, CONCAT('', '^'))", "^"),
        ("'x'", "REPLACE('ab', CONCAT('b', '$'), {})", "a" * 10 + "x"),
        ("true", "REGEX(STR({}), CONCAT('t', 'rue'))", "true"),
        ("'a'", "STR(REGEX('true', {}))", "false"),
        ("1", "ABS({} + STRLEN('a'))", "11"),
    ],
)
def test_what_is_nested_ten_times_stays_short(text: str, part: str, expected: str) -> None:
    """What is evaluated grows as what was written does, and means the same."""
    for _ in range(10):
        text = part.format(text)
    written = f"SELECT ({text} AS ?r) {{}}"
    assert len(Rewriter().query(written).text) < 4 * len(written) + 40_000
    assert value(text) == expected
