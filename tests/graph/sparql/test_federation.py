"""Tests of graph.sparql.federation and graph.sparql.service_clauses: whom a query asks, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store

from graph.errors import (
    QuerySyntaxError,
    ServiceFailed,
    ServiceNotListed,
    ServiceRefused,
    ServiceUnclear,
    UpdateRefused,
)
from graph.sparql.evaluation import evaluate
from graph.sparql.federation import FUNCTIONS, ServiceEndpoints, evaluate_services
from graph.sparql.query_requests import ResultDocument
from graph.sparql.service_clauses import ServiceCall

LISTED = "http://far.example/sparql"
OTHER = "http://other.example/sparql"
BASE = "http://here.example/"
NEAR = "INSERT DATA { <x:a> <x:p> 1 . <x:c> <x:p> 2 }"
FAR = 'INSERT DATA { <x:a> <x:label> "loin"@fr . <x:b> <x:label> "b" . _:z <x:knows> <x:a> . _:z <x:knows> _:z }'
JSON = "application/sparql-results+json"


class Far:
    """Endpoints elsewhere that all hold the same graph; `asked` keeps what came."""

    def __init__(self) -> None:
        """Fill it."""
        self.asked: list[ServiceCall] = []
        self._store = Store()
        self._store.update(FAR)

    def __call__(self, call: ServiceCall) -> ResultDocument:
        """Answer a call."""
        self.asked.append(call)
        if call.iri == OTHER:
            raise ServiceFailed(found=call.iri, reason="HTTP 500")
        found = self._store.query(call.query)
        assert isinstance(found, QuerySolutions)
        content = found.serialize(format=QueryResultsFormat.JSON)
        assert content is not None
        return ResultDocument("select", JSON, len(content), content)


def answers(text: str, ask: Callable[[ServiceCall], ResultDocument]) -> list[tuple[str, ...]] | bool:
    """Evaluate a query here with the far endpoints at hand."""
    near = Store()
    near.update(NEAR)
    plain = evaluate_services(text, BASE, ServiceEndpoints((LISTED, OTHER), ask))
    result = evaluate(near, plain, base_iri=BASE, functions=FUNCTIONS).result
    if isinstance(result, QueryBoolean):
        return bool(result)
    return sorted(tuple("" if each is None else each.value for each in row) for row in result)  # type: ignore[union-attr]


Rows = list[tuple[str, ...]]
TOLD: list[tuple[str, Rows | bool]] = [
    (f"SELECT ?s ?n ?l {{ ?s <x:p> ?n SERVICE <{LISTED}> {{ ?s <x:label> ?l }} }}", [("x:a", "1", "loin")]),
    (
        "PREFIX e: <http://far.example/> SELECT ?s ?l { ?s <x:p> ?n OPTIONAL { SERVICE SILENT e:sparql { ?s ?q ?l } } }",
        [("x:a", "loin"), ("x:c", "")],
    ),
    ("BASE <http://far.example/a/> SELECT ?l { SERVICE <../sparql> { <x:a> <x:label> ?l } }", [("loin",)]),
    (
        "SELECT ?s { ?s <x:p> ?n FILTER EXISTS { seRvice<http://far.ex\\u0061mple/sparql>{ ?s ?q ?l } } }",
        [("x:a",)],
    ),
    (f"SELECT ?s {{ ?s <x:p> ?n MINUS {{ SERVICE <{LISTED}> {{ ?s ?q ?l }} }} }}", [("x:c",)]),
    (
        f"SELECT ?s ?l {{ ?s <x:p> ?n {{ SELECT ?s ?l {{ SERVICE # no }}\n <{LISTED}> {{ ?s ?q ?l }} }} }} }}",
        [("x:a", "loin")],
    ),
    (f"SELECT ?s ?l {{ ?s <x:p> ?n SERVICE SILENT <{OTHER}> {{ ?s ?q ?l }} }}", [("x:a", ""), ("x:c", "")]),
    (f"SELECT * {{ SERVICE SILENT <{OTHER}> {{ <x:a> ?q ?l }} }}", [("", "")]),
    (f'ASK {{ SERVICE <{LISTED}> {{ <x:a> <x:label> "loin"@fr }} }}', True),
    (f"ASK {{ SERVICE <{LISTED}> {{ <x:a> <x:label> 'no }}' }} }}", False),
    (
        f"SELECT (COUNT(?o) AS ?n) {{ SERVICE <{LISTED}> {{ ?s <x:knows> ?o }} FILTER(isBlank(?s)) }}",
        [("2",)],
    ),
    (
        f"SELECT * {{ SERVICE <{LISTED}> {{ ?s <x:knows> <x:a> }} SERVICE <{LISTED}> {{ ?s <x:knows> ?s }} }}",
        [],
    ),
    (
        f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{LISTED}> {{ ?s <x:knows> ?o }} FILTER(?s = ?o) }}",
        [("1",)],
    ),
    (f"SELECT ?l {{ ?s <x:p> 1SERVICE <{LISTED}> {{ ?s <x:label> ?l }} }}", [("loin",)]),
    ("SELECT ?service { ?service <x:p> 1 ; ?any 'SERVICE \\u0041'. } # SERVICE <x>", []),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_the_endpoints_solutions_join_ours(text: str, expected: Rows | bool) -> None:  # noqa: FBT001  a verdict
    """As if they were written in the query: joined, optional, excluded, silent, blank nodes each its own."""
    assert answers(text, Far()) == expected


REFUSED: list[tuple[str, type[Exception]]] = [
    ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", ServiceNotListed),
    ("SELECT * { SERVICE SILENT <http://far.example/sparql/> { ?s ?p ?o } }", ServiceNotListed),
    ("SELECT * { SERVICE <http://far.example/sparql?> { ?s ?p ?o } }", ServiceNotListed),
    ("SELECT * { SERVICE <HTTP://far.example/sparql> { ?s ?p ?o } }", ServiceNotListed),
    ("SELECT * { SERVICE <sparql> { ?s ?p ?o } }", ServiceNotListed),
    (f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p ?o SERVICE <http://127.0.0.1/> {{}} }} }}", ServiceNotListed),
    (f"SELECT * {{ SERVICE <{LISTED}> {{}} SERVICE <http://127.0.0.1/> {{ ?s ?p ?o }} }}", ServiceNotListed),
    ("PREFIX e: <http://127.0.0.1/> SELECT * { SERVICE e:sparql { ?s ?p ?o } }", ServiceNotListed),
    ("BASE <http://127.0.0.1/> SELECT * { SERVICE </sparql> { ?s ?p ?o } }", ServiceNotListed),
    (
        "PREFIX e: <http://far.example/> PREFIX e: <http://127.0.0.1/> SELECT * { SERVICE e:sparql {} }",
        ServiceNotListed,
    ),
    (f"SELECT * {{ VALUES ?e {{ <{LISTED}> }} SERVICE ?e {{ ?s ?p ?o }} }}", ServiceUnclear),
    (f"SELECT * {{ BIND(<{LISTED}> AS ?e) SERVICE SILENT $e {{ ?s ?p ?o }} }}", ServiceUnclear),
    (f"SELECT * {{ SERVICE <{LISTED}> {{ SERVICE ?e {{ ?s ?p ?o }} }} }}", ServiceUnclear),
    (f"SELECT * {{ S\\u0045RVICE <{LISTED}> {{ ?s ?p ?o }} }}", ServiceUnclear),
    (f'SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p "\\u0022 }} }} }}', ServiceUnclear),
    (f"SELECT * {{ SERVICE <{LISTED}> ?s ?p ?o }}", ServiceUnclear),
    ("PREFIX : <http://far.example/sparql> SELECT * { SERVICE:{ ?s ?p ?o } }", ServiceUnclear),
    ("SELECT * { SERVICE undeclared:e { ?s ?p ?o } }", ServiceUnclear),
    ("SELECT * { SERVICE", ServiceUnclear),
    (f"SELECT * {{ {f'SERVICE <{LISTED}> {{ ?s ?p ?o }} ' * 11} }}", ServiceUnclear),
    (f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p }} }}", QuerySyntaxError),
    (f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p ?o }}", QuerySyntaxError),
    (f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{LISTED}> {{ ?s ?p ?o }} }}", UpdateRefused),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_nobody_is_asked_by_a_query_that_is_refused(text: str, error: type[Exception]) -> None:
    """An endpoint of the list opens the door to no other, and the whole query is read before the first call."""
    far = Far()
    with pytest.raises(error):
        answers(text, far)
    assert far.asked == []


def test_without_a_list_every_service_is_refused() -> None:
    """The text is left as it is, and evaluating it refuses it."""
    text = f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p ?o }} }}"
    assert evaluate_services(text, BASE, ServiceEndpoints((), Far())) == text
    with pytest.raises(ServiceRefused):
        evaluate(Store(), text, base_iri=BASE)


def test_a_call_carries_the_declarations_that_it_needs() -> None:
    """Prefixes of the pattern, as full IRIs, and the base of relative ones; not the rest of the query."""
    far = Far()
    text = (
        "BASE <http://b.example/> PREFIX x: <x:> PREFIX r: <r#> PREFIX no: <http://no.example/> SELECT * "
        f"{{ ?secret x:p ?n SERVICE <{LISTED}> {{ ?s x:label ?l ; r:one <two> }} }}"
    )
    assert answers(text, far) == []
    assert far.asked == [
        ServiceCall(
            LISTED,
            "BASE <http://b.example/> PREFIX x: <x:> PREFIX r: <http://b.example/r#> "
            "SELECT * { ?s x:label ?l ; r:one <two> }",
        )
    ]


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("text/html", b"<html/>"),
        (JSON, b"{"),
        (JSON, b""),
        (JSON, b'{"head": {}, "boolean": true}'),
        (JSON, b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "x:a"}}'),
    ],
)
def test_what_is_no_result_is_a_failure(media_type: str, content: bytes) -> None:
    """A page, half a result, a verdict: none passes for an empty result."""
    with pytest.raises(ServiceFailed):
        answers(
            f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p ?o }} }}",
            lambda _: ResultDocument("select", media_type, len(content), content),
        )


def test_variables_that_were_not_asked_for_are_left_out() -> None:
    """An endpoint cannot bind what its pattern does not name."""
    content = b"""{"head": {"vars": ["s", "n"]}, "results": {"bindings": [
        {"s": {"type": "uri", "value": "x:a"}, "n": {"type": "literal", "value": "no"}}]}}"""
    document = ResultDocument("select", JSON, len(content), content)
    text = f"SELECT ?s ?n ?o {{ ?s <x:p> ?n SERVICE <{LISTED}> {{ ?s ?q ?o }} }}"
    assert answers(text, lambda _: document) == [("x:a", "1", "")]
