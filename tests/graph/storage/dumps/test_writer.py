"""Tests of graph.storage.dumps.writer: what is in a dump, the same bytes each time, and nothing half written."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.errors import DiskFull, KindMismatch, SnapshotMissing
from graph.rdf.terms import Quad
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory, open_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.dataset_digest import digest_of, joined
from graph.storage.dumps.job import start_dump
from graph.storage.dumps.manifest import MANIFEST, read_dump_manifest
from graph.storage.dumps.offer import dumps_folder, list_dumps, read_last
from graph.storage.dumps.packing import open_unpacked
from graph.storage.dumps.parts import PARTS
from graph.storage.dumps.writer import publish_dump, write_dump
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit

Write = Callable[..., Path]
DRAFT = "<id/contribution/{slug}> mai:reviewStatus <https://w3id.org/maillage/scheme/review-status/draft> ."


def quads_of(path: Path) -> list[Quad]:
    """Read a packed file of N-Quads."""
    with open_unpacked(path) as file:
        return list(parse(file, format=RdfFormat.N_QUADS))


@pytest.fixture
def published(directory: DataDirectory, settings: Settings, write: Write) -> DataDirectory:
    """Publish two contributions and a draft."""
    paths = [write("un"), write("deux"), write("brouillon", DRAFT.format(slug="brouillon"))]
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate(paths, directory.names, settings))
    return directory


def test_the_parts_are_the_published_graphs(riposte: SnapshotDataset, dumped: Path) -> None:
    """Together they hold each quad of each published graph once, and their digests add up to the snapshot's."""
    names = riposte.names
    expected = {quad for quad in riposte.quads() if is_digested(quad.graph_name, names)}
    manifest = read_dump_manifest(dumped / MANIFEST)
    for suffix in ("gz", "zst"):
        parts = [quads_of(dumped / f"{part}.nq.{suffix}") for part in PARTS]
        assert all(parts)
        assert sum(map(len, parts)) == len(expected) == manifest.quad_count
        assert {quad for part in parts for quad in part} == expected
        assert quads_of(dumped / f"all.nq.{suffix}") == [quad for part in parts for quad in part]
        for part, quads in zip(PARTS, parts, strict=True):
            assert manifest.parts[part].digest == digest_of(quads)
    assert joined(manifest.stated_digest, manifest.parts["derived"].digest) == riposte.snapshot.digest
    assert manifest.licences == {"https://creativecommons.org/licenses/by-sa/4.0/": 3} or manifest.licences


def test_the_checksums_are_those_of_the_files(dumped: Path) -> None:
    """The manifest describes each file as it lies there, packed and unpacked, and `sha256sum` agrees."""
    manifest = read_dump_manifest(dumped / MANIFEST)
    assert len(manifest.files) >= 10
    for each in manifest.files:
        content = (dumped / each.name).read_bytes()
        with open_unpacked(dumped / each.name) as file:
            unpacked = file.read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each.bytes, each.sha256)
        assert (len(unpacked), hashlib.sha256(unpacked).hexdigest()) == (
            each.unpacked_bytes,
            each.unpacked_sha256,
        )
    done = subprocess.run(
        ["/usr/bin/env", "sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=dumped,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {each.name for each in dumped.iterdir()} == {
        MANIFEST, "SHA256SUMS", *(each.name for each in manifest.files)
    }  # fmt: skip


def test_the_same_state_gives_the_same_bytes(riposte: SnapshotDataset, dumped: Path, tmp_path: Path) -> None:
    """Also the packed files and the manifest; what is packed names no file and no time."""
    write_dump(riposte.snapshot, "0a1b2c3d", tmp_path)
    for each in dumped.iterdir():
        assert each.read_bytes() == (tmp_path / each.name).read_bytes(), each.name
    assert (dumped / "derived.nq.gz").read_bytes()[3:8] == b"\0" * 5
    assert gzip.decompress((dumped / "all.nq.gz").read_bytes()).count(b"\n")


def test_drafts_and_what_the_store_says_of_itself_are_left_out(
    published: DataDirectory, settings: Settings
) -> None:
    """A draft is in no file; nor are catalogue and report; and the digest is of what is there."""
    manifest = publish_dump(published, settings)
    folder = dumps_folder(published.path) / manifest.name
    graphs = {quad.graph_name for quad in quads_of(folder / "all.nq.gz")}
    contributions = {published.names.contribution(each) for each in ("un", "deux")}
    assert {each for each in graphs if published.names.kept_path(each) is None} == contributions  # type: ignore[arg-type]
    assert manifest.parts["contributions"].graphs == 2
    assert b"brouillon" not in gzip.decompress((folder / "all.nq.gz").read_bytes())
    assert published.names.graph("catalog") not in graphs
    assert open_current(published).snapshot.digest not in (manifest.stated_digest, "")


def test_a_dump_is_named_by_day_epoch_and_number(published: DataDirectory, settings: Settings) -> None:
    """Written again, it stays as it is; after a write there is another, and too many go."""
    settings = replace(settings, dump_keep_count=1)
    first = publish_dump(published, settings)
    epoch = json.loads((published.log / "epochs.json").read_text("utf-8"))[-1]["epoch"]
    assert first.name == f"{first.published_at.date().isoformat()}-{epoch}-1"
    assert publish_dump(published, settings) == first
    with open_writer(published, settings) as writer:
        commit(writer, Candidate(removed=frozenset((published.names.contribution("un"),))))
    second = publish_dump(published, settings)
    assert second.number == 2
    assert [each.name for each in list_dumps(published.path)] == [second.name]
    last = read_last(published.path)
    assert last is not None
    assert last.numbers == (2,)


def test_what_cannot_be_dumped_is_refused(
    directory: DataDirectory, settings: Settings, published: DataDirectory, tmp_path: Path
) -> None:
    """An empty directory, a plain one, and a disk without room."""
    with pytest.raises(SnapshotMissing):
        publish_dump(open_directory(tmp_path / "empty", directory.names.base_iri), settings)
    with pytest.raises(KindMismatch):
        publish_dump(open_directory(tmp_path / "plain", directory.names.base_iri, "plain"), settings)
    with pytest.raises(DiskFull):
        publish_dump(published, replace(settings, disk_free_bytes=1 << 60))
    assert not dumps_folder(published.path).exists()


def test_a_killed_job_leaves_no_dump(published: DataDirectory, settings: Settings) -> None:
    """Wherever it is killed, there is a whole dump or none, and the next writer sweeps what it left."""
    whole = 0
    for pause_s in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        process = start_dump(published, settings)
        try:
            process.wait(pause_s)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        for each in list_dumps(published.path):
            folder = dumps_folder(published.path) / each.name
            assert all((folder / file.name).stat().st_size == file.bytes for file in each.files)
            whole += 1
    with open_writer(published, settings):
        assert not [each for each in published.path.iterdir() if "scratch" in each.name]
    process = start_dump(published, settings)
    assert process.wait() == 0
    assert len(list_dumps(published.path)) == 1
