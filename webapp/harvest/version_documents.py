"""Write versions of things as RDF, for the event stream and for mementos.

Syntaxes with graphs have the description in a graph that the version names, no term changed. The others have it as a version
object: what is said of the thing is said of the version, and nested nodes are blank.

Spec: https://w3id.org/ldes/specification (version objects), https://treecg.github.io/specification/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

from graph.rdf.namespaces import Namespaces
from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple, name
from graph.sparql.results import TRIPLE_FORMATS
from graph.storage.history.model import ChangeKind, Version, VersionHead

WITH_GRAPHS = ("application/n-quads", "application/trig")
FORMATS = (*WITH_GRAPHS, *(each for each in TRIPLE_FORMATS if each not in WITH_GRAPHS))
_TYPES = {
    ChangeKind.CREATE: "as:Create",
    ChangeKind.UPDATE: "as:Update",
    ChangeKind.DELETE: "as:Delete",
}


def version_iri(head: VersionHead, epoch: str, names: Namespaces) -> NamedNode:
    """Build the IRI of a version, which is its address as well."""
    start = f"{names.base_iri}/version/{epoch}-{head.moment.number}/"
    if head.thing.startswith(names.things):
        return NamedNode(start + head.thing.removeprefix(names.things))
    return NamedNode(f"{start}?of={quote(head.thing, safe='')}")


def time_literal(at: datetime) -> Literal:
    """Write a time to the millisecond."""
    text = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Literal(text, datatype=name("xsd:dateTime"))


def version_statements(
    version: Version, epoch: str, names: Namespaces, *, with_graphs: bool
) -> Iterator[Quad]:
    """Yield what a version says of itself, and of its thing.

    Args:
        version: A thing after a change.
        epoch: The line of history that it is of.
        names: The IRIs of the deployment.
        with_graphs: Whether the syntax has graphs.
    """
    iri = version_iri(version.head, epoch, names)
    yield from map(in_default_graph, _envelope(version, iri))
    if version.description is None:
        return
    described = version.description.triples()
    if with_graphs:
        yield from (Quad(each.subject, each.predicate, each.object, iri) for each in described)
    else:
        objects = _version_object(described, version.head, iri, names)
        yield from map(in_default_graph, objects)


def serialized(quads: Iterable[Quad], media_type: str) -> bytes:
    """Serialize quads in a format."""
    syntax = TRIPLE_FORMATS[media_type]
    if media_type in WITH_GRAPHS:
        return serialize_statements(quads, syntax)
    return serialize_statements((each.triple for each in quads), syntax)


def in_default_graph(triple: Triple) -> Quad:
    """Return a triple as a quad of the default graph."""
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def _envelope(version: Version, iri: NamedNode) -> Iterator[Triple]:
    """Yield what a version says of itself; its kind first, because some clients take the first type for its only one."""
    yield Triple(iri, name("rdf:type"), name(_TYPES[version.head.kind]))
    yield Triple(iri, name("dcterms:isVersionOf"), NamedNode(version.head.thing))
    yield Triple(iri, name("as:published"), time_literal(version.head.moment.at))
    sources = version.description.sources if version.description else ()
    for source in sources:
        yield Triple(iri, name("prov:wasDerivedFrom"), NamedNode(source.graph))
    for licence in sorted({each for source in sources for each in source.licences}):
        yield Triple(iri, name("dcterms:license"), NamedNode(licence))


def _version_object(
    described: Iterable[Triple], head: VersionHead, iri: NamedNode, names: Namespaces
) -> Iterator[Triple]:
    thing = NamedNode(head.thing)
    nested: dict[NamedNode, BlankNode] = {}

    def renamed(term: Term) -> Term:
        if term == thing:
            return iri
        if isinstance(term, NamedNode) and term.value.startswith(names.genid("")):
            return nested.setdefault(term, BlankNode(f"v{head.place}n{len(nested)}"))
        return term

    for each in described:
        subject = renamed(each.subject)
        assert isinstance(subject, NamedNode | BlankNode)
        yield Triple(subject, each.predicate, renamed(each.object))
