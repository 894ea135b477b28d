"""A server with few open files, and what it says when it stops."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest

from graph.storage.dataset import SnapshotDataset
from tests.serving import BASE_IRI, MAILLAGE, serving

DESCRIPTORS = 256  # as some service managers and shells give
TOGETHER = 40


@pytest.mark.slow
@pytest.mark.parametrize("wrapped", ["soft", "hard"])
def test_a_server_with_few_descriptors_answers_and_stops_in_silence(
    riposte: SnapshotDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: str
) -> None:
    """Many clients at once, each answered; no traceback, `EOFError` or other, in the log when it is stopped."""
    data_dir = Path(shutil.copytree(riposte.snapshot.path.parents[1], tmp_path / "var", symlinks=True))
    limit = f"ulimit {'-S' if wrapped == 'soft' else ''} -n {DESCRIPTORS}"
    monkeypatch.setattr("tests.serving.MAILLAGE", ["sh", "-c", f'{limit}; exec "$0" "$@"', *MAILLAGE])
    log = tmp_path / "stderr"
    with (
        log.open("wb") as stderr,
        serving(data_dir, "--base-iri", BASE_IRI, stderr=stderr) as running,
        ThreadPoolExecutor(TOGETHER) as clients,
    ):
        statuses = list(clients.map(lambda _: _status(f"{running.address}/ready"), range(2 * TOGETHER)))
    assert set(statuses) == {200}
    said = log.read_text("utf-8")
    assert "Traceback" not in said
    assert "EOFError" not in said


def _status(address: str) -> int:
    with urlopen(address) as answer:
        status: int = answer.status
    return status
