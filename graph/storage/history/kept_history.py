"""Keep the history of things in step with the writer's store.

    history/changes-<n>.sqlite    the highest number counts; a derivation that makes the history anew takes the next one

A small change is followed after whoever wrote it has the answer. What cannot be followed, because there is no history yet or a
change was too large to be logged, is compared with the whole store by the next derivation. After a crash the log has what was missed.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from pyoxigraph import Store

from graph.errors import LogDamaged, SnapshotMissing
from graph.rdf.quad_delta import QuadDelta
from graph.storage.data_directory import DataDirectory, remove_path, sync_folder
from graph.storage.history.history_file import HistoryDamaged, HistoryFile, create_history, open_history_file
from graph.storage.history.patch_log import PatchLog
from graph.storage.history.recording import compare_all, record_change
from graph.storage.snapshots import Snapshot, State, current_number, read_manifest

_log = logging.getLogger(__name__)
MADE = "history.sqlite"  # in the folder of a derivation
_NAME, _TO_COMPARE = "changes-*.sqlite", "compare"
_MOST_QUADS = 50_000  # of changes that are followed at once


class KeptHistory:
    """The history of a data directory, as its writer keeps it."""

    def __init__(self, directory: DataDirectory) -> None:
        """Know of no change yet."""
        self._directory = directory
        self._deltas: dict[int, QuadDelta] = {}

    def note(self, delta: QuadDelta, state: State, kind: str) -> None:
        """Remember a change that the store holds by now; one of kind "derived" changes nothing that is stated."""
        self._deltas[state.number] = delta if kind == "stated" else QuadDelta()

    def follow(self, state: State, store: Store, log: PatchLog | None) -> None:
        """Bring the history to the state of the store, as far as changes are known. A write never fails because of it."""
        path = history_path(self._directory)
        try:
            if path is not None and not _is_to_compare(self._directory):
                with closing(open_history_file(path)) as file:
                    self._follow(file, state, store, log)
        except HistoryDamaged as error:
            _log.warning("the history is damaged, a new one begins: %s", str(error))
            _remove_history(path)
        except Exception as error:  # noqa: BLE001  whatever it is, the write is done
            _log.warning("the history did not follow a change, all is compared: %s", str(error))
            _compare_later(self._directory)
        self._deltas.clear()

    def _follow(self, file: HistoryFile, state: State, store: Store, log: PatchLog | None) -> None:
        if file.number == state.number:
            return
        deltas = self._since(file.number, state.number, log)
        if deltas is None or sum(map(len, deltas)) > _MOST_QUADS:
            _compare_later(self._directory)
            return
        at_ms = int(state.published_at.timestamp() * 1000)
        record_change(file, deltas, store, self._directory.names, number=state.number, at_ms=at_ms)

    def _since(self, number: int, until: int, log: PatchLog | None) -> list[QuadDelta] | None:
        """Return what changed behind a number; None where that is not known."""
        missing = [each for each in range(number + 1, until + 1) if each not in self._deltas]
        logged: Mapping[int, QuadDelta] = dict(_logged(log, number)) if missing and log is not None else {}
        found: list[QuadDelta] = []
        for each in range(number + 1, until + 1):
            delta = self._deltas.get(each, logged.get(each))
            if delta is None and not self._repeats(each):
                return None
            found.append(delta or QuadDelta())
        return found if until > number else None

    def _repeats(self, number: int) -> bool:
        """Return whether a snapshot states the same as the one before it."""
        with suppress(SnapshotMissing):
            return bool(read_manifest(self._directory.snapshots / str(number)).repeats)
        return False


def history_path(directory: DataDirectory) -> Path | None:
    """Return the file of the history; None where there is none yet."""
    numbered = ((_number(each), each) for each in directory.history.glob(_NAME))
    return max(numbered, default=(0, None))[1]


def must_compare(directory: DataDirectory) -> bool:
    """Return whether the history has to be made by comparing everything."""
    return history_path(directory) is None or _is_to_compare(directory)


def is_history_behind(directory: DataDirectory) -> bool:
    """Return whether the history does not cover the current snapshot."""
    path, number = history_path(directory), current_number(directory)
    if path is None or _is_to_compare(directory):
        return bool(number)
    try:
        with closing(open_history_file(path)) as file:
            return file.number != number
    except HistoryDamaged:
        return True


def make_history(folder: Path, directory: DataDirectory, snapshot: Snapshot, store: Store) -> None:
    """Write the history up to a snapshot into a folder, where all has to be compared: what there is, and what differs from it.

    Args:
        folder: That of a derivation.
        directory: Whose history it is.
        snapshot: The one that is compared.
        store: That of the snapshot.
    """
    if not must_compare(directory):
        return
    made = folder / MADE
    try:
        with closing(_begun(made, directory, snapshot)) as file:
            at_ms = int(snapshot.published_at.timestamp() * 1000)
            compare_all(file, store, directory.names, number=snapshot.number, at_ms=at_ms)
    except Exception as error:  # noqa: BLE001  whatever it is, connections are published all the same
        _log.error("the history was not made: %s", str(error))
        made.unlink(missing_ok=True)


def keep_made_history(folder: Path, directory: DataDirectory) -> None:
    """Put the history that a derivation made in place, unless the one there is as far by now."""
    made = folder / MADE
    if not made.exists():
        return
    before = history_path(directory)
    directory.history.mkdir(exist_ok=True)
    made.replace(directory.history / f"changes-{(_number(before) if before else 0) + 1}.sqlite")
    (directory.history / _TO_COMPARE).unlink(missing_ok=True)
    sync_folder(directory.history)
    _remove_history(before)


def _begun(made: Path, directory: DataDirectory, snapshot: Snapshot) -> HistoryFile:
    """Open a copy of the history there is, or an empty one where there is none that leads to a snapshot."""
    before = history_path(directory)
    if before is not None:
        with suppress(HistoryDamaged):
            shutil.copyfile(before, made)
            file = open_history_file(made)
            if file.number < snapshot.number:
                return file
            file.close()
        made.unlink()
    return create_history(made, secrets.token_hex(4), directory.names.base_iri)


def _logged(log: PatchLog, number: int) -> Iterator[tuple[int, QuadDelta]]:
    try:
        for entry in log.entries(number):
            if entry.delta is not None:
                yield entry.number, entry.delta
    except LogDamaged as error:
        _log.warning("%s", error.message("en"))


def _is_to_compare(directory: DataDirectory) -> bool:
    return (directory.history / _TO_COMPARE).exists()


def _compare_later(directory: DataDirectory) -> None:
    directory.history.mkdir(exist_ok=True)
    (directory.history / _TO_COMPARE).touch()


def _remove_history(path: Path | None) -> None:
    for each in (path, path.with_name(path.name + "-journal")) if path is not None else ():
        with suppress(FileNotFoundError):
            remove_path(each)


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("changes-"))
