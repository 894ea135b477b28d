"""A network after a change: only the things that the change concerns are read again, the rest is moved.

In: the network before, the merge after, the things concerned. Out: the arrays that a reading of all would give, and
where each thing went.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.builder import Merge, describe_thing
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.rdf.terms import NamedNode

GONE = -1
Described = dict[str, tuple[Kind, set[tuple[Relation, str]]]]


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """The network after; `moved`: int64[n before], where each thing went, `GONE` where it left; `touched`: the
    things concerned, by their places before and after.
    """

    network: Network
    moved: NDArray[np.int64]
    touched_before: list[int]
    touched_after: list[int]


def edit(before: Network, after: Merge, concerned: Iterable[NamedNode]) -> Edited:
    """Read some things again, and give the network that follows."""
    told: Described = {each.value: describe_thing(after, each) for each in set(concerned)}
    held = {iri: place for iri in told if (place := before.iris.find(iri)) is not None}
    lost = _own_entries(before, list(held.values()))
    leaving = _leaving(before, told, held, lost)
    ends = {end for _, links in told.values() for _, end in links}
    arriving = {iri for iri, (kind, _) in told.items() if kind} | ends
    fresh = sorted(each.encode() for each in arriving if before.iris.find(each) is None)
    iris = before.iris.edited(leaving, fresh)
    moved = _moved(before, leaving, np.array([before.iris.place_of(each) for each in fresh], np.int64))
    place_of = {iri: iris.find(iri) for iri in told.keys() | ends}
    kinds = np.zeros(len(iris), np.uint8)
    kinds[moved[moved != GONE]] = before.kinds[moved != GONE]
    for iri, (kind, _) in told.items():
        if (place := place_of[iri]) is not None:
            kinds[place] = kind
    gained = np.array(
        [
            (place_of[iri], relation, place_of[end])
            for iri, (_, links) in told.items()
            for relation, end in links
        ],
        np.int64,
    ).reshape(-1, 3)
    middle = _without(before, lost, moved, len(iris))
    network = _with(Network(iris, kinds, *middle), gained)
    touched_after = [place for iri in told if (place := place_of[iri]) is not None]
    return Edited(network, moved, list(held.values()), touched_after)


def _own_entries(network: Network, things: list[int]) -> NDArray[np.int64]:
    """Give the places, in both rows, of the links that some things tell."""
    found: list[int] = []
    for each in things:
        ends, by = network.links_of(each)
        start = int(network.starts[each])
        for offset in np.flatnonzero(by % 2 == 0).tolist():
            found.append(start + offset)
            found.append(_entry(network, int(ends[offset]), int(by[offset]) + 1, each))
    return np.unique(np.array(found, np.int64))


def _entry(network: Network, row: int, by: int, end: int) -> int:
    """Find, or give the place for, an entry of a row."""
    ends, told = network.links_of(row)
    low, high = np.searchsorted(told, by, "left"), np.searchsorted(told, by, "right")
    return int(network.starts[row] + low + np.searchsorted(ends[low:high], end))


def _leaving(
    before: Network, told: Described, held: dict[str, int], lost: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give the things that have no kind and no link any more, ascending."""
    suspects = {held[iri] for iri in held if not told[iri][0]}
    suspects |= {int(each) for each in before.ends[lost] if not before.kinds[each]}
    staying = {before.iris.find(end) for _, links in told.values() for _, end in links}
    leaving = []
    for each in sorted(suspects - staying):
        row = np.arange(before.starts[each], before.starts[each + 1])
        is_told = (told.get(before.iris[each]) or (Kind(before.kinds[each]),))[0]
        if not is_told and np.isin(row, lost).all():
            leaving.append(each)
    return np.array(leaving, np.int64)


def _moved(before: Network, leaving: NDArray[np.int64], arriving: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tell where each thing goes.

    Args: arriving: before which things new ones come, ascending
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
    """Take entries out, and move what stays."""
    rows = np.searchsorted(before.starts, lost, "right") - 1
    lengths = before.degrees() - np.bincount(rows, minlength=len(before))
    starts = np.zeros(count + 1, np.int64)
    starts[moved[moved != GONE] + 1] = lengths[moved != GONE]
    np.cumsum(starts, out=starts)
    ends = moved[np.delete(before.ends, lost)].astype(np.int32)
    return starts, ends, np.delete(before.by, lost)


def _with(network: Network, gained: NDArray[np.int64]) -> Network:
    """Put links in, in the rows of both their ends."""
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
