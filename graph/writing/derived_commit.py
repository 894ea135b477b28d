"""Publish the result of a derivation as the next snapshot.

The writer holds its lock meanwhile, so little is left to do: a small change is one transaction; a large one was made
already in a copy of the store, which takes the writes since then and is put in place.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode
from graph.storage.catalogue import read_derivation
from graph.storage.data_directory import DataDirectory, remove_path, sync_folder, unfinished
from graph.storage.history.kept_history import keep_made_history
from graph.storage.snapshot_parts.delta import read_delta
from graph.storage.snapshot_parts.search_index import catch_up
from graph.storage.snapshot_parts.statistics import read_statistics
from graph.storage.snapshots import NETWORK, SEARCH, STATISTICS, State, read_manifest, steps_from
from graph.storage.store_writer import StoreWriter
from graph.writing.catalogue_delta import Difference, derivation_change

COPY = "store"


@dataclass(frozen=True, slots=True)
class Derivation:
    """The result of deriving from one snapshot; its folder holds the network, and a delta or a changed copy.

    Also the search index and the statistics, where the snapshot has none; of a copy, always the statistics.

    Attributes:
        number: The snapshot that it was made from.
        follows: The derivation that the snapshot's derived graphs came from; 0 for none.
        counts: Measurements of the structure.
        difference: How digest and sizes change.
        is_new: Whether anything differs from what is stored.
        copied: The snapshot that the copy has caught up with; 0 without a copy.
    """

    folder: Path
    number: int
    follows: int
    at: datetime
    counts: dict[str, int]
    difference: Difference
    is_new: bool
    copied: int


class _CopyDiffers(Exception):
    """The copy does not hold what the store held."""


def publish_derivation(writer: StoreWriter, found: Derivation) -> bool:
    """Put what was derived in the store, and publish it.

    Returns:
        False, with nothing published, when the store changed in a way that does not fit: the derivation has to begin
            again.
    """
    is_published = _published(writer, found)
    if is_published:
        writer.follow_history()
    return is_published


def _published(writer: StoreWriter, found: Derivation) -> bool:
    directory, state = writer.directory, writer.state()
    if state is None or read_derivation(writer.store, writer.names) != found.follows:
        return False
    if not (directory.snapshots / str(found.number)).is_dir():
        return False
    keep_made_history(found.folder, directory)
    network = _keep_beside(found, directory, NETWORK)
    _keep_beside(found, directory, SEARCH)
    if not found.copied:
        _keep_beside(found, directory, STATISTICS)
        writer.statistics.catch_up(state, writer.store)
    if not found.is_new:
        catch_up(directory, writer.store)
        return True
    derived = found.difference.after(state)
    catalogue = derivation_change(
        writer.store,
        writer.names,
        derived,
        number=found.number,
        at=found.at,
        counts=found.counts,
    )
    if not found.copied:
        delta = read_delta(found.folder)
        writer.apply_derived(replace(delta, emptied=_emptied(writer.store, delta)), catalogue, derived)
    elif not _take_copy(writer, found, catalogue, derived):
        return False
    writer.publish(repeats=state.number, network=network if state.number == found.number else None)
    return True


def _take_copy(writer: StoreWriter, found: Derivation, catalogue: QuadDelta, derived: State) -> bool:
    """Put the changed copy in place of the store, with what was written since; return whether it fits."""
    state = writer.state()
    current = read_manifest(writer.directory.snapshots / str(derived.number - 1))
    steps = steps_from(found.copied, current)
    if steps is None:
        return False
    since = [*map(read_delta, steps), catalogue]
    with suppress(_CopyDiffers), writer.replacing(found.folder / COPY) as copy:
        if not all(each.apply(copy.store) for each in since[:-1]):
            raise _CopyDiffers
        copy.apply((catalogue,))
    if writer.state() == state:
        return False
    writer.statistics.restart(read_statistics(found.folder), since, derived, writer.store)
    return True


def _emptied(store: Store, delta: QuadDelta) -> frozenset[NamedNode]:
    """Return the graphs that a delta leaves empty."""
    return frozenset(
        each
        for each in delta.graph_names()
        if all(quad in delta.removed for quad in store.quads_for_pattern(None, None, None, each))
        and not any(quad.graph_name == each for quad in delta.added)
    )


def _keep_beside(found: Derivation, directory: DataDirectory, kind: str) -> Path:
    """Put what was made for a snapshot, its network or its search index, beside it, in place of an outdated one."""
    place = directory.snapshots / str(found.number) / kind
    if not (found.folder / kind).exists():
        return place
    with suppress(FileNotFoundError):
        place.rename(unfinished(place))
    (found.folder / kind).rename(place)
    sync_folder(place.parent)
    with suppress(FileNotFoundError):
        remove_path(unfinished(place))
    return place
