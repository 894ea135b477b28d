"""Serve the pages about the service itself: what it is and what its marks mean, the legal notice, accessibility."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import read_query
from webapp.context import dataset, reader
from webapp.page_data.licences import licence_counts
from webapp.page_data.operator import Operator
from webapp.presentation.about import AboutPage, present_contact, present_licences
from webapp.responses import page_response

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """Serve the pages that say what this is, who keeps it, how facts get in, and what each mark means."""
    dataset()  # the foot of the page names the snapshot
    return page_response("about.html", _page())


@blueprint.get("/legal")
def legal() -> Response:
    """Show the legal notice, with the licences and how many contributions are under each."""
    counts = licence_counts(dataset())
    asked = read_query("browse/licence_contributions")
    queries = {iri: asked.text({"licence": NamedNode(iri)}) for iri in counts}
    return page_response("legal.html", _page(counts, queries))


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """Show the accessibility statement."""
    dataset()
    return page_response("accessibility.html", _page())


def _page(counts: dict[str, int] | None = None, queries: dict[str, str] | None = None) -> AboutPage:
    operator: Operator = current_app.config["MAILLAGE_OPERATOR"]
    licences = present_licences(counts or {}, queries or {}, reader())
    return AboutPage(operator.name, present_contact(operator.contact), licences)
