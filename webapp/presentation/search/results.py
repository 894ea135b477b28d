"""Present a search: what was understood, what was chosen, what could be chosen besides, and what was found.

Each number is that of the list that its link opens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import ceil

from graph.rdf.terms import NamedNode
from graph.search.cards import Card
from graph.search.nearness import Distance
from webapp.http.search_address import FACETS, PAGE_SIZE, SearchAddress
from webapp.localization.dates import XSD, write_date
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.text import cut, licence_name, msg
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.comments import value_name, years_words
from webapp.presentation.search.facets import TITLES, FacetPresenter
from webapp.presentation.search.take_away import take_away
from webapp.presentation.search.views import (
    Chip,
    FacetValue,
    FoundThings,
    PlacesPage,
    ResultRow,
    SearchPage,
)
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link

_NEARNESS = {
    "": msg("le lieu même"),
    "epci": msg("même intercommunalité"),
    "departement": msg("même département"),
    "20": msg("à environ 20 km"),
    "50": msg("à environ 50 km"),
    "100": msg("à environ 100 km"),
}
_SORTS = {
    "relevance": msg("pertinence"),
    "nearest": msg("le plus près"),
    "date": msg("le plus récent"),
    "name": msg("par nom"),
    "links": msg("le plus relié"),
}
_EXACTLY, _ABOUT = msg("à {kilometres} km"), msg("à environ {kilometres} km")
_CHOICE, _WORDS = msg("{title} : {words}"), msg("« {words} »")
_SUMMARY = 240


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

    def page(self, query: str = "") -> SearchPage:
        """Present what was found; `query` is the SPARQL that gives it, where it can be taken away."""
        address, links, result = self.address, self.context.links, self.found.result
        found = SearchPage(
            words=address.words,
            hidden=tuple(replace(address, words="", page=1).parameters(links.base_iri)),
            total=result.total,
            rows=tuple(map(self._row, result.iris)),
            chips=tuple(self._chips()),
            clear_href=links.search(SearchAddress(words=address.words)),
            facets=self._facets().facets(result),
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
            is_everything=address.is_empty,
            index_number=self.found.index_number,
            credit=self._credit(),
            taken=take_away(address, result.total, self.context, query) if query else None,
            years=(str(address.years[0] or ""), str(address.years[1] or "")),
        )
        return self._paged(found, len(result.iris))

    def _paged(self, found: SearchPage, shown: int) -> SearchPage:
        """Add which stretch of the results is shown, and the pages beside it."""
        page, page_count = self.address.page, max(1, ceil(found.total / PAGE_SIZE))
        first = (page - 1) * PAGE_SIZE + 1
        before, after = (
            self.context.links.search(replace(self.address, page=page + step)) for step in (-1, 1)
        )
        return replace(
            found,
            page=min(page, page_count),
            page_count=page_count,
            first=first if shown else 0,
            last=first + shown - 1,
            previous_href=before if page > 1 else "",
            next_href=after if page < page_count else "",
        )

    def _facets(self) -> FacetPresenter:
        return FacetPresenter(self.address, self.found.names, self.context)

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
            date=self.formatter.date(node) or self._given_on(node),
            places=tuple(self.formatter.link(each) for each in description.nodes(node, "mai:onTerritory")),
            needs=tuple(self.formatter.link(each) for each in description.nodes(node, "mai:answersNeed")),
            sentence=Text(cut(sentence.value, _SUMMARY), sentence.language) if sentence else None,
            within=card.within if card is not None else "",
            distance=self._distance(self.found.distances.get(iri)),
        )

    def _given_on(self, node: NamedNode) -> str:
        """Return the day on which a contribution was given."""
        moment = self.found.description.text(node, "prov:generatedAtTime", "")
        if moment is None:
            return ""
        return write_date(moment.value[: len("2020-01-01")], XSD + "date", self.context.language)

    def _distance(self, distance: Distance | None) -> str:
        if distance is None:
            return ""
        pattern = _ABOUT if distance.is_about else _EXACTLY
        return self.context.translate(pattern).format(kilometres=round(distance.km))

    def _credit(self) -> Link | None:
        """Name whom distances come from, wherever one shows."""
        credit, has_distance = self.found.credit, any(self.found.distances) or len(self.found.around) > 1
        if not credit.text or not has_distance:
            return None
        licence = licence_name(credit.licence) or credit.licence
        return Link(Text(f"{credit.text}, {licence}"), self.context.links.href(credit.source))

    def _chips(self) -> Iterable[Chip]:
        address, links = self.address, self.context.links
        for facet in FACETS:
            for value in address.values(facet):
                kept = tuple(each for each in address.values(facet) if each != value)
                words = value_name(facet, value, self.found.names, self.context)
                if facet == "place" and address.near:
                    words += f" ({self.context.translate(_NEARNESS[address.near])})"
                title = self.context.translate(TITLES[facet])
                yield Chip(title, words, links.search(address.with_values(facet, kept)))
        if any(address.years):
            href = links.search(replace(address, years=(None, None), page=1))
            yield Chip(self.context.translate(TITLES["year"]), years_words(address.years, self.context), href)

    def _sorts(self) -> Iterable[FacetValue]:
        address = self.address
        for key, words in _SORTS.items():
            fits = (key != "relevance" or address.words) and (key != "nearest" or self._knows_distances())
            if fits:
                href = self.context.links.search(replace(address, sort=key, page=1))
                yield FacetValue(Link(Text(self.context.translate(words)), href), 0, key == address.order)

    def _knows_distances(self) -> bool:
        """Return whether it is known how far things are from the place chosen."""
        return any(each.isdigit() for each in self.found.around)

    def _nearness(self) -> Iterable[FacetValue]:
        for near, count in self.found.around.items():
            is_chosen = near == self.address.near
            if not (count or is_chosen):  # nothing leads to nothing
                continue
            href = self.context.links.search(replace(self.address, near=near, page=1))
            words = Text(self.context.translate(_NEARNESS[near]))
            yield FacetValue(Link(words, href), count, is_chosen)

    def _views(self) -> Iterable[FacetValue]:
        for key, words in (("list", msg("en liste")), ("table", msg("en tableau"))):
            href = self.context.links.search(replace(self.address, view=key))
            yield FacetValue(Link(Text(self.context.translate(words)), href), 0, key == self.address.view)

    def _looser(self) -> Iterable[Link]:
        """Yield what to give up where nothing was found: each choice in turn, or the words."""
        address, links = self.address, self.context.links
        for each in self._chips():
            words = self.context.translate(_CHOICE).format(title=each.title, words=each.words)
            yield Link(Text(words), each.href)
        if address.words and not replace(address, words="").is_empty:
            words = self.context.translate(_WORDS).format(words=address.words)
            yield Link(Text(words), links.search(replace(address, words="", page=1)))


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
    name, href = Text(card.name(context.language)), context.links.page_of(card.iri)
    return Link(name, href, kind.hue, after=f" — {after}")
