"""Serve the ontology and the shared lists: documentation for people, RDF for machines, at the same address.

The `Accept` header decides which of the two is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Blueprint, Response, abort

from graph.rdf.terms import Literal, NamedNode, Term, expand, name
from webapp.context import dataset, links, reader
from webapp.http.media_types import HTML
from webapp.http.urls import SUFFIX_BY_FORMAT, split_suffix
from webapp.page_data.descriptions import cards, graph_content
from webapp.presentation.description import Description
from webapp.presentation.vocabulary import VocabularyPresenter
from webapp.responses import chosen_format, page_response, rdf_response, see_other

blueprint = Blueprint("vocabulary", __name__)
_SLUG = re.compile(r"[\w.-]+", re.ASCII)


@blueprint.get("/ns", defaults={"suffix": ""})
@blueprint.get("/ns.<suffix>")
def ontology(suffix: str) -> Response:
    """Show the documentation of the ontology, or send it as RDF."""
    media_type = split_suffix(f"ns.{suffix}")[1] if suffix else ""
    if suffix and not media_type:
        abort(404)
    wanted = media_type or chosen_format()
    content = graph_content(dataset(), "vocab/ns")
    if wanted != HTML:
        return _with_links(rdf_response(content.triples, wanted), "/ns")
    iri = links().vocabulary_iri
    schemes = [
        each.value
        for each in content.nodes(NamedNode(iri), "dcterms:hasPart")
        if each.value.startswith(expand("scheme:"))
    ]
    named = Description(content.triples | cards(dataset(), schemes).triples)
    presenter = VocabularyPresenter(named, reader(), graph_content(dataset(), "vocab/alignments"))
    return _with_links(page_response("vocabulary.html", presenter.ontology_page(iri, schemes)), "/ns")


@blueprint.get("/ns/<version>")
def version(version: str) -> Response:
    """Return a version of the ontology under its version IRI: the one in force; no other is kept."""
    in_force = graph_content(dataset(), "vocab/ns").objects(
        NamedNode(links().vocabulary_iri), "owl:versionInfo"
    )
    stem, media_type = (version, "") if version in _texts(in_force) else split_suffix(version)
    if stem not in _texts(in_force):
        abort(404)
    response = ontology(SUFFIX_BY_FORMAT.get(media_type, "html") if media_type else "")
    response.headers["Content-Location"] = links().data("/ns")
    return response


def _texts(terms: Iterable[Term]) -> set[str]:
    return {each.value for each in terms if isinstance(each, Literal)}


@blueprint.get("/scheme/<scheme>")
def scheme(scheme: str) -> Response:
    """Show the documentation of a shared list, or send it as RDF."""
    stem, media_type = split_suffix(scheme)
    if not _SLUG.fullmatch(stem):
        abort(404)
    content = graph_content(dataset(), f"vocab/{stem}")
    iri = expand(f"scheme:{stem}")
    if name("skos:ConceptScheme") not in content.objects(NamedNode(iri), "rdf:type"):
        abort(404)
    wanted = media_type or chosen_format()
    if wanted != HTML:
        return _with_links(rdf_response(content.triples, wanted), f"/scheme/{stem}")
    page = VocabularyPresenter(content, reader()).scheme_page(iri)
    return _with_links(page_response("vocabulary.html", page), f"/scheme/{stem}")


@blueprint.get("/scheme/<scheme>/<concept>")
def concept(scheme: str, concept: str) -> Response:
    """Redirect from a concept to the list that defines it."""
    concept, media_type = split_suffix(concept)
    if not _SLUG.fullmatch(scheme):
        abort(404)
    wanted = media_type or chosen_format()
    suffix = SUFFIX_BY_FORMAT.get(wanted, "")
    address = (
        links().data(f"/scheme/{scheme}.{suffix}") if suffix else links().page(f"/scheme/{scheme}", concept)
    )
    return see_other(address)


def _with_links(response: Response, path: str) -> Response:
    found = [f'<{links().absolute(links().data(path))}>; rel="canonical"']
    found += [
        f'<{links().data(f"{path}.{suffix}")}>; rel="alternate"; type="{media_type}"'
        for media_type, suffix in SUFFIX_BY_FORMAT.items()
    ]
    response.headers["Link"] = ", ".join(found)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
