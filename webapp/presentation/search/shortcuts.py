"""Present, on the page of a need or of a territory, the search that goes on from there: how much it finds, and near where.

Without an index there is none, and the page goes without.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.http.search_address import SearchAddress
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.facets import FacetPresenter
from webapp.presentation.search.take_away import TakeAway, take_away
from webapp.presentation.search.views import FacetValue, FoundThings

ANSWERING = ("initiative", "circle", "resource")
_NOBODY = msg("Rien de ce qui est décrit ici n’y répond encore.")
_MOST_NEEDS = 12


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A search that a page leads to.

    Attributes:
        total, href: How much it finds, and its address.
        hidden: The parameters of its form, which asks for a place.
        values: Choices within it, with what each leaves.
        silence: Stands where it finds nothing.
        taken: All of it as files.
    """

    total: int
    href: str
    hidden: tuple[tuple[str, str], ...] = ()
    values: tuple[FacetValue, ...] = ()
    silence: str = ""
    taken: TakeAway | None = None


def answers_shortcut(address: SearchAddress, total: int, context: PageContext) -> Shortcut:
    """Present how much answers a need, and the form that asks near which place."""
    return Shortcut(
        total=total,
        href=context.links.search(address),
        hidden=tuple(address.parameters(context.links.base_iri)),
        silence="" if total else context.translate(_NOBODY),
        taken=take_away(address, total, context),
    )


def needs_shortcut(address: SearchAddress, found: FoundThings, context: PageContext) -> Shortcut:
    """Present which needs are answered in a place, with how many initiatives answer each there."""
    values = FacetPresenter(address, found.names, context).values("need", found.result)
    return Shortcut(
        total=found.result.total,
        href=context.links.search(address),
        values=values[:_MOST_NEEDS],
        taken=take_away(address, found.result.total, context),
    )
