"""Tests of webapp.api.reconciliation: the protocol as its clients speak it, and as it should not be spoken."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.settings import Settings
from graph.storage.dataset import CurrentDataset
from tests.built_once import build_once
from tests.reconciling import BASE, THINGS, publish
from tests.serving import closing_application
from webapp.api import reconciliation

PREFIX = "/atlas/reconcile"
SCHEMAS = Path(__file__).parents[4] / "shared" / "conformance" / "data" / "recon-specs" / "0.2" / "schemas"
GARDEN = f"{THINGS}initiative/jardin"


@pytest.fixture(scope="module")
def namesakes_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Publish a graph with namesakes."""
    return Settings(data_dir=build_once(tmp_path_factory, "namesakes", publish), base_iri=BASE)


@pytest.fixture(scope="module")
def app(namesakes_settings: Settings) -> Iterator[Flask]:
    """Serve it."""
    with closing_application(namesakes_settings) as app:
        yield app


@pytest.fixture
def asking(app: Flask) -> FlaskClient:
    """Ask as a program does, in no language."""
    return app.test_client()


def reconciled(asking: FlaskClient, queries: object, path: str = PREFIX, **headers: str) -> dict[str, Any]:
    """Send a batch as clients do."""
    response = asking.post(path, data={"queries": json.dumps(queries)}, headers=headers)
    return document(response)


def document(response: TestResponse) -> dict[str, Any]:
    """Read a JSON document that any site may read."""
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = json.loads(response.data)
    return found


def valid(found: object, name: str) -> None:
    """Hold a document to the schema of the API, where that is at hand."""
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas of the Reconciliation API are expected in ../shared/conformance")
    schemas = {each.stem: json.loads(each.read_text("utf-8")) for each in SCHEMAS.glob("*.json")}
    registry = jsonschema_rs.Registry(
        [(schema["$id"], schema) for schema in schemas.values()], draft=jsonschema_rs.Draft7
    )
    checker = jsonschema_rs.Draft7Validator(schemas[name], registry=registry)
    assert [str(each) for each in checker.iter_errors(found)] == []


def path_of(address: str) -> str:
    """Return an address as a client of the application asks for it."""
    parts = urlsplit(address)
    assert address.startswith(BASE)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_the_manifest_names_what_there_is(asking: FlaskClient) -> None:
    """Each of its addresses answers."""
    manifest = document(asking.get(PREFIX))
    valid(manifest, "manifest")
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == THINGS
    assert {"id": "https://w3id.org/maillage/ns#Need", "name": "besoin"} in manifest["defaultTypes"]
    for each in manifest["suggest"].values():
        address = path_of(each["service_url"] + each["service_path"])
        assert document(asking.get(address, query_string={"prefix": "jardin"}))["result"] is not None
    proposing = manifest["extend"]["propose_properties"]
    assert document(asking.get(path_of(proposing["service_url"] + proposing["service_path"])))["properties"]
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        response = asking.get(
            path_of(template.replace("{{id}}", quote(GARDEN, safe=""))), follow_redirects=True
        )
        assert response.status_code == 200
        assert "Le jardin partagé" in response.text
    told = asking.get(path_of(manifest["feature_view"]["url"].replace("{{id}}", "property%3Adepartement")))
    assert "<strong>" in told.text
    assert asking.get(path_of(manifest["documentation"])).status_code == 200
    assert asking.get(path_of(manifest["logo"])).mimetype == "image/png"


def test_names_are_in_the_language_of_the_address_or_the_reader(asking: FlaskClient) -> None:
    """By path, by parameter, by header; French otherwise; and the manifest's addresses keep it."""
    query = {"q0": {"query": "the shared garden"}}

    def name(path: str, **headers: str) -> str:
        return str(reconciled(asking, query, path, **headers)["q0"]["result"][0]["name"])

    assert name(PREFIX) == name(f"{PREFIX}/fr", **{"Accept-Language": "en"}) == "Le jardin partagé"
    english = name(f"{PREFIX}/en"), name(f"{PREFIX}?lang=en"), name(PREFIX, **{"Accept-Language": "en"})
    assert set(english) == {"The shared garden"}
    manifest = document(asking.get(f"{PREFIX}/en"))
    assert "need" in {each["name"] for each in manifest["defaultTypes"]}
    for each in ("type", "property", "entity"):
        service = manifest["suggest"][each]
        assert (
            asking.get(path_of(service["service_url"] + service["service_path"])).headers["Content-Language"]
            == "en"
        )
    assert "lang=en" in manifest["view"]["url"]
    assert "lang=en" in manifest["preview"]["url"]
    assert asking.get(f"{PREFIX}/de").status_code == 404


def test_a_batch_is_answered_key_by_key(asking: FlaskClient) -> None:
    """By POST and by GET alike; what is malformed has its error, and the others their candidates."""
    queries = {
        "q0": {
            "query": "Saint-Denis",
            "type": "igeo:Commune",
            "properties": [{"pid": "departement", "v": "93"}],
        },
        "q1": {"query": "rien de tel"},
        "bad": {"query": "x", "limit": -1},
        "é": {"query": "Castelnau le lez", "limit": 1},
    }
    found = reconciled(asking, queries)
    valid(found, "reconciliation-result-batch")
    assert list(found) == list(queries)
    first = found["q0"]["result"][0]
    assert (first["id"], first["match"], first["score"]) == (f"{THINGS}territory/commune-93066", True, 100)
    assert first["description"] == "commune · Seine-Saint-Denis (93)"
    assert [each["name"] for each in first["type"]] == ["commune", "territoire"]
    assert {each["id"] for each in first["features"]} >= {"name_similarity", "property:departement"}
    assert not any(each["match"] for each in found["q1"]["result"])
    assert found["bad"]["result"] == []
    assert found["bad"]["error"]["detail"].startswith("bad/limit")
    assert len(found["é"]["result"]) == 1
    by_get = asking.get(PREFIX, query_string={"queries": json.dumps(queries)})
    assert document(by_get) == found
    assert reconciled(asking, {}) == {}
    assert reconciled(asking, {"\ud800": {"query": "a\udfff"}}).keys() == {"\ud800"}


def test_a_table_is_extended(asking: FlaskClient) -> None:
    """By POST and GET, with every id and property that was sent."""
    extension = {
        "ids": [GARDEN, "nothing"],
        "properties": [{"id": "departement"}, {"id": "mai:answersNeed", "settings": {"count": "on"}}],
    }
    response = asking.post(PREFIX, data={"extend": json.dumps(extension)})
    found = document(response)
    valid(found, "data-extension-response")
    answers = "https://w3id.org/maillage/ns#answersNeed"
    assert found["rows"][GARDEN]["departement"] == [
        {"id": f"{THINGS}territory/departement-34", "name": "Hérault"}
    ]
    assert found["rows"][GARDEN][answers] == [{"int": 1}]
    assert found["rows"]["nothing"] == {"departement": [], answers: [{"int": 0}]}
    assert [each["id"] for each in found["meta"]] == ["departement", answers]
    assert found["meta"][0]["type"]["name"] == "département"
    assert document(asking.get(PREFIX, query_string={"extend": json.dumps(extension)})) == found


@pytest.mark.parametrize(
    ("what", "prefix", "schema", "first"),
    [
        ("entity", "saint d", "suggest-entities-response", f"{THINGS}territory/commune-97411"),
        ("entity", GARDEN, "suggest-entities-response", GARDEN),
        ("type", "comm", "suggest-types-response", "http://rdf.insee.fr/def/geo#Commune"),
        ("property", "code insee", "suggest-properties-response", "http://rdf.insee.fr/def/geo#codeINSEE"),
    ],
)
def test_suggestions(asking: FlaskClient, what: str, prefix: str, schema: str, first: str) -> None:
    """The likeliest first; some may be skipped."""
    found = document(asking.get(f"{PREFIX}/suggest/{what}", query_string={"prefix": prefix}))
    valid(found, schema)
    assert found["result"][0]["id"] == first
    later = document(asking.get(f"{PREFIX}/suggest/{what}", query_string={"prefix": prefix, "cursor": "1"}))
    assert later["result"] == found["result"][1:]


def test_properties_are_proposed_for_a_type(asking: FlaskClient) -> None:
    """As many as wanted."""
    found = document(asking.get(f"{PREFIX}/properties?type=igeo:Commune&limit=3"))
    valid(found, "data-extension-property-proposal")
    assert (found["type"], found["limit"], len(found["properties"])) == ("igeo:Commune", 3, 3)
    assert document(asking.get(f"{PREFIX}/properties?type=&limit="))["properties"]


def test_a_preview_shows_in_a_frame_of_any_site(asking: FlaskClient) -> None:
    """Small, in both languages, and its links open elsewhere."""
    for language, name in (("fr", "Le jardin partagé"), ("en", "The shared garden")):
        response = asking.get(f"{PREFIX}/preview", query_string={"id": GARDEN, "lang": language})
        assert response.status_code == 200
        assert f'<html lang="{language}">' in response.text
        assert name in response.text
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert '<base target="_blank">' in response.text
        assert re.findall(r'<a href="([^"]*)', response.text)[0].startswith(BASE)
    assert asking.get(f"{PREFIX}/preview?id=nothing").status_code == 404
    assert asking.get(f"{PREFIX}/preview").status_code == 404


def test_a_preview_writes_names_as_text(asking: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a contribution calls a thing."""
    hostile = "<script>alert(1)</script>\"'&"
    identify = reconciliation.identify

    def named(*arguments: Any) -> dict[str, Any]:
        return {key: replace(card, names={"fr": hostile}) for key, card in identify(*arguments).items()}

    monkeypatch.setattr(reconciliation, "identify", named)
    text = asking.get(f"{PREFIX}/preview", query_string={"id": GARDEN}).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>" not in text


def test_old_clients_are_called_back(asking: FlaskClient) -> None:
    """By a function of theirs, and by nothing else."""
    response = asking.get(f"{PREFIX}?callback=jQuery1.cb_2")
    assert (response.status_code, response.mimetype) == (200, "text/javascript")
    assert json.loads(response.text.removeprefix("jQuery1.cb_2(").removesuffix(");"))["versions"] == ["0.2"]
    for name in ("", "alert(1)//", "a b", "1a", "a;b", "<x>", "é", "a" * 200):
        refused = asking.get(PREFIX, query_string={"callback": name})
        assert (refused.status_code, refused.mimetype) == (400, "application/problem+json"), name
    posted = asking.post(f"{PREFIX}?callback=cb", data={"queries": "{}"})
    assert posted.status_code == 400


@pytest.mark.parametrize(
    "path", ["", "/en", "/suggest/entity", "/en/suggest/type", "/properties", "/preview"]
)
def test_other_sites_may_ask(asking: FlaskClient, path: str) -> None:
    """Before they do, and with HEAD."""
    preflight = asking.options(PREFIX + path, headers={"Origin": "https://openrefine.example"})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    methods = preflight.headers["Access-Control-Allow-Methods"]
    assert ("POST" in methods) == (path in ("", "/en"))
    head = asking.head(PREFIX + path, query_string={"prefix": "x", "id": GARDEN})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("queries", "status", "code"),
    [
        ("{not json", 400, "json-unreadable"),
        ("", 400, "json-unreadable"),
        ("[" * 90_000, 400, "json-unreadable"),
        ('{"a":' * 90_000, 400, "json-unreadable"),
        ('{"q": {"query": "x", "limit": NaN}}', 400, "json-unreadable"),
        ("[]", 400, "member-invalid"),
        ("null", 400, "member-invalid"),
        (json.dumps({str(each): {"query": "x"} for each in range(10_000)}), 413, "batch-too-large"),
        (json.dumps({"q": {"query": "x" * (2 << 20)}}), 413, "request-too-large"),
    ],
)
def test_a_malformed_batch_is_a_problem(asking: FlaskClient, queries: str, status: int, code: str) -> None:
    """Which says where; and other sites may read it."""
    response = asking.post(PREFIX, data={"queries": queries})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json(force=True)["code"] == code
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_problem_names_line_and_column(asking: FlaskClient) -> None:
    """And the limit, where one is exceeded."""
    told = asking.post(PREFIX, data={"queries": '{"q0":\n {"query": }}'}).get_json(force=True)
    assert (told["line"], told["column"]) == (2, 12)
    many = json.dumps({str(each): {"query": "x"} for each in range(1_001)})
    response = asking.post(PREFIX, data={"queries": many})
    assert response.headers["X-Maillage-Limit"] == "reconciliation_queries=1000"


@pytest.mark.parametrize(
    "query",
    [
        5, [], None, "x",
        {}, {"query": None}, {"query": ["x"]}, {"query": "x" * 5_000}, {"query": "x", "limit": -1},
        {"query": "x", "limit": 1e-300}, {"query": "x", "type": "nothing"}, {"query": "x", "type": [[]]},
        {"query": "x", "properties": "y"}, {"query": "x", "properties": [{"pid": "\x00", "v": 1}]},
        {"query": "x", "properties": [{"pid": "igeo:codeINSEE", "v": [[]]}]},
        {"query": "x", "properties": [{"pid": "igeo:codeINSEE", "v": {"id": 1}}]},
    ],
)  # fmt: skip
def test_a_malformed_query_spoils_no_other(asking: FlaskClient, query: object) -> None:
    """Each has an error in place of candidates."""
    found = reconciled(asking, {"bad": query, "good": {"query": "Le jardin partagé"}})
    assert found["bad"]["result"] == []
    assert {"code", "detail", "hint"} == found["bad"]["error"].keys()
    assert found["good"]["result"][0]["match"]


@pytest.mark.parametrize(
    ("method", "path", "form", "status"),
    [
        ("POST", "", {}, 415),
        ("POST", "", {"other": "x"}, 400),
        ("POST", "", {"query": "x"}, 400),
        ("GET", "?query=x", None, 400),
        ("GET", "?queries=%7B%7D&queries=%7B%7D", None, 400),
        ("GET", "?queries=%FF", None, 400),
        ("GET", "/suggest/entity?prefix=x&cursor=-1", None, 400),
        ("GET", "/suggest/entity?prefix=x&cursor=x", None, 400),
        ("GET", "/suggest/entity?prefix=x&cursor=999999", None, 400),
        ("GET", "/suggest/nothing?prefix=x", None, 404),
        ("GET", "/properties?type=x&limit=0", None, 400),
        ("GET", "/properties?type=x&limit=nan", None, 400),
        ("POST", "", {"extend": "{"}, 400),
        ("POST", "", {"extend": "[]"}, 400),
        ("PUT", "", {}, 405),
        ("POST", "/suggest/entity", {}, 405),
    ],
)
def test_what_is_no_request_of_the_api_is_refused(
    asking: FlaskClient, method: str, path: str, form: dict[str, str] | None, status: int
) -> None:
    """With a problem."""
    response = asking.open(PREFIX + path, method=method, data=form)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_a_body_of_another_type_is_refused(asking: FlaskClient) -> None:
    """The API has forms only."""
    response = asking.post(PREFIX, json={"queries": {}})
    assert response.status_code == 415
    assert response.get_json(force=True)["code"] == "form-expected"


def test_without_an_index_it_answers_later(namesakes_settings: Settings, tmp_path: Path) -> None:
    """As the search does, and the manifest all the same."""
    shutil.copytree(namesakes_settings.data_dir, tmp_path / "var", symlinks=True)
    kept = CurrentDataset(tmp_path / "var").get().snapshot.search_path
    for each in kept.parents[1].glob(f"*/{kept.name}"):
        shutil.rmtree(each)
    with closing_application(replace(namesakes_settings, data_dir=tmp_path / "var")) as app:
        asking = app.test_client()
        assert asking.get(PREFIX).status_code == 200
        extension = {"ids": [GARDEN], "properties": [{"id": "departement"}]}
        for response in (
            asking.post(PREFIX, data={"queries": '{"q": {"query": "x"}}'}),
            asking.post(PREFIX, data={"extend": json.dumps(extension)}),
            asking.get(f"{PREFIX}/suggest/entity?prefix=x"),
            asking.get(f"{PREFIX}/preview", query_string={"id": GARDEN}),
        ):
            assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
            assert response.get_json(force=True)["code"] == "no-search-index"
