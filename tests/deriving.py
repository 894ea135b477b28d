"""Bring what is derived up to date with what is stated, for tests that look at both."""

from __future__ import annotations

from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.storage.data_directory import find_directory
from graph.storage.derivation_lag import derivation_lag
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import Committed, commit
from graph.writing.derivation import derive_now
from tests.waiting import wait_until


def commit_and_derive(writer: StoreWriter, candidate: Candidate) -> Committed:
    """Commit as a command does, with the derivation after it."""
    done = commit(writer, candidate)
    derive_now(writer, lambda _: None)
    return done


def wait_until_derived(settings: Settings) -> None:
    """Wait until a serving process has derived from the newest snapshot."""
    directory = find_directory(settings.data_dir)
    assert directory is not None
    count = settings.connections_per_initiative
    wait_until(lambda: not derivation_lag(directory, count).snapshots, "everything is derived")
