"""Every way a request can fail."""

from __future__ import annotations

import pytest

from graph.errors import GraphError, QuerySyntaxError, SnapshotMissing, StatementUnwritable
from graph.rdf.terms import NamedNode, Triple
from graph.settings import Settings
from webapp.app import create_app
from webapp.http.negotiation import NotAcceptableError
from webapp.http.problems import (
    PROTOCOL_DETAILS,
    STATUS_BY_ERROR,
    STATUS_BY_PROTOCOL_CODE,
    TITLES,
    problem_of,
    problem_with_status,
)
from webapp.http.requests import RequestError
from webapp.responses import rdf_response


@pytest.mark.parametrize("error", STATUS_BY_ERROR)
def test_each_row_has_a_title_in_both_languages(error: type[Exception]) -> None:
    """No row of the table lacks its title."""
    title = TITLES[STATUS_BY_ERROR[error]]
    assert title.fr != title.en


@pytest.mark.parametrize("code", PROTOCOL_DETAILS)
def test_each_protocol_error_is_told(code: str) -> None:
    """A malformed request is told in both languages, with what was found."""
    problem = problem_of(RequestError(code, "found"))
    assert problem.status in (400, 401, 403, 405, 410, 411, 413, 415, 429)
    assert problem.detail.fr != problem.detail.en
    assert "{" not in problem.detail.fr + problem.detail.en


def test_no_code_is_forgotten() -> None:
    """The table of statuses names only codes that are told."""
    assert STATUS_BY_PROTOCOL_CODE.keys() <= PROTOCOL_DETAILS.keys()


def test_a_syntax_error_keeps_its_place() -> None:
    """Line and column stand in the document."""
    members = problem_of(QuerySyntaxError(line=2, column=9, found="x")).as_members("en")
    assert (members["status"], members["line"], members["column"]) == (400, 2, 9)
    assert members["detail_fr"] != members["detail_en"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SnapshotMissing(path="x"), 503),
        (NotAcceptableError("a", ("b",)), 406),
        (GraphError(), 500),
        (KeyError("x"), 500),
    ],
)
def test_statuses(error: Exception, status: int) -> None:
    """Known errors have their status; an unknown one is our fault and tells nothing."""
    problem = problem_of(error)
    assert problem.status == status
    assert "x" not in problem.detail.en.split() or status != 500


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 418, 500, 501, 503])
def test_any_status_can_be_told(status: int) -> None:
    """A status without a row still gets a title."""
    assert problem_with_status(status).title.fr


def test_a_format_that_cannot_write_a_triple_as_a_value_is_not_acceptable(settings: Settings) -> None:
    """JSON-LD has no triple terms: 406 and the formats that have them, no fault of ours."""
    node = NamedNode("https://data.example.org/atlas/id/x")
    triple = Triple(node, node, Triple(node, node, node))
    with create_app(settings).test_request_context("/"), pytest.raises(StatementUnwritable) as refused:
        rdf_response([triple], "application/ld+json")
    assert problem_of(refused.value).status == 406
    assert "Turtle" in problem_of(refused.value).hint.en
