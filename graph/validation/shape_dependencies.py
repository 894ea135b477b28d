"""Find the nodes whose validation results a change of triples may affect, shape by shape.

Which triples a shape looks at is read off the shape: its targets, property paths, nested shapes and classes. What a SPARQL
constraint looks at cannot be read off and is declared (`mash:reads`, see shapes/README.md). From a changed triple the paths
are followed back to focus nodes. The nodes found may be too many, never too few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from pyoxigraph import QuerySolutions, RdfFormat, Store

from graph.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple, Variable, expand, name, prefixes
from graph.resources import shipped_files
from graph.validation.property_paths import (
    Path,
    PathDependency,
    SequencePath,
    items,
    joined,
    path_dependencies,
    read_path,
    walk,
)

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


@dataclass(frozen=True, slots=True)
class Targets:
    """What makes a node a target of a shape.

    Attributes:
        is_suspected: A query (sh:target) finds suspects, and the constraint alone decides about each.
    """

    classes: frozenset[NamedNode]
    subjects_of: frozenset[NamedNode]
    objects_of: frozenset[NamedNode]
    is_suspected: bool


@dataclass(frozen=True, slots=True)
class RelatedNodes:
    """A query for other nodes whose results depend on a node, run when one of some properties of the node changes."""

    shape: NamedNode
    predicates: frozenset[NamedNode]
    query: str


@dataclass(slots=True)
class ShapeDependencies:
    """What each shape looks at.

    Attributes:
        targets, sources: By shape, what makes a node its target; the shapes that its results may name as their source.
        everywhere: Properties and classes of which a change may concern any node.
        by_clock: Shapes that compare with the current date.
        not_understood: Shapes with a constraint that this module does not know, or a query that does not declare what it
            reads. While there is one, any change concerns all nodes.
        read_by: By predicate (None: any), then by the path that leads from a focus node to the near end of a triple, and
            whether that end is the object: the shapes that look at such triples.
    """

    targets: dict[NamedNode, Targets] = field(default_factory=dict)
    sources: dict[NamedNode, frozenset[NamedNode]] = field(default_factory=dict)
    everywhere: set[NamedNode] = field(default_factory=set)
    by_clock: set[NamedNode] = field(default_factory=set)
    related: list[RelatedNodes] = field(default_factory=list)
    not_understood: set[NamedNode] = field(default_factory=set)
    read_by: dict[NamedNode | None, dict[tuple[Path, bool], set[NamedNode]]] = field(default_factory=dict)

    def is_global(self, changed: Collection[Triple]) -> bool:
        """Return whether a change may concern any node at all."""
        return bool(self.not_understood) or any(
            each.predicate in self.everywhere or each.object in self.everywhere for each in changed
        )

    def concerned(
        self, before: Store, after: Store, changed: Collection[Triple]
    ) -> dict[NamedNode, set[Term]]:
        """Return, by shape, the nodes whose results may differ between two stores."""
        stores, ends = (before, after), dict[tuple[Path, Term], set[Term]]()
        found: dict[NamedNode, set[Term]] = {}
        for triple in changed:
            for way, near, shapes in self._readers(triple):
                if (way, near) not in ends:
                    ends[way, near] = {
                        node for store in stores for node in walk(store, way, (near,), is_back=True)
                    }
                for shape in shapes if ends[way, near] else ():
                    found.setdefault(shape, set()).update(ends[way, near])
        for related in self.related:
            starts = {each.subject for each in changed if each.predicate in related.predicates}
            found.setdefault(related.shape, set()).update(_selected(related, starts, stores))
        return found

    def _readers(self, triple: Triple) -> Iterator[tuple[Path, Term, set[NamedNode]]]:
        """Yield the shapes that look at a triple, the path to it, and the end of the triple where the path arrives."""
        for predicate in (triple.predicate, None):
            for (way, is_near_object), shapes in self.read_by.get(predicate, {}).items():
                yield way, triple.object if is_near_object else triple.subject, shapes


def _selected(related: RelatedNodes, starts: Collection[Term], stores: Iterable[Store]) -> Iterator[Term]:
    for store in stores:
        for node in starts:
            rows = store.query(
                related.query, prefixes=dict(prefixes()), substitutions={Variable("changed"): node}
            )
            assert isinstance(rows, QuerySolutions), "related nodes are found by a SELECT query"
            yield from (row["this"] for row in rows)


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
    dependencies += _constraint_dependencies(shapes, shape, _START, found)
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


def _constraint_dependencies(
    shapes: Store, shape: Term, way: Path, found: ShapeDependencies
) -> Iterator[PathDependency]:
    """Yield what the constraints of a shape look at.

    Args:
        way: The path from the focus node to the nodes that the shape constrains.
    """
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
    nested = [each for curie in _NESTED for each in _values(shapes, shape, curie)]
    lists = [each for curie in _NESTED_LISTS for each in _values(shapes, shape, curie)]
    for each in (*nested, *(member for node in lists for member in items(shapes, node))):
        yield from _constraint_dependencies(shapes, each, values, found)
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
    nested = [each for curie in _NESTED for each in _values(shapes, shape, curie)]
    lists = [each for curie in _NESTED_LISTS for each in _values(shapes, shape, curie)]
    members = [member for node in lists for member in items(shapes, node)]
    return all(_is_understood(shapes, each) for each in (*nested, *members))


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
