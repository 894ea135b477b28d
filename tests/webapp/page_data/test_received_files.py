"""Tests of webapp.page_data.received_files and graph.storage.received_files: what was contributed is kept as it came."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.access.tokens import create_token
from graph.administration.backup import restore_backup, write_backup
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.received_files import received_path
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from tests.graph.conftest import BASE, CONTRIBUTION, INITIATIVE
from tests.serving import closing_application


def _text(slug: str, more: str = "") -> str:
    return (
        "# a comment\n" + CONTRIBUTION.format(slug=slug, zeros="0" * 64) + INITIATIVE.format(slug=slug) + more
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Load one contribution as a plain file, one packed."""
    settings = Settings(data_dir=tmp_path / "var", base_iri=BASE)
    (tmp_path / "un.ttl").write_text(_text("un"), "utf-8")
    (tmp_path / "deux.ttl.gz").write_bytes(gzip.compress(_text("deux").encode()))
    with open_writer(open_directory(settings.data_dir, BASE), settings) as writer:
        paths = [tmp_path / "un.ttl", tmp_path / "deux.ttl.gz"]
        commit(writer, read_candidate(paths, writer.names, settings))
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """Ask an application about them."""
    with closing_application(settings) as app:
        yield app.test_client()


def _kept(settings: Settings) -> set[str]:
    return {path.name for path in (settings.data_dir / "received").iterdir()}


def test_a_file_comes_back_byte_for_byte(client: FlaskClient, tmp_path: Path) -> None:
    """A packed one packed; its page leads there, and a browser saves it."""
    for slug, file in (("un", "un.ttl"), ("deux", "deux.ttl.gz")):
        page = client.get(f"/doc/contribution/{slug}", headers={"Accept": "text/html"}).text
        assert f'href="/received/contribution/{slug}"' in page
        answer = client.get(f"/received/contribution/{slug}")
        assert answer.data == (tmp_path / file).read_bytes()
        assert answer.headers["Content-Disposition"] == f"attachment; filename={file}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.get_etag()[0] == hashlib.sha256(answer.data).hexdigest()


@pytest.mark.parametrize(
    "tail", ["contribution/none", "initiative/un", "contribution/../../maillage.json", ""]
)
def test_nothing_else_is_given(client: FlaskClient, tail: str) -> None:
    """Neither what was not received, nor other files."""
    assert client.get(f"/received/{tail}").status_code == 404


def test_a_body_is_kept_and_what_it_replaces_goes(client: FlaskClient, settings: Settings) -> None:
    """Literals as they were written, which the store rewrites; a removed contribution leaves no file."""
    token = {"Authorization": f"Bearer {create_token(settings.data_dir, 'me', 'contribute')}"}
    graph = f"{BASE}/id/contribution/un"
    body = f"@base <{BASE}/> .\n" + _text(
        "un", '<id/initiative/un> mai:declaredPartCount "007"^^xsd:integer .'
    )
    before = _kept(settings)
    answer = client.put(
        f"/graphs?graph={graph}", data=body.encode(), content_type="text/turtle", headers=token
    )
    assert answer.status_code == 200, answer.text  # with warnings
    found = client.get("/received/contribution/un")
    assert found.data == body.encode()
    assert found.headers["Content-Disposition"] == "attachment; filename=un.ttl"
    assert client.delete(f"/graphs?graph={graph}", headers=token).status_code == 204
    assert client.get("/received/contribution/un").status_code == 404
    assert _kept(settings) < before


def test_a_draft_is_not_for_everybody(client: FlaskClient, settings: Settings) -> None:
    """As its statements are not."""
    token = {"Authorization": f"Bearer {create_token(settings.data_dir, 'me', 'contribute')}"}
    status = (
        "<id/contribution/trois> mai:reviewStatus <https://w3id.org/maillage/scheme/review-status/draft> ."
    )
    draft = f"@base <{BASE}/> .\n" + _text("trois", status)
    graph = f"{BASE}/id/contribution/trois"
    answer = client.put(
        f"/graphs?graph={graph}", data=draft.encode(), content_type="text/turtle", headers=token
    )
    assert answer.status_code == 201, answer.text
    assert client.get("/received/contribution/trois").status_code == 404


def test_a_backup_brings_them_along(settings: Settings, tmp_path: Path) -> None:
    """To a new directory, under their hashes."""
    directory = find_directory(settings.data_dir)
    assert isinstance(directory, DataDirectory)
    write_backup(directory, tmp_path / "backup.tar.gz")
    elsewhere = replace(settings, data_dir=tmp_path / "elsewhere")
    restore_backup(tmp_path / "backup.tar.gz", elsewhere)
    for name in _kept(settings):
        path = received_path(elsewhere.data_dir, name)
        assert path is not None
        assert hashlib.sha256(path.read_bytes()).hexdigest() == name
