"""Return the filters of the search for paths: a few labels for forty relations (`ontology/wording/pages.ttl`)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from graph.connections.network.relations import Relation, predicate
from graph.connections.wording.lexicon import lexicon
from graph.i18n import BilingualText
from graph.rdf.terms import expand


class FilterLabel(NamedTuple):
    """Some relations under one label.

    Attributes:
        key: What stands for it in addresses.
        predicates: Compact names of the relations.
    """

    key: str
    label: BilingualText
    predicates: tuple[str, ...]


@cache
def filter_labels() -> tuple[FilterLabel, ...]:
    """Return all filters, in the order of the form."""
    curies = {expand(curie): curie for curie in map(predicate, Relation)}
    return tuple(
        FilterLabel(key, each.texts["pageLabel"], tuple(curies[one] for one in each.values["covers"]))
        for key, each in lexicon().starting("filter-").items()
    )
