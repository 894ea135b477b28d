"""Find the thing that a visitor means by what was typed: an IRI, the address of a page, or a name.

Names are looked up in the search index, as everywhere; where several fit, they are candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from graph.backends.protocols import Dataset
from graph.rdf.namespaces import absolute_iri
from graph.rdf.terms import NamedNode
from graph.search.model import SearchQuestion
from webapp.http.urls import UrlBuilder

MOST_LETTERS = 200
_SHOWN, _LOOKED_AT = 12, 80


@dataclass(frozen=True, slots=True)
class Found:
    """What a visitor may mean: one thing, or candidates, the most likely first; nothing when nothing was typed.

    has_more: others were left out.
    """

    typed: str
    iri: str = ""
    candidates: tuple[str, ...] = ()
    has_more: bool = False


def find_thing(dataset: Dataset, typed: str, links: UrlBuilder) -> Found:
    """Find what is meant among the things of the network; a name that only one thing has means that thing.

    Raises:
        NoNetwork, NoSearchIndex: The backend has none.
    """
    typed = " ".join(typed.split())[:MOST_LETTERS]
    if not typed:
        return Found("")
    for iri in _as_addresses(typed, dataset, links):
        if _is_known(dataset, iri):
            return Found(typed, iri)
    index, _ = dataset.search_index()
    exact = _linked(dataset, (each.iri for each in index.named(typed, most=_LOOKED_AT)))
    if len(exact) == 1:
        return Found(typed, exact[0])
    result = index.search(SearchQuestion(typed, most=_LOOKED_AT))
    found = _linked(dataset, (*exact, *result.iris))
    if len(found) == 1 and not result.read_as:
        return Found(typed, found[0])
    return Found(typed, "", found[:_SHOWN], len(found) > _SHOWN)


def _as_addresses(typed: str, dataset: Dataset, links: UrlBuilder) -> Iterator[str]:
    """Read an IRI, the address of a page with or without its host, or the end that both share: `need/entraide`."""
    path = unquote(urlsplit(typed).path).removeprefix(links.prefix)
    if path.startswith("/doc/"):
        yield links.thing_iri(path.removeprefix("/doc/"))
    if re.fullmatch(r"[a-z-]+/[^\s/]+", typed):
        yield links.thing_iri(typed)
    if not set(typed) & set(' <>"{}|^`\\'):
        yield absolute_iri(typed, dataset.names.base_iri) or typed


def _is_known(dataset: Dataset, iri: str) -> bool:
    if dataset.network().iris.find(iri) is not None:
        return True
    try:
        return dataset.mentions(NamedNode(iri))
    except ValueError:
        return False


def _linked(dataset: Dataset, iris: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some things that the network knows, each once."""
    network = dataset.network()
    return tuple(each for each in dict.fromkeys(iris) if network.iris.find(each) is not None)
