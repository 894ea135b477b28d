"""Write the one SPARQL query behind a page, with comments in the reader's language.

The pages are named by their endpoint; one that has no query of its own, or shows it elsewhere, is not among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graph.rdf.terms import Literal, NamedNode, Term, expand
from graph.sparql.named_queries import read_query
from graph.sparql.parameters import fill_parameters
from webapp.http.requests import is_absolute
from webapp.http.urls import UrlBuilder, split_suffix
from webapp.localization.kind_labels import KIND_BY_KEY, UNNAMED

BoundQuery = tuple[str, dict[str, Term]]
# What the address of a page names: the end of its path, then its parameters.
Named = Mapping[str, str]
_NOTHING: BoundQuery = ("", {})


def query_of_page(endpoint: str, named: Named, base_iri: str, language: str) -> str:
    """Return the text of the query behind a page; empty for a page that has none."""
    find = _PAGES.get(endpoint)
    name, bindings = find(named, base_iri) if find is not None else _NOTHING
    if not name:
        return ""
    query = read_query(name)
    if "lang" in {each.name for each in query.parameters}:
        bindings |= {"lang": Literal(language)}
    said = query.summary if name.startswith("page/") else query.question
    return f"# {said.render(language)}\n{fill_parameters(query, bindings)}"


def _list(named: Named, _: str) -> BoundQuery:
    slug = named.get("slug", "")
    if slug not in KIND_BY_KEY or slug in UNNAMED or named.get("place"):
        return _NOTHING
    if slug == "territory":
        return "page/list_territory", {}
    return "page/list", {"class": NamedNode(expand(KIND_BY_KEY[slug].classes[0]))}


def _pointing(named: Named, _: str) -> BoundQuery:
    focus, predicate = named.get("of", ""), named.get("by", "")
    if not (is_absolute(focus) and is_absolute(predicate)):
        return _NOTHING
    return "page/pointing", {"focus": NamedNode(focus), "predicate": NamedNode(predicate)}


def _thing(named: Named, base_iri: str) -> BoundQuery:
    tail, _ = split_suffix(named.get("tail", ""))
    iri = UrlBuilder(base_iri).thing_iri(tail)
    return ("page/thing", {"focus": NamedNode(iri)}) if is_absolute(iri) else _NOTHING


_PAGES: Mapping[str, Callable[[Named, str], BoundQuery]] = {
    "home.home": lambda *_: ("page/home", {}),
    "lists.list_things": _list,
    "lists.list_pointing": _pointing,
    "structure.structure": lambda *_: ("page/structure", {}),
    "things.document": _thing,
}
