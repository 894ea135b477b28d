"""Tests of graph.storage.dumps.reader: what is whole is read back, and nothing else is."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from graph.errors import DumpDamaged, DumpUnreadable
from graph.storage.dataset import SnapshotDataset
from graph.storage.dumps.manifest import MANIFEST, read_dump_manifest
from graph.storage.dumps.reader import contributed_quads, is_dump, open_fetched

GZ = "contributions.nq.gz"


@pytest.fixture
def copy(dumped: Path, tmp_path: Path) -> Path:
    """Copy the dump to where it can be spoilt."""
    return shutil.copytree(dumped, tmp_path / "copy")


def test_the_contributions_are_read_back(riposte: SnapshotDataset, dumped: Path) -> None:
    """From the folder, the manifest, and each file that holds them, alone or joined with others."""
    names = riposte.names
    expected = {
        quad
        for quad in riposte.quads()
        if quad.graph_name in riposte.graph_names() and names.kept_path(quad.graph_name) is None  # type: ignore[arg-type]
    }
    for name in ("", MANIFEST, GZ, "contributions.nq.zst", "all.nq.gz", "all.nq.zst"):
        assert is_dump(dumped / name)
        assert set(contributed_quads(open_fetched(dumped / name))) == expected, name


def test_what_somebody_unpacked_or_joined_is_read(copy: Path) -> None:
    """It has no checksum of its own: its quads are held to the digest of their part."""
    count = read_dump_manifest(copy / MANIFEST).parts["contributions"].quads
    (copy / "mine.nq").write_bytes(gzip.decompress((copy / "all.nq.gz").read_bytes()))
    (copy / "mine.nq.zst").write_bytes((copy / "contributions.nq.zst").read_bytes() + zstandard.compress(b""))
    for name in ("mine.nq", "mine.nq.zst"):
        assert sum(1 for _ in contributed_quads(open_fetched(copy / name))) == count
    lines = (copy / "mine.nq").read_bytes().splitlines(keepends=True)
    del lines[
        next(number for number, each in enumerate(lines) if b"/id/contribution/" in each.split(b" ")[-2])
    ]
    (copy / "mine.nq").write_bytes(b"".join(lines))
    with pytest.raises(DumpDamaged):
        list(contributed_quads(open_fetched(copy / "mine.nq")))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda _: b"",
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    ],
)
@pytest.mark.parametrize("name", [GZ, "contributions.nq.zst", "register.nq.gz"])
def test_a_damaged_file_is_refused(copy: Path, name: str, damage: Callable[[bytes], bytes]) -> None:
    """Cut short, longer, empty, or with one bit changed: by its checksum, whichever file of the folder it is."""
    (copy / name).write_bytes(damage((copy / name).read_bytes()))
    with pytest.raises(DumpDamaged) as refused:
        open_fetched(copy)
    assert name in refused.value.message("en")
    assert "manifest" in refused.value.message("en")


def test_files_that_were_not_fetched_are_not_needed(copy: Path) -> None:
    """The contributions are; without them, the error says which file."""
    for each in copy.iterdir():
        if each.name not in (MANIFEST, GZ):
            each.unlink()
    assert list(contributed_quads(open_fetched(copy)))
    (copy / GZ).unlink()
    with pytest.raises(DumpUnreadable, match=r"contributions\.nq\.gz"):
        open_fetched(copy)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "maillage-dump/2"},
        {"files": [{"name": "../../etc/passwd"}]},
        {"parts": {}},
        {"base_iri": "http://a b"},
        {"files": "x"},
        {"number": "x"},
    ],
)
def test_another_manifest_is_refused(copy: Path, change: dict[str, object]) -> None:
    """Of another format, or with members that are none of ours."""
    members = json.loads((copy / MANIFEST).read_text("utf-8"))
    (copy / MANIFEST).write_text(json.dumps(members | change), "utf-8")
    with pytest.raises(DumpUnreadable):
        open_fetched(copy)
    (copy / MANIFEST).write_text("[" * 100_000, "utf-8")
    with pytest.raises(DumpUnreadable):
        open_fetched(copy)


def test_a_name_that_leads_out_is_refused(copy: Path) -> None:
    """A manifest cannot make another file be read."""
    members = json.loads((copy / MANIFEST).read_text("utf-8"))
    for name in ("../x.nq.gz", "/etc/passwd", "a/b.nq", "..", ".hidden", "a\0b", ""):
        members["files"][0]["name"] = name
        (copy / MANIFEST).write_text(json.dumps(members), "utf-8")
        with pytest.raises(DumpUnreadable):
            open_fetched(copy)


def test_other_paths_are_no_dumps(tmp_path: Path) -> None:
    """N-Quads without a manifest beside them are an ordinary file."""
    (tmp_path / "x.nq").touch()
    assert not is_dump(tmp_path / "x.nq")
    assert not is_dump(tmp_path / "x.trig")
