"""Choose the format of a query's result.

Whether it will be solutions or a graph is known only once the query was parsed, elsewhere: a format is chosen for either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS
from webapp.http.media_types import FOR_PROGRAMS, HTML, SOLUTION_ALIASES, TRIPLE_ALIASES
from webapp.http.negotiation import NotAcceptableError
from webapp.http.page_choice import choose_with_page

_SOLUTION_OFFERS = (*SOLUTION_FORMATS, *SOLUTION_ALIASES)
_TRIPLE_OFFERS = (*TRIPLE_FORMATS, *TRIPLE_ALIASES)
_GRAPH_FORMS = ("construct", "describe")
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

    def is_page_for(self, form: str) -> bool:
        """Check whether a page is to show the result of a query.

        Args:
            form: First keyword of the query, in lower case.
        """
        return (self.graph if form in _GRAPH_FORMS else self.solutions) == HTML

    @property
    def depends_on_form(self) -> bool:
        """Check whether one kind of result is shown as a page and the other is sent as data."""
        return (self.solutions == HTML) != (self.graph == HTML)

    @property
    def solution_format(self) -> str:
        """Return the format in which solutions are written; "" for a page."""
        return "" if self.solutions == HTML else SOLUTION_ALIASES.get(self.solutions, self.solutions)

    @property
    def triple_format(self) -> str:
        """Return the format in which a graph is written; "" for a page."""
        return "" if self.graph == HTML else TRIPLE_ALIASES.get(self.graph, self.graph)


@lru_cache(maxsize=256)
def choose_formats(accept: str, named: tuple[str, ...] = ()) -> ResultFormats:
    """Choose a format for either kind of result; cached, because clients send the same few headers with every request.

    A page is chosen only for who ranks it first: its table is cut, and a program cannot read it.

    Args:
        accept: The header.
        named: The formats that the address names: media types or short names ("json"). The first that is known decides;
            where none is ("auto", "text"), the header does.

    Raises:
        NotAcceptableError: The client accepts no format of either kind.
    """
    word = next(filter(None, map(_known, named)), "")
    wanted = ResultFormats(
        _choose(accept, word, _SOLUTION_WORDS, _SOLUTION_OFFERS),
        _choose(accept, word, _TRIPLE_WORDS, _TRIPLE_OFFERS),
    )
    if not wanted.solutions and not wanted.graph:
        raise NotAcceptableError(word or accept, (*SOLUTION_FORMATS, *TRIPLE_FORMATS))
    return wanted


def _known(named: str) -> str:
    """Return the name of a format if it is one; "" for a word that other endpoints know."""
    # A plus that nobody encoded arrives as a space; a word is no media type.
    word = named.strip().replace(" ", "+").lower() if "," not in named else named
    return word if "/" in word or word in _SOLUTION_WORDS or word in _TRIPLE_WORDS else ""


def _choose(accept: str, named: str, words: Mapping[str, str], offered: tuple[str, ...]) -> str:
    if named in words:
        return words[named]
    if named and "/" not in named:
        return ""
    try:
        return choose_with_page(named or accept, offered, rivals=FOR_PROGRAMS)
    except NotAcceptableError:
        return ""
