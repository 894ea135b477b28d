"""A small graph with namesakes, opened."""

from __future__ import annotations

import pytest

from graph.storage.data_directory import open_directory
from graph.storage.dataset import SnapshotDataset, open_current
from tests.built_once import build_once
from tests.reconciling import BASE, publish


@pytest.fixture(scope="session")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> SnapshotDataset:
    """Publish and open it."""
    return open_current(open_directory(build_once(tmp_path_factory, "namesakes", publish), BASE))
