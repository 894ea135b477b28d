"""Which things and pairs of a network are asked about: chance, repeatable, and the hubs that chance would miss."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity.families import family_of

_SOME = 300
_HUBS = 8  # of each kind


@dataclass(frozen=True, slots=True)
class Group:
    """What is asked alike: IRIs, one at a time for what is close, two for a path."""

    name: str
    asked: tuple[tuple[str, ...], ...]


def close_groups(network: Network, seed: int = 1) -> list[Group]:
    """Choose things: initiatives, others, hubs."""
    rng = Random(seed)  # noqa: S311  chance that can be repeated is the point
    others = _of_families(network)
    chosen = (
        ("initiatives", _drawn(rng, network.initiatives(), _SOME)),
        ("others", _drawn(rng, others, _SOME)),
        ("hubs", _hubs(network)),
    )
    return [Group(name, tuple((network.iris[each],) for each in things)) for name, things in chosen]


def path_groups(network: Network, seed: int = 2) -> list[Group]:
    """Choose pairs: initiatives, any two things, hubs with anything."""
    rng = Random(seed)  # noqa: S311  as above
    initiatives = network.initiatives()
    anything = np.flatnonzero(network.kinds != Kind.OTHER)
    hubs = _hubs(network)
    chosen = (
        ("initiatives", [_pair(rng, initiatives, initiatives) for _ in range(_SOME)]),
        ("others", [_pair(rng, anything, anything) for _ in range(_SOME)]),
        ("hubs", [_pair(rng, np.array(hubs), anything) for _ in range(_SOME // 2)]),
    )
    return [
        Group(name, tuple((network.iris[one], network.iris[other]) for one, other in pairs))
        for name, pairs in chosen
    ]


def _of_families(network: Network) -> NDArray[np.int64]:
    kinds = [int(each) for each in Kind if family_of(each) is not None]
    others = [each for each in kinds if each not in (Kind.INITIATIVE, Kind.CIRCLE)]
    return np.flatnonzero(np.isin(network.kinds, others))


def _hubs(network: Network) -> list[int]:
    """Give the things of each kind that have most links, ties by name."""
    degrees = network.degrees()
    found = []
    for kind in Kind:
        things = np.flatnonzero(network.kinds == kind)
        if kind is not Kind.OTHER and family_of(kind) is not None and len(things):
            found += things[np.argsort(-degrees[things], kind="stable")[:_HUBS]].tolist()
    return found


def _drawn(rng: Random, things: NDArray[np.int64] | NDArray[np.int32], count: int) -> list[int]:
    return [int(things[each]) for each in rng.sample(range(len(things)), min(count, len(things)))]


def _pair(
    rng: Random,
    these: NDArray[np.int64] | NDArray[np.int32],
    those: NDArray[np.int64] | NDArray[np.int32],
) -> tuple[int, int]:
    return int(these[rng.randrange(len(these))]), int(those[rng.randrange(len(those))])
