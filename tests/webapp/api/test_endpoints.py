"""The API: what it tells of the shipped dataset, in which forms, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.connections.similarity.connection_triples import rule_graph
from graph.connections.similarity.rules import Rule
from graph.exploration import structure
from graph.rdf.terms import NamedNode, Triple, name
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.storage.dataset import CurrentDataset
from graph.writing.plain_store import open_plain_writer
from tests.serving import closing_application
from webapp.api import endpoints
from webapp.app import create_app

BASE = "http://127.0.0.1:8000"
CIRCLE, RIPOSTE, NEED = (
    "id/circle/arpentage",
    "id/initiative/riposte-creative-territoriale",
    "id/need/prise-de-recul",
)
CONNECTIONS = f"/api/connections?of={CIRCLE}"
PATHS = f"/api/paths?from={RIPOSTE}&to={NEED}"
ANSWERS = (CONNECTIONS, PATHS, "/api/structure", "/api/structure?part=needs")


@pytest.fixture(scope="module")
def app(neighbours: Settings) -> Iterator[Flask]:
    """Serve the shipped dataset, and some initiatives beside it."""
    with closing_application(neighbours) as app:
        yield app


@pytest.fixture
def asking(app: Flask) -> FlaskClient:
    """Ask as a program does."""
    return app.test_client()


def told(asking: FlaskClient, address: str, **headers: str) -> dict[str, Any]:
    """Ask for JSON."""
    response = asking.get(address, headers=headers)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    members: dict[str, Any] = json.loads(response.data)
    return members


def triples(asking: FlaskClient, address: str) -> tuple[set[Triple], set[Any]]:
    """Read a JSON-LD document with two libraries, its context fetched from where it says."""
    response = asking.get(address, headers={"Accept": "application/ld+json"})
    assert (response.status_code, response.mimetype) == (200, "application/ld+json")
    document = json.loads(response.data)
    context = asking.get(urlsplit(document["@context"]).path)
    assert context.mimetype == "application/ld+json"
    whole = json.dumps({**document, **context.get_json(force=True)})
    quads = list(parse(whole, format=RdfFormat.JSON_LD, base_iri=f"{BASE}/nowhere/"))
    assert not [each for each in quads if "/nowhere/" in str(each)], "a term that the context lacks"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's, of itself
        again = set(rdflib.Graph().parse(data=whole, format="json-ld"))
    return {each.triple for each in quads}, again


def test_a_connection_tells_where_why_and_how_rare(asking: FlaskClient) -> None:
    """A circle is close to its siblings by their whole; each reason has rule, basis, sentence, count and weight."""
    found = told(asking, CONNECTIONS + "&lang=fr")
    assert (found["of"]["iri"], found["of"]["kind"], found["lang"]) == (f"{BASE}/{CIRCLE}", "circle", "fr")
    assert found["count"] == len(found["connections"]) >= 4
    for each in found["connections"]:
        assert each["weight"] == pytest.approx(sum(reason["weight"] for reason in each["reasons"]))
        assert each["to"]["page"].startswith(f"{BASE}/doc/")
        assert all(
            {"rule", "basis", "sentence", "count", "of", "weight"} <= reason.keys()
            for reason in each["reasons"]
        )
    whole = next(each for each in found["connections"] if each["to"]["name"].startswith("Cercles"))
    assert whole["stated"]
    assert "fait partie de" in whole["sentence"]


def test_a_path_tells_its_steps_and_who_states_them(asking: FlaskClient) -> None:
    """The Riposte reaches a need by the circles that extend it; every statement has its sources."""
    found = told(asking, PATHS + "&lang=en")
    assert (found["ending"], found["count"]) == ("found", len(found["paths"]))
    best = found["paths"][0]
    assert [each["weight"] for each in found["paths"]] == sorted(each["weight"] for each in found["paths"])
    assert best["sentence"].endswith("“Stepping back”.")
    assert [best["steps"][0]["from"]["iri"], best["steps"][-1]["to"]["iri"]] == [
        f"{BASE}/{RIPOSTE}",
        f"{BASE}/{NEED}",
    ]
    statements = [each for step in best["steps"] for each in step["statements"]]
    assert {each["direction"] for each in statements} == {"forwards", "backwards"}
    assert all(each["sources"][0]["iri"].startswith(f"{BASE}/id/contribution/") for each in statements)


def test_the_query_of_a_path_gives_the_path(asking: FlaskClient) -> None:
    """Sent to the endpoint, it answers with one row at least: the things of the path."""
    path = told(asking, PATHS)["paths"][0]
    answer = asking.get(
        "/sparql", query_string={"query": path["query"]}, headers={"Accept": "application/json"}
    )
    row = answer.get_json(force=True)["results"]["bindings"][0]
    things = [path["steps"][0]["from"]["iri"], *(each["to"]["iri"] for each in path["steps"])]
    assert [row[f"thing{place}"]["value"] for place in range(1, len(things) + 1)] == things


def test_paths_go_by_the_links_asked_for(asking: FlaskClient) -> None:
    """No step is by another kind of link; where none leads there, that is said."""
    found = told(asking, PATHS + "&by=mai:partOf&by=mai:answersNeed")
    by = {each for path in found["paths"] for step in path["steps"] for each in step["by"]}
    assert by == {"mai:partOf", "mai:answersNeed"}
    apart = told(asking, PATHS + "&by=mai:usesMethod")
    assert (apart["ending"], apart["paths"]) == ("unconnected", [])


def test_a_thing_that_nothing_links_is_no_error(asking: FlaskClient) -> None:
    """It is described: an empty list, and no path."""
    lonely = "id/contribution/riposte-article"
    assert told(asking, f"/api/connections?of={lonely}")["connections"] == []
    assert told(asking, f"/api/paths?from={lonely}&to={NEED}")["ending"] == "unconnected"


@pytest.mark.parametrize("iri", [CIRCLE, f"{BASE}/{CIRCLE}", f"{BASE}%2Fid%2Fcircle%2Farpentage"])
def test_an_iri_may_be_relative(asking: FlaskClient, iri: str) -> None:
    """Or whole, encoded or not."""
    assert told(asking, f"/api/connections?of={iri}")["of"]["iri"] == f"{BASE}/{CIRCLE}"


def test_pages_join_to_the_whole_list(asking: FlaskClient) -> None:
    """`next` leads through all entries, in the header as in the body; the last page has none."""
    whole = told(asking, CONNECTIONS + "&lang=fr")["connections"]
    address, met = CONNECTIONS + "&lang=fr&limit=2&format=json", []
    for _ in range(20):
        response = asking.get(address)
        members = response.get_json()
        met += members["connections"]
        if members["next"] is None:
            break
        assert f'<{members["next"]}>; rel="next"' in response.headers["Link"]
        address = members["next"].removeprefix(BASE)
        assert "format=json" in address
    assert met == whole
    assert 'rel="prev"' in response.headers["Link"]


def test_a_page_past_the_end_is_empty(asking: FlaskClient) -> None:
    """It counts as ever, and leads nowhere forward."""
    found = told(asking, CONNECTIONS + "&page=1000")
    assert (found["connections"], found["next"], found["prev"]) == ([], None, None)
    assert found["count"] > 0


def test_the_structure_names_its_parts(asking: FlaskClient) -> None:
    """Each part leads to a list of as many rows."""
    found = told(asking, "/api/structure?lang=en")
    assert found["initiatives"] == 14
    for each in found["parts"]:
        listed = told(asking, each["address"].removeprefix(BASE) + "&limit=100")
        assert (listed["count"], len(listed["rows"])) == (each["count"], each["count"])
    assert {each["part"]: each["count"] for each in found["parts"]}["needs"] > 0


def test_the_structure_of_a_large_network_comes_with_a_derivation(
    neighbours: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks before is told to ask again; then it is there, the same, and its CSV too."""
    shutil.copytree(neighbours.data_dir, tmp_path / "var", symlinks=True)
    settings = Settings(data_dir=tmp_path / "var")
    kept = (settings.data_dir / "current").resolve() / "network"
    kept.rename(tmp_path / "network")
    asking = create_app(settings).test_client()
    at_once = told(asking, "/api/structure?part=needs")
    table = asking.get("/api/structure?part=needs&format=csv").data
    monkeypatch.setattr(structure, "SMALL", 0)
    response = asking.get("/api/structure?part=needs")
    assert (response.status_code, json.loads(response.data)["code"]) == (503, "structure-in-the-making")
    assert int(response.headers["Retry-After"]) > 0
    (tmp_path / "network").rename(kept)
    assert told(asking, "/api/structure?part=needs") == at_once
    assert asking.get("/api/structure?part=needs&format=csv").data == table


@pytest.mark.parametrize("address", [CONNECTIONS, PATHS, "/api/structure", "/api/structure?part=actors"])
def test_csv_has_a_header_and_rows_of_that_width(asking: FlaskClient, address: str) -> None:
    """For spreadsheets."""
    response = asking.get(address, headers={"Accept": "text/csv"})
    assert response.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.text)))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1


def test_every_row_of_a_part_is_in_its_csv(asking: FlaskClient) -> None:
    """Whatever the page."""
    rows = list(csv.DictReader(io.StringIO(asking.get("/api/structure?part=needs&format=csv&limit=1").text)))
    assert len(rows) == told(asking, "/api/structure?part=needs")["count"]


def test_derived_connections_are_those_published(asking: FlaskClient, neighbours: Settings) -> None:
    """As JSON-LD they have the names, ends, types, bases and weights of the graphs of the rules; no term is lacking."""
    opened = CurrentDataset(neighbours.data_dir).get()
    graphs = [opened.graph(rule_graph(rule, opened.names).value) or () for rule in Rule]
    published = {each for graph in graphs for each in graph if is_connection(each)}
    assert len({each.subject for each in published}) > 5
    told_: set[Triple] = set()
    for iri in sorted(
        {each.object.value for each in published if each.predicate == name("mai:connectionFrom")}
    ):
        found, again = triples(asking, f"/api/connections?of={iri}&limit=100")
        assert len(found) == len(again) > 10
        told_ |= found
    assert published <= told_
    properties = {each.predicate for each in published}
    assert {each.predicate for each in told_ if is_connection(each)} > properties
    assert name("mai:weight") in properties


def is_connection(triple: Triple) -> bool:
    """Tell whether a triple is about a connection."""
    return isinstance(triple.subject, NamedNode) and "/id/connection/" in triple.subject.value


def test_paths_are_statements_that_the_data_hold(asking: FlaskClient, neighbours: Settings) -> None:
    """As JSON-LD, each step is an rdf:Statement whose triple is in the graphs that it names."""
    opened = CurrentDataset(neighbours.data_dir).get()
    found, again = triples(asking, PATHS)
    assert len(found) == len(again)
    by_node: dict[object, dict[str, list[Any]]] = {}
    for each in found:
        by_node.setdefault(each.subject, {}).setdefault(each.predicate.value, []).append(each.object)
    statements = [
        each for each in by_node.values() if name("rdf:Statement") in each.get(name("rdf:type").value, [])
    ]
    assert len(statements) > 3
    for each in statements:
        stated = Triple(*(each[name(f"rdf:{part}").value][0] for part in ("subject", "predicate", "object")))
        sources = each[name("prov:wasDerivedFrom").value]
        assert all(stated in set(opened.graph(graph.value) or ()) for graph in sources)


def test_stated_links_are_statements_too(asking: FlaskClient) -> None:
    """The circles are part of the Riposte, and extend it: neither is a connection that a rule derives."""
    found, _ = triples(asking, f"/api/connections?of={RIPOSTE}")
    stated = {each.object for each in found if each.predicate == name("rdf:predicate")}
    assert {name("mai:extends"), name("mai:partOf")} <= stated
    assert not [each for each in found if is_connection(each)]


def test_the_structure_is_measured_as_in_the_catalogue(asking: FlaskClient, neighbours: Settings) -> None:
    """As JSON-LD, the overview is the measurements (DQV) of the dataset; a part is a list."""
    found, again = triples(asking, "/api/structure")
    assert len(found) == len(again)
    measured = {each.object for each in found if each.predicate == name("dqv:isMeasurementOf")}
    held = CurrentDataset(neighbours.data_dir).get().graph(f"{BASE}/graph/catalog") or ()
    assert (
        measured == {each.object for each in held if each.predicate == name("dqv:isMeasurementOf")} != set()
    )
    part, same = triples(asking, "/api/structure?part=needs")
    assert len(part) == len(same) > 10


def test_neighbours_are_close_by_what_they_share(asking: FlaskClient) -> None:
    """The rarest first, in a sentence of either language."""
    found = told(asking, "/api/connections?of=id/initiative/cantine&lang=en")
    assert [each["to"]["name"] for each in found["connections"][:2]] == ["The bakehouse", "The orchard"]
    best = found["connections"][0]
    assert {each["rule"] for each in best["reasons"]} == {"shares-need", "shares-method", "shares-territory"}
    assert "Workshop" in best["sentence"]
    need = next(each for each in best["reasons"] if each["rule"] == "shares-need")
    assert (need["basis"]["name"], need["here"]["name"], need["there"]["name"]) == (
        "Eating",
        "Eating",
        "Cooking",
    )
    assert need["count"] == 3


@pytest.mark.parametrize(
    ("address", "status", "code", "parameter"),
    [
        ("/api/connections", 400, "parameter-missing", "of"),
        ("/api/connections?of=", 400, "parameter-missing", "of"),
        ("/api/connections?of=a%20b", 400, "parameter-invalid", "of"),
        ("/api/connections?of=a&of=b", 400, "parameter-invalid", "of"),
        ("/api/connections?of=id/need/nobody", 404, "unknown-thing", None),
        ("/api/connections?of=http://[", 404, "unknown-thing", None),
        (CONNECTIONS + "&limit=0", 400, "parameter-invalid", "limit"),
        (CONNECTIONS + "&limit=101", 400, "parameter-invalid", "limit"),
        (CONNECTIONS + "&limit=ten", 400, "parameter-invalid", "limit"),
        (CONNECTIONS + "&page=0", 400, "parameter-invalid", "page"),
        (CONNECTIONS + "&lang=de", 400, "parameter-invalid", "lang"),
        (CONNECTIONS + "&format=xml", 400, "parameter-invalid", "format"),
        (f"/api/paths?from={RIPOSTE}", 400, "parameter-missing", "to"),
        (f"/api/paths?to={RIPOSTE}", 400, "parameter-missing", "from"),
        (PATHS + "&by=mai:nothing", 400, "parameter-invalid", "by"),
        (PATHS + "&limit=11", 400, "parameter-invalid", "limit"),
        ("/api/structure?part=everything", 400, "parameter-invalid", "part"),
        ("/api/connections?of=%FF", 400, "query-not-utf8", None),
        ("/api/nothing", 404, "not-found", None),
    ],
)
def test_a_refusal_names_what_is_wrong(
    asking: FlaskClient, address: str, status: int, code: str, parameter: str | None
) -> None:
    """A problem in both languages, with the parameter at fault."""
    response = asking.get(address, headers={"Accept-Language": "en"})
    problem = json.loads(response.data)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert (problem["code"], problem.get("parameter")) == (code, parameter)
    assert problem["detail"] == problem["detail_en"] != problem["detail_fr"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_an_unknown_parameter_is_left_alone(asking: FlaskClient) -> None:
    """As everywhere here."""
    assert told(asking, CONNECTIONS + "&colour=green") == told(asking, CONNECTIONS)


def test_no_format_that_fits_is_a_406(asking: FlaskClient) -> None:
    """And tells those on offer."""
    response = asking.get(CONNECTIONS, headers={"Accept": "image/png"})
    assert (response.status_code, json.loads(response.data)["code"]) == (406, "not-acceptable")


def test_the_language_is_the_address_s_then_the_reader_s(asking: FlaskClient) -> None:
    """Then French; and caches are told."""
    assert told(asking, "/api/structure")["lang"] == "fr"
    assert told(asking, "/api/structure", **{"Accept-Language": "en"})["lang"] == "en"
    assert told(asking, "/api/structure?lang=fr", **{"Accept-Language": "en"})["lang"] == "fr"
    response = asking.get("/api/structure", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "en"
    assert response.headers["Vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_is_not_sent_twice(asking: FlaskClient, address: str) -> None:
    """Its ETag is of the snapshot and the representation: 304 for the same, another for another language or format."""
    first = asking.get(address, headers={"Accept-Language": "fr"})
    assert first.headers["X-Maillage-Snapshot"]
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.last_modified is not None
    again = asking.get(address, headers={"Accept-Language": "fr", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    others = [
        asking.get(address, headers=headers).headers["ETag"]
        for headers in ({"Accept-Language": "en"}, {"Accept": "application/ld+json"}, {"Accept": "text/csv"})
    ]
    assert len({first.headers["ETag"], *others}) == 4


@pytest.mark.parametrize("address", [*ANSWERS, "/api/openapi.json", "/api/context.jsonld"])
def test_head_says_what_get_would(asking: FlaskClient, address: str) -> None:
    """All headers, no body; and a page of any site may ask."""
    got, headed = asking.get(address), asking.head(address)
    assert headed.data == b""
    assert {**got.headers, "Date": ""} == {**headed.headers, "Date": ""}
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert 'rel="service-desc"' in got.headers["Link"]


@pytest.mark.parametrize("address", [*ANSWERS, "/api/openapi.json"])
def test_other_methods(asking: FlaskClient, address: str) -> None:
    """OPTIONS tells which there are; nothing is written here."""
    preflight = asking.options(address)
    assert (preflight.status_code, preflight.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    refused = asking.post(address)
    assert (refused.status_code, json.loads(refused.data)["code"]) == (405, "method-not-allowed")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_the_description_does_not_change_with_the_data(asking: FlaskClient) -> None:
    """It may be kept for an hour, and asked for again by its ETag."""
    first = asking.get("/api/openapi.json")
    assert (first.cache_control.max_age, first.headers.get("X-Maillage-Snapshot")) == (3600, None)
    again = asking.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert asking.get("/api/openapi.json?lang=en").headers["ETag"] != first.headers["ETag"]


def test_the_description_is_of_the_routes(app: Flask, described: dict[str, Any]) -> None:
    """Each route of the API, of the SPARQL protocol and of health is described, and nothing else; so is each method."""
    described_parts = ("api", "sparql", "graph_store", "health")
    methods: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in described_parts and "<" not in rule.rule:
            methods.setdefault(rule.rule, set()).update(rule.methods or ())
    told = {path: {each.upper() for each in operations} for path, operations in described["paths"].items()}
    assert told == {path: found - {"HEAD", "OPTIONS"} for path, found in methods.items()}


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("GET", "/sparql?query=SELECT", {}, 400),
        ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "image/png"}, 406),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, 415),
        ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, 401),
        ("GET", "/graphs", {}, 303),
        ("GET", "/graphs?graph=x:none", {}, 404),
        ("PUT", "/graphs?graph=x:new", {"Content-Type": "text/turtle"}, 401),
        ("DELETE", "/graphs?graph=x:new", {}, 401),
        ("GET", "/ready", {}, 200),
    ],
)
def test_other_answers_are_described(
    asking: FlaskClient,
    described: dict[str, Any],
    method: str,
    address: str,
    headers: dict[str, str],
    status: int,
) -> None:
    """Each status, with its media type, is one that the description tells of that method."""
    answer = asking.open(address, method=method, headers=headers)
    assert answer.status_code == status
    told = described["paths"][address.partition("?")[0]][method.lower()]["responses"][str(status)]
    if "$ref" in told:
        told = described["components"]["responses"][told["$ref"].rpartition("/")[2]]
    assert not answer.data or answer.mimetype in told["content"]


def test_objects_say_all_their_members(described: dict[str, Any]) -> None:
    """No schema of an object leaves room for others, but where the form is another standard's."""
    open_ = [
        place
        for place, each in walk(described["components"]["schemas"])
        if "properties" in each and each.get("additionalProperties") is not False
    ]
    assert open_ == []
    assert len([each for _, each in walk(described["components"]["schemas"]) if "properties" in each]) > 20


def test_both_languages_describe_the_same(asking: FlaskClient) -> None:
    """Only words differ; nothing is left in braces or in both languages."""
    french, english = (asking.get(f"/api/openapi.json?lang={each}").get_json() for each in ("fr", "en"))
    places = [sorted(place for place, _ in walk(each)) for each in (french, english)]
    assert places[0] == places[1]
    assert french["info"]["title"] != english["info"]["title"]
    texts = json.dumps([french, english])
    assert '"$' not in texts.replace('"$ref"', "")
    assert "{base}" not in texts


def test_examples_fit_their_schema(described: dict[str, Any]) -> None:
    """Each is one of the answers that are described."""
    seen = 0
    for item in described["paths"].values():
        media = item["get"]["responses"]["200"]["content"].get("application/json", {})
        for example in media.get("examples", {}).values():
            schema = {**media["schema"], "components": described["components"]}
            jsonschema_rs.validate(schema, example["value"])
            seen += 1
    assert seen == 4


def test_a_schema_refuses_what_it_does_not_tell(described: dict[str, Any]) -> None:
    """A member more, one less, another type."""
    media = described["paths"]["/api/connections"]["get"]["responses"]["200"]["content"]["application/json"]
    schema = {**media["schema"], "components": described["components"]}
    good = media["examples"]["riposte"]["value"]
    for bad in ({**good, "more": 1}, {**good, "count": "1"}, {k: v for k, v in good.items() if k != "next"}):
        assert not jsonschema_rs.is_valid(schema, bad)


@pytest.fixture
def described(asking: FlaskClient) -> dict[str, Any]:
    """Read the description."""
    document: dict[str, Any] = asking.get("/api/openapi.json?lang=en").get_json()
    return document


def walk(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every object of a document, and where it is."""
    if isinstance(value, dict):
        yield place, value
        for key, each in value.items():
            yield from walk(each, f"{place}/{key}")
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from walk(each, f"{place}/{number}")


def test_few_search_for_paths_at_once(asking: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever would wait too long is told to ask again; the others are answered as ever."""
    monkeypatch.setattr(endpoints, "_WAIT_S", 0.05)
    with endpoints.SEARCHES.admit("another", wait_s=1):
        response = asking.get(PATHS)
        assert told(asking, CONNECTIONS)
    assert (response.status_code, json.loads(response.data)["code"]) == (503, "queue-full")
    assert int(response.headers["Retry-After"]) > 0
    assert told(asking, PATHS)


def test_without_a_network_the_reason_is_told(tmp_path: Path) -> None:
    """501 over a plain directory and over an engine elsewhere, which is not even asked."""
    plain = Settings(data_dir=tmp_path / "var", base_iri=BASE)
    with open_plain_writer(open_directory(plain.data_dir, BASE, "plain"), plain):
        pass
    remote = Settings(store="sparql:http://127.0.0.1:9/sparql", sparql_retries=0, base_iri=BASE)
    for settings in (plain, remote):
        for address in ANSWERS:
            response = create_app(settings).test_client().get(address)
            problem = json.loads(response.data)
            assert (response.status_code, problem["code"]) == (501, "no-network")
            assert "snapshot" in problem["detail_en"]
