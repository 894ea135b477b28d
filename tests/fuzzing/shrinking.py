"""Makes a failing query and its world smaller while they still fail, so that a person sees what the failure is about.

Any child may be left out or take the place of its parent, if the result still fails in the same way. Most such results are
no valid query; the engine refuses these, so they are not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.worlds import World

Fails = Callable[[World, tree.Query], bool]
ATTEMPTS = 1500


def shrink(
    world: World, query: tree.Query, fails: Fails, attempts: int = ATTEMPTS
) -> tuple[World, tree.Query]:
    """Return a smaller world and query that still fail; they are as small as the attempts allow."""
    budget = [attempts]

    def still(smaller_world: World, smaller_query: tree.Query) -> bool:
        budget[0] -= 1
        return budget[0] >= 0 and fails(smaller_world, smaller_query)

    before: tuple[World, tree.Query] | None = None
    while before != (world, query) and budget[0] > 0:
        before = world, query
        query = _smallest(query, partial(still, world))
        world = _smaller_world(world, query, still)
    return world, query


def _smallest(query: tree.Query, fails: Callable[[tree.Query], bool]) -> tree.Query:
    """Take the first smaller query that fails, again and again."""
    progress = True
    while progress:
        progress = False
        for each in smaller(query):
            if isinstance(each, tree.Query) and fails(each):
                query, progress = each, True
                break
    return query


def _smaller_world(world: World, query: tree.Query, fails: Fails) -> World:
    """Leave out graphs and triples one by one."""
    for name in world.names():
        without = World({key: each for key, each in world.graphs.items() if key != name})
        if fails(without, query):
            world = without
    for name in world.graphs:
        for triple in world.graphs[name]:
            kept = tuple(each for each in world.graphs[name] if each != triple)
            without = World({**world.graphs, name: kept})
            if (kept or not name) and fails(without, query):
                world = without
    return world


def smaller(node: Any) -> Iterator[Any]:
    """Yield variants of a node with one part less: the boldest first."""
    if isinstance(node, tuple):
        yield from _shorter(node)
        yield from _each_smaller(node)
    elif isinstance(node, tree.ValuesPattern):
        yield from (replace(node, rows=each) for each in _shorter(node.rows))
    elif is_dataclass(node) and not isinstance(node, type):
        yield from _hoisted(node)
        for field in fields(node):
            for each in _smaller_field(node, getattr(node, field.name)):
                yield replace(node, **{field.name: each})


def _smaller_field(node: Any, value: Any) -> Iterator[Any]:
    """Yield smaller values of a field; what a function or a path is made of keeps its number of parts."""
    if value is True:
        yield False
    elif isinstance(value, tuple) and isinstance(node, tree.Call | tree.PathStep):
        yield from _each_smaller(value)
    else:
        yield from smaller(value)


def _shorter(parts: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield from (parts[:place] + parts[place + 1 :] for place in range(len(parts)))


def _each_smaller(parts: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for place, part in enumerate(parts):
        yield from ((*parts[:place], each, *parts[place + 1 :]) for each in smaller(part))


def _spliced(group: tree.GroupPattern) -> Iterator[tree.GroupPattern]:
    """Yield a group with the elements of an inner group in place of the element that holds it."""
    parts = group.elements
    for place, part in enumerate(parts):
        for inner in _inner_groups(part):
            yield tree.GroupPattern((*parts[:place], *inner.elements, *parts[place + 1 :]))


def _inner_groups(element: Any) -> Iterator[tree.GroupPattern]:
    """Yield the groups whose elements may stand in place of an element of a group."""
    match element:
        case tree.GroupPattern():
            yield element
        case (
            tree.OptionalPattern(group=group)
            | tree.NamedGraphPattern(group=group)
            | tree.MinusPattern(group=group)
        ):
            yield group
        case tree.UnionPattern(branches=branches):
            yield from branches
        case tree.SubSelectPattern(query=query):
            yield query.where
        case tree.FilterPattern(condition=tree.ExistsCall(group=group)):
            yield group


def _hoisted(node: Any) -> Iterator[Any]:
    """Yield children that may take the place of a node."""
    match node:
        case tree.Call(arguments=parts) | tree.PathStep(parts=parts):
            yield from parts
        case tree.GroupPattern():
            yield from _spliced(node)
        case tree.UnionPattern(branches=(only,)):
            yield only
        case tree.AggregateCall(argument=argument) if argument is not None:
            yield replace(node, argument=None, name="COUNT", distinct=False, separator=None)
        case tree.BindPattern(expression=expression) if not isinstance(expression, str):
            yield replace(node, expression='"1"^^<http://www.w3.org/2001/XMLSchema#integer>')
        case tree.AskQuery() | tree.ConstructQuery():
            yield tree.SelectQuery(node.where)
        case tree.SelectQuery(items=items) if items:
            yield tree.SelectQuery(node.where)


def features(query: tree.Query) -> str:
    """Return which kinds of elements, operators and functions a query has: what a failure is sorted by."""
    kinds: set[str] = set()
    for node in tree.nodes(query):
        match node:
            case tree.PathStep(operator=operator):
                kinds.add(f"path {operator}")
            case tree.Call(name=name) | tree.AggregateCall(name=name):
                kinds.add(name)
            case tree.NamedGraphPattern(name=name):
                kinds.add("GRAPH ?g" if name[0] == "?" else "GRAPH")
            case tree.ExistsCall():
                kinds.add("EXISTS")
            case _ if is_dataclass(node):
                kinds.add(type(node).__name__.removesuffix("Pattern"))
    return ", ".join(
        sorted(kinds - {"TriplesBlock", "Triple", "Group", "SelectQuery", "SelectItem", "Filter"})
    )
