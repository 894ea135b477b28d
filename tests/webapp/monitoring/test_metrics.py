"""Tests of webapp.monitoring.metrics, webapp.monitoring.collectors, webapp.monitoring.health and webapp.monitoring.readiness: what an operator asks a server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from graph.access.tokens import create_token, revoke_token
from graph.errors import QueryQueueFull, SnapshotMissing
from graph.runtime.log_setup import request_id
from graph.settings import MetricsReaders, Settings
from graph.sparql.query_requests import QueryRequest, ResultDocument, never_gone
from tests.waiting import HANGS_S
from webapp import context
from webapp.app import create_app
from webapp.monitoring.collectors import folder_bytes
from webapp.monitoring.process_memory import memory_by_role
from webapp.monitoring.readiness import Readiness

METRICS = "/atlas/metrics"
HERE = "http://127.0.0.1:8000"
RELAYED = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"]


def _client(settings: Settings, readers: MetricsReaders) -> FlaskClient:
    return create_app(replace(settings, metrics=readers)).test_client()


def _samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_tell_the_store(client: FlaskClient) -> None:
    """Prometheus's own parser reads them; the numbers are those of the snapshot."""
    answer = client.get(METRICS, base_url=HERE)
    samples = _samples(answer.text)
    health = client.get("/atlas/health").json
    assert answer.mimetype == "text/plain"
    assert answer.cache_control.no_store
    assert samples["maillage_snapshot_number",] == health["snapshot"]
    assert samples["maillage_store_statements", "named graphs"] == health["quad_count"]
    assert samples["maillage_snapshot_age_seconds",] > 0
    assert (
        0 < samples["maillage_store_bytes", "snapshot"] <= samples["maillage_store_bytes", "data directory"]
    )
    assert samples["process_resident_memory_bytes",] > 1 << 20


def test_metrics_come_as_openmetrics_on_request(client: FlaskClient) -> None:
    """As current Prometheus servers ask for it."""
    answer = client.get(
        METRICS, base_url=HERE, headers={"Accept": "application/openmetrics-text;version=1.0.0"}
    )
    assert answer.mimetype == "application/openmetrics-text"
    assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"])
def test_a_program_of_this_machine_reads_them(client: FlaskClient, host: str) -> None:
    """Without a token, under any name of this machine."""
    assert client.get(METRICS, base_url=host).status_code == 200


@pytest.mark.parametrize("header", RELAYED)
def test_whoever_comes_through_a_proxy_does_not(client: FlaskClient, header: str) -> None:
    """Behind a proxy, everybody comes from this machine."""
    answer = client.get(METRICS, base_url=HERE, headers={header: "192.0.2.7"})
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize(
    "environ",
    [
        {"SERVER_PROTOCOL": "HTTP/1"},  # a proxy that says nothing of itself, as Granian tells HTTP/1.0
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "rebound.example"},
        {"HTTP_HOST": "localhost.rebound.example"},
    ],
)
def test_nor_does_anybody_else(client: FlaskClient, environ: dict[str, str]) -> None:
    """Other machines, bare proxies, and pages whose name was made to lead here."""
    assert client.get(METRICS, base_url=HERE, environ_overrides=environ).status_code == 401


def test_a_token_of_an_administrator_opens_them_from_anywhere(settings: Settings) -> None:
    """No other token does; and where the setting asks for one, not even this machine goes without."""
    client = _client(settings, "token")
    answers = []
    for scope in ("admin", "contribute"):
        secret = create_token(settings.data_dir, f"scraper-{scope}", scope)  # type: ignore[arg-type]
        given = {"Authorization": f"Bearer {secret}", "X-Forwarded-For": "192.0.2.7"}
        answers.append(client.get(METRICS, headers=given).status_code)
        revoke_token(settings.data_dir, f"scraper-{scope}")
    assert [*answers, client.get(METRICS, base_url=HERE).status_code] == [200, 403, 401]


@pytest.mark.parametrize(("readers", "status"), [("open", 200), ("off", 404)])
def test_the_operator_may_open_or_close_them(
    settings: Settings, readers: MetricsReaders, status: int
) -> None:
    """For everybody: even through a proxy, or even here."""
    client = _client(settings, readers)
    assert client.get(METRICS, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == status
    assert client.get(METRICS, base_url=HERE).status_code == status


def test_a_file_that_two_folders_share_is_counted_once(tmp_path: Path) -> None:
    """Snapshots are hard links of the store."""
    (tmp_path / "a").write_bytes(bytes(1000))
    (tmp_path / "b").mkdir()
    os.link(tmp_path / "a", tmp_path / "b" / "a")
    assert folder_bytes(tmp_path) == 1000


def test_memory_is_told_by_role() -> None:
    """The process that watches is the root, whatever it is; one without children has nobody else."""
    words = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as alone:
        assert alone.stdout
        alone.stdout.readline()  # it has begun
        found = memory_by_role(alone.pid)
        alone.communicate(b"\n")
    assert found.keys() == {"watcher"}
    (own_bytes,) = found["watcher"]
    assert own_bytes > 1 << 14


def test_a_server_that_can_answer_is_ready(client: FlaskClient) -> None:
    """It says on which snapshot; nobody keeps that."""
    answer = client.get("/atlas/ready")
    assert answer.status_code == 200
    number = client.get("/atlas/health").json["snapshot"]
    derived = {"snapshot": number - 1, "behind": 0, "seconds": 0.0}
    assert answer.json == {"status": "ready", "snapshot": number, "derived": derived, "writing": "taken"}
    assert answer.cache_control.no_store


def test_a_full_disk_is_reported_and_reading_goes_on(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`/ready` stays 200, because a reader sent elsewhere would gain nothing."""
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(
        "webapp.monitoring.writing_state.shutil.disk_usage", lambda _: usage._replace(free=1 << 20)
    )
    answer = client.get("/atlas/ready")
    assert (answer.status_code, answer.json["writing"]) == (200, "disk-full")


def _try_with(app: Flask, readiness: Readiness) -> None:
    services = app.extensions[context.EXTENSION]
    app.extensions[context.EXTENSION] = replace(services, check_readiness=readiness.check)


class Stuck:
    """Whoever answers only when told to, or refuses."""

    def __init__(self, error: Exception | None = None) -> None:
        """Wait."""
        self.may_go = threading.Event()
        self.asked = 0
        self._error = error

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument:
        """Answer at last."""
        del job, client, is_gone
        self.asked += 1
        if self._error is not None:
            raise self._error
        self.may_go.wait(HANGS_S)
        return ResultDocument("ask", "text/csv", 0, b"")


def test_a_server_whose_workers_do_not_answer_is_not_ready(settings: Settings) -> None:
    """It says which check failed and when to come back; it lives all the same; one trial serves all who ask."""
    app = create_app(settings)
    stuck = Stuck()
    _try_with(app, Readiness(stuck, within_s=0.05))
    client = app.test_client()
    answers = [client.get("/atlas/ready") for _ in range(3)]
    assert [each.status_code for each in answers] == [503] * 3
    assert (answers[0].json["code"], answers[0].headers["Retry-After"]) == ("not-ready", "5")
    assert "a worker answers a query" in answers[0].json["detail_en"]
    assert stuck.asked == 1
    assert client.get("/atlas/health").status_code == 200
    stuck.may_go.set()
    _try_with(app, Readiness(stuck))
    assert client.get("/atlas/ready").status_code == 200


def test_a_full_queue_is_not_ready(settings: Settings) -> None:
    """The reason is the one that a query would be given."""
    app = create_app(settings)
    _try_with(app, Readiness(Stuck(QueryQueueFull(limit=3))))
    answer = app.test_client().get("/atlas/ready")
    assert answer.status_code == 503
    assert "(3 at most)" in answer.json["detail_en"]


def test_a_server_without_snapshot_is_not_ready(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, to people too."""
    app = create_app(settings)

    def missing() -> None:
        raise SnapshotMissing(path="var")

    monkeypatch.setattr(app.extensions[context.EXTENSION].datasets, "get", missing)
    answer = app.test_client().get("/atlas/ready", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "a snapshot is in force" in answer.text


def test_a_problem_is_quoted_by_the_number_of_its_request(client: FlaskClient, browser: FlaskClient) -> None:
    """Whoever meets one can tell the operator which."""
    named = request_id.set("abc-3")
    try:
        assert client.get("/atlas/nothing").json["request_id"] == "abc-3"
        assert "abc-3" in browser.get("/atlas/nothing").text
    finally:
        request_id.reset(named)
