"""Update a network after a change: the things that the change concerns are read again, the other rows are copied.

The result equals a network built anew, at a cost that grows with the change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.builder import QuadSource, describe_thing
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.rdf.terms import NamedNode

GONE = -1  # in `moved`
Described = dict[str, tuple[Kind, set[tuple[Relation, str]]]]


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """A network after a change.

    Attributes:
        moved: int64[n before]. New place of each thing, `GONE` where it left.
        touched_before, touched_after: Places of the things that the change concerns.
    """

    network: Network
    moved: NDArray[np.int64]
    touched_before: list[int]
    touched_after: list[int]


def edit(before: Network, after: QuadSource, concerned: Iterable[NamedNode]) -> Edited:
    """Return the network after a change of some things.

    Args:
        after: The store after the change.
        concerned: The things whose kind or own links may have changed.
    """
    described: Described = {each.value: describe_thing(after, each) for each in set(concerned)}
    place_before = {iri: place for iri in described if (place := before.iris.find(iri)) is not None}
    lost = _own_entries(before, list(place_before.values()))
    leaving = _leaving(before, described, place_before, lost)
    ends = {end for _, links in described.values() for _, end in links}
    arriving = {iri for iri, (kind, _) in described.items() if kind} | ends
    fresh = sorted(each.encode() for each in arriving if before.iris.find(each) is None)
    iris = before.iris.edited(leaving, fresh)
    moved = _moved(before, leaving, np.array([before.iris.place_of(each) for each in fresh], np.int64))
    place_of = {iri: iris.find(iri) for iri in described.keys() | ends}
    kinds = np.zeros(len(iris), np.uint8)
    kinds[moved[moved != GONE]] = before.kinds[moved != GONE]
    for iri, (kind, _) in described.items():
        if (place := place_of[iri]) is not None:
            kinds[place] = kind
    gained = np.array(
        [
            (place_of[iri], relation, place_of[end])
            for iri, (_, links) in described.items()
            for relation, end in links
        ],
        np.int64,
    ).reshape(-1, 3)
    middle = _without(before, lost, moved, len(iris))
    network = _with(Network(iris, kinds, *middle), gained)
    touched_after = [place for iri in described if (place := place_of[iri]) is not None]
    return Edited(network, moved, list(place_before.values()), touched_after)


def _own_entries(network: Network, things: list[int]) -> NDArray[np.int64]:
    """Return the positions, in the rows of both ends, of the links whose subjects are some things."""
    found: list[int] = []
    for each in things:
        ends, by = network.links_of(each)
        start = int(network.starts[each])
        for offset in np.flatnonzero(by % 2 == 0).tolist():
            found.append(start + offset)
            found.append(_entry(network, int(ends[offset]), int(by[offset]) + 1, each))
    return np.unique(np.array(found, np.int64))


def _entry(network: Network, row: int, by: int, end: int) -> int:
    """Return the position that an entry of a row has or would take."""
    ends, codes = network.links_of(row)
    low, high = np.searchsorted(codes, by, "left"), np.searchsorted(codes, by, "right")
    return int(network.starts[row] + low + np.searchsorted(ends[low:high], end))


def _leaving(
    before: Network, described: Described, place_before: dict[str, int], lost: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the things that have neither kind nor link any more, ascending."""
    suspects = {place_before[iri] for iri in place_before if not described[iri][0]}
    suspects |= {int(each) for each in before.ends[lost] if not before.kinds[each]}
    staying = {before.iris.find(end) for _, links in described.values() for _, end in links}
    leaving = []
    for each in sorted(suspects - staying):
        row = np.arange(before.starts[each], before.starts[each + 1])
        has_kind = (described.get(before.iris[each]) or (Kind(before.kinds[each]),))[0]
        if not has_kind and np.isin(row, lost).all():
            leaving.append(each)
    return np.array(leaving, np.int64)


def _moved(before: Network, leaving: NDArray[np.int64], arriving: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the new place of each thing.

    Args:
        arriving: For each new thing, the old place that it is inserted before; ascending.
    """
    shift = np.zeros(len(before) + 1, np.int64)
    np.add.at(shift, arriving, 1)
    np.add.at(shift, leaving + 1, -1)
    moved: NDArray[np.int64] = np.arange(len(before)) + np.cumsum(shift[:-1])
    moved[leaving] = GONE
    return moved


def _without(
    before: Network, lost: NDArray[np.int64], moved: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    """Remove entries, and renumber the others."""
    rows = np.searchsorted(before.starts, lost, "right") - 1
    lengths = before.degrees() - np.bincount(rows, minlength=len(before))
    starts = np.zeros(count + 1, np.int64)
    starts[moved[moved != GONE] + 1] = lengths[moved != GONE]
    np.cumsum(starts, out=starts)
    ends = moved[np.delete(before.ends, lost)].astype(np.int32)
    return starts, ends, np.delete(before.by, lost)


def _with(network: Network, gained: NDArray[np.int64]) -> Network:
    """Insert links into the rows of both their ends."""
    forwards = np.column_stack((gained[:, 0], 2 * gained[:, 1], gained[:, 2]))
    backwards = np.column_stack((gained[:, 2], 2 * gained[:, 1] + 1, gained[:, 0]))
    entries = np.concatenate((forwards, backwards))
    entries = entries[np.lexsort((entries[:, 2], entries[:, 1], entries[:, 0]))]
    places = np.array([_entry(network, *each) for each in entries.tolist()], np.int64)
    starts = network.starts.copy()
    starts[1:] += np.cumsum(np.bincount(entries[:, 0], minlength=len(network)))
    ends = np.insert(network.ends, places, entries[:, 2].astype(np.int32))
    by = np.insert(network.by, places, entries[:, 1].astype(np.uint8))
    return Network(network.iris, network.kinds, starts, ends, by)
