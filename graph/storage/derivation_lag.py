"""Compute how far what is derived lies behind what is stated: for derivations, and for monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from graph.connections.similarity.neighbour_mark import read_mark
from graph.errors import SnapshotMissing
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshots import Snapshot, current_number, read_manifest


@dataclass(frozen=True, slots=True)
class DerivationLag:
    """How far the derived graphs of the current snapshot lie behind.

    Attributes:
        derivation: The snapshot from which they were made; 0 before the first derivation.
        snapshots: How many later snapshots state something else.
        seconds: Since the oldest of these was published; 0 without one.
    """

    derivation: int = 0
    snapshots: int = 0
    seconds: float = 0.0


def derivation_lag(directory: DataDirectory, count: int) -> DerivationLag:
    """Return how far the current snapshot lies behind; an empty lag before there is one.

    `count` is how many connections an initiative may have, from the settings: what was derived for another number
    lags.
    """
    number = current_number(directory)
    return lag_of(read_manifest(directory.snapshots / str(number)), count) if number else DerivationLag()


def lag_of(snapshot: Snapshot, count: int | None = None) -> DerivationLag:
    """Look back from a snapshot to the newest one that a derivation has processed (`count` None: for any number)."""
    derivation, behind, oldest = snapshot.derivation, 0, None
    while read_mark(snapshot.network_path, count) != derivation:
        behind += not snapshot.repeats
        oldest = snapshot.published_at
        before = snapshot.repeats or snapshot.number - 1
        try:
            snapshot = read_manifest(snapshot.path.with_name(str(before)))
        except SnapshotMissing:
            break
    age_s = (datetime.now(UTC) - oldest).total_seconds() if oldest is not None else 0.0
    return DerivationLag(derivation, behind, max(age_s, 0.0))
