"""Serve what programs look for first: which pages there are, what may be crawled, what this graph holds and how to query it.

Crawlers look for robots.txt at the root of a host alone: under a path, whoever keeps the host has to put these lines there.

Spec: https://www.rfc-editor.org/rfc/rfc9309, https://www.sitemaps.org/protocol.html, https://llmstxt.org/
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, render_template

from graph.rdf.terms import expand
from webapp.context import dataset, language, links
from webapp.harvest.opened_history import last_changes, last_number
from webapp.http.page_addresses import MADE_BY_READERS
from webapp.http.sitemap import MEDIA_TYPE, write_index, write_sitemap
from webapp.page_data.descriptions import class_sizes
from webapp.page_data.sitemap import SitemapFile, sitemap_files, sitemap_things
from webapp.responses import allow_every_origin, body_response

blueprint = Blueprint("discovery", __name__)
_PAGES = ("/", "/about", "/queries", "/structure", "/ns", "/reconcile/about", "/legal", "/accessibility")
_COUNTED = ("mai:Initiative", "mai:Need", "mai:Lesson", "mai:Method")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """List the addresses that are no pages of a site but queries, and where the list of pages is."""
    forbidden = "".join(f"Disallow: {links().data(each)}\n" for each in (*MADE_BY_READERS, "/api/"))
    sitemap = links().absolute(links().data("/sitemap.xml"))
    return body_response(f"User-agent: *\n{forbidden}\nSitemap: {sitemap}\n".encode(), "text/plain")


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """Return the list of sitemaps."""
    dates: dict[str, datetime | None] = {"pages": None}
    for each in sitemap_files(dataset()):
        known = (at for at in last_changes(sitemap_things(dataset(), each)).values() if at is not None)
        dates[f"{each.kind}-{each.number}"] = max(known, default=None)
    addresses = {links().absolute(links().data(f"/sitemaps/{each}.xml")): at for each, at in dates.items()}
    return _with_dates(write_index(addresses))


@blueprint.get("/sitemaps/pages.xml")
def sitemap_pages() -> Response:
    """Return the addresses of the pages that are about no single thing."""
    return body_response(write_sitemap(links(), _PAGES, {}), MEDIA_TYPE)


@blueprint.get("/sitemaps/<kind>-<int:number>.xml")
def sitemap(kind: str, number: int) -> Response:
    """Return the addresses of the pages of some things of a kind."""
    found = sitemap_things(dataset(), SitemapFile(kind, number))
    if not found:
        abort(404)
    return _with_dates(write_sitemap(links(), (), last_changes(found)))


def _with_dates(content: bytes) -> Response:
    """Build a response that is not kept while the history lags behind the snapshot: its dates come a moment later."""
    response, snapshot = body_response(content, MEDIA_TYPE), dataset().snapshot
    if snapshot is not None and last_number() != snapshot.number:
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/llms.txt")
def summary() -> Response:
    """Describe in a page, for machines that read for people, what this graph holds and how it is queried."""
    sizes = class_sizes(dataset())
    counts = {each.partition(":")[2]: sizes.get(expand(each), 0) for each in _COUNTED}
    text = render_template("llms.txt", counts=counts, links=links().in_language(""))
    response = body_response(text.encode(), "text/plain")
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept-Language"
    return allow_every_origin(response)
