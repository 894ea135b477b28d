"""A dump of what ships with the software."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.storage.dataset import SnapshotDataset
from graph.storage.dumps.writer import write_dump


@pytest.fixture(scope="module")
def dumped(riposte: SnapshotDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a dump of the shipped dataset into a folder; tests that spoil it copy it first."""
    folder = tmp_path_factory.mktemp("dump")
    write_dump(riposte.snapshot, "0a1b2c3d", folder)
    return folder
