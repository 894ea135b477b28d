"""What a place answers to strangers: every form, complete or not at all, within its limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.backends.factory import open_backend
from graph.errors import (
    EngineFailed,
    GraphError,
    NoFormatFits,
    QuerySyntaxError,
    ResultLimitExceeded,
    RowsCutByEngine,
    ServiceRefused,
    TimeLimitExceeded,
    UpdateRefused,
    WorkerLost,
)
from graph.runtime.priority_budget import PriorityBudget
from graph.sparql.query_requests import QueryRequest
from tests.contract.conftest import JSON, Place
from tests.contract.engines import ROW_CAP, SLOWEST_S

MANY = 3 * ROW_CAP
SMALL = "@prefix e: <http://e/> . e:a e:p e:b , 1 . e:b e:p 2 ."


@pytest.fixture(scope="module")
def many(place: Place) -> str:
    """Put a graph of more triples than some engines give at once."""
    graph = "http://contract.test/many"
    place.put(graph, "".join(f"<http://e/s{each}> <http://e/p> {each} .\n" for each in range(MANY)))
    return graph


def test_select_gives_its_rows(place: Place, graph: str) -> None:
    """Rows, columns and order are those of the query."""
    place.put(graph, SMALL)
    text = (
        f"SELECT ?s ?n {{ GRAPH <{graph}> {{ ?s <http://e/p> ?n FILTER(ISNUMERIC(?n)) }} }} ORDER BY DESC(?n)"
    )
    assert place.ask(text, solutions="text/csv").split() == ["s,n", "http://e/b,2", "http://e/a,1"]


def test_ask_gives_a_verdict(place: Place, graph: str) -> None:
    """True for what is there, false for what is not."""
    place.put(graph, SMALL)
    for value, verdict in ((1, "true"), (9, "false")):
        text = f"ASK {{ GRAPH <{graph}> {{ ?s <http://e/p> {value} }} }}"
        assert f'"boolean":{verdict}' in place.ask(text, solutions=JSON).replace(" ", "")


def test_construct_and_describe_give_triples(place: Place, graph: str) -> None:
    """CONSTRUCT fills its template, DESCRIBE tells of the thing."""
    place.put(graph, SMALL)
    made = place.ask(
        f"CONSTRUCT {{ ?o <http://e/q> ?s }} {{ GRAPH <{graph}> {{ ?s <http://e/p> ?o FILTER(ISIRI(?o)) }} }}"
    )
    assert made == "<http://e/b> <http://e/q> <http://e/a> .\n"
    assert "<http://e/b>" in place.ask(f"DESCRIBE <http://e/a> FROM <{graph}>")


def test_the_datasets_of_query_and_protocol_are_heard(place: Place, graph: str) -> None:
    """FROM and default-graph-uri give the same rows, and named-graph-uri those under GRAPH."""
    place.put(graph, SMALL)
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s <http://e/p> ?o }"
    told = place.ask(text.replace("WHERE", f"FROM <{graph}> WHERE"), solutions="text/csv")
    assert told.split() == ["n", "3"]
    assert place.ask(text, solutions="text/csv", default_graphs=(graph,)) == told
    inside = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s <http://e/p> ?o } }"
    assert place.ask(inside, solutions="text/csv", named_graphs=(graph,)) == told


def test_relative_names_are_of_the_base(place: Place, graph: str) -> None:
    """A relative IRI begins where all names here begin."""
    place.put(graph, "<http://contract.test/id/x> <http://e/p> 1 .")
    assert "true" in place.ask(f"ASK {{ GRAPH <{graph}> {{ <id/x> ?p ?o }} }}", solutions=JSON)


def test_a_long_query_is_answered_as_a_short_one(place: Place, graph: str) -> None:
    """Tens of thousands of letters are no address any more."""
    place.put(graph, SMALL)
    listed = " ".join(f"<http://e/none/{each}>" for each in range(1500))
    text = f"SELECT ?o {{ GRAPH <{graph}> {{ ?s <http://e/p> ?o FILTER(?s IN (<http://e/b>, {', '.join(listed.split())})) }} }}"
    assert len(text) > 30_000
    assert place.ask(text, solutions="text/csv").split() == ["o", "2"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * {", QuerySyntaxError),
        ("define get:soft 'soft' SELECT * { ?s ?p ?o }", QuerySyntaxError),
        ("INSERT DATA { <http://e/a> <http://e/p> 1 }", UpdateRefused),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", ServiceRefused),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", ServiceRefused),
        ("ASK {" + "{" * 100_000 + "}" * 100_000 + "}", WorkerLost),
    ],
)
def test_what_is_no_query_here_is_refused_by_name(place: Place, text: str, error: type[GraphError]) -> None:
    """The same error everywhere: no other engine's dialect, no updates, nothing sent on."""
    with pytest.raises(error):
        place.ask(text)


def test_a_fault_of_syntax_has_its_place(place: Place) -> None:
    """Line and column are of the text as it was sent."""
    with pytest.raises(QuerySyntaxError) as caught:
        place.ask("SELECT *\nWHERE { ?s ?p }")
    told = caught.value.facts
    assert (str(told["line"]), str(told["column"])) == ("2", "16")


def test_a_format_that_cannot_be_is_refused(place: Place) -> None:
    """No Turtle of a verdict."""
    with pytest.raises(NoFormatFits):
        place.ask("ASK {}", solutions="")


def test_many_rows_come_all_or_not_at_all(place: Place, many: str) -> None:
    """A result is complete; where the engine cuts it, there is none."""
    text = f"SELECT ?s {{ GRAPH <{many}> {{ ?s ?p ?o }} }}"
    if place.engine is not None and place.engine.caps_rows:
        with pytest.raises(RowsCutByEngine):
            place.ask(text)
    else:
        assert len(set(place.ask(text).split()[1:])) == MANY


def test_what_an_engine_would_cut_can_be_read_in_pages(place: Place, many: str) -> None:
    """As many rows as were asked are complete, and as many more from there on."""
    found: set[str] = set()
    for offset in range(0, MANY, ROW_CAP // 2):
        text = (
            f"SELECT ?o {{ GRAPH <{many}> {{ ?s ?p ?o }} }} ORDER BY ?o LIMIT {ROW_CAP // 2} OFFSET {offset}"
        )
        rows = place.ask(text, solutions="text/csv").split()[1:]
        assert len(rows) == ROW_CAP // 2
        found.update(rows)
    assert len(found) == MANY


def test_many_triples_come_all_or_not_at_all(place: Place, many: str) -> None:
    """A CONSTRUCT is complete, or there is none; below what the engine cuts it is."""
    whole = f"CONSTRUCT {{ ?o0 ?p ?s }} {{ GRAPH <{many}> {{ ?s ?p ?o }} BIND(IRI(CONCAT('http://e/o', STR(?o))) AS ?o0) }}"
    if place.engine is not None and place.engine.caps_rows:
        with pytest.raises(RowsCutByEngine):
            place.ask(whole)
    else:
        assert len(set(place.ask(whole).splitlines())) == MANY
    half = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{many}> {{ ?s ?p ?o FILTER(?o < {ROW_CAP - 500}) }} }}"
    assert len(set(place.ask(half).splitlines())) == ROW_CAP - 500


def test_a_table_shows_its_rows_and_tells_that_there_are_more(place: Place, many: str) -> None:
    """A person sees as many rows as fit, wherever the engine cuts."""
    shown = place.table(f"SELECT ?s ?p ?o {{ GRAPH <{many}> {{ ?s ?p ?o }} }} # all", 100)
    assert (shown.columns, len(shown.rows), shown.is_cut) == (("s", "p", "o"), 100, True)


def test_a_result_has_a_size_that_it_cannot_pass(place: Place, many: str) -> None:
    """Past the limit there is an error instead of a part."""
    backend = open_backend(replace(place.settings, query_result_bytes=20_000))
    try:
        with pytest.raises(ResultLimitExceeded):
            backend.query_service.answer(
                QueryRequest(
                    f"SELECT * {{ GRAPH <{many}> {{ ?s ?p ?o }} }} LIMIT 1900", solution_format=JSON
                ),
                "stranger",
            )
    finally:
        backend.close()


def test_an_endless_query_ends_in_time(place: Place, many: str) -> None:
    """With an error, long before the engine would have worked on it for as long as it may; and the next one is answered."""
    limit_s = 2.0
    backend = open_backend(
        replace(place.settings, query_timeout_s=limit_s), priority_budget=PriorityBudget(is_wanted=False)
    )
    join = " ".join(f"?s{each} ?p{each} ?o{each} ." for each in range(3))
    endless = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{many}> {{ {join} FILTER(?o0 * ?o1 < ?o2) }} }}"
    engine = place.engine
    before_s = engine.processor_s if engine else 0.0
    try:
        with pytest.raises((TimeLimitExceeded, EngineFailed)):
            backend.query_service.answer(QueryRequest(endless, solution_format=JSON), "stranger")
        if engine:
            assert engine.processor_s - before_s < SLOWEST_S / 2
        place.ask("ASK {}", solutions=JSON)
    finally:
        backend.close()
