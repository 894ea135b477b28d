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
from tests.built_once import build_once
from tests.deriving import commit_and_derive
from tests.serving import BASE_IRI
from tests.waiting import HANGS_S

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory, small_register: Register) -> SnapshotDataset:
    """Publish what ships and the stories of `stories/*.trig`."""
    files = sorted((HERE / "stories").glob("*.trig"))
    assert files, "no story to tell"

    def build(place: Path) -> None:
        with open_writer(open_directory(place, BASE_IRI), Settings()) as writer:
            candidate = shipped_candidate(writer.names, small_register, naming_timeout_s=HANGS_S)
            for path in files:
                content = path.read_bytes()
                source = SourceFile(path, choose_format(path), content, digest_bytes(content))
                candidate |= build_candidate(source, writer.names, naming_timeout_s=HANGS_S)
            commit_and_derive(writer, candidate)

    return open_current(open_directory(build_once(tmp_path_factory, "stories", build), BASE_IRI))
