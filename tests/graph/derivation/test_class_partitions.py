"""Tests of graph.derivation.class_partitions: what editors read of a dataset, in step with what there is."""

from __future__ import annotations

from pyoxigraph import Store

from graph.derivation.class_partitions import (
    are_other_parts,
    class_partition_triples,
    partition_node,
    partitions_change,
    partitions_graph,
    term_slug,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
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


def test_the_graph_follows_and_never_describes_itself() -> None:
    """Written once, it is as it should be; a count that moves is no other part, a property that comes is one."""
    store = store_of(*STATED, Triple(NAMES.dataset, name("rdf:type"), name("void:Dataset")))
    first = partitions_change(store, count_statistics(store), NAMES)
    assert are_other_parts(first)
    assert first.apply(store)
    assert partitions_graph(NAMES) in set(store.named_graphs())
    assert partitions_change(store, count_statistics(store), NAMES) == QuadDelta()
    one_more = Triple(NAMES.thing("need", "dire"), name("rdf:type"), name("mai:Need"))
    store.extend(store_of(one_more))
    counts = partitions_change(store, count_statistics(store), NAMES)
    assert counts
    assert not are_other_parts(counts)
    store.extend(store_of(Triple(GARDEN, name("skos:prefLabel"), Literal("Jardin"))))
    assert are_other_parts(partitions_change(store, count_statistics(store), NAMES))


def test_what_others_state_stays_in_the_default_graph() -> None:
    """Though nobody should: the default graph loses nothing that a contribution states, and gains nothing twice."""
    stated = next(class_partition_triples(count_statistics(store_of(*STATED)), NAMES))
    store = store_of(*STATED, stated)
    other = NAMES.thing("contribution", "other")
    store.add(Quad(stated.subject, stated.predicate, stated.object, other))
    change = partitions_change(store, count_statistics(store), NAMES)
    assert Quad(stated.subject, stated.predicate, stated.object, DefaultGraph()) not in change.added
    assert change.apply(store)
    emptied = partitions_change(store, count_statistics(Store()), NAMES)
    assert Quad(stated.subject, stated.predicate, stated.object, DefaultGraph()) not in emptied.removed


def test_a_term_without_a_short_name_has_a_stable_one() -> None:
    """Which is part of an IRI whatever the term."""
    assert term_slug(name("mai:Need").value) == "mai_Need"
    assert term_slug("http://nowhere.example/ö q#x") == term_slug("http://nowhere.example/ö q#x")
    assert term_slug("http://nowhere.example/ö q#x").isalnum()
