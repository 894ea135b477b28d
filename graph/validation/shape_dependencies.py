"""Which nodes a change of some triples concerns, shape by shape: read off the shapes themselves.

In: the shipped shapes; two stores, before and after; the triples that differ. Out: for each shape the nodes whose
results may differ, never too few. What a shape's query looks at, it declares (`mash:reads`, shapes/README.md).
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
    read_path,
    readings,
    walk,
)

_MASH = "https://w3id.org/maillage/shapes#"
_ANY_PROPERTY = NamedNode(_MASH + "AnyProperty")
_CLOCK = NamedNode(_MASH + "Clock")
_READS, _READS_EVERYWHERE, _CONCERNS = (
    NamedNode(_MASH + each) for each in ("reads", "readsEverywhere", "concerns")
)
_VOCABULARY_ONLY = "vocabulary.ttl"
_HERE = SequencePath()
_NESTED = ("sh:property", "sh:node", "sh:not", "sh:qualifiedValueShape")
_NESTED_LISTS = ("sh:or", "sh:and", "sh:xone")
_BESIDE = ("sh:disjoint", "sh:equals", "sh:lessThan", "sh:lessThanOrEquals")
_ALONE = (
    *("datatype", "nodeKind", "pattern", "flags", "minLength", "maxLength", "languageIn", "uniqueLang"),
    *("minCount", "maxCount", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
    *("in", "hasValue", "qualifiedMinCount", "qualifiedMaxCount"),
)
_WORDS = ("name", "message", "severity", "description", "order", "group")
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "target")
_KNOWN = frozenset(
    expand(each if ":" in each else f"sh:{each}")
    for each in (*_NESTED, *_NESTED_LISTS, *_BESIDE, *_ALONE, *_WORDS, *_TARGETS, "path", "class", "sparql")
)


@dataclass(frozen=True, slots=True)
class Targets:
    """What makes a node a target; `is_suspected` when a query finds suspects and the constraint alone decides."""

    classes: frozenset[NamedNode]
    subjects_of: frozenset[NamedNode]
    objects_of: frozenset[NamedNode]
    is_suspected: bool


@dataclass(frozen=True, slots=True)
class Concern:
    """A query that tells which other nodes a node concerns when one of some properties of it changes."""

    shape: NamedNode
    predicates: frozenset[NamedNode]
    query: str


@dataclass(slots=True)
class Dependence:
    """What each shape looks at.

    `understood` is false for a shape with a constraint that this module does not know, or a query that does not
    declare what it reads: any change then concerns all its targets.
    """

    targets: dict[NamedNode, Targets] = field(default_factory=dict)
    sources: dict[NamedNode, frozenset[NamedNode]] = field(default_factory=dict)
    everywhere: set[NamedNode] = field(default_factory=set)
    by_clock: set[NamedNode] = field(default_factory=set)
    concerns: list[Concern] = field(default_factory=list)
    not_understood: set[NamedNode] = field(default_factory=set)
    read_by: dict[NamedNode | None, dict[tuple[Path, bool], set[NamedNode]]] = field(default_factory=dict)

    def is_global(self, changed: Collection[Triple]) -> bool:
        """Tell whether a change may concern any node at all."""
        return bool(self.not_understood) or any(
            each.predicate in self.everywhere or each.object in self.everywhere for each in changed
        )

    def concerned(
        self, before: Store, after: Store, changed: Collection[Triple]
    ) -> dict[NamedNode, set[Term]]:
        """Give, by shape, the nodes whose results may differ between two stores."""
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
        for concern in self.concerns:
            starts = {each.subject for each in changed if each.predicate in concern.predicates}
            found.setdefault(concern.shape, set()).update(_selected(concern, starts, stores))
        return found

    def _readers(self, triple: Triple) -> Iterator[tuple[Path, Term, set[NamedNode]]]:
        """Give the shapes that look at a triple: from the end of it that is near, which way leads back to a node."""
        for predicate in (triple.predicate, None):
            for (way, is_near_object), shapes in self.read_by.get(predicate, {}).items():
                yield way, triple.object if is_near_object else triple.subject, shapes


def _selected(concern: Concern, starts: Collection[Term], stores: Iterable[Store]) -> Iterator[Term]:
    for store in stores:
        for node in starts:
            rows = store.query(
                concern.query, prefixes=dict(prefixes()), substitutions={Variable("changed"): node}
            )
            assert isinstance(rows, QuerySolutions), "a concern is a SELECT query"
            yield from (row["this"] for row in rows)


@cache
def dependence() -> Dependence:
    """Read what each shipped shape looks at."""
    store = Store()
    for path, file in shipped_files("shapes", ".ttl"):
        if path != _VOCABULARY_ONLY:
            store.load(file.read_bytes(), format=RdfFormat.TURTLE)
    return dependence_of(store)


def dependence_of(shapes: Store) -> Dependence:
    """Read what each shape with a target looks at."""
    found = Dependence(everywhere={name("rdfs:subClassOf")})
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


def _read_shape(shapes: Store, shape: NamedNode, found: Dependence) -> None:
    classes, subjects_of, objects_of = (
        frozenset(each for each in _values(shapes, shape, f"sh:{curie}") if isinstance(each, NamedNode))
        for curie in _TARGETS[:3]
    )
    is_suspected = bool(_values(shapes, shape, "sh:target"))
    found.targets[shape] = Targets(classes, subjects_of, objects_of, is_suspected)
    found.sources[shape] = frozenset(_sources(shapes, shape))
    read = [PathDependency(_HERE, name("rdf:type"), is_near_object=False)] if classes else []
    read += [PathDependency(_HERE, each, is_near_object=False) for each in subjects_of]
    read += [PathDependency(_HERE, each, is_near_object=True) for each in objects_of]
    read += _constraint_readings(shapes, shape, _HERE, found)
    if not _is_understood(shapes, shape) or (is_suspected and not _values(shapes, shape, "sh:sparql")):
        found.not_understood.add(shape)
    for each in read:
        ways = found.read_by.setdefault(each.predicate, {})
        ways.setdefault((each.way, each.is_near_object), set()).add(shape)
    _read_declarations(shapes, shape, found)


def _read_declarations(shapes: Store, shape: NamedNode, found: Dependence) -> None:
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
            for each in readings(read_path(shapes, path, _ANY_PROPERTY), _HERE)
            if each.predicate is not None
        )
        found.concerns.append(Concern(shape, predicates, query.value))


def _constraint_readings(
    shapes: Store, shape: Term, way: Path, found: Dependence
) -> Iterator[PathDependency]:
    """Give what a shape's constraints look at, seen from the focus node that `way` leads from."""
    values = way
    for node in _values(shapes, shape, "sh:path"):
        path = read_path(shapes, node, _ANY_PROPERTY)
        yield from readings(path, way)
        values = joined(way, path)
    if _values(shapes, shape, "sh:class"):
        yield PathDependency(values, name("rdf:type"), is_near_object=False)
    for curie in _BESIDE:
        for predicate in _values(shapes, shape, curie):
            assert isinstance(predicate, NamedNode), "it names a property"
            yield PathDependency(way, predicate, is_near_object=False)
    nested = [each for curie in _NESTED for each in _values(shapes, shape, curie)]
    lists = [each for curie in _NESTED_LISTS for each in _values(shapes, shape, curie)]
    for each in (*nested, *(member for node in lists for member in items(shapes, node))):
        yield from _constraint_readings(shapes, each, values, found)
    for node in _values(shapes, shape, _READS):
        if node != _CLOCK:
            yield from readings(read_path(shapes, node, _ANY_PROPERTY), way)


def _is_understood(shapes: Store, shape: Term) -> bool:
    """Tell whether every constraint of a shape and of those inside it is known, and every query declares its reads."""
    if not isinstance(shape, NamedNode | BlankNode):
        return False
    said = {quad.predicate.value for quad in shapes.quads_for_pattern(shape, None, None, None)}
    if any(each.startswith(expand("sh:")) and each not in _KNOWN for each in said):
        return False
    if expand("sh:sparql") in said and _READS.value not in said:
        return False
    nested = [each for curie in _NESTED for each in _values(shapes, shape, curie)]
    lists = [each for curie in _NESTED_LISTS for each in _values(shapes, shape, curie)]
    members = [member for node in lists for member in items(shapes, node)]
    return all(_is_understood(shapes, each) for each in (*nested, *members))


def _sources(shapes: Store, shape: NamedNode) -> Iterator[NamedNode]:
    """Name the shapes that the results of a shape may bear: its own name and those of its property shapes."""
    yield shape
    for each in _values(shapes, shape, "sh:property"):
        if isinstance(each, NamedNode):
            yield from _sources(shapes, each)


def _values(shapes: Store, node: Term, predicate: str | NamedNode) -> list[Term]:
    if not isinstance(node, NamedNode | BlankNode):
        return []
    asked = name(predicate) if isinstance(predicate, str) else predicate
    return [quad.object for quad in shapes.quads_for_pattern(node, asked, None, None)]
