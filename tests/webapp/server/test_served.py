"""The server as its users meet it: a real process, real HTTP, other people's clients and parsers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import to_canonical_graph
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from graph.sparql.named_queries import NamedQuery, named_queries
from graph.storage.dataset import SnapshotDataset
from tests.serving import BASE_IRI, MAILLAGE, serving

SYNTAXES = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
}
RDFLIB_FORMATS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
NEW = """
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix mai: <https://w3id.org/maillage/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<id/contribution/neuf> a mai:Contribution ; skos:prefLabel "Neuf"@fr, "New"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:hadPrimarySource <id/source/riposte-article> ; prov:wasAttributedTo <id/organisation/cnfpt> ;
    prov:generatedAtTime "2026-11-21T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<id/initiative/neuve> a mai:Initiative ; skos:prefLabel "Initiative neuve"@fr, "New initiative"@en ;
    mai:carriedBy <id/organisation/cnfpt> .
"""
THINGS = [
    "/id/initiative/riposte-creative-territoriale",
    "/id/organisation/cnfpt",
    "/id/territory/commune-34057",
    "/id/need/prise-de-recul",
    "/id/circle/codeveloppement",
    "/id/lesson/a43-formation-distance",
    "/ns",
]
ASKED = [
    ("text/turtle", "text/turtle"),
    ("application/ld+json;q=0.9, text/turtle;q=0.1", "application/ld+json"),
    ("application/n-triples, */*;q=0.1", "application/n-triples"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
]


@pytest.fixture(scope="module")
def server(riposte: SnapshotDataset) -> Iterator[str]:
    """Serve the Riposte."""
    with serving(riposte.snapshot.path.parents[1], "--base-iri", BASE_IRI) as running:
        yield running.address


def _get(url: str, **headers: str) -> tuple[str, bytes]:
    with urlopen(
        Request(url, headers={key.replace("_", "-"): value for key, value in headers.items()})
    ) as response:
        return response.headers.get_content_type(), response.read()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib on itself
@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize(("accept", "expected"), ASKED)
def test_every_name_leads_to_what_is_asked_for(server: str, path: str, accept: str, expected: str) -> None:
    """Redirects are followed, the media type is the one preferred, and both parsers read the same triples."""
    media_type, content = _get(server + path, Accept=accept)
    assert media_type == expected
    if expected in SYNTAXES:
        read = rdflib.Graph().parse(data=content, format=RDFLIB_FORMATS[expected], publicID=BASE_IRI + "/")
        parsed = pyoxigraph.parse(content, format=SYNTAXES[expected], base_iri=BASE_IRI + "/")
        reread = pyoxigraph.serialize((quad.triple for quad in parsed), format=pyoxigraph.RdfFormat.N_TRIPLES)
        again = rdflib.Graph().parse(data=reread, format="nt")
        assert len(read) > 5
        assert _canonical(read) == _canonical(again)


def _canonical(graph: rdflib.Graph) -> set[tuple[object, ...]]:
    return set(to_canonical_graph(graph))


@pytest.mark.parametrize("query", list(named_queries()), ids=lambda query: query.short_name)
def test_every_question_has_the_same_answer_over_http(
    server: str, riposte: SnapshotDataset, query: NamedQuery
) -> None:
    """`POST /sparql` by SPARQLWrapper gives the rows that `maillage query` gives."""
    bindings = query.bind(query.example(BASE_IRI), BASE_IRI)
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(query.text(bindings))
    client.setMethod(POST)
    client.setReturnFormat(JSON)
    answer = client.query()
    found = answer.convert()
    answer.response.close()
    expected = json.loads(
        riposte.run(query, bindings).result.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    )  # type: ignore[union-attr]
    assert _rows(found) == _rows(expected)


def _rows(results: dict[str, object]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in results["results"]["bindings"])  # type: ignore[index]


def test_counting_over_the_merge_is_right(server: str, riposte: SnapshotDataset) -> None:
    """`COUNT(*)` is the snapshot's own count, though contributions state some triples twice."""
    parameters = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    _, content = _get(f"{server}/sparql?{parameters}", Accept="application/sparql-results+json")
    (row,) = json.loads(content)["results"]["bindings"]
    assert int(row["n"]["value"]) == riposte.snapshot.triple_count


def test_a_wrong_query_is_a_problem_in_json(server: str) -> None:
    """The client learns what was found and where."""
    with pytest.raises(HTTPError) as caught:
        _get(f"{server}/sparql?{urlencode({'query': 'SELECT * { ?s ?p }'})}", Accept="application/json")
    with caught.value as refused:
        problem = json.loads(refused.read())
    assert (caught.value.code, caught.value.headers.get_content_type()) == (400, "application/problem+json")
    assert problem["status"] == 400


@pytest.mark.parametrize("size", [3 << 20, 24 << 20])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_request_that_is_too_large_is_told_so(server: str, size: int, is_chunked: bool) -> None:  # noqa: FBT001
    """The sender, who sends all before it looks, sees 413 and which limit, not a broken pipe."""
    pieces = (b"#" * (1 << 20) for _ in range(size >> 20))
    request = Request(
        f"{server}/sparql",
        data=pieces if is_chunked else b"#" * size,
        headers={"Content-Type": "application/sparql-query"},
    )
    with pytest.raises(HTTPError) as refused:
        urlopen(request)
    with refused.value as answer:
        assert answer.code == 413
        assert answer.headers["X-Maillage-Limit"] == "query_max_bytes=2097152"
        problem = json.loads(answer.read())
    assert problem["limit"] == {"name": "query_max_bytes", "value": 2097152}
    assert "2097152" in problem["detail"]


def test_sparqlwrapper_sees_that_its_query_is_too_large(server: str) -> None:
    """By form, as it sends long queries."""
    client = SPARQLWrapper(f"{server}/sparql")
    client.setMethod(POST)
    client.setQuery("ASK {} #" + "x" * (5 << 20))
    with pytest.raises(HTTPError) as refused:
        client.query()
    with refused.value as answer:
        assert answer.code == 413


def test_service_is_refused_before_anything_runs(server: str) -> None:
    """The server sends no request elsewhere."""
    with pytest.raises(HTTPError) as caught:
        _get(
            f"{server}/sparql?{urlencode({'query': 'SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }'})}"
        )
    with caught.value as refused:
        assert refused.code == 403


def test_a_load_beside_the_server_shows_at_the_next_request(riposte: SnapshotDataset, tmp_path: Path) -> None:
    """The server holds no lock, and opens the new snapshot by itself."""
    data_dir = tmp_path / "var"
    shutil.copytree(riposte.snapshot.path.parents[1], data_dir, symlinks=True)
    path = tmp_path / "neuf.ttl"
    path.write_text(NEW, "utf-8")
    with serving(data_dir, "--base-iri", BASE_IRI) as running:
        address = running.address
        subprocess.run(
            [*MAILLAGE, "load", "--data", str(data_dir), str(path)], check=True, capture_output=True
        )
        assert (
            json.loads(_get(f"{address}/health")[1])["snapshot"] == riposte.snapshot.number + 2
        )  # loaded, then derived
        assert b"Initiative neuve" in _get(f"{address}/id/initiative/neuve?lang=fr", Accept="text/html")[1]
