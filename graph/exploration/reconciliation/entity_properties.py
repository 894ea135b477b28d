"""List the properties by which things are matched, and whose values extend a table.

They are the properties that the ontology has words for, and for each kind of territory the one that a thing is within:
the département of a commune, or of an initiative there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from graph.backends.protocols import Dataset
from graph.connections.wording.lexicon import lexicon
from graph.connections.wording.lexicon_checks import HIDDEN
from graph.exploration.reconciliation.entity_types import EntityType, entity_types
from graph.i18n import BilingualText
from graph.rdf.terms import NamedNode, compact, expand, name, prefixes
from graph.search.kinds import TERRITORY_KINDS
from graph.sparql.named_queries import read_query

_TYPE = "rdf:type"


@dataclass(frozen=True, slots=True)
class EntityProperty:
    """A property: `id` is its IRI; or the key of a kind of territory, with the `kind` set, for the one that a thing is within."""

    id: str
    name: BilingualText
    kind: str = ""


@cache
def entity_properties() -> Mapping[str, EntityProperty]:
    """Return the properties that have a name, by their id: territories that things are within, then the order of pages."""
    within = [
        EntityProperty(each.kind, each.name, each.kind)
        for each in entity_types().values()
        if each.kind in TERRITORY_KINDS
    ]
    return {each.id: each for each in (*within, *_worded())}


def _worded() -> list[EntityProperty]:
    """Return the properties that have words, those first that pages show among the statements of a thing."""
    words = lexicon()
    found = []
    for iri, wording in words.by_term.items():
        section = wording.values.get("pageSection", ("",))[0].rpartition("/")[2]
        label = words.page_label(iri)
        if section and label is not None:
            found.append((section == HIDDEN, wording.order, EntityProperty(iri, label)))
    return [each for *_, each in sorted(found, key=lambda row: (*row[:2], row[2].id))]


def _name(iri: str) -> BilingualText:
    short = compact(iri) or iri
    return lexicon().page_label(iri) or BilingualText(short, short)


def find_property(text: str) -> EntityProperty | None:
    """Find a property by its id or compact name (`igeo:codeINSEE`); any other IRI is one that has no words."""
    prefix, colon, rest = text.partition(":")
    iri = expand(text) if colon and prefix in prefixes() else text
    known = entity_properties().get(iri)
    if known is not None or not colon:
        return known
    if iri == text and not rest.startswith("//"):
        return None
    try:
        return EntityProperty(NamedNode(iri).value, _name(iri))
    except ValueError:
        return None


def propose_properties(dataset: Dataset, wanted: EntityType | None, limit: int) -> list[EntityProperty]:
    """Return the properties that things of a type have, those that most of them have first; without a type, all."""
    known = entity_properties()
    if wanted is None:
        return list(known.values())[:limit]
    rows = dataset.rows(read_query("reconcile/properties_in_use"), {"class": NamedNode(wanted.id)})
    used = [row["property"].value for row in rows if row["property"] != name(_TYPE)]
    within = [each for each in known.values() if each.kind and _may_lie(wanted, used)]
    return [*(known[each] for each in used if each in known), *within][:limit]


def _may_lie(wanted: EntityType, used: Collection[str]) -> bool:
    """Return whether things of a type may lie within territories."""
    placing = {expand(each) for each in ("mai:onTerritory", "mai:hasJurisdiction")}
    return wanted.kind in TERRITORY_KINDS or not placing.isdisjoint(used)
