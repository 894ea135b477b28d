"""Kept in step: after any change, what follows from it equals what reading everything again gives."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from pyoxigraph import Quad, Store

from graph.connections.network.adjacency import same
from graph.connections.network.builder import concerned_things, network_of
from graph.connections.network.incremental_update import edit
from graph.connections.similarity.neighbour_table import NeighbourTable, find_neighbours
from graph.connections.similarity.neighbour_update import update_table
from graph.connections.similarity.rules import Share
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.connections.similarity.top_k import ScoringData, strongest_rows
from graph.rdf.terms import NamedNode, Term, Triple, name
from tests.graph.connections.worlds import BASE, random_change, random_world, thing


def stored(world: set[Triple]) -> Store:
    """Put triples in the default graph of a store."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in world)
    return store


@pytest.mark.parametrize("seed", range(30))
def test_an_edited_network_equals_one_read_anew(seed: int) -> None:
    """Whatever comes and goes, things that leave included, the arrays are those of the graph as it is."""
    rng = Random(seed)
    world = set(random_world(rng))
    network = network_of(world)
    for _ in range(15):
        lost, gained = random_change(rng, world)
        world = world - lost | gained
        network = edit(network, stored(world), concerned_things(lost | gained)).network
        assert same(network, network_of(world))


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("seed", range(20))
def test_a_standing_that_follows_equals_one_found_anew(
    seed: int, count: int, *, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bases, weights, trees and the strongest are those of the graph as it is; what comes and goes is the difference.

    The same where more is searched than is followed pair by pair, and told in several blocks.
    """
    if is_large:
        monkeypatch.setattr("graph.connections.similarity.neighbour_update.MANY", 0)
        monkeypatch.setattr("graph.connections.similarity.neighbour_diff._BLOCK", 3)
    rng = Random(f"{seed} {count}")
    world = set(random_world(rng))
    table = find_neighbours(network_of(world), count)
    known = published(table)
    for _ in range(12):
        lost, gained = random_change(rng, world)
        world = world - lost | gained
        followed = update_table(table, stored(world), lost | gained)
        anew = find_neighbours(network_of(world), count)
        assert differing(followed.table, anew) == []
        gone, come = followed.diff.changes() if followed.diff else (set(), set())
        found = published(anew)
        assert (gone, come) == (known - found, found - known)
        table, known = followed.table, found


def test_everything_may_go_and_come_back() -> None:
    """From nothing to a world, to nothing again, one thing at a time: the empty table included."""
    world = set(random_world(Random(0)))
    table = find_neighbours(network_of([]), 2)
    for goal in (world, set[Triple](), world):
        before = set[Triple]() if goal else world
        table = update_table(table, stored(goal), before ^ goal).table
        assert differing(table, find_neighbours(network_of(goal), 2)) == []


def test_little_is_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a larger graph a change of one initiative moves few rows: those that share with it, not all."""
    world = {each for seed in range(12) for each in renumbered(random_world(Random(seed)), seed)}
    table = find_neighbours(network_of(world), 2)
    searched: list[int] = []

    def counting(field: ScoringData, rows: NDArray[np.int64], count: int) -> object:
        searched.append(len(rows))
        return strongest_rows(field, rows, count)

    monkeypatch.setattr("graph.connections.similarity.neighbour_update.search_rows", counting)
    gained = {Triple(thing("initiative", 1), name("mai:usesMethod"), thing("method", 900))}
    followed = update_table(table, stored(world | gained), gained)
    assert differing(followed.table, find_neighbours(network_of(world | gained), 2)) == []
    assert 0 < searched[0] < len(table.features) / 4


def renumbered(triples: list[Triple], seed: int) -> Iterator[Triple]:
    """Give a world apart: its things have numbers of their own, but the first."""

    def apart(term: Term) -> Term:
        kind, _, number = (
            term.value.removeprefix(BASE).partition("/") if isinstance(term, NamedNode) else ("", "", "")
        )
        return thing(kind, int(number) + 20 * seed) if number.isdigit() else term

    for each in triples:
        yield Triple(apart(each.subject), each.predicate, apart(each.object))  # type: ignore[arg-type]


def published(table: NeighbourTable) -> set[Share]:
    """Give all that a table publishes."""
    return set(shares(table, published_pairs(table)))


def differing(one: NeighbourTable, other: NeighbourTable) -> list[str]:
    """Name the arrays that differ."""
    bases = ("initiatives", "starts", "columns", "has", "keys")
    own = ("weights", "trees", "tie_breaks", "neighbours", "scores")
    return [
        *(
            each
            for each in bases
            if not np.array_equal(getattr(one.features, each), getattr(other.features, each))
        ),
        *(each for each in own if not np.array_equal(getattr(one, each), getattr(other, each))),
        *([] if same(one.network, other.network) else ["network"]),
    ]
