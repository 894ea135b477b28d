"""Choose the format of a query's result, as its kind is known only once the query was read.

Flows in: the format that the address names, and what the client accepts. Flows out: a media type for either kind.
Knows nothing of Flask or of requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.answer import SOLUTION_FORMATS, TRIPLE_FORMATS
from webapp.links import HTML
from webapp.negotiate import NotAcceptableError, choose_media_type

# Plain names of formats that clients commonly ask for; they are answered under the name asked.
_SOLUTION_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_TRIPLE_ALIASES = {
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
_SHORT_NAMES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
}


@dataclass(frozen=True, slots=True)
class ResultFormats:
    """Under which names solutions and graphs are answered; "" where the client accepts none."""

    solutions: str
    graph: str

    @property
    def is_page(self) -> bool:
        """Tell whether a person is to see the result."""
        return HTML in (self.solutions, self.graph)

    @property
    def solution_format(self) -> str:
        """Name the format in which solutions are written."""
        return _SOLUTION_ALIASES.get(self.solutions, self.solutions)

    @property
    def triple_format(self) -> str:
        """Name the format in which a graph is written."""
        return _TRIPLE_ALIASES.get(self.graph, self.graph)


@lru_cache(maxsize=256)
def choose_formats(accept: str, named: str = "") -> ResultFormats:
    """Choose a format for either kind of result; kept, because clients send the same few headers with every request.

    Args:   named: the address's own word, which decides: a media type or a short name ("json"); "" for none
    Raises: NotAcceptableError when the client accepts no format of either kind.
    """
    wanted = ResultFormats(
        _choose(accept, named, SOLUTION_FORMATS, _SOLUTION_ALIASES),
        _choose(accept, named, TRIPLE_FORMATS, _TRIPLE_ALIASES),
    )
    if not wanted.solutions and not wanted.graph:
        raise NotAcceptableError(named or accept, (*SOLUTION_FORMATS, *TRIPLE_FORMATS))
    return wanted


def _choose(accept: str, named: str, formats: Mapping[str, object], aliases: Mapping[str, str]) -> str:
    if named:
        wanted = _SHORT_NAMES.get(named, named)
        return wanted if wanted in formats else ""
    offered = (*formats, *(each for each in aliases if each not in formats), HTML)
    try:
        return choose_media_type(accept, offered)
    except NotAcceptableError:
        return ""
