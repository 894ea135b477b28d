"""The names that a deployment gives: everything begins with its base IRI."""

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
    """The names of one deployment; `base_iri` is absolute, without a final slash."""

    base_iri: str

    @property
    def document_base(self) -> str:
        """Give the IRI that relative IRIs of files are resolved against."""
        return self.base_iri + "/"

    @property
    def things(self) -> str:
        """Give the beginning of the names of all things described here."""
        return self.base_iri + "/id/"

    @property
    def dataset(self) -> NamedNode:
        """Name the dataset itself, which the catalogue describes."""
        return NamedNode(self.base_iri + "/dataset")

    def thing(self, kind: str, slug: str) -> NamedNode:
        """Name a thing: `thing("need", "entraide")`."""
        return NamedNode(f"{self.things}{kind}/{slug}")

    def document(self, iri: str) -> str | None:
        """Name the document about a thing described here; None for the things of others."""
        is_own = iri.startswith(self.things)
        return f"{self.base_iri}/doc/{iri.removeprefix(self.things)}" if is_own else None

    def short(self, iri: str) -> str:
        """Write an IRI relative to the base, where it can be read back from there (`absolute_iri`)."""
        rest = iri.removeprefix(self.document_base)
        return rest if absolute_iri(rest, self.base_iri) == iri else iri

    def answer(self, path: str, parameters: Mapping[str, str | int]) -> str:
        """Name the answer to a question: `answer("connections", {"of": …})`."""
        asked = urlencode({key: str(value) for key, value in parameters.items()}, quote_via=quote)
        return f"{self.base_iri}/api/{path}" + (f"?{asked}" if asked else "")

    def contribution(self, title: str) -> NamedNode:
        """Name the contribution, and so the graph, of a file without named graphs."""
        return self.thing("contribution", slugify(title))

    def graph(self, path: str) -> NamedNode:
        """Name a graph that the software keeps: `graph("ref/cog-2026")`."""
        return NamedNode(f"{self.base_iri}/graph/{path}")

    def kept_path(self, graph_name: NamedNode) -> str | None:
        """Give the path of a graph that the software keeps, or None for a contribution."""
        start = self.base_iri + "/graph/"
        return graph_name.value.removeprefix(start) if graph_name.value.startswith(start) else None

    def is_reserved(self, graph_name: NamedNode) -> bool:
        """Tell whether a name is that of a graph that the software keeps, or could be taken for one."""
        kept = _plain(self.base_iri + "/graph")
        return _plain(graph_name.value) == kept or _plain(graph_name.value).startswith(kept + "/")

    def genid(self, label: str) -> str:
        """Name a blank node (RDF 1.1 section 3.5)."""
        return f"{self.base_iri}/.well-known/genid/{label}"


def absolute_iri(text: str, base_iri: str) -> str | None:
    """Read an IRI as people write it: whole, compact (`mai:Need`), or relative to a base (`id/need/entraide`).

    Args: base_iri: without a final slash; with an empty one, nothing is relative
    """
    prefix, colon, rest = text.partition(":")
    if colon and rest.startswith("//"):
        return text
    if colon and prefix in prefixes():
        return expand(text)
    return f"{base_iri}/{text}" if base_iri and re.fullmatch(r"[\w./%~-]+", text) else None


def _plain(iri: str) -> str:
    """Write an IRI as a browser would: case of the host, escapes, doubled slashes and dots resolved."""
    parts = urlsplit(iri)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{posixpath.normpath('/' + unquote(parts.path).strip('/'))}"


def slugify(title: str) -> str:
    """Write a title in lower-case ASCII letters, digits and single hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"
