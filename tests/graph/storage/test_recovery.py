"""Damage every kind of file of a data directory: nothing acknowledged is lost or unserved without an error that says so.

A table of file kinds and damages; each is done to a copy of a directory with several writes, opened as a start does.
What is published then holds every write that was acknowledged, or the start is refused.
"""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from graph.access.tokens import create_token
from graph.administration.check import check
from graph.administration.rebuild import rebuild
from graph.errors import DataDamaged, GraphError, HistoryDiffers, StoreBehind
from graph.rdf.engine import is_damage
from graph.rdf.terms import Literal
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.dataset import open_current
from graph.storage.dataset_digest import digest_of
from graph.storage.history.patch_log import open_log
from graph.storage.snapshots import current_number, list_snapshots
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from tests.built_once import build_once
from tests.graph.conftest import BASE, CONTRIBUTION, INITIATIVE
from tests.waiting import HANGS_S, wait_until

Damage = Callable[[Path, Path], None]
WRITES = 4
OLDER = 2  # the write after which the older self of each file was kept


def _write(directory: DataDirectory, settings: Settings, slug: str) -> None:
    path = directory.path.parent / f"{slug}.ttl"
    path.write_text(CONTRIBUTION.format(slug=slug, zeros="0" * 64) + INITIATIVE.format(slug=slug), "utf-8")
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([path], directory.names, settings))


def _slugs(directory: DataDirectory) -> set[str]:
    """Return the contributions that the snapshot in force holds, whole."""
    dataset = open_current(directory)
    quads = list(dataset.quads())
    digest = digest_of(quad for quad in quads if is_digested(quad.graph_name, directory.names))
    assert digest == dataset.snapshot.digest, "served, and not what was published"
    return {
        quad.object.value.removeprefix("Initiative ")
        for quad in quads
        if isinstance(quad.object, Literal) and quad.object.value.startswith("Initiative ")
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a directory by several writes, and keep what it was before the last ones."""

    def build(place: Path) -> None:
        settings = Settings(data_dir=place / "var", lock_wait_s=0.1)
        directory = open_directory(settings.data_dir, BASE)
        for number in range(WRITES):
            if number == OLDER:
                shutil.copytree(directory.path, place / "older", symlinks=True)
            _write(directory, settings, f"n{number}")
        create_token(directory.path, "somebody", "contribute")

    return build_once(tmp_path_factory, "recovery", build)


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    """Copy both; hard links between the copies' files would share the damage."""
    shutil.copytree(built, tmp_path / "place", symlinks=True)
    return tmp_path / "place"


@pytest.fixture
def settings(place: Path) -> Settings:
    """Give the settings of the copied directory."""
    return Settings(data_dir=place / "var", lock_wait_s=0.1)


def _directory(settings: Settings) -> DataDirectory:
    found = find_directory(settings.data_dir)
    assert found is not None
    return found


ALL = {f"n{number}" for number in range(WRITES)}


def _emptied(path: Path, _: Path) -> None:
    if path.is_symlink():
        path.unlink()
    path.write_bytes(b"")


def _truncated(path: Path, _: Path) -> None:
    if path.is_symlink():
        path.unlink()
        path.write_text("snap")
    os.truncate(path, path.stat().st_size // 2)


def _zeroed(path: Path, _: Path) -> None:
    if path.is_symlink():
        path.unlink()
        path.symlink_to("snapshots/0")
        return
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\0" * min(1 << 16, size // 2))


def _removed(path: Path, _: Path) -> None:
    path.unlink()


def _made_older(path: Path, older: Path) -> None:
    path.unlink()
    if older.is_symlink():
        path.symlink_to(older.readlink())
    elif older.exists():
        shutil.copy2(older, path)


DAMAGES: dict[str, Damage] = {
    "emptied": _emptied,
    "truncated": _truncated,
    "zeroed in its middle": _zeroed,
    "taken away": _removed,
    "replaced by its older self": _made_older,
}
# Patterns below the data directory; each file that fits is damaged in turn.
KINDS = {
    "data of the store": "store-*/*.sst",
    "write-ahead log of the store": "store-*/*.log",
    "manifest of the store": "store-*/MANIFEST-*",
    "CURRENT of the store": "store-*/CURRENT",
    "options of the store": "store-*/OPTIONS-*",
    "link to the current snapshot": "current",
    "description of a snapshot": "snapshots/*/snapshot.json",
    "hold of a snapshot": "snapshots/*/held",
    "delta of a snapshot": "snapshots/*/*.nq",
    "data of a snapshot": "snapshots/*/store/*.sst",
    "manifest of a snapshot": "snapshots/*/store/MANIFEST-*",
    "CURRENT of a snapshot": "snapshots/*/store/CURRENT",
    "patches of the log": "log/*/*.rdfp",
    "kept parts of the log": "log/*/*.kept",
    "epochs of the log": "log/epochs.json",
    "tokens": "tokens.json",
    "lock": "lock",
}
MOST_FILES = int(os.environ.get("MAILLAGE_TEST_FILES", "3"))  # of a kind and damage; 1000 for all, by hand


def _files(place: Path, pattern: str) -> Iterator[Path]:
    found = sorted(place.joinpath("var").glob(pattern))
    chosen = random.Random(7).sample(found, min(MOST_FILES, len(found)))
    yield from chosen


def _start_and_write(settings: Settings) -> set[str] | GraphError:
    """Do what a start and a contributor do; return what is served, or how it is refused."""
    try:
        directory = _directory(settings)
        with open_writer(directory, settings):
            pass
        before = _slugs(directory)
        _write(directory, settings, "later")
        after = _slugs(directory)
    except GraphError as error:
        return error
    except RuntimeError as error:
        if not is_damage(error):
            raise
        return DataDamaged()  # as `graph.sparql.result_writer` and the pages tell it
    assert after == before | {"later"}, "acknowledged, and not served"
    return before


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_file_is_damaged_nothing_is_lost_without_a_word(
    built: Path, tmp_path: Path, kind: str, damage: str
) -> None:
    """All is served, or a person is told; and what was refused comes back from a snapshot, with no number used twice."""
    files = list(_files(built, KINDS[kind]))
    assert files, "nothing was damaged"
    for index, original in enumerate(files):
        relative = original.relative_to(built / "var")
        place = tmp_path / str(index)
        shutil.copytree(built, place, symlinks=True)
        DAMAGES[damage](place / "var" / relative, place / "older" / relative)
        settings = Settings(data_dir=place / "var", lock_wait_s=0.1)
        found = _start_and_write(settings)
        if isinstance(found, GraphError):
            assert found.message("fr") != found.message("en")
            assert found.hint("fr"), found
        else:
            assert found == ALL, f"{relative} {damage}"


def test_an_older_store_is_brought_forward_from_the_log(place: Path, settings: Settings) -> None:
    """Its folder was put back from a copy: the changes that it lacks are made again, and nothing else is lost."""
    shutil.rmtree(place / "var" / "store-1")
    shutil.copytree(place / "older" / "store-1", place / "var" / "store-1")
    assert _start_and_write(settings) == ALL


def test_a_store_that_is_gone_comes_back_from_the_newest_snapshot(place: Path, settings: Settings) -> None:
    """It is no first start, and the number goes on."""
    shutil.rmtree(place / "var" / "store-1")
    before = current_number(_directory(settings))
    assert _start_and_write(settings) == ALL
    assert current_number(_directory(settings)) == before + 1


def test_writes_that_only_the_log_has_are_made_again(place: Path, settings: Settings) -> None:
    """Store and snapshots are older copies: the log alone knows what came after."""
    for name in ("store-1", "snapshots", "current"):
        path = place / "var" / name
        path.unlink() if path.is_symlink() else shutil.rmtree(path)
        older = place / "older" / name
        if older.is_symlink():
            path.symlink_to(older.readlink())
        else:
            shutil.copytree(older, path)
    assert _start_and_write(settings) == ALL


def test_an_older_store_that_nothing_completes_is_refused(place: Path, settings: Settings) -> None:
    """Without log, and with the newer snapshots damaged, going on would give their numbers to other content."""
    shutil.rmtree(place / "var" / "log")
    shutil.rmtree(place / "var" / "store-1")
    shutil.copytree(place / "older" / "store-1", place / "var" / "store-1")
    numbers = [each.number for each in list_snapshots(_directory(settings))]
    for number in numbers[OLDER:]:
        for path in (place / "var" / "snapshots" / str(number) / "store").glob("*.sst"):
            path.unlink()
    refused = _start_and_write(settings)
    assert isinstance(refused, StoreBehind)
    assert refused.facts["expected"] == numbers[-1]
    restored = rebuild(_directory(settings), settings)
    assert restored.number == numbers[-1] + 1, "no number is used twice"
    assert _slugs(_directory(settings)) == {f"n{number}" for number in range(OLDER)}


def test_another_history_under_a_known_number_is_refused(place: Path, settings: Settings) -> None:
    """The store of another deployment, with as many changes."""
    elsewhere = replace(settings, data_dir=place / "elsewhere")
    other = open_directory(elsewhere.data_dir, BASE)
    for number in range(WRITES):
        _write(other, elsewhere, f"other{number}")
    shutil.rmtree(place / "var" / "store-1")
    shutil.copytree(other.store_path(), place / "var" / "store-1")
    assert isinstance(_start_and_write(settings), HistoryDiffers)


def test_a_directory_of_an_earlier_version_gets_a_log(place: Path, settings: Settings) -> None:
    """It begins at the state that is there."""
    shutil.rmtree(place / "var" / "log")
    number = current_number(_directory(settings))
    assert _start_and_write(settings) == ALL
    log = open_log(_directory(settings))
    assert log is not None and (log.epoch.number, log.number) == (number, number + 1)


def test_zeros_in_the_largest_file_are_found(place: Path, settings: Settings) -> None:
    """In whichever order of keys they lie; a whole directory has no fault."""
    directory = _directory(settings)
    assert [each for each in check(directory, lock_wait_s=0.1) if each.fault] == []
    store = place / "var" / "snapshots" / str(current_number(directory)) / "store"
    for path in sorted(store.glob("*.sst")):
        content = path.read_bytes()
        _zeroed(path, path)
        faults = [each for each in check(directory, lock_wait_s=0.1) if each.fault]
        assert any(each.path == store for each in faults), path.name
        path.write_bytes(content)


def _copy_in_any_order(source: Path, target: Path, rng: random.Random) -> None:
    """Copy the files of a directory one by one, as a careless backup does; what vanishes meanwhile is left out."""
    paths = list(source.rglob("*"))
    rng.shuffle(paths)
    for path in paths:
        place = target / path.relative_to(source)
        with suppress(FileNotFoundError):
            if path.is_symlink():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(path.readlink())
            elif path.is_file():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_copy_taken_while_others_write_opens_right_or_is_refused(tmp_path: Path, seed: int) -> None:
    """Its files are of different moments; what it serves is whole, and holds what was acknowledged before the copy."""
    settings = Settings(data_dir=tmp_path / "var", lock_wait_s=HANGS_S)
    directory = open_directory(settings.data_dir, BASE)
    acknowledged: list[str] = []
    is_over = threading.Event()

    def write() -> None:
        for number in count():
            if is_over.is_set():
                return
            _write(directory, settings, f"n{number}")
            acknowledged.append(f"n{number}")

    writing = threading.Thread(target=write)
    writing.start()
    rng = random.Random(seed)
    wait_until(lambda: len(acknowledged) > seed, "some writes are acknowledged")
    before = set(acknowledged)
    _copy_in_any_order(directory.path, tmp_path / "copy", rng)
    wait_until(lambda: set(acknowledged) > before, "writing goes on")
    is_over.set()
    writing.join()
    found = _start_and_write(replace(settings, data_dir=tmp_path / "copy"))
    if isinstance(found, GraphError):
        assert found.hint("fr"), found
    else:
        assert before <= found <= set(acknowledged) | {f"n{len(acknowledged)}"}
