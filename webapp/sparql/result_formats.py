"""Choose the format of a query's result.

Whether it will be solutions or a graph is known only once the query was parsed, elsewhere: a format is chosen for either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS
from webapp.http.negotiation import NotAcceptableError, choose_media_type
from webapp.http.urls import HTML

# Plain names of formats that clients commonly ask for; they are answered under the name that was sent.
_SOLUTION_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_TRIPLE_ALIASES = {
    "application/x-turtle": "text/turtle",
    "text/n3": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
_SOLUTION_OFFERS = (*SOLUTION_FORMATS, *_SOLUTION_ALIASES, HTML)
_TRIPLE_OFFERS = (*TRIPLE_FORMATS, *_TRIPLE_ALIASES, HTML)
# The words that known endpoints take in an address, and that clients send to all.
_SOLUTION_WORDS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "html": HTML,
}
_TRIPLE_WORDS = {
    **dict.fromkeys(("ttl", "turtle", "n3"), "text/turtle"),
    **dict.fromkeys(("nt", "ntriples", "n-triples"), "application/n-triples"),
    **dict.fromkeys(("rdf", "xml", "rdfxml", "rdf+xml", "rdf/xml"), "application/rdf+xml"),
    **dict.fromkeys(("json", "jsonld", "json-ld"), "application/ld+json"),
    **dict.fromkeys(("nq", "nquads", "n-quads"), "application/n-quads"),
    "trig": "application/trig",
    "html": HTML,
}


@dataclass(frozen=True, slots=True)
class ResultFormats:
    """The media types under which solutions and graphs are sent; "" where the client accepts none."""

    solutions: str
    graph: str

    @property
    def is_page(self) -> bool:
        """Check whether a page is to show the result."""
        return HTML in (self.solutions, self.graph)

    @property
    def solution_format(self) -> str:
        """Return the format in which solutions are written."""
        return _SOLUTION_ALIASES.get(self.solutions, self.solutions)

    @property
    def triple_format(self) -> str:
        """Return the format in which a graph is written."""
        return _TRIPLE_ALIASES.get(self.graph, self.graph)


@lru_cache(maxsize=256)
def choose_formats(accept: str, named: str = "") -> ResultFormats:
    """Choose a format for either kind of result; cached, because clients send the same few headers with every request.

    Args:
        accept: The header.
        named: The format that the address names, which decides: a media type or a short name ("json"); "" for none.

    Raises:
        NotAcceptableError: The client accepts no format of either kind, or the name is unknown.
    """
    # A plus that nobody encoded arrives as a space; a word is no media type.
    word = named.strip().replace(" ", "+").lower() if "," not in named else named
    wanted = ResultFormats(
        _choose(accept, word, _SOLUTION_WORDS, _SOLUTION_OFFERS),
        _choose(accept, word, _TRIPLE_WORDS, _TRIPLE_OFFERS),
    )
    if not wanted.solutions and not wanted.graph:
        raise NotAcceptableError(named or accept, (*SOLUTION_FORMATS, *TRIPLE_FORMATS))
    return wanted


def _choose(accept: str, named: str, words: Mapping[str, str], offered: tuple[str, ...]) -> str:
    if named in words:
        return words[named]
    if named and "/" not in named:
        return ""
    try:
        return choose_media_type(named or accept, offered)
    except NotAcceptableError:
        return ""
