"""Read from the shapes which triples each of them looks at.

Targets, property paths, nested shapes and classes are read off the shape. What a SPARQL constraint looks at cannot be, so it
is declared (`mash:reads`, see shapes/README.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pyoxigraph import RdfFormat, Store

from graph.rdf.terms import BlankNode, Literal, NamedNode, Term, expand, name
from graph.resources import shipped_files
from graph.validation.property_paths import (
    Path,
    PathDependency,
    SequencePath,
    items,
    joined,
    path_dependencies,
    read_path,
)
from graph.validation.shape_dependencies import RelatedNodes, ShapeDependencies, Targets

_MASH = "https://w3id.org/maillage/shapes#"
_ANY_PROPERTY = NamedNode(_MASH + "AnyProperty")
_CLOCK = NamedNode(_MASH + "Clock")
_READS, _READS_EVERYWHERE, _CONCERNS = (
    NamedNode(_MASH + each) for each in ("reads", "readsEverywhere", "concerns")
)
_VOCABULARY_ONLY = "vocabulary.ttl"
_START = SequencePath()  # leads from a node to itself
_NESTED = ("sh:property", "sh:node", "sh:not", "sh:qualifiedValueShape")
_NESTED_LISTS = ("sh:or", "sh:and", "sh:xone")
_PROPERTY_PAIRS = ("sh:disjoint", "sh:equals", "sh:lessThan", "sh:lessThanOrEquals")
_VALUE_CONSTRAINTS = (
    *("datatype", "nodeKind", "pattern", "flags", "minLength", "maxLength", "languageIn", "uniqueLang"),
    *("minCount", "maxCount", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
    *("in", "hasValue", "qualifiedMinCount", "qualifiedMaxCount"),
)
_ANNOTATIONS = ("name", "message", "severity", "description", "order", "group")
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "target")
_KNOWN = frozenset(
    expand(each if ":" in each else f"sh:{each}")
    for each in (
        *_NESTED,
        *_NESTED_LISTS,
        *_PROPERTY_PAIRS,
        *_VALUE_CONSTRAINTS,
        *_ANNOTATIONS,
        *_TARGETS,
        "path",
        "class",
        "sparql",
    )
)


@cache
def shape_dependencies() -> ShapeDependencies:
    """Read what each shipped shape looks at; once a process."""
    store = Store()
    for path, file in shipped_files("shapes", ".ttl"):
        if path != _VOCABULARY_ONLY:
            store.load(file.read_bytes(), format=RdfFormat.TURTLE)
    return read_dependencies(store)


def read_dependencies(shapes: Store) -> ShapeDependencies:
    """Read what each shape with a target looks at."""
    found = ShapeDependencies(everywhere={name("rdfs:subClassOf")})
    for shape in sorted(_targeted(shapes), key=str):
        _read_shape(shapes, shape, found)
    return found


def _targeted(shapes: Store) -> set[NamedNode]:
    return {
        quad.subject
        for each in (*_TARGETS, "targetNode")
        for quad in shapes.quads_for_pattern(None, name(f"sh:{each}"), None, None)
        if isinstance(quad.subject, NamedNode)
    }


def _read_shape(shapes: Store, shape: NamedNode, found: ShapeDependencies) -> None:
    classes, subjects_of, objects_of = (
        frozenset(each for each in _values(shapes, shape, f"sh:{curie}") if isinstance(each, NamedNode))
        for curie in _TARGETS[:3]
    )
    is_suspected = bool(_values(shapes, shape, "sh:target"))
    found.targets[shape] = Targets(classes, subjects_of, objects_of, is_suspected)
    found.sources[shape] = frozenset(_sources(shapes, shape))
    dependencies = [PathDependency(_START, name("rdf:type"), is_near_object=False)] if classes else []
    dependencies += [PathDependency(_START, each, is_near_object=False) for each in subjects_of]
    dependencies += [PathDependency(_START, each, is_near_object=True) for each in objects_of]
    dependencies += _constraint_dependencies(shapes, shape, _START)
    if not _is_understood(shapes, shape) or (is_suspected and not _values(shapes, shape, "sh:sparql")):
        found.not_understood.add(shape)
    for each in dependencies:
        ways = found.read_by.setdefault(each.predicate, {})
        ways.setdefault((each.way, each.is_near_object), set()).add(shape)
    _read_declarations(shapes, shape, found)


def _read_declarations(shapes: Store, shape: NamedNode, found: ShapeDependencies) -> None:
    if _CLOCK in _values(shapes, shape, _READS):
        found.by_clock.add(shape)
    found.everywhere.update(
        each for each in _values(shapes, shape, _READS_EVERYWHERE) if isinstance(each, NamedNode)
    )
    for node in _values(shapes, shape, _CONCERNS):
        (path,) = _values(shapes, node, "sh:path")
        (query,) = _values(shapes, node, "sh:select")
        assert isinstance(query, Literal), "a query is a text"
        predicates = frozenset(
            each.predicate
            for each in path_dependencies(read_path(shapes, path, _ANY_PROPERTY), _START)
            if each.predicate is not None
        )
        found.related.append(RelatedNodes(shape, predicates, query.value))


def _constraint_dependencies(shapes: Store, shape: Term, way: Path) -> Iterator[PathDependency]:
    """Yield what the constraints of a shape look at; `way` leads from the focus node to the shape's subject."""
    values = way
    for node in _values(shapes, shape, "sh:path"):
        path = read_path(shapes, node, _ANY_PROPERTY)
        yield from path_dependencies(path, way)
        values = joined(way, path)
    if _values(shapes, shape, "sh:class"):
        yield PathDependency(values, name("rdf:type"), is_near_object=False)
    for curie in _PROPERTY_PAIRS:
        for predicate in _values(shapes, shape, curie):
            assert isinstance(predicate, NamedNode), "it names a property"
            yield PathDependency(way, predicate, is_near_object=False)
    for each in _nested_shapes(shapes, shape):
        yield from _constraint_dependencies(shapes, each, values)
    for node in _values(shapes, shape, _READS):
        if node != _CLOCK:
            yield from path_dependencies(read_path(shapes, node, _ANY_PROPERTY), way)


def _is_understood(shapes: Store, shape: Term) -> bool:
    """Return whether all constraints of a shape and of nested shapes are known, and all queries declare what they read."""
    if not isinstance(shape, NamedNode | BlankNode):
        return False
    stated = {quad.predicate.value for quad in shapes.quads_for_pattern(shape, None, None, None)}
    if any(each.startswith(expand("sh:")) and each not in _KNOWN for each in stated):
        return False
    if expand("sh:sparql") in stated and _READS.value not in stated:
        return False
    return all(_is_understood(shapes, each) for each in _nested_shapes(shapes, shape))


def _nested_shapes(shapes: Store, shape: Term) -> list[Term]:
    lists = [each for curie in _NESTED_LISTS for each in _values(shapes, shape, curie)]
    nested = [each for curie in _NESTED for each in _values(shapes, shape, curie)]
    return nested + [member for node in lists for member in items(shapes, node)]


def _sources(shapes: Store, shape: NamedNode) -> Iterator[NamedNode]:
    """Yield the shapes that results of a shape may name as their source: itself and its property shapes."""
    yield shape
    for each in _values(shapes, shape, "sh:property"):
        if isinstance(each, NamedNode):
            yield from _sources(shapes, each)


def _values(shapes: Store, node: Term, predicate: str | NamedNode) -> list[Term]:
    if not isinstance(node, NamedNode | BlankNode):
        return []
    property_ = name(predicate) if isinstance(predicate, str) else predicate
    return [quad.object for quad in shapes.quads_for_pattern(node, property_, None, None)]
