"""Build the addresses that the reconciliation service hands to its clients: whole, and with a place for an id where they need one.

A language that the client chose stays in the path where clients add parameters of their own, else in a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.http.urls import UrlBuilder

_ID = "{{id}}"  # which clients replace, percent-encoded


@dataclass(frozen=True, slots=True)
class ServiceAddresses:
    """The addresses of the service of one deployment, for clients that read one language."""

    links: UrlBuilder

    def service(self, path: str = "") -> str:
        """Return the address of the service, or of a part of it."""
        language = f"/{self.links.language}" if self.links.language else ""
        return self.links.absolute(self.links.data(f"/reconcile{language}{path}"))

    def preview(self) -> str:
        """Return the template of the address of a preview."""
        return self._template("/reconcile/preview", "id")

    def features(self) -> str:
        """Return the template of the address of what explains a feature."""
        return self._template("/reconcile/about", "feature")

    def view(self) -> str:
        """Return the template of the address of the page about a thing, whatever its IRI."""
        return self._template("/described", "iri")

    def about(self) -> str:
        """Return the address of the page about the service."""
        return self.links.absolute(self.links.page("/reconcile/about"))

    def page(self, iri: str) -> str:
        """Return the address of the page about a thing."""
        return self.links.absolute(self.links.page_of(iri) or iri)

    def _template(self, path: str, parameter: str) -> str:
        language = f"&lang={self.links.language}" if self.links.language else ""
        return f"{self.links.absolute(self.links.data(path))}?{parameter}={_ID}{language}"
