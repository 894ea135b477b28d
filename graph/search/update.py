"""Bring an index from one snapshot to the next at the cost of the change.

The documents that a change concerns are those of the things that it states something of or points to, and those that
were made of statements of such things: each document names whose statements it was made of.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Store
from tantivy import Query, Searcher

from graph.connections.network.relations import PREDICATES
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, name
from graph.search.documents import READ_PROPERTIES, DocumentMaker, SearchDocument
from graph.search.index_files import build_index, open_index, update_index
from graph.search.kinds import document_classes
from graph.search.places import POINT_FILES, moves_points, write_credit, write_places
from graph.search.schema import schema

MOST_TOUCHED = 20_000  # documents: a change that concerns more is followed by building anew
_MOST_BRIEFLY = 1_000  # documents that are made anew before a write is answered
_POINTED_TO = frozenset(
    {*(curies[0] for curies in PREDICATES.values()), "org:member", "mai:needAnsweredBy", "rdf:subject"}
)


def build_from_store(store: Store, folder: Path) -> int:
    """Write the index of a store, and where its territories lie, into an empty folder; return the number of documents."""
    write_places(store, folder)
    return build_index(_documents(store, _all_things(store)), folder)


def follow_change(
    before: Path, quads: Iterable[Quad], store: Store, folder: Path, *, is_brief: bool = False
) -> bool:
    """Write into a new folder what an index becomes by a change.

    Args:
        before: The folder of the index before the change.
        quads: What enters or leaves.
        store: The store after the change.
        folder: Is made.
        is_brief: Whether only what takes a moment is done: a few documents, and no points.

    Returns:
        False, with nothing written, where the change concerns too much, or the index cannot be read.
    """
    index = open_index(before)
    if index is None:
        return False
    changed = list(quads)
    has_moved = moves_points(changed)
    found = touched_things(index.searcher(), changed)
    if found is None or (is_brief and (has_moved or len(found) > _MOST_BRIEFLY)):
        return False
    touched = sorted(found)
    folder.mkdir()
    if has_moved:
        write_places(store, folder)
    else:
        _link_points(before, folder)
        write_credit(store, folder)
    update_index(before, touched, _documents(store, touched), folder)
    return True


def _link_points(before: Path, folder: Path) -> None:
    for each in POINT_FILES:
        with suppress(FileNotFoundError):
            os.link(before / each, folder / each)


def touched_things(searcher: Searcher, quads: Iterable[Quad]) -> set[str] | None:
    """Return the IRIs of the things whose documents a change concerns; None where they are too many."""
    relevant, pointing = _nodes(READ_PROPERTIES), _nodes(_POINTED_TO)
    subjects, objects = set[str](), set[str]()
    for each in quads:
        if each.predicate in relevant and isinstance(each.subject, NamedNode):
            subjects.add(each.subject.value)
        if each.predicate in pointing and isinstance(each.object, NamedNode):
            objects.add(each.object.value)
        if len(subjects) + len(objects) > MOST_TOUCHED:
            return None
    if not subjects:
        return objects
    readers = Query.term_set_query(schema(), "reads", sorted(subjects))
    found = searcher.search(readers, MOST_TOUCHED + 1, count=False).hits
    if len(found) > MOST_TOUCHED:
        return None
    return subjects | objects | {str(searcher.doc(address).get_first("iri")) for _, address in found}


def _documents(store: Store, things: Iterable[str]) -> Iterator[SearchDocument]:
    maker = DocumentMaker(store)
    made = map(maker.make, things)
    return (each for each in made if each is not None)


def _all_things(store: Store) -> list[str]:
    return sorted(
        {
            quad.subject.value
            for class_ in document_classes()
            for quad in store.quads_for_pattern(None, name("rdf:type"), NamedNode(class_), DefaultGraph())
            if isinstance(quad.subject, NamedNode)
        }
    )


def _nodes(curies: Iterable[str]) -> frozenset[NamedNode]:
    return frozenset(map(name, curies))
