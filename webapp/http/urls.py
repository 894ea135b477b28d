"""Build every URL that the application emits, as paths, so that pages work behind any host; and IRIs from addresses.

No other module puts URLs together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlencode, urlsplit

from graph.rdf.terms import NamedNode, expand
from graph.sparql.named_queries import read_query
from webapp.http.media_types import HTML
from webapp.http.search_address import SearchAddress

SUFFIX_BY_FORMAT = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
FORMAT_BY_SUFFIX = {suffix: media_type for media_type, suffix in SUFFIX_BY_FORMAT.items()}
_PATH_SAFE = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class UrlBuilder:
    """The addresses of one deployment, for one reader.

    Attributes:
        base_iri: Without a slash at its end.
        language: Set when the address itself chose it; the addresses keep it.
    """

    base_iri: str
    language: str = ""

    @property
    def prefix(self) -> str:
        """Return the path under which the deployment lives: empty, or `/some/path`."""
        return urlsplit(self.base_iri).path.rstrip("/")

    @property
    def vocabulary_iri(self) -> str:
        """Return the IRI of the ontology."""
        return expand("mai:").rstrip("#")

    def in_language(self, language: str) -> UrlBuilder:
        """Return the same addresses, keeping another language."""
        return replace(self, language=language)

    def page(self, path: str, /, fragment: str = "", **parameters: str | int) -> str:
        """Return the address of a page; a parameter that is empty is left out."""
        chosen = {name: str(value) for name, value in parameters.items() if value != ""}
        if self.language and "lang" not in chosen:
            chosen["lang"] = self.language
        query = f"?{urlencode(chosen, quote_via=quote)}" if chosen else ""
        return (
            f"{self.prefix}{quote(path, safe=_PATH_SAFE)}{query}{'#' + quote(fragment) if fragment else ''}"
        )

    def page_with(self, path: str, parameters: Iterable[tuple[str, str]]) -> str:
        """Return the address of a page with parameters of which several may have one name."""
        language = [("lang", self.language)] if self.language else []
        return self._with_parameters(quote(path, safe=_PATH_SAFE), [*parameters, *language])

    def home(self) -> str:
        """Return the address of the home page."""
        return self.page("/")

    def about_vocabulary(self) -> str:
        """Return the address of the ontology's documentation."""
        return self.page("/ns")

    def about(self, mark: str = "") -> str:
        """Return the address of the page about the service, at what one mark means."""
        return self.page("/about", fragment=mark)

    def legal(self, part: str = "") -> str:
        """Return the address of the legal notice, at one of its parts."""
        return self.page("/legal", fragment=part)

    def accessibility(self) -> str:
        """Return the address of the accessibility statement."""
        return self.page("/accessibility")

    def feed(self, iri: str = "") -> str:
        """Return the address of the feed of all that is new, or of what is new about a thing of ours."""
        tail = unquote(iri.removeprefix(f"{self.base_iri}/id/")) if iri else "all"
        return self.page(f"/feeds/{tail}.atom")

    def dumps(self, name: str = "", file: str = "") -> str:
        """Return the address of the page of the dumps, or of a file of one of them."""
        return self.data(f"/dumps/{quote(name)}/{quote(file)}") if name else self.page("/dumps/")

    def listing(self, slug: str, *, page: int = 1, start: str = "") -> str:
        """Return the address of a list of one kind of thing, at a page or at a first letter."""
        return self.page(f"/list/{slug}", page=page if page > 1 else "", start=start)

    def within(self, iri: str, slug: str, *, page: int = 1, start: str = "") -> str:
        """Return the address of the list of all things of a kind that are on a territory or within it."""
        return self.page(f"/list/{slug}", place=iri, page=page if page > 1 else "", start=start)

    def pointing(self, iri: str, predicate: str, *, page: int = 1) -> str:
        """Return the address of the list of all that points to a thing by a property."""
        return self.page("/pointing", of=iri, by=predicate, page=page if page > 1 else "")

    def search(self, address: SearchAddress = SearchAddress()) -> str:  # noqa: B008  it never changes
        """Return the address of a search."""
        return self.page_with("/search", address.parameters(self.base_iri))

    def search_file(self, address: SearchAddress, suffix: str) -> str:
        """Return the address of all that a search finds, as a file of one format."""
        language = [("lang", self.language)] if self.language else []
        whole = replace(address, page=1, view="list").parameters(self.base_iri)
        return self._with_parameters(f"/search.{suffix}", [*whole, *language])

    def questions(self) -> str:
        """Return the address of the list of example queries."""
        return self.page("/queries")

    def sparql(self, query: str = "", *, result_format: str = "") -> str:
        """Return the address of the query page, with a query in it when there is one."""
        return self.page("/sparql", query=query, format=result_format)

    def connections(self, iri: str = "", *, page: int = 1) -> str:
        """Return the address of the page about a thing's connections."""
        return self.page("/connections", of=iri, page=page if page > 1 else "")

    def paths(self, start: str = "", end: str = "", by: Iterable[str] = ()) -> str:
        """Return the address of the paths between two things, by some kinds of links or by all; or of the form that asks for them."""
        chosen = [each for each in (("from", start), ("to", end), *(("by", one) for one in by)) if each[1]]
        return self.page_with("/paths", chosen)

    def structure(self) -> str:
        """Return the address of the page about the network's structure."""
        return self.page("/structure")

    def answer(self, name: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
        """Return the API's address of an answer, with the parameters of the page that says the same to people."""
        return self._with_parameters(f"/api/{name}", parameters)

    def data(self, path: str) -> str:
        """Return an address for programs, which holds no language."""
        return f"{self.prefix}{path}"

    def api(self) -> str:
        """Return the address of the OpenAPI document, in the language that the address keeps."""
        return self.page("/api/openapi.json")

    def icon(self, size: int) -> str:
        """Return the address of the icon as PNG, in a number of pixels."""
        return self.data(f"/icon-{size}.png")

    def static(self, name: str) -> str:
        """Return the address of a file that never depends on the snapshot."""
        return f"{self.prefix}/static/{quote(name)}"

    def is_own(self, iri: str) -> bool:
        """Check whether an IRI names a thing of this deployment."""
        return iri.startswith(f"{self.base_iri}/id/")

    def thing(self, iri: str) -> str | None:
        """Return the address of the page that describes an IRI of ours; None for the IRIs of others."""
        if self.is_own(iri):
            return self.page("/doc/" + unquote(iri.removeprefix(f"{self.base_iri}/id/")))
        return self._shared(iri)

    def href(self, iri: str) -> str | None:
        """Return the address of whatever an IRI names: a page of ours, or the web; None for what no browser can open."""
        own = self.thing(iri)
        if own is not None:
            return own
        if iri.startswith(f"{self.base_iri}/graph/") and not set(iri) & set('<>"{}|^`\\ '):
            return self.sparql(read_query("browse/graph_statements").text({"graph": NamedNode(iri)}))
        if iri.startswith(f"{self.base_iri}/.well-known/genid/"):
            return None
        return iri if is_web_address(iri) else None

    def described(self, iri: str, *, suffix: str = "") -> str:
        """Return the address of the page about a thing that is described here and has its own address elsewhere."""
        return self.page("/described", iri=iri, format=suffix)

    def page_of(self, iri: str) -> str | None:
        """Return the address of the page about whatever is described here, wherever its own address leads."""
        own = self.thing(iri)
        return own if own is not None or not is_web_address(iri) else self.described(iri)

    def document(self, iri: str, suffix: str) -> str:
        """Return the address of a thing's description in one format."""
        if not self.is_own(iri):
            return self.in_language("").described(iri, suffix=suffix)
        tail = unquote(iri.removeprefix(f"{self.base_iri}/id/"))
        return self.data(quote(f"/doc/{tail}.{suffix}", safe=_PATH_SAFE))

    def received(self, iri: str) -> str:
        """Return the address of a contribution as it was received."""
        tail = unquote(iri.removeprefix(f"{self.base_iri}/id/"))
        return self.data(quote(f"/received/{tail}", safe=_PATH_SAFE))

    def data_page(self, iri: str) -> str:
        """Return the address of a thing's page, whatever the reader's language."""
        return self.in_language("").page_of(iri) or iri

    def absolute(self, path: str) -> str:
        """Return an address of ours with scheme and host, for what is read apart from its request."""
        parts = urlsplit(self.base_iri)
        return f"{parts.scheme}://{parts.netloc}{path}" if path.startswith("/") else path

    def thing_iri(self, tail: str) -> str:
        """Return the IRI of the thing whose address ends in `tail`, as routing decoded it."""
        return f"{self.base_iri}/id/" + "".join(
            quote(letter) if letter in ' "<>\\^`{|}' or letter < " " else letter for letter in tail
        )

    def document_iri(self, tail: str) -> str:
        """Return the IRI of the document about a thing."""
        return self.thing_iri(tail).replace(f"{self.base_iri}/id/", f"{self.base_iri}/doc/", 1)

    def _with_parameters(self, path: str, parameters: Iterable[tuple[str, str]]) -> str:
        encoded = urlencode(list(parameters), quote_via=quote)
        return self.data(f"{path}?{encoded}" if encoded else path)

    def _shared(self, iri: str) -> str | None:
        """Return the address of a term or a concept that every deployment shares."""
        namespace, scheme = expand("mai:"), expand("scheme:")
        if iri == self.vocabulary_iri:
            return self.about_vocabulary()
        if iri.startswith(namespace):
            return self.page("/ns", fragment=iri.removeprefix(namespace))
        if iri.startswith(scheme):
            name, _, concept = iri.removeprefix(scheme).partition("/")
            return self.page(f"/scheme/{name}", fragment=concept)
        return None


def is_web_address(iri: str) -> bool:
    """Check whether a page may link there: never to `javascript:` or `data:`."""
    return iri.startswith(("http://", "https://"))


def split_suffix(tail: str) -> tuple[str, str]:
    """Split a path from a suffix that names a format: `need/x.ttl` is `need/x` in Turtle."""
    stem, dot, suffix = tail.rpartition(".")
    if dot and stem and (suffix in FORMAT_BY_SUFFIX or suffix == "html"):
        return stem, FORMAT_BY_SUFFIX.get(suffix, HTML)
    return tail, ""
