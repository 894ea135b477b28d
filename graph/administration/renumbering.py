"""Rewrite what a store states of itself, so that its content becomes the next snapshot of a data directory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Store

from graph.connections.structure.measurements import stored_measurements
from graph.errors import BackupUnreadable
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Quad, Triple
from graph.storage.catalogue import describe_derivation, describe_state, now, read_state, stored_derivation


def renumbered(store_path: Path, names: Namespaces, number: int, *, is_derived: bool) -> Iterator[Quad]:
    """Yield all quads of a store, its description of itself replaced by that of the next snapshot.

    `is_derived` tells whether its derived graphs are those of what it states.
    """
    store = Store.read_only(str(store_path))
    state = read_state(store, names)
    if state is None:
        raise BackupUnreadable(path=store_path, found="catalog")
    # Read from the store, because a store rewrites literals: they may differ from those of `describe_state`.
    old = {quad.triple for quad in store.quads_for_pattern(names.dataset, None, None, names.graph("catalog"))}
    old = (old - stored_measurements(store, names)) | stored_derivation(store, names)
    graphs = (None, names.graph("catalog"))
    yield from (quad for quad in store if quad.triple not in old)
    derivation = set(describe_derivation(number, now(), names)) if is_derived else set()
    count = state.triple_count + len(derivation) - len(stored_derivation(store, names))
    told = replace(state, number=number, published_at=now(), triple_count=count)
    for triple in (*describe_state(told, names), *derivation):
        yield from (_in(triple, graph_name) for graph_name in graphs)


def _in(triple: Triple, graph_name: object) -> Quad:
    if graph_name is None:
        return Quad(triple.subject, triple.predicate, triple.object)
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)  # type: ignore[arg-type]
