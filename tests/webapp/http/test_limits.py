"""Tests of webapp.http.limits: a refusal for a limit names the limit, and the limit is one that is documented."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.errors import (
    GraphError,
    MemoryLimitExceeded,
    QueryQueueFull,
    ResultLimitExceeded,
    RowLimitExceeded,
    SourceTooDeep,
    SourceTooLarge,
    TangledBlankNodes,
    TimeLimitExceeded,
    UnknownQuery,
    UpdateTooDeep,
    WriteTimeout,
)
from graph.resources import shipped_files
from graph.settings import Settings
from graph.sparql.named_queries import read_query
from webapp.http.limits import HEADER, NAME_BY_ERROR, OWN_QUERY_ROWS, body_limit, limit_of
from webapp.http.problems import problem_of
from webapp.sparql.limits import limits_of


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (TimeLimitExceeded(limit_s=30.0), "query_timeout_s", 30.0),
        (MemoryLimitExceeded(limit_bytes="2147483648"), "query_memory_bytes", 2147483648),
        (ResultLimitExceeded(limit_bytes=1000), "query_result_bytes", 1000),
        (QueryQueueFull(limit=64), "query_queue", 64),
        (QueryQueueFull(limit=24, limit_name="request_places"), "request_places", 24),
        (WriteTimeout(limit_s=120.0), "write_timeout_s", 120.0),
        (SourceTooLarge(path="x", limit_bytes=9, setting="MAILLAGE_WRITE_MAX_BYTES"), "write_max_bytes", 9),
        (SourceTooDeep(path="x", found="x", limit=32), "source_nested_terms", 32),
        (TangledBlankNodes(path="x", limit_s=20.0), "naming_timeout_s", 20.0),
        (UpdateTooDeep(found="x", limit=500), "update_brackets", 500),
        (RowLimitExceeded(name="x", limit=80), "own_query_rows", 80),
    ],
)
def test_a_refusal_names_its_limit(error: GraphError, name: str, value: float) -> None:
    """By its name and its value, as a number."""
    assert problem_of(error).as_members("en")["limit"] == {"name": name, "value": value}


def test_a_refusal_for_another_reason_names_none() -> None:
    """No member is added."""
    assert limit_of(UnknownQuery(name="x")) is None
    assert "limit" not in problem_of(UnknownQuery(name="x")).as_members("fr")


def test_every_limit_that_is_named_is_described() -> None:
    """The service description and the reference list the same."""
    known = {each.name for each in limits_of(Settings())}
    named = {*NAME_BY_ERROR.values(), body_limit(1)[0], body_limit(2 << 20)[0], "request_parameters"}
    assert named <= known


def test_the_highest_limit_of_rows_is_that_of_a_query() -> None:
    """It is written by hand beside the others."""
    shipped = [read_query(path.removesuffix(".rq")) for path, _ in shipped_files("queries", ".rq")]
    assert max(each.max_rows or 0 for each in shipped) == OWN_QUERY_ROWS


def test_over_http(client: FlaskClient, browser: FlaskClient) -> None:
    """A header for programs and pages alike; a table that is cut has one as well."""
    many = "&".join(["a=b"] * 1001)
    for asking in (client, browser):
        answer = asking.get(f"/atlas/sparql?query=ASK%7B%7D&{many}")
        assert (answer.status_code, answer.headers[HEADER]) == (413, "request_parameters=1000")
    query = "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } }"
    page = browser.get("/atlas/sparql", query_string={"query": query})
    assert (page.status_code, page.headers[HEADER]) == (200, "query_shown_rows=500")
    assert HEADER not in browser.get("/atlas/sparql", query_string={"query": f"{query} LIMIT 500"}).headers
