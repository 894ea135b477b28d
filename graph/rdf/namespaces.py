"""Build and recognise the IRIs of one deployment; all of them begin with its base IRI.

Things are named below `{base}/id/`, the documents about them below `{base}/doc/`, the graphs that the software keeps below
`{base}/graph/`, blank nodes below `{base}/.well-known/genid/`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode, urlsplit

from graph.rdf.terms import NamedNode, expand, prefixes


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The IRIs of one deployment; `base_iri` is absolute, without a final slash."""

    base_iri: str

    @property
    def document_base(self) -> str:
        """The IRI that relative IRIs of files are resolved against."""
        return self.base_iri + "/"

    @property
    def things(self) -> str:
        """The namespace of all things described here."""
        return self.base_iri + "/id/"

    @property
    def dataset(self) -> NamedNode:
        """The IRI of the dataset itself, which the catalogue describes."""
        return NamedNode(self.base_iri + "/dataset")

    def thing(self, kind: str, slug: str) -> NamedNode:
        """Build the IRI of a thing: `thing("need", "entraide")`."""
        return NamedNode(f"{self.things}{kind}/{slug}")

    def document(self, iri: str) -> str | None:
        """Build the IRI of the document about a thing; None when the thing is not described here."""
        is_own = iri.startswith(self.things)
        return f"{self.base_iri}/doc/{iri.removeprefix(self.things)}" if is_own else None

    def short(self, iri: str) -> str:
        """Return an IRI relative to the base, if `absolute_iri` can parse it back; else the same IRI."""
        rest = iri.removeprefix(self.document_base)
        return rest if absolute_iri(rest, self.base_iri) == iri else iri

    def answer(self, path: str, parameters: Mapping[str, str | int]) -> str:
        """Build the IRI of an answer of the API: `answer("connections", {"of": …})`."""
        query = urlencode({key: str(value) for key, value in parameters.items()}, quote_via=quote)
        return f"{self.base_iri}/api/{path}" + (f"?{query}" if query else "")

    def contribution(self, title: str) -> NamedNode:
        """Build the IRI of the contribution, and so of the graph, of a file without named graphs."""
        return self.thing("contribution", slugify(title))

    def graph(self, path: str) -> NamedNode:
        """Build the IRI of a graph that the software keeps: `graph("ref/cog-2026")`."""
        return NamedNode(f"{self.base_iri}/graph/{path}")

    def kept_path(self, graph_name: NamedNode) -> str | None:
        """Return the path of a graph that the software keeps ("ref/cog-2026"), or None for a contribution."""
        start = self.base_iri + "/graph/"
        return graph_name.value.removeprefix(start) if graph_name.value.startswith(start) else None

    def is_reserved(self, graph_name: NamedNode) -> bool:
        """Return whether a graph is one that the software keeps, or has an IRI that could be taken for one."""
        kept = _plain(self.base_iri + "/graph")
        return _plain(graph_name.value) == kept or _plain(graph_name.value).startswith(kept + "/")

    def genid(self, label: str) -> str:
        """Build the IRI that replaces a blank node (RDF 1.1 section 3.5)."""
        return f"{self.base_iri}/.well-known/genid/{label}"


def absolute_iri(text: str, base_iri: str) -> str | None:
    """Parse an IRI as people write it: absolute, compact (`mai:Need`), or relative to a base (`id/need/entraide`).

    Args:
        text: What a person wrote.
        base_iri: Without a final slash; when empty, no relative IRI is accepted.

    Returns:
        The absolute IRI, or None when the text is not one of the three.
    """
    prefix, colon, rest = text.partition(":")
    if colon and rest.startswith("//"):
        return text
    if colon and prefix in prefixes():
        return expand(text)
    return f"{base_iri}/{text}" if base_iri and re.fullmatch(r"[\w./%~-]+", text) else None


def _plain(iri: str) -> str:
    """Normalise an IRI as a browser would: case of the host, escapes, doubled slashes and dots."""
    parts = urlsplit(iri)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{posixpath.normpath('/' + unquote(parts.path).strip('/'))}"


def slugify(title: str) -> str:
    """Convert a title to lower-case ASCII letters, digits and single hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"
