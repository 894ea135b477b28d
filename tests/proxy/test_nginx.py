"""Behind a real nginx, clients get what they get directly: told apart, streamed to, and noticed when they leave."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from prometheus_client.parser import text_string_to_metric_families

from graph.storage.dataset import SnapshotDataset
from tests.proxy.nginx import Nginx, Way, ask_at_once, nginx, query_path
from tests.serving import BASE_IRI, serving
from tests.waiting import wait_until

CLIENTS = 60
# Some fifty milliseconds of a processor each, so that sixty asked at once all wait for the same four workers.
ROWS = "SELECT (COUNT(*) + {number} AS ?n) {{ {{ SELECT ?a {{ ?a ?b ?c }} LIMIT 500 }} {{ SELECT ?d {{ ?d ?e ?f }} LIMIT 500 }} }}"
ENDLESS = "SELECT (COUNT(*) + {number} AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"
LARGE = "SELECT ?a ?b ?c ({number} AS ?n) {{ ?a ?b ?c . ?d ?e ?f }} LIMIT 150000"
_numbers = count(random.randrange(10**12))  # no answer is taken from the cache


@dataclass(frozen=True, slots=True)
class Site:
    """A server, and the ways to it."""

    direct: Way
    nginx: Nginx

    def metric(self, name: str, **labels: str) -> float:
        """Read one number from the server's own page, directly."""
        status, text = self.direct.get("/metrics")
        assert status == 200
        return next(
            sample.value
            for family in text_string_to_metric_families(text.decode())
            for sample in family.samples
            if (sample.name, sample.labels) == (name, labels)
        )


@pytest.fixture(scope="module")
def site(riposte: SnapshotDataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve what ships behind nginx, which is trusted."""
    folder = tmp_path_factory.mktemp("nginx")
    shutil.copytree(riposte.snapshot.path.parents[1], folder / "var", symlinks=True)
    variables = {"MAILLAGE_TRUSTED_PROXIES": "127.0.0.1", "MAILLAGE_QUERY_TIMEOUT_S": "120"}
    with (
        serving(folder / "var", "--base-iri", BASE_IRI, **variables) as running,
        nginx(running.port, folder) as proxy,
    ):
        yield Site(Way(running.port), proxy)


def _queries(text: str = ROWS) -> list[str]:
    return [query_path(text.format(number=next(_numbers))) for _ in range(CLIENTS)]


def _sources(network: int) -> list[str]:
    return [f"127.0.{network}.{host + 1}" for host in range(CLIENTS)]


def test_sixty_polite_clients_get_through_it_what_sixty_direct_ones_get(site: Site) -> None:
    """One query each at a time: none is refused, by HTTP or by HTTPS."""
    for way in (site.direct, site.nginx.http, site.nginx.https):
        assert ask_at_once(way, _sources(1), _queries()) == [200] * CLIENTS


def test_through_a_proxy_that_is_not_trusted_they_are_one_client(site: Site) -> None:
    """So the test before could fail."""
    statuses = ask_at_once(site.nginx.untrusted, _sources(2), _queries())
    assert set(statuses) == {200, 503}


@pytest.mark.parametrize("is_direct", [True, False])
def test_a_forged_header_changes_nothing(site: Site, *, is_direct: bool) -> None:
    """Sixty names of one address are one client: directly, where nobody is believed, and through nginx, which appends."""
    way = site.direct if is_direct else site.nginx.http
    forged = {"X_Forwarded_For": "198.51.100.{number}", "Forwarded": "for=198.51.100.{number}"}
    statuses = ask_at_once(way, ["127.0.3.1"] * CLIENTS, _queries(), **forged)
    assert set(statuses) == {200, 503}
    assert site.metric("maillage_forwarding_ignored_total", header="X-Forwarded-For") == 0


def test_a_large_answer_streams(site: Site) -> None:
    """The server is still sending it while its reader has begun; it arrives whole, as directly."""
    path = query_path(LARGE.format(number=next(_numbers)))
    connection = site.nginx.https.connect()
    connection.request("GET", path, headers={"Accept": "text/csv"})
    answer = connection.getresponse()
    digest = hashlib.sha256(answer.read(1 << 16))
    assert site.metric("maillage_queue_inside", queue="downloads") == 1
    while piece := answer.read(1 << 20):
        digest.update(piece)
    connection.close()
    status, direct = site.direct.get(path)
    assert (answer.status, status) == (200, 200)
    assert len(direct) > 10 << 20
    assert digest.digest() == hashlib.sha256(direct).digest()


@pytest.mark.parametrize("is_kept_open", [False, True])
def test_a_departed_clients_query_is_stopped(site: Site, *, is_kept_open: bool) -> None:
    """Nginx closes its own connection then; long before the time limit, although it keeps others open."""
    way = site.nginx.https if is_kept_open else site.nginx.http
    before = site.metric("maillage_query_stops_total", cause="client gone")
    leaving = way.connect("127.0.4.1")
    leaving.request("GET", query_path(ENDLESS.format(number=next(_numbers))))
    wait_until(
        lambda: site.metric("maillage_queue_inside", queue="long queries") == 1, "the query is a long one"
    )
    leaving.close()
    stops = "maillage_query_stops_total"
    wait_until(lambda: site.metric(stops, cause="client gone") == before + 1, "the query is stopped")
    wait_until(lambda: site.metric("maillage_queue_inside", queue="long queries") == 0, "its place is free")


def test_who_comes_through_it_is_no_program_of_this_machine(site: Site) -> None:
    """Metrics are answered directly alone, also to the address that is trusted."""
    assert site.direct.get("/metrics")[0] == 200
    for way in (site.nginx.http, site.nginx.https, site.nginx.untrusted):
        assert way.get("/metrics")[0] == 401
