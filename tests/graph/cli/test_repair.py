"""Tests of graph.cli.repair, and of `maillage snapshots prune`: what an operator runs when something is damaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory
from graph.storage.dataset import open_current
from graph.storage.snapshots import current_number, snapshot_numbers
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from webapp.cli import maillage

Write = Callable[..., Path]


@pytest.fixture
def directory(directory: DataDirectory, settings: Settings, write: Write) -> DataDirectory:
    """Publish three snapshots."""
    for number in range(3):
        with open_writer(directory, settings) as writer:
            commit(writer, read_candidate([write(f"n{number}")], writer.names, settings))
    return directory


def run(directory: DataDirectory, *words: str) -> Result:
    """Run a command on the directory."""
    done = CliRunner().invoke(
        maillage, [*words, "--data", str(directory.path)], env={"MAILLAGE_LANGUAGE": "en"}
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def _damage(directory: DataDirectory, number: int) -> None:
    """Empty the files of one snapshot, not those of others that are linked to them."""
    for path in (directory.snapshots / str(number) / "store").glob("*.sst"):
        path.unlink()
        path.write_bytes(b"")


def test_a_whole_directory_has_no_fault(directory: DataDirectory) -> None:
    """Each part is listed, at a terminal and as JSON."""
    done = run(directory, "check")
    assert done.exit_code == 0
    assert "snapshots/3/store: intact" in done.stdout
    assert "Faults: 0." in done.stderr
    parts = json.loads(run(directory, "check", "--format", "json").stdout)
    assert {each["fault"] for each in parts} == {None}
    assert str(directory.log) in {each["path"] for each in parts}


def test_every_fault_is_found(directory: DataDirectory) -> None:
    """The first does not hide the others; exit code 1."""
    (directory.path / "tokens.json").write_text("")
    (directory.snapshots / "1" / "snapshot.json").write_text("{}")
    _damage(directory, 2)
    next(directory.log.glob("*/*.rdfp")).write_bytes(b"H number 1 .\nTX .\nTC .\n")
    done = run(directory, "check")
    assert done.exit_code == 1
    faults = [line[2:].partition(":")[0] for line in done.stdout.splitlines() if line.startswith("!")]
    assert faults == ["tokens.json", "snapshots/1/snapshot.json", "snapshots/2/store", "log"]


def test_the_store_is_made_anew_from_a_snapshot(directory: DataDirectory) -> None:
    """That of the number that was asked for, under a number that was never used; writing goes on from there."""
    done = run(directory, "rebuild", "--from", "2")
    assert done.exit_code == 0, done.stderr
    assert current_number(directory) >= 4
    labels = {str(quad.object) for quad in open_current(directory).quads()}
    assert {f'"Initiative {each}"@fr' in labels for each in ("n0", "n1")} == {True}
    assert '"Initiative n2"@fr' not in labels
    assert run(directory, "check").exit_code == 0


def test_a_damaged_snapshot_is_not_started_from(directory: DataDirectory) -> None:
    """It is named; without a number, the newest that is intact is taken."""
    _damage(directory, 3)
    assert "3" in str(
        CliRunner().invoke(maillage, ["rebuild", "--from", "3", "--data", str(directory.path)]).exception
    )
    done = run(directory, "rebuild")
    assert done.exit_code == 0, done.stderr
    labels = {str(quad.object) for quad in open_current(directory).quads()}
    assert '"Initiative n1"@fr' in labels and '"Initiative n2"@fr' not in labels


def test_nothing_damaged_is_packed_or_called_intact(directory: DataDirectory, tmp_path: Path) -> None:
    """In whichever of the store's orders the damage lies: a digest reads one of them."""
    store = directory.snapshots / "3" / "store"
    for path in sorted(store.glob("*.sst")):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(
            content[: len(content) // 4] + bytes(len(content) // 2) + content[-len(content) // 4 :]
        )
        for words in (["backup", str(tmp_path / "backup.tar.gz")], ["snapshots", "--verify"]):
            done = CliRunner().invoke(maillage, [*words, "--data", str(directory.path)])
            assert done.exception is not None, path.name
        assert not (tmp_path / "backup.tar.gz").exists()
        path.write_bytes(content)


def test_old_snapshots_go_when_asked(directory: DataDirectory) -> None:
    """As many stay as asked for."""
    done = run(directory, "snapshots", "prune", "--keep", "2")
    assert "Removed: 1 snapshots" in done.stderr
    assert snapshot_numbers(directory) == [2, 3]
    assert "3" in run(directory, "snapshots").stdout
