"""Find the thing that a visitor means by what was typed: an IRI, the address of a page, or a name.

Names are compared without case or accents; where several fit, they are candidates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.rdf.namespaces import absolute_iri
from graph.rdf.terms import Literal, NamedNode, parse_term
from graph.sparql.named_queries import read_query
from graph.sparql.parameters import fill_parameters
from graph.sparql.query_requests import QueryRequest, ResultTable
from webapp.http.urls import UrlBuilder
from webapp.localization.text import fold

# Answers a query that looks through all names, within the limits of strangers' queries.
Ask = Callable[[QueryRequest], ResultTable]
_QUERY = "search/things_named"
MOST_LETTERS = 200
_SHOWN, _LOOKED_AT = 12, 80
# The letters that French and its neighbours write with marks, by the letter that a hurried hand types.
_MARKED = {
    "a": "aàâäáãå",
    "c": "cç",
    "e": "eéèêë",
    "i": "iîïíì",
    "n": "nñ",
    "o": "oôöóòõ",
    "u": "uùûüú",
    "y": "yÿý",
    "'": "'’",
    " ": " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    "-": "-\N{NON-BREAKING HYPHEN}",
}
_JOINED = {
    pair: f"([{_MARKED[pair[0]]}][{_MARKED[pair[1]]}]|{joined})"
    for pair, joined in (("oe", "œ"), ("ae", "æ"))
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a visitor may mean: one thing, or candidates, the most likely first; nothing when nothing was typed.

    has_more: others were left out.
    """

    typed: str
    iri: str = ""
    candidates: tuple[str, ...] = ()
    has_more: bool = False


def find_thing(dataset: Dataset, typed: str, links: UrlBuilder, ask: Ask) -> Found:
    """Find what is meant among the things of the network; a name that only one thing has means that thing.

    Raises: NoNetwork; those of `ask`.
    """
    typed = " ".join(typed.split())[:MOST_LETTERS]
    if not typed:
        return Found("")
    for iri in _as_addresses(typed, dataset, links):
        if _is_known(dataset, iri):
            return Found(typed, iri)
    named = _named(dataset.network(), typed, ask)
    exact = [iri for iri, names in named.items() if fold(typed) in names]
    if len(exact) == 1 or len(named) == 1:
        return Found(typed, (exact or list(named))[0])
    return Found(typed, "", tuple(named)[:_SHOWN], len(named) > _SHOWN)


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


def _named(network: Network, typed: str, ask: Ask) -> dict[str, list[str]]:
    """Return the things of such a name with their folded names: the very name first, then those that begin with it."""
    named: dict[str, list[str]] = {}
    parameters = QueryRequest(
        fill_parameters(read_query(_QUERY), {"pattern": Literal(pattern_of(typed))}), max_rows=_LOOKED_AT
    )
    for row in ask(parameters).rows:
        thing, found = map(parse_term, row)
        if (
            isinstance(thing, NamedNode)
            and isinstance(found, Literal)
            and network.iris.find(thing.value) is not None
        ):
            named.setdefault(thing.value, []).append(fold(found.value))
    sought = fold(typed)

    def rank(iri: str) -> tuple[int, int, str]:
        closest = min(named[iri], key=lambda each: (_distance(each, sought), len(each)))
        return _distance(closest, sought), len(closest), iri

    return {iri: named[iri] for iri in sorted(named, key=rank)}


def pattern_of(typed: str) -> str:
    """Write a regular expression that a name fits whatever its accents; every word of it must be there, in order."""
    words = (_pattern(word) for word in fold(typed).split())
    return ".*".join(words)


def _pattern(word: str) -> str:
    pieces = re.split("(oe|ae)", word)
    return "".join(
        _JOINED.get(piece)
        or "".join(f"[{_MARKED[each]}]" if each in _MARKED else _escaped(each) for each in piece)
        for piece in pieces
    )


def _escaped(letter: str) -> str:
    return letter if letter.isalnum() else f"\\{letter}" if letter in r"\|.?*+(){}[]^$-" else letter


def _distance(name: str, sought: str) -> int:
    if name == sought:
        return 0
    if name.startswith(sought):
        return 1
    return 2 if re.search(rf"\b{re.escape(sought)}", name) else 3
