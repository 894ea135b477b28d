"""Whether writing works is told with its cause: disk, folder, process or store, never what a person wrote wrongly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from graph.errors import StoreDamaged, UpdateFailed, WriterGone, WriteTimeout
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.writing.plain_store import open_plain_writer
from graph.writing.requests import Update
from graph.writing.write_queue import WriteQueue
from tests.processes import kill
from tests.serving import BASE_IRI, closing_application
from tests.waiting import HANGS_S, wait_until
from webapp import context
from webapp.monitoring.writing_state import writing_state

ADDED = Update("INSERT DATA { <x:a> <x:b> 1 }")
ENDLESS = Update(
    "INSERT { <x:a> <x:n> ?b } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i < -1) }"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give settings of a plain directory with some statements."""
    settings = Settings(data_dir=tmp_path / "var", write_timeout_s=HANGS_S, lock_wait_s=HANGS_S)
    with open_plain_writer(open_directory(settings.data_dir, BASE_IRI, "plain"), settings) as writer:
        writer.write(Update(f"INSERT DATA {{ {' '.join(f'<x:{i}> <x:p> {i} .' for i in range(600))} }}"))
    return settings


@pytest.fixture
def queue(settings: Settings) -> Iterator[WriteQueue]:
    """Open the queue of writes."""
    opened = WriteQueue(settings)
    yield opened
    opened.close()


def _state(queue: WriteQueue, settings: Settings) -> str:
    return writing_state(queue, settings.data_dir, settings.disk_free_bytes)


def test_what_a_person_wrote_wrongly_is_no_fault(queue: WriteQueue, settings: Settings) -> None:
    """Nor what took too long, though the writing process is ended for it, twice."""
    assert _state(queue, settings) == "taken"
    with pytest.raises(UpdateFailed):
        queue.write(Update("DROP GRAPH <x:none>"))
    queue._settings = replace(settings, write_timeout_s=1.0)
    for number in range(2):
        with pytest.raises(WriteTimeout):
            queue.write(Update(ENDLESS.text + f" # {number}"))
    assert _state(queue, settings) == "taken"


def test_a_writing_process_that_dies_is_told_until_a_write_is_done(
    queue: WriteQueue, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """During a write at once; between writes when it happens again and again."""
    monkeypatch.setattr("graph.writing.write_queue._AGAIN_S", 0.0)

    def dies(_: object) -> None:
        assert queue._process is not None
        kill(queue._process.pid)
        queue._process.wait()
        raise EOFError

    with monkeypatch.context() as patch:
        patch.setattr("graph.writing.write_queue.receive", dies)
        with pytest.raises(WriterGone):
            queue.write(ADDED)
    assert _state(queue, settings) == "writer-gone"
    queue.write(ADDED)
    assert _state(queue, settings) == "taken"
    for failures in (1, 2):
        process = queue._started()
        kill(process.pid)
        wait_until(lambda failures=failures: queue._failures == failures, "its end was noticed")  # type: ignore[misc]
        assert _state(queue, settings) == ("taken" if failures == 1 else "writer-gone")
    queue.write(ADDED)
    assert _state(queue, settings) == "taken"


def test_a_damaged_store_is_told(settings: Settings) -> None:
    """By `/ready`, in status 200 because readers are answered, and by the gauge; from the write on that met it."""
    with closing_application(settings) as app:
        client, services = app.test_client(), app.extensions[context.EXTENSION]
        assert client.get("/ready").json["writing"] == "taken"
        assert b"maillage_writing_taken 1.0" in generate_latest(services.metrics)
        store = next(each for each in settings.data_dir.iterdir() if each.name.startswith("store"))
        _damage(store)
        with pytest.raises((StoreDamaged, WriterGone)) as met:
            services.writes.write(Update("DELETE WHERE { ?s ?p ?o }"))
        answer = client.get("/ready")
        assert (answer.status_code, answer.json["writing"]) == (200, met.value.code)
        assert b"maillage_writing_taken 0.0" in generate_latest(services.metrics)


def _damage(store: Path) -> None:
    """Overwrite what the store keeps, so that whoever opens it meets damage."""
    for each in store.iterdir():
        if each.suffix in (".sst", ".log") or each.name.startswith("MANIFEST"):
            size = each.stat().st_size
            each.unlink()  # snapshots share the file
            each.write_bytes(b"\xff" * size)


def test_a_folder_that_nobody_may_write_to_is_told(
    queue: WriteQueue, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its mode, or because its file system was mounted to be read alone."""
    found = os.statvfs(settings.data_dir)
    read_only = os.statvfs_result((*found[:8], found.f_flag | os.ST_RDONLY, *found[9:]))
    with monkeypatch.context() as patch:
        patch.setattr("webapp.monitoring.writing_state.os.statvfs", lambda _: read_only)
        assert _state(queue, settings) == "read-only"
    with monkeypatch.context() as patch:
        patch.setattr("webapp.monitoring.writing_state.os.access", lambda *_: False)
        assert _state(queue, settings) == "read-only"
    usage = shutil.disk_usage(settings.data_dir)
    monkeypatch.setattr("webapp.monitoring.writing_state.shutil.disk_usage", lambda _: usage._replace(free=1))
    assert _state(queue, settings) == "disk-full"
