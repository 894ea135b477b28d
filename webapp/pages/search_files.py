"""Serve all that a search finds as a file: a table (CSV, XLSX), RDF (Turtle, JSON-LD), or the SPARQL that gives it.

The address is that of the search page with a suffix. What is long is sent as it is read; a workbook is written first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from flask import Blueprint, Response, abort, request

from graph.rdf.statement_stream import STREAMED
from graph.rdf.terms import NamedNode
from webapp.context import dataset, language, links, reader
from webapp.http.headers import content_type_of
from webapp.http.limits import EXPORTED_ROWS
from webapp.http.requests import RequestError
from webapp.http.search_address import SearchAddress, read_search
from webapp.http.urls import FORMAT_BY_SUFFIX
from webapp.page_data import search as page_data
from webapp.page_data.export_rows import ExportReader
from webapp.page_data.export_statements import StatementReader
from webapp.page_data.search_queries import query_behind
from webapp.presentation.search.export_about import ExportAbout
from webapp.presentation.search.export_files import csv_pieces, workbook_file
from webapp.presentation.search.export_table import (
    COLUMNS,
    SNAPSHOT_WIDTH,
    ExportRow,
    cells_of,
    titles,
)
from webapp.responses import StreamedResponse, allow_every_origin

blueprint = Blueprint("search_files", __name__)
_TABLES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_RDF = {suffix: media for suffix, media in FORMAT_BY_SUFFIX.items() if media in STREAMED}
_QUERY = "application/sparql-query"
_PIECE_BYTES = 1 << 16
blueprint.after_request(allow_every_origin)


@blueprint.get("/search.<suffix>")
def search_file(suffix: str) -> Response:
    """Return all that a search finds, in the format of the suffix."""
    address = read_search(request.args, links().base_iri)
    if suffix == "rq":
        query = query_behind(dataset(), address, reader(), most=page_data.MOST_NAMED)
        return _described(Response(query, content_type=content_type_of(_QUERY)), address, suffix)
    if suffix not in _TABLES and suffix not in _RDF:
        abort(404)
    found = page_data.find_all(dataset(), address, language(), most=EXPORTED_ROWS)
    if found.total > EXPORTED_ROWS:
        raise RequestError("export-too-large", str(found.total), limit=("export_rows", str(EXPORTED_ROWS)))
    response = _table(found, address, suffix) if suffix in _TABLES else _statements(found, suffix)
    for licence in found.licences:
        response.headers.add("Link", f'<{licence}>; rel="license"')
    return _described(response, address, suffix)


def _table(found: page_data.AllFound, address: SearchAddress, suffix: str) -> Response:
    opened, context = dataset(), reader()
    rows = ExportReader(opened, context.language).rows(found.iris)
    number = opened.snapshot.number if opened.snapshot else 0
    if suffix == "csv":
        body = csv_pieces(titles(context), cells_of(rows, number, context))
        return StreamedResponse(_begun(body), content_type="text/csv; charset=utf-8; header=present")
    about = ExportAbout(opened.snapshot, found.total, links().absolute(links().search(address)), context)
    file = workbook_file(
        titles(context),
        (*(each.width for each in COLUMNS), SNAPSHOT_WIDTH),
        cells_of(_noted(rows, about), number, context),
        about.lines(),
        about.sheet_names(),
    )
    response = StreamedResponse(_pieces(file), content_type=_TABLES[suffix])
    response.content_length = _size(file)
    response.call_on_close(file.close)
    return response


def _statements(found: page_data.AllFound, suffix: str) -> Response:
    document = NamedNode(links().absolute(request.full_path.rstrip("?")))
    statements = StatementReader(dataset(), document)
    body = STREAMED[_RDF[suffix]](chain([statements.about()], statements.batches(found.iris)))
    return StreamedResponse(_begun(body), content_type=content_type_of(_RDF[suffix]))


def _noted(rows: Iterable[ExportRow], about: ExportAbout) -> Iterator[ExportRow]:
    """Yield the rows, noting their licences for the sheet that follows them."""
    for each in rows:
        about.note(each)
        yield each


def _begun(body: Iterator[bytes]) -> Iterator[bytes]:
    """Read the first piece at once, so that what goes wrong there is answered as an error."""
    return chain([next(body, b"")], body)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _size(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _described(response: Response, address: SearchAddress, suffix: str) -> Response:
    opened = dataset()
    number = opened.snapshot.number if opened.snapshot else 0
    name = f"maillage-{address.slug(links().base_iri)}-{number}.{suffix}"
    how = "inline" if suffix == "rq" else "attachment"
    response.headers.set("Content-Disposition", how, filename=name)
    response.headers.add("Link", f'<{links().search(address)}>; rel="describedby"; type="text/html"')
    response.headers["Vary"] = "Accept-Language"
    if suffix not in _RDF:
        response.headers["Content-Language"] = language()
    return response
