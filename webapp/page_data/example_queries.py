"""The example queries, grouped by who asks them."""

from __future__ import annotations

from flask_babel import gettext

from graph.sparql.named_queries import NamedQuery, named_queries
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext
from webapp.presentation.query_results import Example, ExampleGroup

_ASKERS = {
    "V": msg("Pour qui visite"),
    "R": msg("Pour qui étudie"),
    "H": msg("Pour qui réutilise les données"),
    "C": msg("Pour qui contribue ou relit"),
}
_OTHERS = msg("Autres questions")


def example_groups(for_reader: PageContext, base_iri: str) -> tuple[ExampleGroup, ...]:
    """Group the example questions by who asks, in the order of their numbers."""
    by_asker: dict[str, list[Example]] = {}
    for query in named_queries("example"):
        asker = _ASKERS.get(query.header.get("id", "")[:1], _OTHERS)
        by_asker.setdefault(asker, []).append(_example(query, for_reader, base_iri))
    return tuple(ExampleGroup(gettext(asker), tuple(found)) for asker, found in by_asker.items())


def _example(query: NamedQuery, for_reader: PageContext, base_iri: str) -> Example:
    bound = query.bind(query.example(base_iri), base_iri)
    return Example(
        identifier=query.header.get("id", query.short_name),
        question=query.question.render(for_reader.language),
        href=for_reader.links.sparql(query.text(bound)),
    )
