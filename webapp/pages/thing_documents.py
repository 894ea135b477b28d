"""Send the RDF documents of a thing: what is said of it, the connections that rules derive, and what became of it when it is gone.

`things` decides what is wanted; this writes it in the format and in the profile that the client asks for.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, request

from graph.i18n import BilingualText
from graph.rdf.terms import NamedNode, Triple
from webapp.context import dataset, links
from webapp.documents.alignments import aligned, alignment_with
from webapp.documents.contexts import Context, context_of, own_terms
from webapp.documents.framing import frame
from webapp.documents.gone import removal_of, successor_of, tombstone
from webapp.documents.shapes import shapes_of
from webapp.documents.things import (
    ThingDocument,
    connections_address,
    document_links,
    has_connections,
    left_out,
    link,
    name_links,
)
from webapp.harvest.mementos import nothing_about, time_links
from webapp.http.media_types import HTML
from webapp.http.profiles import ACTIVITY_STREAMS, JSON_LD, Profile, choose_profile
from webapp.http.urls import FORMAT_BY_SUFFIX, SUFFIX_BY_FORMAT
from webapp.page_data.connections import DERIVED, derived_of
from webapp.page_data.descriptions import names_of
from webapp.pages.shapes import CONTEXT
from webapp.presentation.things.page import REFERENCES
from webapp.responses import (
    allow_every_origin,
    chosen_format,
    rdf_bytes,
    rdf_bytes_response,
    rdf_response,
    see_other,
)

CONNECTIONS = "/connections"
ACTIVITY_JSON = "application/activity+json"
_MOST_NAMED = 300  # things whose names a document of connections holds
_LEFT_OUT = BilingualText(
    "{count} énoncés renvoient à cette chose : ce document n’en donne que quelques-uns, la requête de rdfs:seeAlso les donne tous.",
    "{count} statements point to this thing: this document gives a few of them, the query of rdfs:seeAlso gives them all.",
)
_TOO_MANY_DERIVED = BilingualText(
    "Les liens que les règles déduisent pour cette chose sont trop nombreux pour ce document : la requête de rdfs:seeAlso les donne.",
    "The connections that rules derive for this thing are too many for this document: the query of rdfs:seeAlso gives them.",
)


def thing_response(document: ThingDocument, wanted: str, reference_count: int) -> Response:
    """Build the response to who asks for the RDF about a thing.

    Args:
        document: What it holds.
        wanted: The format, as `format_of_thing` gives it.
        reference_count: How many statements point to the thing, where the document leaves out some; else 0.
    """
    media_type = data_format(wanted)
    about = set(document.statements())
    if reference_count:
        about |= set(left_out(document.iri, document.focus, _LEFT_OUT, REFERENCES, links(), reference_count))
    profile = _profile(wanted)
    triples = {*document.description.triples, *about}
    response = _written(document.focus, triples, about, media_type, profile)
    iri = document.focus.value
    classes = (getattr(each, "value", "") for each in document.description.nodes(document.focus, "rdf:type"))
    shapes = [links().data(f"/shapes/{each}") for each in shapes_of(dataset(), classes)]
    found = [*name_links(links(), iri), *time_links(iri), *document_links(document, links(), shapes, profile)]
    response.headers["Link"] = ", ".join(found)
    response.headers["Content-Location"] = links().document(iri, SUFFIX_BY_FORMAT[media_type]) + (
        _parameter(profile, is_first=links().is_own(iri)) if profile is not None else ""
    )
    if wanted == ACTIVITY_JSON:
        response.headers["Content-Type"] = wanted
    return response


def _written(
    focus: NamedNode, triples: set[Triple], about: set[Triple], media_type: str, profile: Profile | None
) -> Response:
    """Write a document in a format, after a profile where there is one; what is said of the document stays as it is."""
    if profile is None:
        response = rdf_response(triples, media_type)
    elif profile.namespace:
        translated = aligned(triples, focus, alignment_with(dataset(), profile.namespace)) | about
        response = _framed_or_plain(focus, translated, media_type, context_of(profile))
    else:
        address = links().absolute(links().data(CONTEXT))
        response = _framed_or_plain(focus, triples, media_type, own_terms(dataset(), address))
    response.headers["Vary"] = "Accept, Accept-Profile"
    if profile is not None:
        response.headers["Content-Profile"] = f"<{profile.iri}>"
        if media_type == JSON_LD:
            response.headers["Content-Type"] = f'{JSON_LD};profile="{profile.iri}"'
    return response


def _framed_or_plain(focus: NamedNode, triples: set[Triple], media_type: str, context: Context) -> Response:
    if media_type != JSON_LD:
        return rdf_bytes_response(rdf_bytes(triples, media_type), media_type)
    return rdf_bytes_response(frame(focus, triples, context).encode(), media_type)


def connections_response(focus: NamedNode, document_iri: NamedNode, media_type: str) -> Response:
    """Build the response to who asks for the connections that rules derive for a thing.

    They are apart from what is said of it, so that a derivation changes the ETag of this document alone.
    """
    opened = dataset()
    named = names_of(opened, [focus.value])
    if not has_connections(named, focus):
        abort(404)
    wanted = media_type or chosen_format()
    if wanted == HTML:
        return see_other(links().connections(focus.value))
    derived = derived_of(opened, focus)
    triples = set(ThingDocument(document_iri, focus, named, opened.names.dataset).statements())
    if derived is None:
        triples |= set(left_out(document_iri, focus, _TOO_MANY_DERIVED, DERIVED, links()))
    ends = {
        each.object.value
        for each in derived or ()
        if each.subject == focus and isinstance(each.object, NamedNode)
    }
    if len(ends) <= _MOST_NAMED:
        named = names_of(opened, sorted({focus.value, *ends}))
    response = rdf_response({*triples, *named.triples, *(derived or ())}, wanted)
    iri = focus.value
    alternates = [
        link(connections_address(links(), iri, suffix), "alternate", type=each)
        for suffix, each in FORMAT_BY_SUFFIX.items()
    ]
    canonical = link(document_iri.value, "canonical")
    response.headers["Link"] = ", ".join(
        [canonical, link(links().data_page(iri), "describedby"), *alternates]
    )
    response.headers["Content-Location"] = connections_address(links(), iri, SUFFIX_BY_FORMAT[wanted])
    return response


def gone_response(focus: NamedNode, document_iri: NamedNode, media_type: str) -> Response:
    """Build the response to who asks for a thing that is not described: where it leads, that it is gone, or nothing of it."""
    successor = successor_of(dataset(), focus)
    if successor is not None:
        return moved(links().thing(successor.value) or successor.value)
    removal = removal_of(dataset(), focus)
    if removal is None:
        return nothing_about(focus.value)
    wanted = data_format(media_type or format_of_thing())
    if wanted == HTML:
        abort(410)
    response = rdf_response(tombstone(removal, document_iri), wanted)
    response.status_code = HTTPStatus.GONE
    response.headers["Link"] = ", ".join(time_links(focus.value))
    return response


def moved(address: str) -> Response:
    """Redirect for good from what was merged into something else."""
    return allow_every_origin(Response(status=301, headers={"Location": address, "Vary": "Accept"}))


def format_of_thing() -> str:
    """Choose between the page and the formats of a thing, among them the media type of Activity Streams.

    Raises:
        NotAcceptableError: The client accepts none of them.
    """
    return chosen_format((*FORMAT_BY_SUFFIX.values(), ACTIVITY_JSON))


def data_format(wanted: str) -> str:
    """Return the format of RDF that a media type stands for."""
    return JSON_LD if wanted == ACTIVITY_JSON else wanted


def profile_parameter(wanted: str) -> str:
    """Return what a redirection adds to the address of a document: the profile that was asked for, if one was."""
    profile = _profile(wanted)
    return _parameter(profile, is_first=True) if profile is not None else ""


def _parameter(profile: Profile, *, is_first: bool) -> str:
    return f"{'?' if is_first else '&'}profile={profile.token}"


def _profile(wanted: str) -> Profile | None:
    """Choose the profile; the media type of Activity Streams stands for one."""
    named = request.args.get("profile", "")
    if wanted == ACTIVITY_JSON and not named:
        return ACTIVITY_STREAMS
    headers = request.headers
    return choose_profile(
        named, headers.get("Accept-Profile", ""), headers.get("Accept", ""), data_format(wanted)
    )
