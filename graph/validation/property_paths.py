"""SHACL property paths as values, to be followed over a store in both directions.

Incremental validation follows them backwards: from a changed triple to the nodes whose shapes look at it.

Spec: https://www.w3.org/TR/shacl/#property-paths
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Store

from graph.rdf.terms import BlankNode, DefaultGraph, NamedNode, Term, name

_DEFAULT = DefaultGraph()


@dataclass(frozen=True, slots=True)
class PredicatePath:
    """One property; None means any property."""

    predicate: NamedNode | None


@dataclass(frozen=True, slots=True)
class InversePath:
    """A path followed from its end to its start."""

    path: Path


@dataclass(frozen=True, slots=True)
class SequencePath:
    """Paths one after the other; an empty sequence leads from a node to itself."""

    parts: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class AlternativePath:
    """Any one of several paths."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class RepeatedPath:
    """A path followed any number of times, or at most once."""

    path: Path
    is_skippable: bool
    is_unbounded: bool


Path = PredicatePath | InversePath | SequencePath | AlternativePath | RepeatedPath
_REPEATS = {
    "sh:zeroOrMorePath": (True, True),
    "sh:oneOrMorePath": (False, True),
    "sh:zeroOrOnePath": (True, False),
}


def read_path(shapes: Store, node: Term, any_property: NamedNode) -> Path:
    """Read a path as SHACL writes it.

    Args:
        any_property: The IRI that means any property.

    Raises:
        ValueError: The node is no path.
    """
    if isinstance(node, NamedNode):
        return PredicatePath(None if node == any_property else node)
    if members := items(shapes, node):
        return SequencePath(tuple(read_path(shapes, each, any_property) for each in members))
    if inverse := _value(shapes, node, "sh:inversePath"):
        return InversePath(read_path(shapes, inverse, any_property))
    if alternatives := _value(shapes, node, "sh:alternativePath"):
        return AlternativePath(
            tuple(read_path(shapes, each, any_property) for each in items(shapes, alternatives))
        )
    for curie, (is_skippable, is_unbounded) in _REPEATS.items():
        if repeated := _value(shapes, node, curie):
            return RepeatedPath(read_path(shapes, repeated, any_property), is_skippable, is_unbounded)
    message = f"no path: {node}"
    raise ValueError(message)


def items(store: Store, node: Term) -> list[Term]:
    """Return the members of an RDF list; none when the node is no list."""
    found: list[Term] = []
    while first := _value(store, node, "rdf:first"):
        found.append(first)
        rest = _value(store, node, "rdf:rest")
        assert rest is not None, "the list does not end"
        node = rest
    return found


def _value(store: Store, node: Term, curie: str) -> Term | None:
    if not isinstance(node, NamedNode | BlankNode):
        return None
    quad = next(store.quads_for_pattern(node, name(curie), None, None), None)
    return quad.object if quad else None


def walk(store: Store, path: Path, starts: Iterable[Term], *, is_back: bool = False) -> set[Term]:
    """Return the nodes that a path leads to in the default graph.

    Args:
        is_back: Return the nodes from which the path leads to `starts`.
    """
    if isinstance(path, PredicatePath):
        return {
            each for start in starts for each in _neighbours(store, path.predicate, start, is_back=is_back)
        }
    if isinstance(path, InversePath):
        return walk(store, path.path, starts, is_back=not is_back)
    if isinstance(path, AlternativePath):
        kept = list(starts)
        return {end for part in path.parts for end in walk(store, part, kept, is_back=is_back)}
    if isinstance(path, SequencePath):
        reached = set(starts)
        for part in _in_order(path.parts, is_back=is_back):
            reached = walk(store, part, reached, is_back=is_back)
        return reached
    return _repeated(store, path, set(starts), is_back=is_back)


def _neighbours(store: Store, predicate: NamedNode | None, node: Term, *, is_back: bool) -> Iterator[Term]:
    if is_back:
        return (quad.subject for quad in store.quads_for_pattern(None, predicate, node, _DEFAULT))
    if not isinstance(node, NamedNode | BlankNode):
        return iter(())
    return (quad.object for quad in store.quads_for_pattern(node, predicate, None, _DEFAULT))


def _repeated(store: Store, path: RepeatedPath, starts: set[Term], *, is_back: bool) -> set[Term]:
    found = set(starts) if path.is_skippable else set[Term]()
    fresh = walk(store, path.path, starts, is_back=is_back)
    while path.is_unbounded and not fresh <= found:
        fresh -= found
        found |= fresh
        fresh = walk(store, path.path, fresh, is_back=is_back)
    return found | fresh


def _in_order(parts: Sequence[Path], *, is_back: bool) -> Iterable[Path]:
    return reversed(parts) if is_back else parts


@dataclass(frozen=True, slots=True)
class PathDependency:
    """A kind of triple that following a path looks at.

    Attributes:
        way: The path from the start to the near end of such a triple.
        is_near_object: The near end is the object of the triple, not the subject.
    """

    way: Path
    predicate: NamedNode | None
    is_near_object: bool


def path_dependencies(path: Path, way: Path, *, is_back: bool = False) -> Iterator[PathDependency]:
    """Yield every kind of triple that following a path looks at.

    Args:
        way: The path that leads to the start of `path`.
    """
    if isinstance(path, PredicatePath):
        yield PathDependency(way, path.predicate, is_back)
    elif isinstance(path, InversePath):
        yield from path_dependencies(path.path, way, is_back=not is_back)
    elif isinstance(path, AlternativePath):
        for part in path.parts:
            yield from path_dependencies(part, way, is_back=is_back)
    elif isinstance(path, SequencePath):
        for part in _in_order(path.parts, is_back=is_back):
            yield from path_dependencies(part, way, is_back=is_back)
            way = joined(way, InversePath(part) if is_back else part)
    else:
        step = InversePath(path.path) if is_back else path.path
        again = (
            joined(way, RepeatedPath(step, is_skippable=True, is_unbounded=True))
            if path.is_unbounded
            else way
        )
        yield from path_dependencies(path.path, again, is_back=is_back)


def joined(first: Path, second: Path) -> Path:
    """Return the path that follows one path, then another."""
    parts = tuple(
        part
        for each in (first, second)
        for part in (each.parts if isinstance(each, SequencePath) else (each,))
    )
    return parts[0] if len(parts) == 1 else SequencePath(parts)
