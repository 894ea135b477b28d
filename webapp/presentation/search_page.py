"""Present a search: what was understood, what was chosen, what could be chosen besides, and what was found.

Each number is that of the list that its link opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from graph.rdf.terms import NamedNode
from graph.search.cards import Card
from graph.search.model import SearchResult
from webapp.http.search_address import FACETS, PAGE_SIZE, SearchAddress
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.property_labels import value_label
from webapp.localization.text import cut, licence_name, msg, shortened
from webapp.presentation.description import Description, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link

_TITLES = {
    "kind": msg("Sorte"),
    "need": msg("Besoin"),
    "place": msg("Lieu"),
    "theme": msg("Thème"),
    "actor": msg("Qui porte ou participe"),
    "method": msg("Méthode"),
    "status": msg("État"),
    "type": msg("Type"),
    "year": msg("Début"),
    "licence": msg("Licence"),
    "source": msg("Source"),
}
_NEARNESS = {
    "": msg("dedans"),
    "epci": msg("même intercommunalité"),
    "departement": msg("même département"),
    "20": msg("à environ 20 km"),
    "50": msg("à environ 50 km"),
    "100": msg("à environ 100 km"),
}
_SORTS = {
    "relevance": msg("le plus proche des mots"),
    "nearest": msg("le plus près"),
    "date": msg("le plus récent"),
    "name": msg("par nom"),
    "links": msg("le plus relié"),
}
_LEVELS = ("country", "region", "departement", "epci", "commune")
_SHOWN = 8  # values of a facet before the rest is folded
MOST_SHOWN = 60
_UNTIL, _SINCE, _FROM_TO, _ALONE = (
    msg("jusqu’en {last}"),
    msg("depuis {first}"),
    msg("de {first} à {last}"),
    msg("en {first}"),
)
_SUMMARY = 240


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that can be chosen: how many results it would leave, and where choosing or dropping it leads."""

    link: Link
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with its values; those past the first few are folded."""

    key: str
    title: str
    values: tuple[FacetValue, ...]
    rest: tuple[FacetValue, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice, and the address without it."""

    title: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A thing that was found: its name, kind, when, where, for which needs, and a sentence."""

    link: Link
    kind: str
    date: str = ""
    places: tuple[Link, ...] = ()
    needs: tuple[Link, ...] = ()
    sentence: Text | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results, and the form that leads to others.

    Attributes:
        words: As typed.
        hidden: Parameters that the form keeps, beside the words.
        total, page, page_count, first, last: What there is, and which stretch of it is shown.
        read_as: Sentences that say what was understood otherwise than typed.
        looser: Links to searches that would find something where this one does not.
    """

    words: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    total: int = 0
    page: int = 1
    page_count: int = 1
    first: int = 0
    last: int = 0
    rows: tuple[ResultRow, ...] = ()
    chips: tuple[Chip, ...] = ()
    clear_href: str = ""
    facets: tuple[FacetView, ...] = ()
    sorts: tuple[FacetValue, ...] = ()
    nearness: tuple[FacetValue, ...] = ()
    views: tuple[FacetValue, ...] = ()
    view: str = "list"
    exact: tuple[Link, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    needed: int = 0
    typed: int = 0
    looser: tuple[Link, ...] = ()
    near_misses: tuple[ResultRow, ...] = ()
    previous_href: str = ""
    next_href: str = ""
    is_everything: bool = False
    index_number: int = 0
    years: tuple[str, str] = ("", "")
    silence: str = ""


@dataclass(frozen=True, slots=True)
class FoundThings:
    """What a search found, and what names it.

    Attributes:
        result: The IRIs of one page, totals and counts.
        names: The cards of results, of the values of facets and of choices, by IRI.
        description: What the rows of results show.
        around: How much is found at each distance from the place chosen; empty without one.
        exact: Things that have just the name or the code typed, for a line of their own.
        near_misses: Where nothing was found: what the words alone would find.
        index_number: The snapshot that the index was made from.
    """

    result: SearchResult
    names: Mapping[str, Card]
    description: Description
    around: Mapping[str, int]
    exact: tuple[Card, ...]
    near_misses: tuple[str, ...]
    index_number: int


@dataclass(frozen=True, slots=True)
class SearchPresenter:
    """Presents one search in one language."""

    address: SearchAddress
    found: FoundThings
    context: PageContext
    formatter: ValueFormatter = field(init=False)

    def __post_init__(self) -> None:
        """Format values of the description of the results."""
        object.__setattr__(self, "formatter", ValueFormatter(self.found.description, self.context))

    def page(self) -> SearchPage:
        """Present what was found."""
        address, links, result = self.address, self.context.links, self.found.result
        page_count = max(1, ceil(result.total / PAGE_SIZE))
        first = (address.page - 1) * PAGE_SIZE + 1
        facets = (self._facet(key, result) for key in (*FACETS, "year"))
        return SearchPage(
            words=address.words,
            hidden=tuple(replace(address, words="", page=1).parameters(links.base_iri)),
            total=result.total,
            page=min(address.page, page_count),
            page_count=page_count,
            first=first if result.iris else 0,
            last=first + len(result.iris) - 1,
            rows=tuple(map(self._row, result.iris)),
            chips=tuple(self._chips()),
            clear_href=links.search(SearchAddress(words=address.words)),
            facets=tuple(each for each in facets if each),
            sorts=tuple(self._sorts()),
            nearness=tuple(self._nearness()),
            views=tuple(self._views()),
            view=address.view,
            exact=tuple(card_link(each, self.context) for each in self.found.exact),
            read_as=result.read_as,
            needed=result.needed,
            typed=result.typed,
            looser=tuple(self._looser()) if not result.total else (),
            near_misses=tuple(map(self._row, self.found.near_misses)),
            previous_href=self._at_page(address.page - 1) if address.page > 1 else "",
            next_href=self._at_page(address.page + 1) if address.page < page_count else "",
            is_everything=address.is_empty,
            index_number=self.found.index_number,
            years=(str(address.years[0] or ""), str(address.years[1] or "")),
        )

    def _at_page(self, page: int) -> str:
        return self.context.links.search(replace(self.address, page=page))

    def _row(self, iri: str) -> ResultRow:
        node, description, context = NamedNode(iri), self.found.description, self.context
        kind = description.kind(node)
        card = self.found.names.get(iri)
        sentence = description.text(node, "dcterms:description", context.language) or description.text(
            node, "skos:definition", context.language
        )
        return ResultRow(
            link=self.formatter.link(node),
            kind=context.render(kind.one),
            date=self.formatter.date(node),
            places=tuple(self.formatter.link(each) for each in description.nodes(node, "mai:onTerritory")),
            needs=tuple(self.formatter.link(each) for each in description.nodes(node, "mai:answersNeed")),
            sentence=Text(cut(sentence.value, _SUMMARY), sentence.language) if sentence else None,
            within=card.within if card is not None else "",
        )

    def _value_name(self, facet: str, value: str) -> str:
        if facet == "kind":
            return self.context.render(KIND_BY_KEY[value].many) if value in KIND_BY_KEY else value
        if facet == "year":
            return value
        card = self.found.names.get(value)
        if card is not None:
            name = card.name(self.context.language)
            return f"{name}, {card.within}" if card.within else name
        words = value_label(value)
        return self.context.render(words) if words is not None else licence_name(value) or shortened(value)

    def _facet(self, facet: str, result: SearchResult) -> FacetView | None:
        counted = result.counts.get(facet, ())
        if facet == "place":
            counted = self._one_level(counted)
        chosen = self._chosen(facet)
        present = {value for value, _ in counted}
        counted = (*counted, *((value, 0) for value in chosen if value not in present))
        values = [
            FacetValue(
                Link(
                    Text(self._value_name(facet, value)),
                    self.context.links.search(self._toggled(facet, value)),
                ),
                count,
                value in chosen,
            )
            for value, count in counted[:MOST_SHOWN]
            if facet != "kind" or value in KIND_BY_KEY
        ]
        if facet == "year":
            values.sort(key=lambda each: each.link.text.value, reverse=True)
        if not values or (len(values) == 1 and not chosen and values[0].count == result.total):
            return None  # a choice that changes nothing is none
        values.sort(key=lambda each: not each.is_chosen)
        is_open = bool(chosen) or facet in ("kind", "need", "place")
        title = self.context.translate(_TITLES[facet])
        return FacetView(facet, title, tuple(values[:_SHOWN]), tuple(values[_SHOWN:]), is_open)

    def _chosen(self, facet: str) -> tuple[str, ...]:
        if facet != "year":
            return self.address.values(facet)
        first, last = self.address.years
        return (str(first),) if first is not None and first == last else ()

    def _toggled(self, facet: str, value: str) -> SearchAddress:
        chosen = self._chosen(facet)
        if facet == "year":
            year = None if value in chosen else int(value)
            return replace(self.address, years=(year, year), page=1)
        if facet == "place":  # one place is looked at, and another one instead of it
            return self.address.with_values(facet, () if value in chosen else (value,))
        kept = [each for each in chosen if each != value]
        return self.address.with_values(facet, kept if value in chosen else (*chosen, value))

    def _one_level(self, counted: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
        """Return the places of one level only, the first below what was chosen that offers a choice."""
        chosen = {
            self.found.names[each].kind for each in self.address.values("place") if each in self.found.names
        }
        start = max((_LEVELS.index(each) for each in chosen if each in _LEVELS), default=0)
        for level in _LEVELS[start + 1 :]:
            of_level = tuple(
                each
                for each in counted
                if each[0] in self.found.names and self.found.names[each[0]].kind == level
            )
            if len(of_level) > 1:
                return of_level
        return tuple(each for each in counted if each[0] in self.address.values("place"))

    def _chips(self) -> Iterable[Chip]:
        address, links = self.address, self.context.links
        for facet in FACETS:
            for value in address.values(facet):
                kept = tuple(each for each in address.values(facet) if each != value)
                words = self._value_name(facet, value)
                if facet == "place" and address.near:
                    words += f" ({self.context.translate(_NEARNESS[address.near])})"
                title = self.context.translate(_TITLES[facet])
                yield Chip(title, words, links.search(address.with_values(facet, kept)))
        if any(address.years):
            href = links.search(replace(address, years=(None, None), page=1))
            yield Chip(self.context.translate(_TITLES["year"]), self._years(), href)

    def _years(self) -> str:
        first, last = self.address.years
        pattern = (
            _UNTIL if first is None else _SINCE if last is None else _ALONE if first == last else _FROM_TO
        )
        return self.context.translate(pattern).format(first=first, last=last)

    def _sorts(self) -> Iterable[FacetValue]:
        address = self.address
        current = address.sort or ("relevance" if address.words else "name")
        for key, words in _SORTS.items():
            fits = (key != "relevance" or address.words) and (key != "nearest" or address.values("place"))
            if fits:
                href = self.context.links.search(replace(address, sort=key, page=1))
                yield FacetValue(Link(Text(self.context.translate(words)), href), 0, key == current)

    def _nearness(self) -> Iterable[FacetValue]:
        for near, count in self.found.around.items():
            href = self.context.links.search(replace(self.address, near=near, page=1))
            words = Text(self.context.translate(_NEARNESS[near]))
            yield FacetValue(Link(words, href), count, near == self.address.near)

    def _views(self) -> Iterable[FacetValue]:
        for key, words in (("list", msg("en liste")), ("table", msg("en tableau"))):
            href = self.context.links.search(replace(self.address, view=key))
            yield FacetValue(Link(Text(self.context.translate(words)), href), 0, key == self.address.view)

    def _looser(self) -> Iterable[Link]:
        """Yield what to give up where nothing was found: each choice in turn, or the words."""
        address, links = self.address, self.context.links
        for each in self._chips():
            yield Link(Text(f"{each.title} : {each.words}"), each.href)
        if address.words and not replace(address, words="").is_empty:
            yield Link(Text(f"« {address.words} »"), links.search(replace(address, words="", page=1)))


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Places that one typed may mean, each leading to the search with it chosen; none where nothing is called so."""

    typed: str
    words: str
    hidden: tuple[tuple[str, str], ...]
    places: tuple[Link, ...]


def present_places(address: SearchAddress, candidates: Iterable[Card], context: PageContext) -> PlacesPage:
    """Present the places that were found for one typed."""
    bare = replace(address, where="", words="")
    chosen = ((each, replace(address, where="").with_values("place", (each.iri,))) for each in candidates)
    return PlacesPage(
        address.where,
        address.words,
        tuple(bare.parameters(context.links.base_iri)),
        tuple(replace(card_link(card, context), href=context.links.search(to)) for card, to in chosen),
    )


def card_link(card: Card, context: PageContext) -> Link:
    """Link to a thing by its card, with the kind, and for a commune its département."""
    kind = KIND_BY_KEY[card.kind]
    after = " · ".join(each for each in (context.render(kind.one), card.within) if each)
    name, href = Text(card.name(context.language)), context.links.href(card.iri)
    return Link(name, href, kind.hue, after=f" — {after}")
