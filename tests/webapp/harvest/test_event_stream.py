"""Tests of webapp.harvest.event_stream and stream_pages: a client that follows the relations ends with all that is stated."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.rdf.terms import Literal, NamedNode, Quad, Triple, name
from graph.storage.history.reader import reading_history
from tests.graph.storage.history.histories import replayed
from tests.webapp.conftest import BASE
from tests.webapp.harvest.conftest import Past
from webapp.harvest import stream_pages

PREFIX = "/atlas"
SHED = f"{BASE}/id/initiative/cabane"
STREAM = NamedNode(f"{BASE}/feed#stream")


def _quads(client: FlaskClient, iri: str, accept: str = "application/n-quads") -> list[Quad]:
    parts = urlsplit(iri)
    answer = client.get(f"{parts.path}?{parts.query}", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    syntax = {"application/n-quads": RdfFormat.N_QUADS, "text/turtle": RdfFormat.TURTLE,
              "application/trig": RdfFormat.TRIG, "application/ld+json": RdfFormat.JSON_LD,
              "application/n-triples": RdfFormat.N_TRIPLES}[accept]  # fmt: skip
    return list(parse(answer.data, format=syntax))


def _pages(client: FlaskClient, iri: str = f"{BASE}/feed") -> list[str]:
    """Follow the relations of a node; return the nodes that have none."""
    quads = _quads(client, iri)
    nodes = {each.object.value for each in quads if each.predicate == name("tree:node")}
    if not nodes:
        return [iri]
    return [page for node in nodes for page in _pages(client, node)]


def _members(client: FlaskClient) -> list[tuple[str, NamedNode, set[Triple]]]:
    """Read all members as a client of the stream does: in order of time; kind, thing and description."""
    found = []
    for page in _pages(client):
        quads = _quads(client, page)
        for member in (each.object for each in quads if each.predicate == name("tree:member")):
            about = {each.predicate: each.object for each in quads if each.subject == member}
            described = {each.triple for each in quads if each.graph_name == member}
            thing = about[name("dcterms:isVersionOf")]
            kinds = [
                each.object for each in quads if (each.subject, each.predicate) == (member, name("rdf:type"))
            ]
            assert isinstance(thing, NamedNode)
            found.append(
                (about[name("as:published")].value, kinds[0].value.rpartition("#")[2], thing, described)
            )
    assert found == sorted(found, key=lambda each: each[0]) or len(_pages(client)) > 1
    return [each[1:] for each in sorted(found, key=lambda each: each[0])]


def test_what_a_client_reads_is_what_is_stated(harvester: FlaskClient, history_file: Path) -> None:
    """Each thing once for each change; replayed in order, with deletions, they are all that is stated."""
    known: dict[NamedNode, set[Triple]] = {}
    for kind, thing, described in _members(harvester):
        assert (kind == "Create") == (thing not in known)
        if kind == "Delete":
            del known[thing]
        else:
            known[thing] = described
    with reading_history(history_file) as history:
        assert set().union(*known.values()) == replayed(history)


def test_groups_lead_to_pages(
    harvester: FlaskClient, history_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large stream has a node between; its pages are those of the stream, each once."""
    monkeypatch.setattr(stream_pages, "PAGE", 7)
    monkeypatch.setattr(stream_pages, "GROUP", 3)
    pages = _pages(harvester)
    with reading_history(history_file) as history:
        count = -(-history.count // 7)
        expected = {f"{BASE}/feed/{history.epoch}/{number}" for number in range(1, count + 1)}
        group = f"/atlas/feed/{history.epoch}/group/{count // 3 + 2}"
    assert len(pages) == count
    assert set(pages) == expected
    assert harvester.get(group).status_code == 404


def test_full_pages_are_kept_for_ever(harvester: FlaskClient) -> None:
    """The page that is not full is asked for again; then what has not changed is not sent."""
    *full, last = sorted(_pages(harvester), key=lambda each: int(each.rpartition("/")[2]))
    for page in full:
        answer = harvester.get(urlsplit(page).path)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert Quad(
            NamedNode(page), name("ldes:immutable"), Literal("true", datatype=name("xsd:boolean"))
        ) in set(parse(answer.data, format=RdfFormat.N_QUADS))
    answer = harvester.get(urlsplit(last).path)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = harvester.get(urlsplit(last).path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert full


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/trig", "application/ld+json", "application/n-triples"]
)
def test_each_format_has_the_same_members(harvester: FlaskClient, accept: str) -> None:
    """Syntaxes without graphs have version objects; those with graphs the same quads."""
    for page in _pages(harvester):
        expected, found = _quads(harvester, page), _quads(harvester, page, accept)
        if accept == "application/trig":
            assert set(found) == set(expected)
        else:
            members = [
                {each.object for each in quads if each.predicate == name("tree:member")}
                for quads in (expected, found)
            ]
            assert members[0] == members[1]
            described = [each for each in expected if each.graph_name in members[0]]
            assert len(found) >= len(expected) - len(described)


def test_a_version_object_says_of_itself_what_is_said_of_its_thing(
    harvester: FlaskClient, past: Past
) -> None:
    """Under its own address."""
    page = _pages(harvester)[-1]
    found = {each.triple for page in _pages(harvester) for each in _quads(harvester, page, "text/turtle")}
    (changed,) = {
        each.subject for each in found if each.object == Literal("La vieille cabane", language="fr")
    }
    assert isinstance(changed, NamedNode)
    assert changed.value.endswith(f"-{past.changed}/initiative/cabane")
    assert Triple(changed, name("dcterms:isVersionOf"), NamedNode(SHED)) in found
    assert Triple(changed, name("rdf:type"), name("mai:Initiative")) in found
    licence = NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert Triple(changed, name("dcterms:license"), licence) in found
    assert page


def test_the_shape_is_where_the_stream_says(harvester: FlaskClient) -> None:
    """And the stream has what clients look for."""
    about = {(each.subject, each.predicate): each.object for each in _quads(harvester, f"{BASE}/feed")}
    shape = about[(STREAM, name("tree:shape"))]
    assert isinstance(shape, NamedNode)
    told = {each.subject for each in _quads(harvester, shape.value.partition("#")[0])}
    assert shape in told
    assert about[(STREAM, name("ldes:timestampPath"))] == name("as:published")


@pytest.mark.parametrize(
    "path", ["/feed/ffffffff/1", "/feed/{epoch}/0", "/feed/{epoch}/99999", "/feed/x/group/1"]
)
def test_pages_that_are_not_there(harvester: FlaskClient, history_file: Path, path: str) -> None:
    """Nothing is served of another line of history, nor beyond the last page."""
    with reading_history(history_file) as history:
        answer = harvester.get(PREFIX + path.format(epoch=history.epoch))
    assert answer.status_code == 404


def test_what_is_not_there_yet_is_told(harvester: FlaskClient, history_file: Path) -> None:
    """A client comes back later, instead of taking nothing for an empty stream."""
    aside = history_file.with_suffix(".aside")
    history_file.rename(aside)
    try:
        for path in ("/feed", "/oai?verb=Identify", "/timemap/initiative/cabane"):
            answer = harvester.get(PREFIX + path)
            assert (answer.status_code, answer.get_json()["code"]) == (503, "no-history"), path
            assert answer.headers["Retry-After"]
    finally:
        aside.rename(history_file)
