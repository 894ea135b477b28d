"""Things: their names lead (303) to documents about them, pages for people and RDF for machines.

`/id/…` names a thing, `/doc/…` is the document, `/doc/….ttl` the document in one format. `/doc/…` without a suffix
negotiates as well, and gives the page to clients without a preference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, request

from graph.i18n import BilingualText
from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import NamedQuery, read_query
from webapp.context import dataset, links, reader
from webapp.documents.gone import successor_of
from webapp.documents.things import ThingDocument, connections_address, has_connections, name_links
from webapp.harvest.mementos import nothing_about, time_links, version_in_force
from webapp.http.media_types import HTML
from webapp.http.urls import FORMAT_BY_SUFFIX, SUFFIX_BY_FORMAT, is_web_address, split_suffix
from webapp.page_data.connections import OF_A_THING, nearest, why_joined
from webapp.page_data.descriptions import (
    describe_thing,
    queries_behind,
    statings_of,
    triples_of,
)
from webapp.page_data.feeds import has_feed
from webapp.page_data.large_things import (
    ReferenceCounts,
    count_references,
    describe_ends,
    sample_of,
    statings_of_sample,
)
from webapp.page_data.listings import listed
from webapp.page_data.received_files import received_file
from webapp.page_data.thing_extras import more_of, shortcut_of
from webapp.pages.thing_documents import (
    CONNECTIONS,
    connections_response,
    data_format,
    format_of_thing,
    gone_response,
    moved,
    profile_parameter,
    thing_response,
)
from webapp.presentation.description import Description, Text
from webapp.presentation.things.citations import Statings
from webapp.presentation.things.page import ThingPresenter
from webapp.presentation.things.trail import present_trail
from webapp.presentation.view_models import Link
from webapp.responses import page_response, see_other

blueprint = Blueprint("things", __name__)
_RECEIVED = BilingualText(
    "{name}, tel que reçu (SHA-256 {sha256}…)",
    "{name}, as it was received (SHA-256 {sha256}…)",
)


@blueprint.get("/id/<path:tail>")
def see_document(tail: str) -> Response:
    """Redirect from a thing to the document about it, in the format preferred."""
    tail, media_type = split_suffix(tail)
    iri = _thing(tail)
    if not dataset().mentions(iri):
        return nothing_about(iri.value)
    successor = successor_of(dataset(), iri)
    if successor is not None:
        return moved(successor.value)
    wanted = media_type or format_of_thing()
    address = links().thing(iri.value) or ""
    if wanted != HTML:
        suffix = SUFFIX_BY_FORMAT[data_format(wanted)]
        address = links().document(iri.value, suffix) + profile_parameter(wanted)
    response = see_other(address)
    response.headers["Vary"] += ", Accept-Profile"
    response.headers["Link"] = ", ".join([*name_links(links(), iri.value), *time_links(iri.value)])
    return response


@blueprint.get("/doc/<path:tail>")
def document(tail: str) -> Response:
    """Describe a thing, in the format of the suffix or in the one preferred."""
    tail, media_type = split_suffix(tail)
    iri, document_iri = _thing(tail), NamedNode(links().document_iri(tail))
    of = tail.removesuffix(CONNECTIONS)
    if of != tail and not dataset().mentions(iri):
        return connections_response(_thing(of), document_iri, media_type)
    return _also_by_date(_document(iri, document_iri, media_type))


@blueprint.get("/described")
def described() -> Response:
    """Describe a thing whose own address is elsewhere, as others are described."""
    iri, suffix = request.args.get("iri", ""), request.args.get("format", "")
    if suffix and suffix not in FORMAT_BY_SUFFIX:
        abort(404)
    if links().is_own(iri):
        return see_other(links().thing(iri) or "")
    try:
        focus = NamedNode(iri)
    except ValueError:
        abort(404)
    if not is_web_address(iri):
        abort(404)
    media_type = FORMAT_BY_SUFFIX.get(suffix, "")
    if request.args.get("part") == "connections":
        address = links().absolute(connections_address(links(), iri))
        return connections_response(focus, NamedNode(address), media_type)
    address = links().absolute(links().in_language("").described(iri))
    return _also_by_date(_document(focus, NamedNode(address), media_type))


def _also_by_date(response: Response) -> Response:
    """Add that a document depends on the date that is requested, for caches (RFC 7089, section 4.1)."""
    response.vary.add("Accept-Datetime")
    return response


def _document(focus: NamedNode, document_iri: NamedNode, media_type: str) -> Response:
    """Describe a thing, in a format or in the one preferred; or lead to what was said of it at the date that is named."""
    before = version_in_force(focus.value)
    if before is not None:
        return before
    opened = dataset()
    reference_counts = count_references(opened, focus)
    if reference_counts:
        sample = sample_of(opened, focus, reference_counts)
        statings = statings_of_sample(opened, focus, sample)
        description = describe_ends(opened, focus, sample, statings)
    else:
        statings = statings_of(opened, focus)
        description = describe_thing(opened, focus, statings)
    if focus not in description and not any(description.references(focus)):
        return gone_response(focus, document_iri, media_type)
    if not description.nodes(focus, "rdf:type") and description.one(focus, "dcterms:isReplacedBy"):
        successor = successor_of(opened, focus)
        if successor is not None:
            return moved(links().page_of(successor.value) or successor.value)
    wanted = media_type or format_of_thing()
    if wanted == HTML:
        response = _page(focus, description, statings, reference_counts)
        response.headers["Link"] = ", ".join([*name_links(links(), focus.value), *time_links(focus.value)])
        return response
    connections = None
    if has_connections(description, focus):
        connections = NamedNode(links().absolute(connections_address(links(), focus.value)))
    document = ThingDocument(document_iri, focus, description, opened.names.dataset, connections)
    return thing_response(document, wanted, sum(reference_counts.values()))


def _thing(tail: str) -> NamedNode:
    """Return the thing at an address; None where the address cannot be an IRI."""
    try:
        return NamedNode(links().thing_iri(tail))
    except ValueError:
        abort(404)


def _page(
    focus: NamedNode, description: Description, statings: Statings, reference_counts: ReferenceCounts
) -> Response:
    opened, context = dataset(), reader()
    presenter = ThingPresenter(
        focus,
        description,
        statings,
        context,
        reference_counts=reference_counts,
        listed=listed(opened, focus.value, reference_counts),
    )
    nearby = nearest(opened, focus.value, description.kind(focus), context) or why_joined(
        opened, description, focus, context
    )
    asked = (
        *queries_behind(description, focus, is_crowded=bool(reference_counts)),
        *([read_query(OF_A_THING)] if nearby else []),
    )
    page = presenter.page(
        more=more_of(opened, focus, description, context),
        nearby=nearby,
        queries=tuple(_query_link(each, focus) for each in asked),
    )

    kind = description.kind(focus)
    containers = Description(triples_of(opened, "browse/thing_trail", {"focus": focus}))
    page = replace(
        page,
        formats=(*page.formats, *_received_link(focus)),
        trail=present_trail(focus, kind, containers, context),
        is_abridged=description.has_long_text(),
        feed_href=context.links.feed(focus.value) if has_feed(kind) else "",
        shortcut=shortcut_of(opened, focus, description, context),
    )
    return page_response("thing.html", page)


@blueprint.get("/received/<path:tail>")
def received(tail: str) -> Response:
    """Return a contribution as it was received, byte for byte."""
    found = received_file(dataset(), _thing(tail), current_app.config["MAILLAGE_DATA_DIR"])
    if found is None:
        abort(404)
    # Whatever it holds, a browser saves it and shows nothing.
    response = Response(found.path.read_bytes(), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    response.last_modified = found.received_at
    response.set_etag(found.sha256)
    return response


def _received_link(focus: NamedNode) -> Iterator[Link]:
    """Yield the link to the file that brought a contribution, where it is kept."""
    found = received_file(dataset(), focus, current_app.config["MAILLAGE_DATA_DIR"])
    if found is not None:
        words = _RECEIVED.render(reader().language, name=found.name, sha256=found.sha256[:12])
        yield Link(Text(words), links().received(focus.value))


def _query_link(query: NamedQuery, focus: NamedNode) -> Link:
    return Link(Text(query.question.render(reader().language)), links().sparql(query.text({"focus": focus})))
