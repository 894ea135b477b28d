"""What a change of the merge does to the connections that rules derive: the quads that go and come with it.

In: the writer's store, where every initiative stands, a change of what is stated. Out: `DerivedConnections`. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from typing import Any

from pyoxigraph import Store

from graph.connections.network.builder import concerned_things, read_network
from graph.connections.similarity.connection_triples import changed_quads, share_quads
from graph.connections.similarity.neighbour_diff import moves_between
from graph.connections.similarity.neighbour_table import NeighbourTable, stand
from graph.connections.similarity.neighbour_update import follow
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.derivation.connection_batches import ConnectionBatches
from graph.derivation.connection_delta import held_connections, held_quads, runs_change, with_merge
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple

_DEFAULT = DefaultGraph()
_NOTHING = QuadDelta()
_FEW = 1_000  # things; more are not followed one by one, unless they are a small share of all
_SHARE = 50
_MANY = 10_000  # pairs; what more of them share is not held in memory, quad by quad
_MANY_HELD = 20 * _MANY  # quads


@dataclass(frozen=True, slots=True)
class DerivedConnections:
    """What follows from a change: the derived quads that go and come, the merge's included, and the new standing.

    `blocks`: in place of `change`, where so much may go and come that it is not held in memory.
    """

    change: QuadDelta
    standing: NeighbourTable | None
    blocks: ConnectionBatches | None = None

    def seen(self) -> QuadDelta:
        """Give what a judgement of what is stated has to see of it: where there are blocks, what goes with it alone."""
        return self.change if self.blocks is None else self.blocks.around()


class _After:
    """The merge as it will be: a store's default graph and a change of it."""

    def __init__(self, store: Store, stated: QuadDelta) -> None:
        self._store = store
        self._removed = {quad for quad in stated.removed if quad.graph_name == _DEFAULT}
        self._added = Store()
        self._added.bulk_extend(quad for quad in stated.added if quad.graph_name == _DEFAULT)

    def quads_for_pattern(
        self, subject: Any, predicate: Any, value: Any, graph_name: Any = None, /
    ) -> Iterator[Quad]:
        held = self._store.quads_for_pattern(subject, predicate, value, graph_name)
        staying = (quad for quad in held if quad not in self._removed) if self._removed else held
        return chain(staying, self._added.quads_for_pattern(subject, predicate, value, graph_name))


def connect(  # noqa: PLR0913  each has a meaning of its own
    store: Store,
    standing: NeighbourTable | None,
    stated: QuadDelta,
    *,
    names: Namespaces,
    count: int,
    at: datetime,
    takes_long: Callable[[], None],
) -> DerivedConnections:
    """Follow a change where the standing before it is known, and derive everything where it is not.

    Args: stated: what goes and comes in named graphs and in the merge
          count: how many connections an initiative may have
          at: when, to tell of the graphs that change
          takes_long: called before everything is derived anew
    """
    after = _After(store, stated)
    blocks = ConnectionBatches(store, names, stated, at, None, None)
    if not count:
        return _unconnected(blocks)
    changed = {quad.triple for quad in (*stated.removed, *stated.added) if quad.graph_name == _DEFAULT}
    if standing is not None and _are_few(changed, standing):
        followed = follow(standing, after, changed, takes_long)
        return _moved(replace(blocks, standing=followed.standing, moves=followed.moves))
    takes_long()
    anew = stand(read_network(after), count)
    if standing is None:
        return _anew(replace(blocks, standing=anew))
    return _moved(replace(blocks, standing=anew, moves=moves_between(standing, anew)))


def _moved(blocks: ConnectionBatches) -> DerivedConnections:
    """Write what two standings publish differently."""
    if blocks.moves is None:
        return _told(blocks, set(), set())
    if len(blocks.moves) > _MANY:
        return DerivedConnections(_NOTHING, blocks.standing, blocks)
    return _told(blocks, *changed_quads(*blocks.moves.told(), blocks.names))


def _anew(blocks: ConnectionBatches) -> DerivedConnections:
    """Compare what is stored with what a standing gives, where no standing before it is known."""
    assert blocks.standing is not None, "connections are derived"
    pairs = published_pairs(blocks.standing)
    gone = set(islice(held_connections(blocks.store, blocks.names), _MANY_HELD + 1))
    if len(pairs) > _MANY or len(gone) > _MANY_HELD:
        return DerivedConnections(_NOTHING, blocks.standing, blocks)
    come = set(share_quads(shares(blocks.standing, pairs), blocks.names))
    return _told(blocks, gone - come, come - gone)


def _unconnected(blocks: ConnectionBatches) -> DerivedConnections:
    """Remove all that rules gave so far."""
    held = set(islice(held_quads(blocks.store, blocks.names), _MANY_HELD + 1))
    if len(held) > _MANY_HELD:
        return DerivedConnections(_NOTHING, None, blocks)
    change = with_merge(held, set())
    emptied = frozenset(quad.graph_name for quad in held if isinstance(quad.graph_name, NamedNode))
    return DerivedConnections(replace(change, emptied=emptied), None)


def _told(blocks: ConnectionBatches, gone: set[Quad], come: set[Quad]) -> DerivedConnections:
    """Give the change as a whole: so little goes and comes."""
    touched = {quad.graph_name for quad in gone | come if isinstance(quad.graph_name, NamedNode)}
    runs_gone, runs_come = runs_change(blocks.store, touched, blocks.names, blocks.at)
    return DerivedConnections(with_merge(gone | runs_gone, come | runs_come), blocks.standing)


def derived_quads(standing: NeighbourTable, names: Namespaces, at: datetime) -> Iterator[Quad]:
    """Give all derived connections and what tells of their runs, lazily, without the merge."""
    _, runs = runs_change(Store(), (), names, at)
    return chain(runs, share_quads(shares(standing, published_pairs(standing)), names))


def _are_few(changed: Iterable[Triple], standing: NeighbourTable) -> bool:
    return len(set(concerned_things(changed))) <= max(_FEW, len(standing.network) // _SHARE)
