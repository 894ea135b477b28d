"""Things: their names lead (303) to documents about them, pages for people and RDF for machines.

`/id/…` names a thing, `/doc/…` is the document, `/doc/….ttl` the document in one format. `/doc/…` without a suffix
negotiates as well, and gives the page to clients without a preference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, request

from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sparql.named_queries import NamedQuery, read_query
from webapp.context import dataset, links, reader
from webapp.harvest.mementos import nothing_about, time_links, version_in_force
from webapp.http.media_types import HTML
from webapp.http.urls import FORMAT_BY_SUFFIX, SUFFIX_BY_FORMAT, is_web_address, split_suffix
from webapp.page_data.connections import DERIVED, OF_A_THING, derived_of, nearest, why_joined
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
from webapp.presentation.description import Description, Text
from webapp.presentation.things.citations import Statings
from webapp.presentation.things.page import REFERENCES, ThingPresenter
from webapp.presentation.things.trail import present_trail
from webapp.presentation.view_models import Link
from webapp.responses import chosen_format, page_response, rdf_response, see_other

blueprint = Blueprint("things", __name__)
_LEFT_OUT = BilingualText(
    "{count} énoncés renvoient à cette chose : ce document n’en donne que quelques-uns, la requête de rdfs:seeAlso les donne tous.",
    "{count} statements point to this thing: this document gives a few of them, the query of rdfs:seeAlso gives them all.",
)
_TOO_MANY_DERIVED = BilingualText(
    "Les liens que les règles déduisent pour cette chose sont trop nombreux pour ce document : la requête de rdfs:seeAlso les donne.",
    "The connections that rules derive for this thing are too many for this document: the query of rdfs:seeAlso gives them.",
)
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
    wanted = media_type or chosen_format()
    address = (
        links().thing(iri.value) if wanted == HTML else links().document(iri.value, SUFFIX_BY_FORMAT[wanted])
    )
    response = see_other(address or "")
    _add_links(response, iri.value)
    return response


@blueprint.get("/doc/<path:tail>")
def document(tail: str) -> Response:
    """Describe a thing, in the format of the suffix or in the one preferred."""
    tail, media_type = split_suffix(tail)
    return _document(_thing(tail), NamedNode(links().document_iri(tail)), media_type)


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
    address = NamedNode(links().absolute(links().in_language("").described(iri)))
    return _document(focus, address, FORMAT_BY_SUFFIX.get(suffix, ""))


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
        return nothing_about(focus.value)
    wanted = media_type or chosen_format()
    if wanted == HTML:
        response = _page(focus, description, statings, reference_counts)
    else:
        derived = derived_of(opened, focus)
        about = set(_about(document_iri, focus, description))
        if reference_counts:
            about |= set(
                _left_out(document_iri, focus, _LEFT_OUT, REFERENCES, sum(reference_counts.values()))
            )
        if derived is None:
            about |= set(_left_out(document_iri, focus, _TOO_MANY_DERIVED, DERIVED))
        response = rdf_response({*description.triples, *(derived or ()), *about}, wanted)
        response.headers["Content-Location"] = links().document(focus.value, SUFFIX_BY_FORMAT[wanted])
    _add_links(response, focus.value)
    return response


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


def _about(document_iri: NamedNode, focus: NamedNode, description: Description) -> Iterator[Triple]:
    """Describe the document: what it is about, and under which licences it may be reused.

    Nothing of the snapshot: a document that a write does not touch stays the same, byte for byte.
    """
    yield Triple(document_iri, name("rdf:type"), name("foaf:Document"))
    yield Triple(document_iri, name("foaf:primaryTopic"), focus)
    yield Triple(document_iri, name("dcterms:isPartOf"), dataset().names.dataset)
    for contribution in description.subjects("rdf:type", name("mai:Contribution")):
        yield Triple(document_iri, name("prov:wasDerivedFrom"), contribution)
        for licence in description.nodes(contribution, "dcterms:license"):
            yield Triple(document_iri, name("dcterms:license"), licence)


def _left_out(
    document_iri: NamedNode, focus: NamedNode, words: BilingualText, query_name: str, count: int = 0
) -> Iterator[Triple]:
    """Describe what a document leaves out of all that points to its thing, and which query gives it."""
    asked = read_query(query_name)
    here = links().base_iri.removesuffix(links().prefix)
    query = NamedNode(here + links().in_language("").sparql(asked.text({"focus": focus})))
    yield Triple(document_iri, name("rdfs:seeAlso"), query)
    for each in LANGUAGES:
        said = words.render(each, count=count)
        yield Triple(document_iri, name("rdfs:comment"), Literal(said, language=each))
        yield Triple(query, name("rdfs:label"), Literal(asked.question.render(each), language=each))


def _add_links(response: Response, iri: str) -> None:
    """Add the headers that name each format, and the thing that the document describes."""
    page = links().data_page(iri)
    found = [
        f'<{links().absolute(links().page_of(iri) or page)}>; rel="canonical"',
        f'<{page}>; rel="describedby"',
    ]
    found += [
        f'<{links().document(iri, suffix)}>; rel="alternate"; type="{media_type}"'
        for media_type, suffix in SUFFIX_BY_FORMAT.items()
    ]
    found += time_links(iri)
    found.append(f'<{iri}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"')
    response.headers["Link"] = ", ".join(found)
