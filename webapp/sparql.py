"""The endpoint: the SPARQL protocol for machines, the query page for people.

Spec: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, current_app, request

from graph.answer import SOLUTION_FORMATS, TRIPLE_FORMATS
from graph.errors import GraphError, QuerySyntaxError
from graph.job import Job, Table
from graph.query import read_query
from webapp.collect import graph_sizes
from webapp.description import Text
from webapp.examples import example_groups
from webapp.explain import explain_syntax
from webapp.frame import answering, dataset, language, links, reader
from webapp.links import HTML
from webapp.negotiate import NotAcceptableError, choose_media_type
from webapp.page import Link
from webapp.present_result import SHOWN_ROWS, QueryPage, present_fault, present_table
from webapp.problems import problem_of
from webapp.protocol import ProtocolError, ProtocolRequest, read_request
from webapp.reply import (
    chosen_format,
    document_response,
    is_known_to_client,
    page_response,
    prefers_page,
    problem_response,
    rdf_response,
)
from webapp.service_description import Service, describe_service
from webapp.updates import answer_update, is_update

blueprint = Blueprint("sparql", __name__)

# Plain names of formats that clients commonly ask for; they are answered under the name asked.
_SOLUTION_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_TRIPLE_ALIASES = {
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
_SHORT_NAMES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
}
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, X-Maillage-Snapshot, Content-Length",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


@blueprint.after_request
def allow_every_origin(response: Response) -> Response:
    """Let pages of any site query this endpoint."""
    response.headers.update(_CORS)
    return response


@blueprint.route("/sparql", methods=["OPTIONS"])
def preflight() -> Response:
    """Tell a browser what another site's page may send."""
    return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS, POST", **_PREFLIGHT})


@blueprint.route("/sparql", methods=["GET", "POST"])
def answer() -> Response:
    """Answer a query; without one, give the query page to people and the service description to machines."""
    if request.method != "POST" and not {"query", "update"} & request.args.keys():
        return _introduce()
    if is_update():
        return answer_update()
    try:
        asked = read_request(
            request.method,
            request.query_string.decode("latin-1"),
            request.content_type or "",
            request.get_data(),
        )
    except ProtocolError as error:
        return _refuse(error, request.values.get("query", ""))
    try:
        return _evaluate(asked)
    except (GraphError, NotAcceptableError) as error:
        return _refuse(error, asked.query)


def _introduce() -> Response:
    wanted = chosen_format((*TRIPLE_FORMATS, HTML))
    opened = dataset()
    if wanted == HTML:
        return page_response("query.html", _page(""))
    is_plain = current_app.config["MAILLAGE_IS_PLAIN"]
    service = Service(
        opened.snapshot.base_iri,
        graph_sizes(opened),
        # A plain directory keeps no count: it would cost a reading of everything with each write.
        sum(1 for _ in opened.graph("") or ()) if is_plain else opened.snapshot.triple_count,
        is_plain,
        current_app.config["MAILLAGE_LIMITS"],
        current_app.config["MAILLAGE_FEDERATES"],
    )
    return rdf_response(describe_service(service), wanted)


def _evaluate(asked: ProtocolRequest) -> Response:
    wanted = _wanted_formats()
    table_wanted = HTML in wanted.values()
    job = Job(
        asked.query,
        asked.default_graphs,
        asked.named_graphs,
        solution_format=_SOLUTION_ALIASES.get(wanted["solutions"], wanted["solutions"]),
        triple_format=_TRIPLE_ALIASES.get(wanted["graph"], wanted["graph"]),
        max_rows=SHOWN_ROWS if table_wanted else 0,
    )
    if is_known_to_client(job):
        return Response(status=304)
    result = answering().answer(job, request.remote_addr or "")
    if isinstance(result, Table):
        return page_response("query.html", _result_page(asked.query, result))
    return document_response(result, wanted["graph" if result.form == "graph" else "solutions"], job)


def _wanted_formats() -> dict[str, str]:
    """Choose a format for either kind of result, as its kind is known only once the query was read.

    The address's own word decides, else what the client prefers; "" where it accepts none.
    Raises: NotAcceptableError when it accepts no format of either kind.
    """
    wanted = {
        "solutions": _wanted_format(SOLUTION_FORMATS, _SOLUTION_ALIASES),
        "graph": _wanted_format(TRIPLE_FORMATS, _TRIPLE_ALIASES),
    }
    if not any(wanted.values()):
        offered = (*SOLUTION_FORMATS, *TRIPLE_FORMATS)
        raise NotAcceptableError(request.values.get("format") or request.headers.get("Accept", ""), offered)
    return wanted


def _wanted_format(formats: Mapping[str, object], aliases: Mapping[str, str]) -> str:
    named = request.values.get("format", "")
    if named:
        wanted = _SHORT_NAMES.get(named, named)
        return wanted if wanted in formats else ""
    offered = (*formats, *(each for each in aliases if each not in formats), HTML)
    try:
        return choose_media_type(request.headers.get("Accept"), offered)
    except NotAcceptableError:
        return ""


def _refuse(error: Exception, query: str) -> Response:
    problem = problem_of(error)
    if not prefers_page():
        return problem_response(problem)
    spoken = language()
    detail, hint = problem.detail.say(spoken), problem.hint.say(spoken)
    if isinstance(error, QuerySyntaxError):
        reason = str(error.facts.get("found", ""))
        detail, hint = explain_syntax(query, reason, problem.line, problem.column, reader())
    fault = present_fault(
        problem.title.say(spoken),
        detail,
        hint,
        query,
        line=problem.line,
        column=problem.column,
    )
    return page_response("query.html", replace(_page(query), fault=fault), problem.status)


def _page(query: str) -> QueryPage:
    is_plain = current_app.config["MAILLAGE_IS_PLAIN"]  # the example questions are about what ships
    groups = () if is_plain else example_groups(reader(), dataset().snapshot.base_iri)
    return QueryPage(query, read_query("browse/first_query").text(), groups)


def _result_page(query: str, result: Table) -> QueryPage:
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
