"""The nodes whose validation results a change of triples may affect, shape by shape.

From a changed triple the property paths of the shapes are followed back to focus nodes. The nodes found may be too many,
never too few. What each shape looks at is read by `dependency_reader`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import QuerySolutions, Store

from graph.rdf.terms import NamedNode, Term, Triple, Variable, prefixes
from graph.validation.property_paths import Path, walk


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
        not_understood: Shapes with a constraint unknown here, or a query that does not declare what it reads. While there is
            one, any change concerns all nodes.
        read_by: The shapes that look at a triple, by predicate (None: any), then by the path from a focus node to the near
            end of the triple, and whether that end is the object.
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
