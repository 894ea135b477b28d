"""Present the facets of a search: their values, with what each would leave, and the names of values.

A value that changes nothing is no choice, and of places one level at a time is offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.search.cards import Card
from graph.search.model import SearchResult
from webapp.http.search_address import FACETS, SearchAddress
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.text import msg
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.comments import value_name
from webapp.presentation.search.views import FacetValue, FacetView
from webapp.presentation.view_models import Link

TITLES = {
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
_LEVELS = ("country", "region", "departement", "epci", "commune")
_SHOWN = 8  # values of a facet before the rest is folded
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class FacetPresenter:
    """Presents the facets of one search in one language; `names` are the cards of their values."""

    address: SearchAddress
    names: Mapping[str, Card]
    context: PageContext

    def facets(self, result: SearchResult) -> tuple[FacetView, ...]:
        """Present every facet that offers a choice."""
        found = (self._facet(key, result) for key in (*FACETS, "year"))
        return tuple(each for each in found if each is not None)

    def values(self, facet: str, result: SearchResult) -> tuple[FacetValue, ...]:
        """Present the values of one facet; none where it offers no choice."""
        found = self._facet(facet, result)
        return (*found.values, *found.rest) if found is not None else ()

    def _facet(self, facet: str, result: SearchResult) -> FacetView | None:
        counted = result.counts.get(facet, ())
        if facet == "place":
            counted = self._one_level(counted)
        chosen = self._chosen(facet)
        present = {value for value, _ in counted}
        counted = (*((value, 0) for value in chosen if value not in present), *counted)
        counted = tuple(
            sorted(counted, key=lambda each: each[0] not in chosen)
        )  # what is chosen is never cut off
        values = [
            FacetValue(
                Link(
                    Text(value_name(facet, value, self.names, self.context)),
                    self.context.links.search(self._toggled(facet, value)),
                ),
                count,
                value in chosen,
            )
            for value, count in counted[:_MOST_SHOWN]
            if facet != "kind" or value in KIND_BY_KEY
        ]
        if facet == "year":
            values.sort(key=lambda each: each.link.text.value, reverse=True)
        if not values or (len(values) == 1 and not chosen and values[0].count == result.total):
            return None  # a choice that changes nothing is none
        values.sort(key=lambda each: not each.is_chosen)
        is_open = bool(chosen) or facet in ("kind", "need", "place")
        title = self.context.translate(TITLES[facet])
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
        chosen = {self.names[each].kind for each in self.address.values("place") if each in self.names}
        start = max((_LEVELS.index(each) for each in chosen if each in _LEVELS), default=0)
        for level in _LEVELS[start + 1 :]:
            of_level = tuple(
                each for each in counted if each[0] in self.names and self.names[each[0]].kind == level
            )
            if len(of_level) > 1:
                return of_level
        return tuple(each for each in counted if each[0] in self.address.values("place"))
