"""`kill -9` at random moments of a load: the next start serves the old or the new snapshot, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.connections.similarity.connection_triples import is_in_default_graph
from graph.derivation.default_graph import published_graphs
from graph.rdf.terms import DefaultGraph
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.dataset_digest import digest_of
from graph.storage.store_writer import open_writer
from tests.deriving import commit_and_derive

KILLS = 20
COMMAND = (sys.executable, "-c", "from webapp.cli import main; main()", "load")
ROWS = "".join(f'<id/initiative/un> <https://essai.example/note{i}> "{i}" .\n' for i in range(3000))


def _is_whole(dataset: SnapshotDataset) -> bool:
    """Tell whether a snapshot holds what its digest says, and whether its default graph is the merge."""
    names = dataset.names
    digest = digest_of(quad for quad in dataset.quads() if is_digested(quad.graph_name, names))
    published = published_graphs(dataset._store, names)
    stated = {
        quad.triple
        for quad in dataset.quads()
        if quad.graph_name in published and is_in_default_graph(quad, names)
    }
    merged = {quad.triple for quad in dataset.quads() if isinstance(quad.graph_name, DefaultGraph)}
    return digest == dataset.snapshot.digest and stated == merged


def _start(directory: DataDirectory, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "--data", str(directory.path), str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_kill_nine_leaves_the_old_or_the_new_snapshot_whole(
    directory: DataDirectory, settings: Settings, write: Callable[..., Path]
) -> None:
    """Two versions of a contribution replace each other, and each load but the first is killed somewhere."""
    small = write("un").read_text("utf-8")
    versions = {"small": small, "large": small + ROWS}
    folder = directory.path.parent
    digests = []
    for name, text in versions.items():
        path = folder / name / "un.ttl"
        path.parent.mkdir()
        path.write_text(text, "utf-8")
        with open_writer(directory, settings) as writer:
            commit_and_derive(writer, read_candidate([path], directory.names, settings))
        digests.append(open_current(directory).snapshot.digest)
    _check_kills(directory, settings, [folder / name / "un.ttl" for name in versions], digests)


def _check_kills(
    directory: DataDirectory, settings: Settings, versions: list[Path], digests: list[str]
) -> None:
    started = time.monotonic()
    assert _start(directory, versions[0]).wait() == 0
    usual_s = time.monotonic() - started
    chance = random.Random(20200318)
    for turn in range(KILLS):
        child = _start(directory, versions[turn % 2])
        time.sleep(chance.uniform(0.3, 1.0) * usual_s)
        child.kill()
        child.wait()
        assert _is_whole(open_current(directory))
        with open_writer(directory, settings):
            recovered = open_current(directory)
        assert recovered.snapshot.digest in digests
        assert _is_whole(recovered)
