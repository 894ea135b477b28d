"""Write and read the catalogue: what the store states about itself, in the graph `catalog`, with each change.

It holds the number, time and digest of the state, so that a store found after a crash shows whether it was published;
and the file that each contribution was loaded from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sources.candidate import CandidateGraph, FileRecord
from graph.storage.snapshots import State

_UNDIGESTED = ("catalog", "validation")


def is_digested(graph_name: object, names: Namespaces) -> bool:
    """Return whether the digest covers a graph: all that is stated or derived, but not catalogue and report."""
    return isinstance(graph_name, NamedNode) and names.kept_path(graph_name) not in _UNDIGESTED


def now() -> datetime:
    """Return the present time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def describe_state(state: State, names: Namespaces) -> Iterator[Triple]:
    """Describe the dataset at one state (DCAT, VoID)."""
    dataset = names.dataset
    time = Literal(state.published_at.isoformat(), datatype=name("xsd:dateTime"))
    yield Triple(dataset, name("rdf:type"), name("dcat:Dataset"))
    yield Triple(dataset, name("rdf:type"), name("void:Dataset"))
    yield Triple(dataset, name("dcterms:title"), Literal("Maillage", language="fr"))
    yield Triple(dataset, name("dcat:version"), Literal(str(state.number)))
    yield Triple(dataset, name("dcterms:modified"), time)
    yield Triple(dataset, name("mai:digest"), Literal(state.digest))
    yield Triple(dataset, name("mai:quadCount"), Literal(state.quad_count))
    yield Triple(dataset, name("void:triples"), Literal(state.triple_count))
    yield Triple(dataset, name("void:uriSpace"), Literal(names.things))
    yield Triple(dataset, name("void:sparqlEndpoint"), NamedNode(names.base_iri + "/sparql"))


def describe_derivation(number: int, at: datetime, names: Namespaces) -> Iterator[Triple]:
    """Describe the last derivation: the state that it was made from, and when (PROV)."""
    derivation = _derivation(names)
    yield Triple(derivation, name("rdf:type"), name("prov:Activity"))
    yield Triple(derivation, name("prov:used"), names.dataset)
    yield Triple(derivation, name("dcat:version"), Literal(str(number)))
    yield Triple(derivation, name("prov:endedAtTime"), Literal(at.isoformat(), datatype=name("xsd:dateTime")))


def stored_derivation(store: Store, names: Namespaces) -> set[Triple]:
    """Return what a store's catalogue states about the last derivation."""
    found = store.quads_for_pattern(_derivation(names), None, None, names.graph("catalog"))
    return {each.triple for each in found}


def read_derivation(store: Store, names: Namespaces) -> int:
    """Return the number of the state from which a store's derived graphs were made; 0 before the first."""
    numbers = {each.predicate: each.object for each in stored_derivation(store, names)}
    number = numbers.get(name("dcat:version"))
    return int(number.value) if isinstance(number, Literal) else 0


def read_state(store: Store, names: Namespaces) -> State | None:
    """Read the state of a store, or None from a store that nothing was committed to."""
    values: dict[NamedNode, str] = {}
    for quad in store.quads_for_pattern(names.dataset, None, None, names.graph("catalog")):
        if isinstance(quad.object, Literal):
            values[quad.predicate] = quad.object.value
    if not values:
        return None
    return State(
        number=int(values[name("dcat:version")]),
        published_at=datetime.fromisoformat(values[name("dcterms:modified")]),
        digest=values[name("mai:digest")],
        quad_count=int(values[name("mai:quadCount")]),
        triple_count=int(values[name("void:triples")]),
    )


def described(store: Store, names: Namespaces, touched: Iterable[NamedNode]) -> Iterator[Triple]:
    """Yield the catalogue's description of the dataset and of the loading of some graphs, which a change replaces.

    Measurements of a derivation stay as they are until the next one.
    """
    for subject in {names.dataset, *(_record_of(each, names) for each in touched)}:
        for quad in store.quads_for_pattern(subject, None, None, names.graph("catalog")):
            if quad.predicate != name("dqv:hasQualityMeasurement"):
                yield quad.triple


def record_loads(
    graphs: Iterable[CandidateGraph], loaded_at: datetime, names: Namespaces
) -> Iterator[Triple]:
    """Record the file that each contribution was loaded from: its name, digest and time."""
    time = Literal(loaded_at.isoformat(), datatype=name("xsd:dateTime"))
    for each in graphs:
        if each.record is None:
            continue
        record = _record_of(each.name, names)
        yield Triple(record, name("rdf:type"), name("dcat:CatalogRecord"))
        yield Triple(record, name("foaf:primaryTopic"), each.name)
        yield Triple(record, name("dcterms:modified"), time)
        yield Triple(record, name("dcterms:title"), Literal(each.record.path.name))
        yield Triple(record, name("schema:sha256"), Literal(each.record.sha256))


def _derivation(names: Namespaces) -> NamedNode:
    return NamedNode(f"{names.base_iri}/dataset/derivation")


def read_load(store: Store, graph_name: NamedNode, names: Namespaces) -> FileRecord | None:
    """Read which file a contribution was loaded from; None where it came another way."""
    record = _record_of(graph_name, names)
    kept = {
        quad.predicate: quad.object.value
        for quad in store.quads_for_pattern(record, None, None, names.graph("catalog"))
        if isinstance(quad.object, Literal)
    }
    if not kept:
        return None
    return FileRecord(Path(kept[name("dcterms:title")]), kept[name("schema:sha256")])


def _record_of(graph_name: NamedNode, names: Namespaces) -> NamedNode:
    return NamedNode(f"{names.base_iri}/record?graph={graph_name.value}")
