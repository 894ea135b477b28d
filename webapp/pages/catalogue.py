"""Serve the catalogue (DCAT): the dataset of this deployment, its present state, and the services that give it.

For programs alone; a browser is led to the home page. The dataset's own IRI leads here.

Spec: https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, request

from graph.rdf.terms import NamedNode, Triple, name
from graph.sources.shipped_vocabulary import catalogue_terms
from graph.storage.dumps.offer import list_dumps
from webapp.context import dataset, links
from webapp.http.media_types import HTML
from webapp.http.urls import FORMAT_BY_SUFFIX, SUFFIX_BY_FORMAT
from webapp.page_data.descriptions import graph_content
from webapp.page_data.dump_listing import distribution_triples
from webapp.page_data.licences import licence_counts
from webapp.page_data.operator import Operator, describe_operator
from webapp.responses import allow_every_origin, chosen_format, rdf_response, see_other

blueprint = Blueprint("catalogue", __name__)
_PUBLISHED = ("catalog", "sparql", "graphs", "api", "oai", "reconcile")


@blueprint.get("/dataset")
def see_catalogue() -> Response:
    """Redirect from the dataset to its description."""
    wanted = chosen_format(is_page_first=False)
    return see_other(
        links().home() if wanted == HTML else links().data(f"/catalog.{SUFFIX_BY_FORMAT[wanted]}")
    )


@blueprint.get("/catalog", defaults={"suffix": ""})
@blueprint.get("/catalog.<suffix>")
def catalogue(suffix: str) -> Response:
    """Return the catalogue in the format of the suffix, or in the one preferred."""
    if suffix and suffix not in FORMAT_BY_SUFFIX:
        abort(404)
    wanted = FORMAT_BY_SUFFIX[suffix] if suffix else chosen_format(is_page_first=False)
    if wanted == HTML:
        return see_other(links().home())
    response = rdf_response(_catalogue(), wanted)
    response.headers["Content-Location"] = links().data(f"/catalog.{SUFFIX_BY_FORMAT[wanted]}")
    g.pop("dataset")  # it changes without another snapshot, when a dump is written
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return allow_every_origin(response)


def _catalogue() -> set[Triple]:
    opened = dataset()
    held = set(graph_content(opened, "vocab/catalogue").triples)
    state = graph_content(opened, "catalog").triples
    described = opened.names.dataset
    base_iri = opened.names.base_iri
    operator: Operator = current_app.config["MAILLAGE_OPERATOR"]
    published = (described.value, *(f"{base_iri}/{each}" for each in _PUBLISHED))
    latest = (
        ()
        if current_app.config["MAILLAGE_IS_REMOTE"]
        else list_dumps(current_app.config["MAILLAGE_DATA_DIR"])[:1]
    )
    files = (each for dump in latest for each in distribution_triples(dump, described, links()))
    return (
        held
        | set(files)
        | {each for each in state if each.subject == described}
        | set(_licences())
        | catalogue_terms(opened.names)
        # Portals want a publisher: without a name, it is whoever holds the host.
        | set(describe_operator(replace(operator, name=operator.name or _host()), published, base_iri))
    )


def _licences() -> Iterator[Triple]:
    """Yield the licences of the contributions as those of the dataset."""
    for each in map(NamedNode, licence_counts(dataset())):
        yield Triple(dataset().names.dataset, name("dcterms:license"), each)
        yield Triple(each, name("rdf:type"), name("dcterms:LicenseDocument"))


def _host() -> str:
    return urlsplit(dataset().names.base_iri).netloc
