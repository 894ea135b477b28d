"""Tests of webapp.pages.dumps: the files as HTTP has them, the list, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, DCTERMS, RDF

from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.storage.dumps.manifest import DumpManifest
from graph.storage.dumps.writer import publish_dump
from tests.serving import closing_application
from tests.webapp.conftest import BASE, BROWSER
from tests.webapp.pages.test_every_page import assert_well_made
from webapp.middleware.compression import Compression

FILE = "contributions.nq.gz"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def own(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Copy the small graph, so that dumps are written beside the copy."""
    place = tmp_path_factory.mktemp("dumps") / "var"
    shutil.copytree(settings.data_dir, place, symlinks=True)
    return replace(settings, data_dir=place)


@pytest.fixture(scope="module")
def dump(own: Settings) -> DumpManifest:
    """Write a dump of it."""
    return publish_dump(open_directory(own.data_dir, BASE), own)


@pytest.fixture
def client(own: Settings, dump: DumpManifest) -> Iterator[FlaskClient]:
    """Ask as a program does."""
    del dump
    with closing_application(own) as app:
        app.wsgi_app = Compression(app.wsgi_app)  # type: ignore[method-assign]
        yield app.test_client()


def _content(own: Settings, dump: DumpManifest, name: str = FILE) -> bytes:
    return (own.data_dir / "dumps" / dump.name / name).read_bytes()


def test_a_file_is_sent_as_it_is(client: FlaskClient, own: Settings, dump: DumpManifest) -> None:
    """With its checksum as ETag and digest, for ever, never compressed on the way; HEAD says the same."""
    content, sha256 = _content(own, dump), hashlib.sha256(_content(own, dump)).hexdigest()
    for method in ("GET", "HEAD"):
        answer = client.open(
            f"/atlas/dumps/{dump.name}/{FILE}", method=method, headers={"Accept-Encoding": "gzip"}
        )
        assert answer.status_code == 200
        assert answer.data == (content if method == "GET" else b"")
        assert answer.headers["ETag"] == f'"{sha256}"'
        assert answer.headers["Content-Length"] == str(len(content))
        assert answer.headers["Content-Type"] == "application/gzip"
        assert "Content-Encoding" not in answer.headers
        assert {"public", "immutable"} <= set(answer.headers["Cache-Control"].split(", "))
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.last_modified == dump.published_at
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        digest = answer.headers["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")
        assert b64decode(digest).hex() == sha256
        assert '; rel="license"' in "".join(answer.headers.getlist("Link"))


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS"])
def test_small_files_are_files_too(client: FlaskClient, own: Settings, dump: DumpManifest, name: str) -> None:
    """They are long texts that would be compressed: they are not, so that their checksum is theirs."""
    answer = client.get(f"/atlas/dumps/{dump.name}/{name}", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.data) == (200, _content(own, dump, name))
    assert len(answer.data) > 1024
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'


def test_a_download_is_resumed(client: FlaskClient, own: Settings, dump: DumpManifest) -> None:
    """The rest of the file after what the client has, and nothing of another file."""
    content, address = _content(own, dump), f"/atlas/dumps/{dump.name}/{FILE}"
    first = client.get(address, headers={"Range": "bytes=0-99"})
    assert (first.status_code, first.data) == (206, content[:100])
    assert first.headers["Content-Range"] == f"bytes 0-99/{len(content)}"
    assert first.headers["Content-Length"] == "100"
    assert "Content-Digest" not in first.headers
    rest = client.get(address, headers={"Range": "bytes=100-", "If-Range": first.headers["ETag"]})
    assert (rest.status_code, first.data + rest.data) == (206, content)
    other = client.get(address, headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, content)
    beyond = client.get(address, headers={"Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert beyond.json is not None
    known = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")
    assert client.get(address, headers={"If-Match": '"x"'}).status_code == 412


def test_latest_leads_to_the_newest(client: FlaskClient, dump: DumpManifest) -> None:
    """A stable address for each file; it is asked for again each time."""
    answer = client.get(f"/atlas/dumps/latest/{FILE}")
    assert (answer.status_code, answer.location) == (302, f"/atlas/dumps/{dump.name}/{FILE}")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert client.get("/atlas/dumps/latest/").location == f"/atlas/dumps/{dump.name}/manifest.json"
    assert client.get("/atlas/dumps/latest/x.nq").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "{name}/nothing.nq.gz", "{name}/../../maillage.json", "{name}/..%2f..%2fmaillage.json", "../maillage.json",
        "..%2fmaillage.json", "%2e%2e/maillage.json", "{name}/%2fetc%2fpasswd", "{name}/.", "{name}/..", "last.json",
        "2026-01-01-0a1b2c3d-1/manifest.json", "{name}%00/manifest.json", "{name}/manifest.json%00", "x/manifest.json",
        "{name}/sub/manifest.json", "%2e/{name}/manifest.json",
    ],
)  # fmt: skip
def test_nothing_else_is_sent(client: FlaskClient, dump: DumpManifest, path: str) -> None:
    """No name leads out of a dump, and none to what is no file of one."""
    answer = client.get("/atlas/dumps/" + path.format(name=dump.name), follow_redirects=True)
    assert answer.status_code == 404, answer.data
    assert b"base_iri" not in answer.data


def test_the_list_is_for_people_and_programs(client: FlaskClient, dump: DumpManifest) -> None:
    """The page in both languages; JSON with the address of each file; a new dump is in it at once."""
    for language in ("fr", "en"):
        page = client.get(f"/atlas/dumps/?lang={language}", headers={"Accept": BROWSER})
        assert page.status_code == 200
        assert_well_made(page.text, language, "/atlas/")
        assert FILE in page.text
        assert "no-store" in page.headers["Cache-Control"]
    answer = client.get("/atlas/dumps/", headers={"Accept": "application/json"})
    listed = json.loads(answer.data)
    assert listed["latest"] == dump.name
    (one,) = listed["dumps"]
    addresses = [one["manifest"], one["checksums"], *(each["address"] for each in one["files"])]
    assert all(
        client.get(each.removeprefix("https://data.example.org")).status_code == 200 for each in addresses
    )
    again = client.get("/atlas/dumps/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 or again.mimetype == "text/html"
    assert client.get("/atlas/dumps").status_code == 308


def test_without_a_dump_there_is_a_page(settings: Settings) -> None:
    """It says when the first one comes; the latest is not there."""
    with closing_application(settings) as app:
        client = app.test_client()
        assert client.get("/atlas/dumps/", headers={"Accept": BROWSER}).status_code == 200
        assert client.get("/atlas/dumps/", headers={"Accept": "application/json"}).json == {
            "latest": None,
            "dumps": [],
        }
        answer = client.get(f"/atlas/dumps/latest/{FILE}")
        assert (answer.status_code, answer.json and answer.json["code"]) == (404, "dump-missing")


def test_a_remote_engine_has_none(tmp_path: Path) -> None:
    """What holds the data elsewhere is not dumped here, and that is said."""
    settings = Settings(data_dir=tmp_path, base_iri=BASE, store="sparql:http://127.0.0.1:9/query")
    with closing_application(settings) as app:
        answer = app.test_client().get("/atlas/dumps/latest/all.nq.gz")
        assert (answer.status_code, answer.json and answer.json["code"]) == (501, "no-dumps")


def test_the_catalogue_describes_the_files(client: FlaskClient, dump: DumpManifest) -> None:
    """Each as a distribution: address, media type, packing, size, checksum, licence, date."""
    graph = rdflib.Graph().parse(data=client.get("/atlas/catalog.ttl").data, format="turtle")
    for each in dump.files:
        node = rdflib.URIRef(f"{BASE}/dumps/{dump.name}/{each.name}")
        assert (rdflib.URIRef(f"{BASE}/dataset"), DCAT.distribution, node) in graph
        assert (node, RDF.type, DCAT.Distribution) in graph
        assert graph.value(node, DCAT.downloadURL) == node
        assert int(graph.value(node, DCAT.byteSize)) == each.bytes
        checksum = graph.value(node, SPDX.checksum)
        assert graph.value(checksum, SPDX.checksumValue).lower() == rdflib.Literal(each.sha256).lower()
        assert (str(graph.value(node, DCAT.compressFormat)).rpartition("/")[2] == each.compression) or (
            not each.compression and graph.value(node, DCAT.compressFormat) is None
        )
        assert str(graph.value(node, DCAT.mediaType)).endswith(each.media_type)
        assert {str(licence) for licence in graph.objects(node, DCTERMS.license)} == set(dump.licences)
        assert graph.value(node, DCTERMS.modified)


def test_pages_lead_there(client: FlaskClient) -> None:
    """The page about the service, and what machines read for people."""
    assert "/atlas/dumps/" in client.get("/atlas/about", headers={"Accept": BROWSER}).text
    assert f"{BASE}/dumps/" in client.get("/atlas/llms.txt").text
