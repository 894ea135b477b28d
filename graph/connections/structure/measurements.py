"""Describe the structure of the network in the catalogue: numbers, each a measurement in DQV, with the state measured.

A derivation measures, some time after the writes that it follows: the state measured may be an earlier one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pyoxigraph import Store

from graph.connections.structure.model import Structure
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name


def structure_counts(structure: Structure) -> dict[str, int]:
    """Return the numbers of a structure, by the notation of each measure."""
    components = structure.components
    return {
        "isolated-initiative-count": structure.isolated_count,
        "component-count": components.count,
        "largest-component-size": max((each.size for each in components.first), default=0),
        "bridge-count": structure.bridges.count,
        "community-count": structure.communities.count,
        "unanswered-need-count": structure.needs.count,
        "untaken-lesson-count": structure.lessons.count,
    }


def describe_structure(counts: Mapping[str, int], number: int, names: Namespaces) -> Iterator[Triple]:
    """Yield the description of the numbers that `structure_counts` found in the dataset at one state.

    Spec: https://www.w3.org/TR/vocab-dqv/#dqv:QualityMeasurement
    """
    for notation, count in counts.items():
        measurement = _measurement(notation, names)
        yield Triple(names.dataset, name("dqv:hasQualityMeasurement"), measurement)
        yield Triple(measurement, name("rdf:type"), name("dqv:QualityMeasurement"))
        yield Triple(measurement, name("dqv:computedOn"), names.dataset)
        yield Triple(measurement, name("dqv:isMeasurementOf"), name(f"measure:{notation}"))
        yield Triple(measurement, name("dqv:value"), Literal(count))
        yield Triple(measurement, name("dcat:version"), Literal(str(number)))


def stored_measurements(store: Store, names: Namespaces) -> set[Triple]:
    """Return what a store's catalogue states about the structure."""
    catalog, has = names.graph("catalog"), name("dqv:hasQualityMeasurement")
    found = set()
    for quad in store.quads_for_pattern(names.dataset, has, None, catalog):
        found.add(quad.triple)
        assert isinstance(quad.object, NamedNode)
        found |= {each.triple for each in store.quads_for_pattern(quad.object, None, None, catalog)}
    return found


def measured_counts(triples: Collection[Triple], names: Namespaces) -> dict[str, int]:
    """Parse the numbers from what `stored_measurements` returns."""
    start = names.dataset.value + "/"
    return {
        each.subject.value.removeprefix(start): int(each.object.value)
        for each in triples
        if each.predicate == name("dqv:value")
        and isinstance(each.subject, NamedNode)
        and isinstance(each.object, Literal)
    }


def _measurement(notation: str, names: Namespaces) -> NamedNode:
    return NamedNode(f"{names.base_iri}/dataset/{notation}")
