"""Word the comments of the SPARQL query behind a search: what it gives, what was chosen, what it leaves out.

Names of what was chosen are those of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.exploration.search_query import SearchComments
from graph.search.cards import Card
from webapp.http.search_address import SearchAddress
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.property_labels import value_label
from webapp.localization.text import licence_name, msg, shortened
from webapp.presentation.page_context import PageContext

_TITLE = msg("Ce que montre la page de recherche, de l’instantané n° {number}")
_WORDS = msg(
    "Les mots « {words} » sont comparés par l’index de recherche, que SPARQL n’a pas : voici {count} des {total} choses trouvées, par leur nom"
)
_ALL_THERE = msg(
    "Les mots « {words} » sont comparés par l’index de recherche, que SPARQL n’a pas : voici les choses trouvées, par leur nom"
)
_UNTIL, _SINCE, _FROM_TO, _ALONE = (
    msg("jusqu’en {last}"),
    msg("depuis {first}"),
    msg("de {first} à {last}"),
    msg("en {first}"),
)


def years_words(years: tuple[int | None, int | None], context: PageContext) -> str:
    """Return a first and a last year, each of which may be open, in words."""
    first, last = years
    pattern = _UNTIL if first is None else _SINCE if last is None else _ALONE if first == last else _FROM_TO
    return context.translate(pattern).format(first=first, last=last)


def value_name(facet: str, value: str, names: Mapping[str, Card], context: PageContext) -> str:
    """Return what people call a value of a facet."""
    if facet == "kind":
        return context.render(KIND_BY_KEY[value].many) if value in KIND_BY_KEY else value
    if facet == "year":
        return value
    card = names.get(value)
    if card is not None:
        name = card.name(context.language)
        return f"{name}, {card.within}" if card.within else name
    words = value_label(value)
    return context.render(words) if words is not None else licence_name(value) or shortened(value)


def with_found(
    comments: SearchComments, words: str, found: tuple[int, int], context: PageContext
) -> SearchComments:
    """Add what words find: how many things the query names, of how many."""
    count, total = found
    note = context.translate(_WORDS if count < total else _ALL_THERE)
    said = note.format(words=words, count=count, total=total)
    return replace(comments, notes=(*comments.notes, said, *comments.chosen.values()))


def comments_of(
    address: SearchAddress, names: Mapping[str, Card], context: PageContext, *, snapshot: int
) -> SearchComments:
    """Word what an address asks for."""
    chosen = {
        facet: ", ".join(value_name(facet, each, names, context) for each in values)
        for facet, values in address.chosen.items()
        if values
    }
    if any(address.years):
        chosen["years"] = years_words(address.years, context)
    return SearchComments(context.translate(_TITLE).format(number=snapshot), chosen)
