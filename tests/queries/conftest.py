"""A second world for questions that the Riposte alone cannot answer: invented stories beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.administration.bootstrap import shipped_candidate
from graph.settings import Settings
from graph.sources.reader import build_candidate
from graph.sources.source_file import SourceFile, choose_format, digest_bytes
from graph.sources.territory_register import Register
from graph.storage.data_directory import open_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.store_writer import open_writer
from tests.deriving import commit_and_derive

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory, small_register: Register) -> SnapshotDataset:
    """Publish what ships and the stories of `stories/*.trig`."""
    directory = open_directory(tmp_path_factory.mktemp("stories") / "var", "http://127.0.0.1:8000")
    files = sorted((HERE / "stories").glob("*.trig"))
    assert files, "no story to tell"
    with open_writer(directory, Settings()) as writer:
        candidate = shipped_candidate(directory.names, small_register, naming_timeout_s=20)
        for path in files:
            content = path.read_bytes()
            source = SourceFile(path, choose_format(path), content, digest_bytes(content))
            candidate |= build_candidate(source, directory.names, naming_timeout_s=20)
        commit_and_derive(writer, candidate)
    return open_current(directory)
