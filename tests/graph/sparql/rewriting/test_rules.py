"""Tests of graph.sparql.rewriting.rules: what rules make of texts, what they leave alone, and that rows stay."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from graph.errors import GraphSubselect
from graph.settings.parsers import REWRITING_RULES
from graph.sparql.evaluation import evaluate
from graph.sparql.preparation import Preparation
from graph.sparql.rewriting.rules import ALL_RULES, RULES, Rewriter

BASE = "http://a.example/"
PREFIX = "PREFIX : <http://a.example/> "
DATA = """
PREFIX : <http://a.example/>
:d1 a :Dept ; :in :r1 ; :code "34" . :d2 a :Dept ; :in :r1 ; :code "35" . :r1 a :Region .
:t1 a :Town ; :in :d1 ; :also :d1 . :t2 a :Town ; :in :d1 , :u1 . :t3 a :Town ; :in :d2 . :u1 a :Union ; :in :r1 .
:g1 { :t1 :p :t2 . :t2 :p :t3 } :g2 { :t1 :q 1 }
"""


@pytest.fixture(scope="module")
def store() -> Store:
    """Return a small store of towns in départements in regions."""
    found = Store()
    found.load(DATA.encode(), RdfFormat.TRIG)
    return found


def rows(store: Store, text: str, rewriter: Rewriter) -> list[tuple[str, ...]]:
    """Evaluate a query, and return its rows in order."""
    found = evaluate(store, PREFIX + text, base_iri=BASE, preparation=Preparation(rewriter)).result
    assert isinstance(found, QuerySolutions)
    return sorted(tuple(map(str, row)) for row in found)


# Texts, and the rules that change them.
REWRITTEN = {
    "SELECT ?d ?c { ?d a :Dept . { ?c :in ?d ; a :Town } UNION { ?d :in ?c . ?c a :Region } }": "anchors",
    "SELECT ?d ?c { { ?c :in ?d ; a :Town } UNION { ?d :in ?c . ?c a :Region } ?d a :Dept FILTER(?d != :d2) }": "anchors",
    "SELECT ?d ?c { ?d a :Dept . { ?c :in ?d ; a :Town OPTIONAL { ?c :also ?x } } }": "anchors",
    "SELECT ?c { ?c a :Town FILTER NOT EXISTS { ?c :in ?e . ?e a :Union } }": "exists",
    "SELECT ?c { ?c a :Town FILTER EXISTS { ?c :in/:in ?e FILTER(?e != :x) } }": "exists",
    "SELECT ?c (EXISTS { ?c :in [ a :Union ] } AS ?x) { ?c a :Town }": "exists",
    "SELECT ?c { ?c a :Town FILTER EXISTS { ?c :in ?e { ?e a :Union } UNION { ?e :in ?r . ?r a :No } } }": "exists",
    "SELECT ?c (COUNT(*) AS ?n) { ?c a :Town } GROUP BY ?c HAVING(NOT EXISTS { ?c :in ?e . ?e a :Union })": "exists",
    "SELECT ?c { ?c :in ?d . ?d :code ?k FILTER(?k = '34') }": "constants",
    "SELECT ?c ?d { ?c :in ?d FILTER(?d IN (:d1, :r1) && ?c != :t1) }": "constants",
    "SELECT ?s ?t { ?s a/:in* ?t }": "closures",
    "SELECT ?c ?t { ?c a :Town ; :in* ?t }": "closures",
}


@pytest.mark.parametrize(("text", "rule"), REWRITTEN.items())
def test_what_is_made_quick_keeps_its_rows(store: Store, text: str, rule: str) -> None:
    """The rule changes the text, and the rows are those without it."""
    changed = Rewriter((rule,)).query(PREFIX + text)
    assert changed.rules == (rule,)
    assert rows(store, text, Rewriter((rule,))) == rows(store, text, Rewriter(()))
    assert rows(store, text, Rewriter()) == rows(store, text, Rewriter(()))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?d a :Dept . { ?c :in ?e . ?c a :Town } UNION { ?x a :Y . ?x :in ?z } }",  # nothing in common
        "SELECT * { ?d a :Dept . { ?c a :Town ; :n ?m OPTIONAL { ?c :in ?d } FILTER(!BOUND(?d)) } }",
        "SELECT * { ?d a :Dept OPTIONAL { ?c :in ?d . ?c a :Town } }",
        "SELECT * { ?c a :Town FILTER EXISTS { ?c :in ?e } }",
        "SELECT * { ?c a :Town FILTER EXISTS { ?c :in ?e . ?e a ?k VALUES ?k { :Union } } }",
        "SELECT * { ?c :in ?d . ?c :n ?k FILTER(?k = 34) }",  # equal by value
        "SELECT * { ?c :in ?d OPTIONAL { ?d :code ?k } FILTER(?k = '34') }",
        "SELECT DISTINCT * { ?c :in|:also ?d }",
    ],
)
def test_what_has_no_gain_or_no_argument_stays(text: str) -> None:
    """Rules leave alone what they cannot argue for."""
    assert Rewriter(set(ALL_RULES) - {"star"}).query(PREFIX + text).text == PREFIX + text


def test_each_rule_can_be_switched_off() -> None:
    """Without any rule every text stays."""
    for text in REWRITTEN:
        assert Rewriter(()).query(PREFIX + text).text == PREFIX + text
    assert {*REWRITTEN.values()} < RULES.keys()


def test_a_pair_counts_once_for_each_alternative(store: Store) -> None:
    """`p|q` is a union of both, so a pair that both lead to counts twice (section 18.2.2.3)."""
    text = "SELECT (COUNT(*) AS ?n) { :t1 :in|:also ?d }"
    assert "2" in rows(store, text, Rewriter())[0][0]


def test_a_sub_query_in_graph_is_evaluated_graph_by_graph(store: Store) -> None:
    """Each named graph has its own count, that without solutions too (section 18.6)."""
    text = "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(?s) AS ?n) { ?s :p ?o } } }"
    found = {each[0].rpartition("/")[2]: each[1][1] for each in rows(store, text, Rewriter())}
    assert found == {"g1>": "2", "g2>": "0"}
    for columns in ("?s", "*", "?g ?s"):
        with pytest.raises(GraphSubselect) as caught:
            rows(
                store, f"SELECT * {{\n GRAPH ?g {{ SELECT {columns} {{ ?s ?p ?o }} LIMIT 1 }} }}", Rewriter()
            )
        assert caught.value.facts["line"] == 2


def test_a_path_of_no_length_leads_to_what_is_nowhere(store: Store) -> None:
    """A term that no triple holds is reached from itself (section 18.4)."""
    assert rows(store, "SELECT ?s { ?s :in* :nowhere }", Rewriter()) == [("<http://a.example/nowhere>",)]
    assert rows(store, "SELECT ?s { ?s :in* 'nowhere' }", Rewriter()) == [('"nowhere"',)]
    assert rows(store, "SELECT (STR(?s) AS ?n) { ?s :in? 99 }", Rewriter()) == [('"99"',)]
    assert len(rows(store, "SELECT ?d { ?d a :Dept . :nowhere :in* :nowhere }", Rewriter())) == 2
    assert rows(store, "SELECT ?d { ?d a :Dept . :nowhere :in* :elsewhere }", Rewriter()) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?y { GRAPH :h { :a :p* ?y } }",
        "SELECT ?y FROM :h { :a :p* ?y }",
        "SELECT ?y { GRAPH ?g { :a :p* ?y } }",
    ],
)
def test_a_term_of_a_named_graph_is_somewhere(text: str) -> None:
    """A path from a term that a named graph alone holds is followed there."""
    store = Store()
    store.update(PREFIX + "INSERT DATA { GRAPH :h { :a :p :b } }")
    assert len(rows(store, text, Rewriter())) == 2


def test_a_variable_that_is_listed_twice_is_one_column(store: Store) -> None:
    """The grammar lets SELECT name a variable again, also in a sub-query."""
    text = "SELECT ?s ?d ?s { ?s :in ?d { SELECT ?d ?d { ?d a :Dept } } }"
    found = evaluate(store, PREFIX + text, base_iri=BASE).result
    assert isinstance(found, QuerySolutions)
    assert [each.value for each in found.variables] == ["s", "d"]
    assert len(rows(store, "SELECT ?s ?s { ?s a :Dept }", Rewriter())) == 2


def test_columns_come_in_order_of_appearance(store: Store) -> None:
    """`SELECT *` lists the variables as the text names them."""
    found = evaluate(store, PREFIX + "SELECT * { ?z :in ?a . ?a a ?m }", base_iri=BASE).result
    assert isinstance(found, QuerySolutions)
    assert [each.value for each in found.variables] == ["z", "a", "m"]


def test_the_setting_knows_the_rules() -> None:
    """`query_rules_off` takes the name of every rule, and no other."""
    assert REWRITING_RULES == ALL_RULES


@pytest.mark.parametrize("repeated", ["?b + ", "!", "(", "STR(", "-"])
def test_what_is_nested_too_deep_is_left_to_the_engine(repeated: str) -> None:
    """Whatever the depth, it is no error of ours."""
    for depth in (50, 200, 1000, 5000):
        closing = ")" * depth if "(" in repeated else ""
        text = f"SELECT * {{ ?a <x:p> ?b FILTER({repeated * depth}?b{closing}) }}"
        rewritten = Rewriter().query(text)
        assert rewritten.text == text or rewritten.rules
