"""Kept in step: after any change, what follows from it equals what reading everything again gives."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from pyoxigraph import Quad, Store

from graph.network.build import concerned_things, network_of
from graph.network.edit import edit
from graph.network.follow import follow
from graph.network.network import same
from graph.network.rules import Share
from graph.network.shares import published_pairs, shares
from graph.network.standing import Standing, stand
from graph.terms import Triple
from tests.graph.network.worlds import random_change, random_world


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


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("seed", range(20))
def test_a_standing_that_follows_equals_one_found_anew(seed: int, count: int) -> None:
    """Bases, weights, trees and the strongest are those of the graph as it is; what comes and goes is the difference."""
    rng = Random(f"{seed} {count}")
    world = set(random_world(rng))
    standing = stand(network_of(world), count)
    for _ in range(12):
        lost, gained = random_change(rng, world)
        world = world - lost | gained
        followed = follow(standing, stored(world), lost | gained)
        anew = stand(network_of(world), count)
        assert differing(followed.standing, anew) == []
        assert followed.gone == published(standing) - published(anew)
        assert followed.come == published(anew) - published(standing)
        standing = followed.standing


def published(standing: Standing) -> set[Share]:
    """Give all that a standing publishes."""
    return set(shares(standing, published_pairs(standing)))


def differing(one: Standing, other: Standing) -> list[str]:
    """Name the arrays that differ."""
    bases = ("initiatives", "starts", "columns", "has", "keys")
    own = ("trees", "ties", "best", "scores")
    return [
        *(each for each in bases if not np.array_equal(getattr(one.bases, each), getattr(other.bases, each))),
        *(each for each in own if not np.array_equal(getattr(one, each), getattr(other, each))),
        *([] if same(one.network, other.network) else ["network"]),
    ]
