"""Write the files by which search engines find pages.

Each address comes with those of the same page in each language, and the date when its thing last changed, where that is known.

Spec: https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.i18n import LANGUAGES
from webapp.http.urls import UrlBuilder

MEDIA_TYPE = "application/xml"
_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}


def write_sitemap(links: UrlBuilder, paths: Iterable[str], iris: Mapping[str, datetime | None]) -> bytes:
    """Write the addresses of pages, each with the same page in each language.

    Args:
        links: The addresses of the deployment.
        paths: Of pages, below the base.
        iris: Of things that have a page, and when they last changed, where that is known.
    """
    root = Element("urlset", _NAMESPACES)
    for path in paths:
        _add_page(root, {each: links.in_language(each).page(path) for each in ("", *LANGUAGES)}, links)
    for iri, changed in iris.items():
        versions = {each: links.in_language(each).page_of(iri) or "" for each in ("", *LANGUAGES)}
        _add_page(root, versions, links, changed)
    return _document(root)


def write_index(addresses: Mapping[str, datetime | None]) -> bytes:
    """Write the addresses of sitemaps, each with the last date in it, where there is one."""
    root = Element("sitemapindex", {"xmlns": _NAMESPACES["xmlns"]})
    for address, changed in addresses.items():
        entry = SubElement(root, "sitemap")
        SubElement(entry, "loc").text = address
        _add_date(entry, changed)
    return _document(root)


def _add_page(
    root: Element, versions: dict[str, str], links: UrlBuilder, changed: datetime | None = None
) -> None:
    entry = SubElement(root, "url")
    SubElement(entry, "loc").text = links.absolute(versions[""])
    _add_date(entry, changed)
    for language, address in versions.items():
        attributes = {
            "rel": "alternate",
            "hreflang": language or "x-default",
            "href": links.absolute(address),
        }
        SubElement(entry, "xhtml:link", attributes)


def _add_date(entry: Element, changed: datetime | None) -> None:
    if changed is not None:
        SubElement(entry, "lastmod").text = changed.isoformat(timespec="seconds")


def _document(root: Element) -> bytes:
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content
