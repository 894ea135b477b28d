"""Write the files by which search engines find pages.

Each address comes with those of the same page in each language. No date: when a page last changed is not known.

Spec: https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.i18n import LANGUAGES
from webapp.http.urls import UrlBuilder

MEDIA_TYPE = "application/xml"
_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}


def write_sitemap(links: UrlBuilder, paths: Iterable[str], iris: Iterable[str]) -> bytes:
    """Write the addresses of pages, each with the same page in each language.

    Args:
        links: The addresses of the deployment.
        paths: Of pages, below the base.
        iris: Of things that have a page.
    """
    root = Element("urlset", _NAMESPACES)
    for path in paths:
        _add_page(root, {each: links.in_language(each).page(path) for each in ("", *LANGUAGES)}, links)
    for iri in iris:
        _add_page(
            root, {each: links.in_language(each).page_of(iri) or "" for each in ("", *LANGUAGES)}, links
        )
    return _document(root)


def write_index(addresses: Iterable[str]) -> bytes:
    """Write the addresses of sitemaps."""
    root = Element("sitemapindex", {"xmlns": _NAMESPACES["xmlns"]})
    for each in addresses:
        SubElement(SubElement(root, "sitemap"), "loc").text = each
    return _document(root)


def _add_page(root: Element, versions: dict[str, str], links: UrlBuilder) -> None:
    entry = SubElement(root, "url")
    SubElement(entry, "loc").text = links.absolute(versions[""])
    for language, address in versions.items():
        attributes = {
            "rel": "alternate",
            "hreflang": language or "x-default",
            "href": links.absolute(address),
        }
        SubElement(entry, "xhtml:link", attributes)


def _document(root: Element) -> bytes:
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content
