"""Tests of webapp.authorization: which page a request comes from, and what becomes of guesses."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.access.tokens import create_token
from graph.settings import Settings
from tests.serving import closing_application
from webapp.authorization import is_from_our_pages
from webapp.http.token_failures import FREE_COUNT, TokenFailures

OURS = "http://data.example.org:8080/atlas"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://data.example.org:8080"}, False),
        ({"Origin": "http://data.example.org:8080"}, True),
        ({"Origin": "HTTP://DATA.example.org:8080"}, True),
        ({"Origin": "http://data.example.org"}, False),
        ({"Origin": "https://data.example.org:8080"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://data.example.org:8080.evil.example"}, False),
        ({"Origin": "http://data.example.org:8080@evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[evil"}, False),
        ({"Origin": "http://data.example.org:port"}, False),
        ({"Referer": "http://data.example.org:8080/atlas/sparql?query=x"}, True),
        ({"Referer": "http://evil.example/http://data.example.org:8080/"}, False),
        ({"Referer": "about:blank"}, False),
        ({"Origin": "http://evil.example", "Referer": OURS}, False),
    ],
)
def test_which_page_it_comes_from(headers: dict[str, str], is_ours: bool) -> None:  # noqa: FBT001
    """Without `Sec-Fetch-Site`, as over plain http, the origin of the page is compared with the base IRI."""
    assert is_from_our_pages(headers, OURS) is is_ours


@pytest.mark.parametrize(
    ("base_iri", "origin"),
    [("http://a.example", "http://a.example:80"), ("https://a.example:443/x", "https://a.example")],
)
def test_default_ports_are_the_same(base_iri: str, origin: str) -> None:
    """Whether they are written or not."""
    assert is_from_our_pages({"Origin": origin}, base_iri)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Copy the small graph, to be written to."""
    shutil.copytree(settings.data_dir, tmp_path / "var", symlinks=True)
    return tmp_path / "var"


@pytest.fixture
def writer(settings: Settings, folder: Path) -> Iterator[FlaskClient]:
    """Ask a server that counts anew, and never sleeps."""
    with closing_application(replace(settings, data_dir=folder, lock_wait_s=5, metrics="open")) as app:
        app.config["MAILLAGE_TOKEN_FAILURES"]._wait = lambda _: None
        yield app.test_client()


def _basic(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"x:{secret}".encode()).decode()}


def test_a_form_of_another_site_over_plain_http(writer: FlaskClient, folder: Path) -> None:
    """The remembered password is of no use to it; the message says whose pages may write."""
    token = create_token(folder, "atelier", "contribute")
    form = {"update": "INSERT DATA {}"}
    refused = writer.post(
        "/atlas/sparql", data=form, headers={"Origin": "http://evil.example"} | _basic(token)
    )
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (403, "cross-site")
    assert "https://data.example.org/atlas" in refused.get_json(force=True)["detail"]
    ours = {"Origin": "https://data.example.org"}
    assert writer.post("/atlas/sparql", data=form, headers=ours | _basic(token)).status_code == 204
    bearer = {"Origin": "http://evil.example", "Authorization": f"Bearer {token}"}
    assert writer.post("/atlas/sparql", data=form, headers=bearer).status_code == 204


def test_refused_tokens_are_counted(writer: FlaskClient, folder: Path) -> None:
    """By reason and by the token's name; the metric names no client and no secret."""
    reader = create_token(folder, "lecteur", "read")
    asking = {"path": "/atlas/sparql", "data": {"update": "INSERT DATA {}"}}
    writer.post(**asking)
    for _ in range(FREE_COUNT):
        writer.post(**asking, headers=_basic("maillage_wrong"))
    metrics = writer.get("/atlas/metrics").text
    assert "maillage_token_clients_slowed 1.0" in metrics
    assert writer.post(**asking, headers=_basic(reader)).status_code == 403
    metrics = writer.get("/atlas/metrics").text
    for reason, name, count in (
        ("token-missing", "", 1),
        ("token-unknown", "", FREE_COUNT),
        ("scope-too-small", "lecteur", 1),
    ):
        assert f'maillage_token_refusals_total{{reason="{reason}",token="{name}"}} {count}.0' in metrics
    assert "maillage_token_clients_slowed 0.0" in metrics
    assert "maillage_wrong" not in metrics


def test_a_client_that_guesses_in_parallel_is_told_when_to_try_again(writer: FlaskClient) -> None:
    """429 with Retry-After, while an earlier guess waits."""
    failures: TokenFailures = writer.application.config["MAILLAGE_TOKEN_FAILURES"]
    asking = {
        "path": "/atlas/sparql",
        "data": {"update": "INSERT DATA {}"},
        "headers": _basic("maillage_wrong"),
    }
    for _ in range(FREE_COUNT):
        assert writer.post(**asking).status_code == 401
    answers = []
    failures._wait = lambda _: answers.append(writer.application.test_client().post(**asking))
    assert writer.post(**asking).status_code == 401
    (meanwhile,) = answers
    assert (meanwhile.status_code, meanwhile.headers["Retry-After"]) == (429, "2")
    assert meanwhile.get_json(force=True)["code"] == "token-attempts"
