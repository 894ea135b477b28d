"""Present, on the page of a need or of a territory, the search that goes on from there: how much it finds, and near where.

Without an index there is none, and the page goes without.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from webapp.http.search_address import SearchAddress
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.facets import FacetPresenter
from webapp.presentation.search.results import SearchPresenter
from webapp.presentation.search.views import FacetValue, FoundThings, ResultRow
from webapp.presentation.view_models import Link

ANSWERING = ("initiative", "circle", "resource")
_NOBODY = msg("Personne, parmi ce qui est décrit ici, n’y répond encore.")
_NOBODY_NEAR = msg("Personne, parmi ceux qui disent où ils agissent, n’y répond près d’ici.")
_MOST_NEEDS = 12


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A search that a page leads to.

    Attributes:
        total, href: How much it finds, and its address.
        hidden: The parameters of its form, which asks for a place.
        rows, near_href: The nearest results where a place is chosen, and the address of all of these.
        values: Choices within it, with what each leaves.
        silence: Stands where it finds nothing.
        credit: Whom to name for distances.
    """

    total: int
    href: str
    hidden: tuple[tuple[str, str], ...] = ()
    rows: tuple[ResultRow, ...] = ()
    values: tuple[FacetValue, ...] = ()
    near_href: str = ""
    silence: str = ""
    credit: Link | None = None


def answers_shortcut(
    address: SearchAddress, found: FoundThings, total: int, context: PageContext
) -> Shortcut:
    """Present who answers a need, narrower needs included: the nearest first where a place is chosen.

    Args:
        address: The search, with a place or without.
        found: What it finds.
        total: How many answer the need anywhere.
    """
    has_place = bool(address.values("place"))
    anywhere = replace(address, near="").with_values("place", ())
    page = SearchPresenter(address, found, context).page()
    return Shortcut(
        total=total,
        href=context.links.search(anywhere),
        hidden=tuple(anywhere.parameters(context.links.base_iri)),
        rows=page.rows if has_place else (),
        near_href=context.links.search(address) if has_place and page.rows else "",
        silence=context.translate(_NOBODY if not total else _NOBODY_NEAR) if not found.result.total else "",
        credit=page.credit if has_place else None,
    )


def needs_shortcut(address: SearchAddress, found: FoundThings, context: PageContext) -> Shortcut:
    """Present which needs are answered in a place, with how many initiatives answer each there."""
    values = FacetPresenter(address, found.names, context).values("need", found.result)
    return Shortcut(
        total=found.result.total,
        href=context.links.search(address),
        values=values[:_MOST_NEEDS],
    )
