"""Serve all that changes as a Linked Data Event Stream: `/feed`, and the pages that it leads to.

A client reads the pages from the first to the last; when it comes back, it reads again the page that was not full, and those after it.
Full pages may be kept for ever. A deletion is a version of its own, so a copy ends equal to what the graph states.

Spec: https://w3id.org/ldes/specification, https://treecg.github.io/specification/
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import Blueprint, Response, abort, request

from graph.storage.history.reader import HistoryReader
from webapp.harvest.opened_history import opened_history, own_names
from webapp.harvest.stream_pages import StreamNode, StreamPages, envelope_shape
from webapp.harvest.version_documents import FORMATS, WITH_GRAPHS, serialized
from webapp.http.headers import FOR_EVER
from webapp.responses import allow_every_origin, body_response, chosen_data_format

blueprint = Blueprint("event_stream", __name__)
_FOR_A_MINUTE = "public, max-age=60"
_KEPT_PAGES = 16  # of up to a megabyte
_ROOT_FORMATS = ("text/turtle", *(each for each in FORMATS if each != "text/turtle"))


@blueprint.get("/feed")
def stream() -> Response:
    """Return the first node: what the stream is, and where its pages are."""
    media_type = chosen_data_format(_ROOT_FORMATS)
    with opened_history() as history:
        body = serialized(StreamPages(history, own_names()).root_statements(), media_type)
        return _response(body, media_type, _FOR_A_MINUTE)


@blueprint.get("/feed/shape")
def shape() -> Response:
    """Return the shape of what members say of themselves."""
    media_type = chosen_data_format(_ROOT_FORMATS)
    return _response(serialized(envelope_shape(own_names()), media_type), media_type, _FOR_A_MINUTE)


@blueprint.get("/feed/<epoch>/<int:number>")
def page(epoch: str, number: int) -> Response:
    """Return one page of versions."""
    media_type = chosen_data_format(FORMATS)
    with opened_history() as history:
        pages = StreamPages(history, own_names())
        node = _found(history, epoch, pages.page(number))
        if not node.is_full:
            return _response(_written(pages, node, media_type), media_type, _FOR_A_MINUTE)
    return _response(_full_page(node, media_type), media_type, FOR_EVER)


@lru_cache(maxsize=_KEPT_PAGES)
def _full_page(node: StreamNode, media_type: str) -> bytes:
    """Write a full page, which is the same as long as its epoch; the last ones are kept, because many clients read them."""
    with opened_history() as history:
        return _written(StreamPages(history, own_names()), node, media_type)


def _written(pages: StreamPages, node: StreamNode, media_type: str) -> bytes:
    return serialized(pages.page_statements(node, with_graphs=media_type in WITH_GRAPHS), media_type)


@blueprint.get("/feed/<epoch>/group/<int:number>")
def group(epoch: str, number: int) -> Response:
    """Return one group of pages."""
    media_type = chosen_data_format(_ROOT_FORMATS)
    with opened_history() as history:
        pages = StreamPages(history, own_names())
        node = _found(history, epoch, pages.group(number))
        body = serialized(pages.group_statements(node), media_type)
        return _response(body, media_type, FOR_EVER if node.is_full else _FOR_A_MINUTE)


def _found(history: HistoryReader, epoch: str, node: StreamNode | None) -> StreamNode:
    """Return a node that is there: other epochs are other lines of history, whose pages nobody has any more."""
    if node is None or epoch != history.epoch:
        abort(404)
    return node


def _response(body: bytes, media_type: str, cache_control: str) -> Response:
    response = body_response(body, media_type)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = cache_control
    response.make_conditional(request)
    return allow_every_origin(response)
