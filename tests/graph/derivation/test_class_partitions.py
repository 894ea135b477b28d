"""Tests of graph.derivation.class_partitions: what editors read of a dataset, in step with what there is."""

from __future__ import annotations

from pyoxigraph import Store

from graph.derivation.class_partitions import (
    class_partition_triples,
    partition_node,
    term_slug,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Literal, Quad, Triple, name
from graph.sparql.statistics import count_statistics

NAMES = Namespaces("https://data.example.org/atlas")
GARDEN, READING = NAMES.thing("initiative", "jardin"), NAMES.thing("need", "lire")


def store_of(*triples: Triple) -> Store:
    """Hold some triples in the default graph."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in triples)
    return store


STATED = (
    Triple(GARDEN, name("rdf:type"), name("mai:Initiative")),
    Triple(GARDEN, name("mai:answersNeed"), READING),
    Triple(READING, name("rdf:type"), name("mai:Need")),
    Triple(READING, name("skos:prefLabel"), Literal("Lire", language="fr")),
)


def test_a_property_of_a_class_tells_what_it_points_to() -> None:
    """As editors look for it: property partitions within class partitions, and classes or datatypes within these."""
    found = set(class_partition_triples(count_statistics(store_of(*STATED)), NAMES))
    initiative, answers, need = (name(f"mai:{each}").value for each in ("Initiative", "answersNeed", "Need"))
    part, inner = partition_node(NAMES, initiative, answers), partition_node(NAMES, initiative, answers, need)
    assert {
        Triple(NAMES.dataset, name("void:classPartition"), partition_node(NAMES, initiative)),
        Triple(partition_node(NAMES, initiative), name("void:propertyPartition"), part),
        Triple(part, name("void:property"), name("mai:answersNeed")),
        Triple(part, name("void:triples"), Literal(1)),
        Triple(part, name("void:distinctSubjects"), Literal(1)),
        Triple(part, name("void:classPartition"), inner),
        Triple(inner, name("void:class"), name("mai:Need")),
    } <= found
    assert "langString" in " ".join(map(str, found))


def test_a_term_without_a_short_name_has_a_stable_one() -> None:
    """Which is part of an IRI whatever the term."""
    assert term_slug(name("mai:Need").value) == "mai_Need"
    assert term_slug("http://nowhere.example/ö q#x") == term_slug("http://nowhere.example/ö q#x")
    assert term_slug("http://nowhere.example/ö q#x").isalnum()
