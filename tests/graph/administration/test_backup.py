"""Tests of graph.administration.backup: what was saved comes back, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.access.tokens import create_token
from graph.administration.backup import restore_backup, write_backup
from graph.administration.territories import load_table
from graph.errors import (
    BackupTargetExists,
    BackupUnreadable,
    BaseMismatch,
    KindMismatch,
    SnapshotCorrupt,
    SnapshotMissing,
)
from graph.rdf.terms import Literal, Quad, name
from graph.runtime.temporary_folders import temporary_folder
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.coordinates import Origin
from graph.sources.reader import read_candidate
from graph.sources.territory_register import Register, register_graph
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from graph.writing.plain_store import open_plain_writer
from graph.writing.requests import Update

BASE = "http://127.0.0.1:8000"
ELSEWHERE = "https://elsewhere.example/maillage"
Write = Callable[..., Path]


@pytest.fixture
def saved(directory: DataDirectory, settings: Settings, write: Write, tmp_path: Path) -> Path:
    """Publish two contributions and back them up."""
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("un"), write("deux")], directory.names, settings))
    create_token(directory.path, "secret", "admin")
    write_backup(directory, tmp_path / "saved.tar.gz")
    return tmp_path / "saved.tar.gz"


def _stated(dataset: SnapshotDataset) -> set[Quad]:
    return {quad for quad in dataset.quads() if is_digested(quad.graph_name, dataset.names)}


def _contributed(dataset: SnapshotDataset) -> set[Quad]:
    graphs = [each for each in dataset.graph_names() if dataset.names.kept_path(each) is None]
    return {quad for quad in dataset.quads() if quad.graph_name in graphs}


def test_a_backup_comes_back_in_a_new_directory(
    saved: Path, directory: DataDirectory, settings: Settings, tmp_path: Path
) -> None:
    """The same statements, the same digest, the same merge; and the directory can be written to."""
    there = replace(settings, data_dir=tmp_path / "new" / "var")
    snapshot = restore_backup(saved, there)
    original, restored = open_current(directory), open_current(_found(there))
    assert snapshot.digest == original.snapshot.digest
    assert _stated(restored) == _stated(original)
    assert snapshot.triple_count == sum(1 for _ in restored.graph("") or ())
    with open_writer(_found(there), there) as writer:
        done = commit(writer, Candidate(removed=frozenset((writer.names.contribution("un"),))))
    assert done.snapshot.number == 2


def test_a_backup_comes_back_as_the_next_snapshot(
    saved: Path, directory: DataDirectory, settings: Settings
) -> None:
    """What happened since is undone, numbers go on, and a reader of the old snapshot is not disturbed."""
    before = open_current(directory)
    with open_writer(directory, settings) as writer:
        commit(writer, Candidate(removed=frozenset((directory.names.contribution("un"),))))
    assert restore_backup(saved, settings).number == 3
    after = open_current(directory)
    assert after.snapshot.digest == before.snapshot.digest
    assert _stated(after) == _stated(before)


def test_tokens_do_not_travel(saved: Path, settings: Settings, tmp_path: Path) -> None:
    """Neither the file nor what is restored from it lets anybody write."""
    with tarfile.open(saved) as archive:
        assert not [name for name in archive.getnames() if "token" in name]
    there = replace(settings, data_dir=tmp_path / "new")
    restore_backup(saved, there)
    assert not (there.data_dir / "tokens.json").exists()


def test_a_damaged_backup_changes_nothing(
    saved: Path, directory: DataDirectory, settings: Settings, tmp_path: Path
) -> None:
    """Cut short, not a tar at all, or holding something else than it says."""
    before = open_current(directory).snapshot.number
    damaged = tmp_path / "damaged.tar.gz"
    for content in (saved.read_bytes()[:-2000], b"", b"not a tar"):
        damaged.write_bytes(content)
        with pytest.raises(BackupUnreadable):
            restore_backup(damaged, settings)
    _with_another_digest(saved, damaged, tmp_path)
    with pytest.raises(SnapshotCorrupt):
        restore_backup(damaged, settings)
    with pytest.raises(SnapshotCorrupt):
        restore_backup(damaged, replace(settings, data_dir=tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    assert open_current(directory).snapshot.number == before
    assert not [each for each in (*tmp_path.iterdir(), *directory.path.iterdir()) if "scratch" in each.name]


def test_what_a_killed_restore_left_is_swept(
    saved: Path, directory: DataDirectory, settings: Settings, tmp_path: Path
) -> None:
    """In the data directory and beside it, by the next restore and by the next start; a running one keeps its own."""
    left = [_killed_within(directory.path, place) for place in (directory.path, tmp_path)]
    with temporary_folder(directory.path, directory.path) as running:
        restore_backup(saved, settings)
        assert running.exists()
    assert not any(each.exists() for each in left)
    later = _killed_within(directory.path, directory.path)
    with open_writer(directory, settings):
        assert not later.exists()


def _killed_within(path: Path, place: Path) -> Path:
    """Kill a process while it has a folder in use, and give what it leaves."""
    code = (
        "import sys, os, signal, pathlib; from graph.runtime.temporary_folders import temporary_folder\n"
        "with temporary_folder(*map(pathlib.Path, sys.argv[1:])) as folder:\n"
        "    (folder / 'half').touch(); print(folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    words = [sys.executable, "-c", code, str(path), str(place)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    left = Path(done.stdout.strip())
    assert (left / "half").exists(), done.stderr
    return left


def test_a_backup_belongs_to_one_base_and_one_kind(saved: Path, settings: Settings, tmp_path: Path) -> None:
    """It never replaces the data of another deployment."""
    open_directory(tmp_path / "other", "https://other.example")
    with pytest.raises(BaseMismatch):
        restore_backup(saved, replace(settings, data_dir=tmp_path / "other"))
    open_directory(tmp_path / "plain", BASE, "plain")
    with pytest.raises(KindMismatch):
        restore_backup(saved, replace(settings, data_dir=tmp_path / "plain"))


def test_a_backup_comes_back_under_another_base_iri(
    small_register: Register, saved: Path, directory: DataDirectory, settings: Settings, tmp_path: Path
) -> None:
    """Every contribution has its new name and its file; no name of the old base is left, and the rest is as it was."""
    there = replace(settings, data_dir=tmp_path / "moved")
    for number in (1, 1):  # again: nothing is new
        assert restore_backup(saved, there, base_iri=ELSEWHERE, register=small_register).number == number
    moved, original = open_current(_found(there)), open_current(directory)
    stated = {str(each) for each in _contributed(original)}
    assert len(stated) > 10
    assert {each.replace(BASE, ELSEWHERE) for each in stated} == {str(each) for each in _contributed(moved)}
    assert not [quad for quad in moved.quads() if BASE in str(quad)]
    catalogue = list(moved.graph_triples(moved.names.graph("catalog")))
    records = [
        each.object.value for each in catalogue if "/record?" in str(each.subject) and "title" in str(each)
    ]
    assert sorted(records) == ["deux.ttl", "un.ttl"]


def test_an_operators_coordinates_move_along(
    small_register: Register, saved: Path, directory: DataDirectory, settings: Settings, tmp_path: Path
) -> None:
    """They replace those that ship, there as here, and the catalogue knows their file."""
    table = tmp_path / "centres.csv"
    table.write_text("code,lat,lon\n34172,43.5,3.5\n", "utf-8")
    with open_writer(directory, settings) as writer:
        commit(writer, Candidate((register_graph(small_register, writer.names),)))
        load_table(writer, table, Origin("x", "", "https://licence.example/"), lambda _: None)
    saved.unlink()
    write_backup(directory, saved)
    there = replace(settings, data_dir=tmp_path / "moved")
    restore_backup(saved, there, base_iri=ELSEWHERE, register=small_register)
    moved = open_current(_found(there))
    points = [
        (each.subject, each.object)
        for each in moved.graph_triples(moved.names.graph("ref/coordinates"))
        if each.predicate == name("wgs:lat")
    ]
    place = moved.names.thing("territory", "commune-34172")
    assert points == [(place, Literal("43.5", datatype=name("xsd:decimal")))]
    catalogue = moved.graph_triples(moved.names.graph("catalog"))
    assert "centres.csv" in {each.object.value for each in catalogue if isinstance(each.object, Literal)}


def test_what_came_since_goes_when_a_renamed_backup_comes_back(
    small_register: Register, saved: Path, settings: Settings, write: Write, tmp_path: Path
) -> None:
    """As with any other backup: what is in force is what was saved."""
    there = replace(settings, data_dir=tmp_path / "moved")
    restore_backup(saved, there, base_iri=ELSEWHERE, register=small_register)
    before = _contributed(open_current(_found(there)))
    with open_writer(_found(there), there) as writer:
        commit(writer, read_candidate([write("trois")], writer.names, there))
    assert restore_backup(saved, there, base_iri=ELSEWHERE, register=small_register).number == 3
    assert _contributed(open_current(_found(there))) == before


def test_a_renamed_backup_belongs_to_the_base_that_is_asked_for(
    small_register: Register, saved: Path, settings: Settings, tmp_path: Path
) -> None:
    """A directory of a third base is left alone."""
    open_directory(tmp_path / "third", "https://third.example")
    with pytest.raises(BaseMismatch):
        restore_backup(
            saved, replace(settings, data_dir=tmp_path / "third"), base_iri=ELSEWHERE, register=small_register
        )


def test_a_plain_directory_is_renamed_too(settings: Settings, tmp_path: Path) -> None:
    """Names in each place of a quad, in triple terms and in addresses; empty graphs too; nothing else."""
    directory = open_directory(tmp_path / "plain", BASE, "plain")
    address = f'"{BASE}/x"^^<http://www.w3.org/2001/XMLSchema#anyURI>'
    with open_plain_writer(directory, settings) as writer:
        writer.write(
            Update(
                f"INSERT DATA {{ <{BASE}/a> <{BASE}/b> {address}, '{BASE}/text', <{BASE}0/other> . "
                f"GRAPH <{BASE}/g> {{ <x:a> <x:b> <<( <{BASE}/a> <x:b> <{BASE}/c> )>> }} }} ; CREATE GRAPH <{BASE}/empty>"
            )
        )
    write_backup(directory, tmp_path / "plain.tar.gz")
    there = replace(settings, data_dir=tmp_path / "moved")
    restore_backup(tmp_path / "plain.tar.gz", there, base_iri=ELSEWHERE)
    moved = open_current(_found(there))
    told = "\n".join(sorted(str(each) for each in moved.quads()))
    assert told.count(f"{ELSEWHERE}/") == 10
    assert told.count(BASE) == 2  # the text, and the name that only looks alike
    assert {each.value for each in moved.graph_names()} == {f"{ELSEWHERE}/g", f"{ELSEWHERE}/empty"}


def test_a_backup_never_overwrites(saved: Path, directory: DataDirectory, tmp_path: Path) -> None:
    """A file that is there stays as it is; where nothing was published there is nothing to save."""
    content = saved.read_bytes()
    with pytest.raises(BackupTargetExists):
        write_backup(directory, saved)
    assert saved.read_bytes() == content
    with pytest.raises(SnapshotMissing):
        write_backup(open_directory(tmp_path / "empty", BASE), tmp_path / "x.tar.gz")


def test_a_plain_directory_is_saved_too(settings: Settings, tmp_path: Path) -> None:
    """Empty graphs and the default graph come back, in a new directory and in the same one."""
    directory = open_directory(tmp_path / "plain", BASE, "plain")
    with open_plain_writer(directory, settings) as writer:
        writer.write(Update("INSERT DATA { <x:a> <x:b> 1 } ; CREATE GRAPH <x:empty>"))
    write_backup(directory, tmp_path / "plain.tar.gz")
    with open_plain_writer(directory, settings) as writer:
        writer.write(Update("DROP ALL"))
    for place in (directory.path, tmp_path / "new"):
        restore_backup(tmp_path / "plain.tar.gz", replace(settings, data_dir=place))
        restored = open_current(DataDirectory(place, directory.names, "plain"))
        assert len(list(restored.quads())) == 1
        assert [each.value for each in restored.graph_names()] == ["x:empty"]


@pytest.mark.parametrize("kind", ["outside", "absolute", "link"])
def test_a_backup_that_reaches_elsewhere_is_refused(kind: str, settings: Settings, tmp_path: Path) -> None:
    """By a name that leads out of its folder, or by a link: nothing is written there."""
    saved, target = tmp_path / "hostile.tar.gz", tmp_path / "target"
    name = {"outside": "../" * 12 + str(target)[1:], "absolute": str(target), "link": "backup.json"}[kind]
    with tarfile.open(saved, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        if kind == "link":
            entry.type, entry.linkname = tarfile.SYMTYPE, str(target)
        archive.addfile(entry)
        archive.addfile(tarfile.TarInfo(name))  # through the link, where there is one
    with pytest.raises(BackupUnreadable, match=r"target|backup\.json"):
        restore_backup(saved, replace(settings, data_dir=tmp_path / "new"))
    assert not target.exists()


def _found(settings: Settings) -> DataDirectory:
    found = find_directory(settings.data_dir)
    assert found is not None
    return found


def _with_another_digest(saved: Path, damaged: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with tarfile.open(saved) as archive:
        archive.extractall(folder)  # noqa: S202  of our own
    told = (folder / "backup.json").read_text()
    digest = told.partition('"digest": "')[2][:64]
    (folder / "backup.json").write_text(told.replace(digest, "0" * 64))
    with tarfile.open(damaged, "w:gz") as archive:
        for each in folder.iterdir():
            archive.add(each, each.name)
