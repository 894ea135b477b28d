"""Serve the SPARQL endpoint: the query page for people, updates, and the service description.

Results for machines never come here: `query_middleware` sends them.

Spec: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, current_app, request

from graph.backends.limitations import MISSING
from graph.backends.protocols import Dataset
from graph.errors import GraphError, PrefixUnknown, QuerySyntaxError
from graph.sparql.named_queries import read_query
from graph.sparql.query_requests import ResultTable
from graph.sparql.results import TRIPLE_FORMATS
from webapp.context import dataset, language, links, query_table, reader
from webapp.http.limits import HEADER as LIMIT_HEADER
from webapp.http.limits import SHOWN_ROWS
from webapp.http.media_types import HTML
from webapp.http.negotiation import NotAcceptableError
from webapp.http.problems import problem_of
from webapp.http.requests import RequestError
from webapp.page_data.descriptions import graph_sizes
from webapp.page_data.example_queries import example_groups
from webapp.presentation.description import Text
from webapp.presentation.query_results import QueryPage, present_fault, present_table
from webapp.presentation.view_models import Link
from webapp.responses import (
    allow_every_origin,
    chosen_format,
    name_limit,
    page_response,
    prefers_page,
    preflight,
    problem_response,
    rdf_response,
)
from webapp.sparql.query_middleware import ENDPOINT_REQUEST, EndpointRequest
from webapp.sparql.service_description import ServiceDescription, describe_service
from webapp.sparql.syntax_help import explain_prefix, explain_syntax, fault_column
from webapp.sparql.updates import answer_update

blueprint = Blueprint("sparql", __name__)
blueprint.after_request(allow_every_origin)


@blueprint.route("/sparql", methods=["OPTIONS"])
def options() -> Response:
    """Return what pages of other sites may send."""
    return preflight("GET, HEAD, OPTIONS, POST")


@blueprint.route("/sparql", methods=["GET", "POST"])
def answer() -> Response:
    """Show a query's result to people, run an update, or introduce the endpoint.

    `query_middleware` has read the request.
    """
    endpoint_request: EndpointRequest = request.environ[ENDPOINT_REQUEST]
    if endpoint_request.operation == "query":
        return _show(endpoint_request)
    return answer_update() if endpoint_request.operation == "update" else _introduce()


def _show(endpoint_request: EndpointRequest) -> Response:
    if isinstance(endpoint_request.error, (GraphError, RequestError, NotAcceptableError)):
        return _refuse(endpoint_request.error, endpoint_request.query)
    if endpoint_request.error is not None:
        raise endpoint_request.error
    assert endpoint_request.query_request is not None
    try:
        result = query_table(endpoint_request.query_request)
    except GraphError as error:
        return _refuse(error, endpoint_request.query)
    response = page_response("query.html", _result_page(endpoint_request.query, result))
    if result.is_cut:
        response.headers[LIMIT_HEADER] = f"query_shown_rows={SHOWN_ROWS}"
    return response


def _introduce() -> Response:
    wanted = chosen_format(tuple(TRIPLE_FORMATS), is_page_first=False)
    opened = dataset()
    if wanted == HTML:
        return page_response("query.html", _page(""))
    is_plain = current_app.config["MAILLAGE_IS_PLAIN"]
    service = ServiceDescription(
        opened.names.base_iri,
        graph_sizes(opened),
        _default_graph_size(opened, is_plain=is_plain),
        is_plain,
        current_app.config["MAILLAGE_LIMITS"],
        current_app.config["MAILLAGE_FEDERATES"],
        MISSING if opened.snapshot is None else {},
        current_app.config["MAILLAGE_OPERATOR"],
    )
    return rdf_response(describe_service(service), wanted)


def _default_graph_size(opened: Dataset, *, is_plain: bool) -> int | None:
    """Count the triples of the default graph, where that is cheap; None elsewhere."""
    if opened.snapshot is None:
        return None
    # A plain directory keeps no count: it would cost a reading of everything with each write.
    return sum(1 for _ in opened.graph("") or ()) if is_plain else opened.snapshot.triple_count


def _refuse(error: Exception, query: str) -> Response:
    problem = problem_of(error)
    if not prefers_page():
        return problem_response(problem)
    page_language = language()
    detail, hint = problem.detail.render(page_language), problem.hint.render(page_language)
    column = problem.column
    if isinstance(error, QuerySyntaxError):
        reason = str(error.facts.get("found", ""))
        column = fault_column(query, problem.line, problem.column)
        detail, hint = explain_syntax(reason, problem.line, column, reader())
    elif isinstance(error, PrefixUnknown):
        detail, hint = explain_prefix(error, reader())
    fault = present_fault(
        problem.title.render(page_language),
        detail,
        hint,
        query,
        line=problem.line,
        column=column,
    )
    page = page_response("query.html", replace(_page(query), fault=fault), problem.status)
    return name_limit(page, problem)


def _page(query: str) -> QueryPage:
    is_plain = current_app.config["MAILLAGE_IS_PLAIN"]  # the example questions are about what ships
    groups = () if is_plain else example_groups(reader(), dataset().names.base_iri)
    return QueryPage(query, read_query("browse/first_query").text(), groups)


def _result_page(query: str, result: ResultTable) -> QueryPage:
    page = _page(query)
    if result.form == "ask":
        return replace(
            page, verdict=result.rows[0][0] == "true", downloads=_downloads(query, ("json", "xml"))
        )
    table = present_table(result, reader())
    if result.form == "graph":
        return replace(page, table=table, downloads=_downloads(query, ("ttl", "jsonld", "nt", "rdf")))
    return replace(page, table=table, downloads=_downloads(query, ("csv", "json", "tsv", "xml")))


def _downloads(query: str, short_names: tuple[str, ...]) -> tuple[Link, ...]:
    words = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}
    return tuple(
        Link(Text(words.get(each, each.upper())), links().sparql(query, result_format=each))
        for each in short_names
    )
