"""Answers that a server gives again after a write, over HTTP: those that it does not touch, and no others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from graph.access.tokens import create_token
from graph.sparql.named_queries import NamedQuery, named_queries
from graph.storage.dataset import SnapshotDataset
from tests.serving import BASE_IRI, serving
from tests.waiting import HANGS_S

# What any change may change, or each write: the content of all graphs, the register of what was read.
TOUCHED = {
    "class_and_property_usage",
    "derived_statements",
    "documents_read",
    "graph_licences",
    "unanswered_needs",
}
QUESTIONS = tuple(named_queries())
INITIATIVE = f"{BASE_IRI}/id/initiative/riposte-creative-territoriale"
JSON = "application/sparql-results+json"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LABELS = f"SELECT ?label {{ ?thing <{SKOS}prefLabel> ?label }}"


class Got(NamedTuple):
    """What came of a query."""

    status: int
    etag: str
    snapshot: int
    content: bytes


class Kept:
    """A server that is written to."""

    def __init__(self, address: str, token: str) -> None:
        """Hold where it is and what opens it."""
        self.address, self.token = address, token

    def ask(self, text: str, etag: str = "") -> Got:
        """Send a query, with the ETag that is known."""
        return self.get(f"{self.address}/sparql?{urlencode({'query': text})}", etag)

    def get(self, address: str, etag: str = "") -> Got:
        """Fetch what is at an address, with the ETag that is known."""
        headers = {"Accept": f"{JSON}, */*;q=0.5"} | ({"If-None-Match": etag} if etag else {})
        request = Request(address, headers=headers)
        try:
            answer = urlopen(request, timeout=HANGS_S)
        except HTTPError as error:
            answer = error
        with answer:
            told = answer.headers
            return Got(answer.status, told["ETag"], int(told["X-Maillage-Snapshot"]), answer.read())

    def ask_all(self) -> Mapping[str, Got]:
        """Send every question that ships."""
        return {each.short_name: self.ask(text_of(each)) for each in QUESTIONS}

    def write(self, predicate: str, value: str) -> None:
        """Say something of an initiative, where it is described."""
        said = f"<{INITIATIVE}> {predicate} {value}"
        text = f"INSERT {{ GRAPH ?g {{ {said} }} }} WHERE {{ GRAPH ?g {{ <{INITIATIVE}> a ?class }} }}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/sparql-update"}
        urlopen(Request(f"{self.address}/sparql", text.encode(), headers), timeout=HANGS_S).close()


def text_of(query: NamedQuery) -> str:
    """Return a question with the parameters of its example."""
    return query.text(query.bind(query.example(BASE_IRI), BASE_IRI))


@pytest.fixture(scope="module")
def kept(riposte: SnapshotDataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Serve what ships, in a copy."""
    data_dir = tmp_path_factory.mktemp("kept") / "var"
    shutil.copytree(riposte.snapshot.path.parents[1], data_dir, symlinks=True)
    with serving(data_dir, "--base-iri", BASE_IRI) as running:
        yield Kept(running.address, create_token(data_dir, "kept", "admin"))


def test_all_answers_but_a_few_are_given_again_after_an_unrelated_write(kept: Kept) -> None:
    """With their ETag, under the number of the new snapshot; the others are as new as they should be."""
    before = kept.ask_all()
    kept.write(f"<{SKOS}changeNote>", '"Lu."@fr')
    after = kept.ask_all()
    again = [name for name, each in before.items() if after[name].etag == each.etag]
    assert set(before) - set(again) <= TOUCHED
    assert all(after[name].content == before[name].content for name in again)
    assert all(after[name].snapshot > before[name].snapshot for name in before)


def test_a_client_that_has_an_answer_is_told_so_after_an_unrelated_write(kept: Kept) -> None:
    """304 with the ETag that it knows, and no body."""
    known = kept.ask(LABELS)
    kept.write(f"<{SKOS}changeNote>", '"Relu."@fr')
    told = kept.ask(LABELS, known.etag)
    assert (told.status, told.etag, told.content) == (304, known.etag, b"")
    assert told.snapshot > known.snapshot


def test_an_answer_that_a_write_touches_is_given_anew(kept: Kept) -> None:
    """Another ETag, and what was written is in it."""
    known = kept.ask(LABELS)
    kept.write(f"<{SKOS}altLabel>", '"Autre nom"@fr')
    assert kept.ask(LABELS).etag == known.etag
    others = kept.ask(LABELS.replace("prefLabel", "altLabel"))
    kept.write(f"<{SKOS}altLabel>", '"Encore un nom"@fr')
    told = kept.ask(LABELS.replace("prefLabel", "altLabel"), others.etag)
    assert (told.status, told.etag != others.etag) == (200, True)
    values = {row["label"]["value"] for row in json.loads(told.content)["results"]["bindings"]}
    assert {"Autre nom", "Encore un nom"} <= values


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt", "rdf"])
def test_a_document_that_a_write_does_not_touch_keeps_its_etag(kept: Kept, suffix: str) -> None:
    """In each format; that of the thing that is written about gets another one, in which it stands."""
    far, near = (
        f"{kept.address}/doc/{each}.{suffix}"
        for each in ("need/prise-de-recul", INITIATIVE.partition("/id/")[2])
    )
    before = {each: kept.get(each) for each in (far, near)}
    kept.write(f"<{SKOS}changeNote>", f'"Relu pour {suffix}."@fr')
    again, changed = kept.get(far, before[far].etag), kept.get(near, before[near].etag)
    assert (again.status, again.etag, again.content) == (304, before[far].etag, b"")
    assert again.snapshot > before[far].snapshot
    assert (changed.status, changed.etag != before[near].etag) == (200, True)
    assert f"Relu pour {suffix}.".encode() in changed.content
