"""What an operator sees of a real server under use: its metrics, its log, the texts of its slow queries."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from graph.access.tokens import create_token
from graph.backends.slow_query_log import FILE
from graph.storage.dataset import SnapshotDataset
from tests.serving import BASE_IRI, serving

SLOW_S, TIMEOUT_S = 0.5, 3
FAST = "SELECT * { <x:veryprivate> ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?veryprivate ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
UPDATE = "INSERT DATA { GRAPH <x:veryprivate> { <x:a> <x:b> 1 } }"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen once the server had been used, and the token that was."""

    samples: dict[tuple[str, ...], float]
    log: list[dict[str, object]]
    slow: list[dict[str, object]]
    secret: str


def _ask(address: str, path: str, parameters: dict[str, str], **headers: str) -> None:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    with suppress(HTTPError):
        urlopen(Request(f"{address}{path}", urlencode(parameters).encode(), named)).close()


@pytest.fixture(scope="module")
def seen(riposte: SnapshotDataset, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Ask something twice, something endless, and a write that is refused; then look."""
    place = tmp_path_factory.mktemp("operation")
    data_dir = Path(shutil.copytree(riposte.snapshot.path.parents[1], place / "var", symlinks=True))
    path = place / "stderr"
    secret = create_token(data_dir, "operate", "admin")
    variables = {
        "MAILLAGE_LOG": "json",
        "MAILLAGE_SLOW_QUERY_S": str(SLOW_S),
        "MAILLAGE_QUERY_TIMEOUT_S": str(TIMEOUT_S),
    }
    with (
        path.open("wb") as stderr,
        serving(data_dir, "--base-iri", BASE_IRI, stderr=stderr, **variables) as running,
    ):
        for each in ("first", "again"):
            _ask(running.address, "/sparql", {"query": FAST}, X_Request_Id=each)
        _ask(running.address, "/sparql", {"query": ENDLESS}, X_Request_Id="endless")
        _ask(running.address, "/sparql", {"update": UPDATE}, Authorization=f"Bearer {secret}")
        with urlopen(f"{running.address}/ready") as answer:
            assert json.load(answer)["status"] == "ready"
        with urlopen(f"{running.address}/metrics") as answer:
            told = answer.read().decode()
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("{")]
    families = text_string_to_metric_families(told)
    return Seen(
        {(each.name, *each.labels.values()): each.value for family in families for each in family.samples},
        [json.loads(line) for line in lines],
        [json.loads(line) for line in (data_dir / FILE).read_text("utf-8").splitlines()],
        secret,
    )


def test_every_request_is_counted_kept_ones_too(seen: Seen) -> None:
    """By outcome, route and status; what was evaluated is timed."""
    assert seen.samples["maillage_requests_total", "answered", "sparql", "200"] == 1
    assert seen.samples["maillage_requests_total", "kept", "sparql", "200"] == 1
    assert seen.samples["maillage_requests_total", "limited", "sparql", "504"] == 1
    assert seen.samples["maillage_request_seconds_count", "limited", "sparql"] == 1
    assert seen.samples["maillage_request_seconds_sum", "limited", "sparql"] >= TIMEOUT_S
    assert seen.samples["maillage_answer_cache_hits_total",] == 1
    assert seen.samples["maillage_answer_cache_entries",] == 1


def test_stops_writes_queues_and_processes_are_counted(seen: Seen) -> None:
    """Each under its cause, kind, name or role."""
    assert seen.samples["maillage_query_stops_total", "deadline"] == 1
    assert seen.samples["maillage_query_stops_total", "memory"] == 0
    assert seen.samples["maillage_write_seconds_count", "update", "refused"] == 1
    assert seen.samples["maillage_queue_waiting", "short queries"] == 0
    assert seen.samples["maillage_queue_refusals_total", "long queries"] == 0
    assert seen.samples["maillage_queue_inside", "paths"] == 0
    roles = {role for name, *labels in seen.samples if name == "maillage_memory_bytes" for role in labels}
    assert {"watcher", "web", "zygote", "worker", "writer"} <= roles
    assert all(seen.samples["maillage_memory_bytes", role] > 1 << 20 for role in ("web", "zygote"))


def test_the_log_follows_a_request(seen: Seen) -> None:
    """Its line, and that of what was stopped for it, bear the name it came with."""
    by_name = {
        name: [each for each in seen.log if each.get("request_id") == name] for name in ("again", "endless")
    }
    (kept,) = by_name["again"]
    stopped, ended = by_name["endless"]
    assert (kept["route"], kept["status"], kept["outcome"]) == ("sparql", 200, "kept")
    assert (stopped["cause"], stopped["level"]) == ("deadline", "WARNING")
    assert (ended["status"], ended["outcome"]) == (504, "limited")


def test_the_log_holds_nothing_private(seen: Seen) -> None:
    """No text of a query or an update, no token, no address of a client."""
    written = json.dumps(seen.log)
    assert len(seen.log) >= 5
    assert not [each for each in ("veryprivate", seen.secret, "127.0.0.1") if each in written]


def test_a_slow_query_is_kept_with_its_text(seen: Seen) -> None:
    """And with what stopped it; what is kept was slow."""
    (line,) = [each for each in seen.slow if each["request_id"] == "endless"]
    assert (line["ending"], line["query"]) == ("time-limit", ENDLESS)
    assert all(float(str(each["seconds"])) >= SLOW_S for each in seen.slow)


def test_labels_name_no_one(seen: Seen) -> None:
    """No label of any metric holds an address, a path or a query."""
    labels = {each for _, *labels in seen.samples for each in labels}
    assert len(labels) > 30
    assert not [each for each in labels if "/" in each or "127.0" in each or "private" in each]
