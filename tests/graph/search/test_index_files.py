"""Tests of graph.search.index_files: files shared from snapshot to snapshot, and what damage to them does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from random import Random

import pytest

from graph.errors import DataDamaged
from graph.runtime.temporary_folders import MEMORY
from graph.search import index_files
from graph.search.damage import IndexDamaged
from graph.search.index import open_search_index
from graph.search.index_files import check_index, is_current, open_index, update_index
from graph.search.model import SearchQuestion
from tests.graph.search import worlds

_NOBODY = 65_534
_MANIFEST = "format.json"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an index that already has a small change behind it, so that it has files of all kinds."""
    folder = tmp_path_factory.mktemp("original")
    worlds.built(worlds.random_world(Random(1)), folder / "first")
    _updated(folder / "first", folder / "second", 1)
    return folder / "second"


@pytest.fixture
def index(original: Path, tmp_path: Path) -> Path:
    """Give a copy of the index."""
    return Path(shutil.copytree(original, tmp_path / "index"))


def _updated(before: Path, folder: Path, number: int) -> int:
    iri = f"http://127.0.0.1:8000/id/initiative/{number % 7}"
    document = {"iri": [iri], "kind": ["initiative"], "label": [f"jardin {number}"], "words": ["jardin neuf"]}
    return update_index(before, [iri], [document | {"prior": [1.0], "links": [0]}], folder)


def _contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_thirty_updates_leave_the_first_as_it_was_and_share_its_files(index: Path) -> None:
    """Byte for byte; what both have is one file on the disk; no file is there that none needs."""
    before = _contents(index)
    folders = [index]
    shared = 0
    for number in range(30):
        folders.append(index.with_name(f"after {number}"))
        _updated(folders[-2], folders[-1], number)
        one, other = ({each.name: each.stat().st_ino for each in folder.iterdir()} for folder in folders[-2:])
        shared += len(set(one.values()) & set(other.values()))
    assert shared > 100
    assert _contents(index) == before
    last = folders[-1]
    check_index(last)
    listed = json.loads((last / _MANIFEST).read_text())["files"]
    assert set(_contents(last)) == {*listed, _MANIFEST, ".tantivy-meta.lock"}
    assert worlds.opened(last).search(SearchQuestion("neuf")).total == 7
    assert len(worlds.opened(last)) == len(worlds.opened(index))


def test_a_built_index_has_no_file_too_many(original: Path) -> None:
    """Nor has a change left anything in the folders for what passes."""
    first = original.with_name("first")
    files = set(_contents(first)) - {_MANIFEST, ".tantivy-meta.lock", ".tantivy-writer.lock"}
    assert files == set(json.loads((first / _MANIFEST).read_text())["files"])


def _missing(path: Path, _: Random) -> None:
    path.unlink()


def _empty(path: Path, _: Random) -> None:
    path.write_bytes(b"")


def _cut(path: Path, rng: Random) -> None:
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])


def _longer(path: Path, _: Random) -> None:
    path.write_bytes(path.read_bytes() + b"0")


def _flipped(path: Path, rng: Random) -> None:
    content = bytearray(path.read_bytes())
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("damage", [_missing, _empty, _cut, _longer, _flipped])
def test_every_damage_is_told_and_none_is_worse(
    original: Path, tmp_path: Path, damage: Callable[[Path, Random], None], seed: int
) -> None:
    """Of each file: the check names it; it opens or does not; questions are answered, or end in an error that is one."""
    rng = Random(seed)
    damaged = 0
    for name in sorted(_contents(original)):
        copy = Path(shutil.copytree(original, tmp_path / name))
        if name == ".tantivy-meta.lock" or (damage is _cut and not (copy / name).stat().st_size):
            continue
        damage(copy / name, rng)
        if is_current(copy):
            with pytest.raises(IndexDamaged):
                check_index(copy)
        _ask(copy)
        damaged += 1
    assert damaged >= len(_contents(original)) - 1 > 8


def _ask(folder: Path) -> None:
    """Open an index and ask it, as its readers do: they know that data may be damaged, no other error."""
    with suppress(DataDamaged):
        if (index := open_search_index(folder)) is not None:
            index.search(SearchQuestion("crise saint", sort="name"))
            index.search(SearchQuestion("crisse"))
            index.suggest("sai")


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", "3", '{"format": 0, "engine": "0", "files": {}}', '{"format": 1']
)
def test_another_format_is_no_index(index: Path, manifest: str) -> None:
    """Nor is one whose manifest cannot be read; it can be built anew in its place."""
    (index / _MANIFEST).write_text(manifest)
    assert not is_current(index)
    assert open_index(index) is None


@pytest.mark.parametrize("change", [("format", index_files.FORMAT + 1), ("engine", "0.0")])
def test_an_index_of_another_version_is_none(index: Path, change: tuple[str, object]) -> None:
    """Of the format or of the engine, one as the other."""
    manifest = json.loads((index / _MANIFEST).read_text())
    (index / _MANIFEST).write_text(json.dumps(manifest | dict([change])))
    assert open_index(index) is None
    check_index(index)


def test_a_folder_left_in_the_middle_is_no_index(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever an update is stopped: the next folder is none, the one before is intact, another try works."""

    class Stopped(BaseException):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    for number, (module, name) in enumerate(
        ((shutil, "copy"), (os, "link"), (index_files, "_finish"), (index_files.json, "dumps"))
    ):
        after = index.with_name(f"after {number}")
        with monkeypatch.context() as patch:
            patch.setattr(module, name, stop)
            with pytest.raises(Stopped):
                _updated(index, after, 1)
        assert not is_current(after)
        check_index(index)
    assert _updated(index, index.with_name("another try"), 1)


def test_memory_that_is_small_or_absent_is_not_used(
    index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The temporary folder is used instead."""
    places = list[Path]()
    made = index_files.temporary_folder

    def noted(path: Path, place: Path) -> AbstractContextManager[Path]:
        places.append(place)
        return made(path, place)

    monkeypatch.setattr(index_files, "temporary_folder", noted)
    _updated(index, tmp_path / "a", 1)
    small = shutil.disk_usage("/")._replace(free=1_000_000)
    monkeypatch.setattr(index_files.shutil, "disk_usage", lambda _: small)
    _updated(index, tmp_path / "b", 1)
    monkeypatch.undo()
    monkeypatch.setattr(index_files, "temporary_folder", noted)
    monkeypatch.setattr(index_files, "MEMORY", tmp_path / "no such folder")
    _updated(index, tmp_path / "c", 1)
    assert MEMORY not in places[-2:]
    for each in "abc":
        check_index(tmp_path / each)


_OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from graph.search.schema import engine_version
from graph.search.index import open_search_index
from graph.search.model import SearchQuestion
engine_version()
os.setgid({nobody}); os.setuid({nobody})
index = open_search_index(Path(sys.argv[1]))
print(index.search(SearchQuestion("neuf")).total)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_other_users_read_it(index: Path, tmp_path: Path) -> None:
    """A server that runs under another account than the command that wrote."""
    _updated(index, tmp_path / "after", 1)
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_uid == os.geteuid() and each.stat().st_mode & 0o005 != 0o005:
            each.chmod(0o755)
    command = [sys.executable, "-c", _OPEN_AS_NOBODY.format(nobody=_NOBODY), str(tmp_path / "after")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")
