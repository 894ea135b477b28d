"""Find the values that a property has for many things: those that are stated, or the territories that things are within."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.exploration.reconciliation.entity_properties import EntityProperty
from graph.exploration.reconciliation.fact_reader import FactReader
from graph.rdf.terms import NamedNode, Term, expand
from graph.search.kinds import TERRITORY_KINDS

_PLACING = ("mai:onTerritory", "mai:hasJurisdiction")


def read_ahead(facts: FactReader, iris: Sequence[str], properties: Iterable[EntityProperty]) -> None:
    """Read all that the values of some properties of some things, and comparing them, take."""
    held = list(properties)
    stated = [each.id for each in held if not each.kind]
    has_within = len(stated) < len(held)
    wanted = [*stated, *(map(expand, _PLACING) if has_within else ())]
    facts.read(iris)
    nodes = {node for each in iris for node in facts.nodes(each, *wanted)}
    facts.read_surroundings([*sorted(nodes), *(iris if has_within else ())])


def values_of(facts: FactReader, iri: str, wanted: EntityProperty) -> list[Term]:
    """Return the values of a property that was read ahead."""
    if not wanted.kind:
        return facts.objects(iri, wanted.id)
    is_territory = facts.kind(iri) in TERRITORY_KINDS
    starts = [iri] if is_territory else facts.nodes(iri, *map(expand, _PLACING))
    within = dict.fromkeys(above for each in starts for above in facts.above(each))
    return [NamedNode(each) for each in within if facts.kind(each) == wanted.kind]
