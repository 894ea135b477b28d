"""A network too large for pages that show all of it: what they show instead is true, bounded, and leads to the rest."""

from __future__ import annotations

import re
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from bench.generate import BASE_IRI
from graph.rdf.terms import NamedNode, expand, name, prefixes
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.sparql.named_queries import NamedQuery, query_names, read_query
from graph.storage.data_directory import open_directory
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from tests.evaluating import evaluate_in
from tests.webapp.pages.conftest import INITIATIVES
from tests.webapp.pages.test_every_page import Reading, assert_well_made
from webapp.app import create_app
from webapp.page_data.listings import busiest
from webapp.presentation.list_pages import PAGE_SIZE

PAGES = [
    "/",
    "/list/initiative",
    "/list/circle",
    "/list/need",
    "/list/territory",
    "/doc/need/n0",
    "/doc/organisation/o0",
    "/doc/method/m0",
    "/doc/theme/t0",
    "/doc/territory/region-11",
    "/doc/territory/commune-75056",
]
EVERY_NAME = f"SELECT (COUNT(*) AS ?n) {{ ?thing <{expand('skos:prefLabel')}> ?name ; a ?kind }}"
ORDINARY = ("initiative/i1000", "territory/commune-75056", "need/n150", "person/p100", "organisation/o500")


@pytest.fixture
def dataset(large: Settings) -> SnapshotDataset:
    """Open the large network."""
    return CurrentDataset(large.data_dir).get()


def pointing(dataset: SnapshotDataset, iri: str, curie: str) -> set[str]:
    """Give what points to a thing by a property."""
    text = f"SELECT ?thing {{ ?thing <{expand(curie)}> <{iri}> }}"
    return {row["thing"].value for row in evaluate_in(dataset, text).result}  # type: ignore[union-attr]


def cost_of(ask: Callable[[], object]) -> float:
    """Give the processor time of a question, the least of two."""

    def once() -> float:
        before = time.thread_time()
        answer = ask()
        if isinstance(answer, Iterable):
            deque(answer, maxlen=0)
        return time.thread_time() - before

    return min(once(), once())


BROWSE = [read_query(each) for each in query_names() if each.startswith("browse/")]
OF_A_THING = [each for each in BROWSE if [one.name for one in each.parameters] == ["focus"]]


@pytest.mark.parametrize("query", OF_A_THING, ids=lambda each: each.name)
def test_no_query_about_a_thing_reads_the_whole_network(query: NamedQuery, dataset: SnapshotDataset) -> None:
    """What it costs to tell of one thing is less than half of what it costs to read what all things are called."""
    whole = cost_of(lambda: evaluate_in(dataset, EVERY_NAME).result)
    for each in ORDINARY:
        focus = {"focus": NamedNode(f"{BASE_IRI}/id/{each}")}
        assert 2 * cost_of(lambda focus=focus: dataset.run(query, focus).result) < whole, each


def words_of(page: str) -> str:
    """Give the words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_well_made_and_bounded(reader: FlaskClient, address: str, language: str) -> None:
    """As strictly as any other page, and of a size that does not grow with the network."""
    response = reader.get(f"{address}?lang={language}")
    assert response.status_code == 200
    assert_well_made(response.text, language, "/")
    assert len(response.data) < 1 << 20


def test_no_link_of_the_home_page_is_broken(reader: FlaskClient) -> None:
    """Everything within one step of the home page answers."""
    reading = Reading()
    reading.feed(reader.get("/").text)
    own = sorted({link.partition("#")[0] for link in reading.links if link.startswith("/")})
    assert len(own) > 50
    assert {link: reader.get(link).status_code for link in own} == dict.fromkeys(own, 200)


def test_every_list_that_a_page_leads_to_is_there(reader: FlaskClient, dataset: SnapshotDataset) -> None:
    """Where a row leads to all of it, the list holds as many as the row says, or more than it shows."""
    followed = 0
    for address in PAGES:
        page = reader.get(address).text
        for href in {unescape(each) for each in re.findall(r'href="(/pointing[^"]+)"', page)}:
            asked = parse_qs(urlsplit(href).query)
            listed = reader.get(href)
            assert listed.status_code == 200
            total = int(words_of(listed.text).partition(" en tout")[0].rpartition("— ")[2].rpartition(" ")[2])
            text = f"SELECT DISTINCT ?thing {{ ?thing <{asked['by'][0]}> <{asked['of'][0]}> }}"
            assert (
                total == sum(1 for _ in evaluate_in(dataset, text).result) % 1000
            )  # thousands are set apart
            followed += 1
    assert followed > 5


@pytest.mark.parametrize("slug", ["person", "event", "organisation", "circle"])
def test_a_list_has_no_words_but_its_own(reader: FlaskClient, slug: str) -> None:
    """In English too: a catalogue asked for no words tells about itself."""
    assert "Project-Id-Version" not in reader.get(f"/list/{slug}?lang=en").text


def test_the_list_of_territories_says_that_it_is_a_part(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many there are, how many are shown, and which."""
    monkeypatch.setattr("webapp.pages.lists.MANY", 5)
    page = words_of(reader.get("/list/territory").text)
    assert "Voici les 5 où il se passe le plus de choses." in page
    assert len(re.findall(r'<p class="entry">', reader.get("/list/territory").text)) == 5


def test_the_home_page_tells_true_numbers(reader: FlaskClient, dataset: SnapshotDataset) -> None:
    """The busiest come first, each with the number that a query gives."""
    page = words_of(reader.get("/").text)
    found = busiest(dataset, 24)
    assert len(found.initiatives) == 24
    for rows, curies in (
        (found.needs, ("mai:answersNeed",)),
        (found.territories, ("mai:onTerritory",)),
        (found.actors, ("mai:carriedBy", "mai:initiatedBy")),
    ):
        counts = [count for _, count in rows]
        assert counts == sorted(counts, reverse=True)
        for iri, count in rows[:3]:
            assert count == len(set().union(*(pointing(dataset, iri, each) for each in curies)))
    first = dataset.names.base_iri + "/id/need/n0"
    assert found.needs[0][0] == first
    assert re.search(rf"Par besoin \S.*? {found.needs[0][1]}\b", page)
    assert "Les 2 000 initiatives" in page


def test_a_crowded_thing_shows_some_and_leads_to_all(reader: FlaskClient, dataset: SnapshotDataset) -> None:
    """The page tells how many there are; the list holds each of them once."""
    need = f"{BASE_IRI}/id/need/n0"
    expected = pointing(dataset, need, "mai:answersNeed")
    assert len(expected) > 300
    page = reader.get("/doc/need/n0").text
    told = re.search(r"(\d+) sur (\d+) ·", words_of(page))
    assert told is not None
    assert 0 < int(told[1]) <= 72  # of initiatives, circles and resources
    assert int(told[2]) == len(expected)
    href = next(unescape(each) for each in re.findall(r'href="(/pointing[^"]+)"', page))
    found = list[str]()
    while href:
        listed = reader.get(href).text
        names = re.findall(r'<p class="entry"><a href="([^"]+)"', listed)
        assert len(names) <= PAGE_SIZE
        found += names
        href = unescape(next(iter(re.findall(r'rel="next" href="([^"]+)"', listed)), ""))
    assert len(found) == len(set(found)) == len(expected)
    assert {f"{BASE_IRI}/id/{each.removeprefix('/doc/')}" for each in found} == expected


def test_a_crowded_document_says_what_it_leaves_out(reader: FlaskClient, dataset: SnapshotDataset) -> None:
    """In RDF too: how many statements there are, and the query that gives each of them."""
    need = NamedNode(f"{BASE_IRI}/id/need/n0")
    triples = {each.triple for each in parse(reader.get("/doc/need/n0.nt").data, RdfFormat.N_TRIPLES)}
    assert {each.predicate for each in triples if each.subject == need} >= {
        name("rdf:type"),
        name("skos:prefLabel"),
    }
    comments = {each.object.value for each in triples if each.predicate == name("rdfs:comment")}
    (more,) = {each.object.value for each in triples if each.predicate == name("rdfs:seeAlso")}
    (query,) = parse_qs(urlsplit(more).query)["query"]
    found = list(evaluate_in(dataset, query).result)  # type: ignore[arg-type]
    assert len(found) > 300
    assert {each.split()[0] for each in comments} == {str(len(found))}
    assert sum(each.object == need for each in triples) < 300


SAME = [
    "initiative/jardin",
    "circle/semis",
    "need/nourrir",
    "person/ada",
    "organisation/ville",
    "territory/region-76",
    "territory/commune-34057",
    "territory/epci-243400017",
    "source/carnet",
    "contribution/carnet",
    "lesson/patience",
]


@pytest.mark.parametrize("address", SAME)
def test_where_nothing_is_left_out_both_ways_tell_the_same(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The page of a crowded thing is that of any other, shortened: with little to show, none of it is lost.

    But for connections that rest on it; and of a place it tells where that is.
    """

    def told() -> str:
        page = browser.get(f"/atlas/doc/{address}").text.partition("Pour citer cette page")[0]
        words = re.sub(r"<p class=.names.>[^<]* énoncés renvoient.*?</p>", "", page)
        return words_of(words)

    ordinary = told()
    monkeypatch.setattr("webapp.page_data.large_things.MOST", 0)
    shortened = told()
    for place in (", Hérault", ", Occitanie"):
        ordinary, shortened = ordinary.replace(place, ""), shortened.replace(place, "")
    ordinary = ordinary.replace("Ce qui y renvoie fonde le lien semis-jardin ", "")
    assert sorted(shortened.split()) == sorted(ordinary.split())  # equals may come in another order


def test_a_draft_is_on_no_page(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored and not published is neither said of a crowded thing nor points to it."""
    shutil.copytree(settings.data_dir, tmp_path / "var", symlinks=True)
    source = tmp_path / "brouillon.ttl"
    used = ("dcterms", "mai", "prov", "review", "skos", "xsd")
    declared = "".join(f"@prefix {each}: <{prefixes()[each]}> .\n" for each in used)
    source.write_text(
        f"""{declared}
        <id/contribution/brouillon> a mai:Contribution ; skos:prefLabel "Brouillon"@fr, "Draft"@en ;
          dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; mai:reviewStatus review:draft ;
          prov:hadPrimarySource <id/source/carnet> ; prov:wasAttributedTo <id/organisation/ville> ;
          prov:generatedAtTime "2026-11-21T00:00:00Z"^^xsd:dateTime .
        <id/need/nourrir> skos:altLabel "Nom de brouillon"@fr .
        <id/initiative/jardin> mai:answersNeed <id/need/nourrir> .
        <id/initiative/secret> a mai:Initiative ; skos:prefLabel "Secret de brouillon"@fr, "Secret"@en ;
          mai:answersNeed <id/need/nourrir> .
        """
    )
    with open_writer(open_directory(tmp_path / "var", settings.base_iri), settings) as writer:
        commit(writer, read_candidate([source], writer.names, writer.settings))
        assert writer.store.contains_named_graph(writer.names.contribution("brouillon"))
    monkeypatch.setattr("webapp.page_data.large_things.MOST", 0)
    client = create_app(replace(settings, data_dir=tmp_path / "var")).test_client()
    for suffix in ("html", "nt"):
        said = client.get(f"/atlas/doc/need/nourrir.{suffix}").text
        assert "Cercle des semis" in said
        assert "brouillon" not in said.casefold()
        assert "secret" not in said


def test_what_is_not_crowded_shows_everything(reader: FlaskClient, dataset: SnapshotDataset) -> None:
    """A need that a few answer has them all on its page, and no list of its own."""
    few = next(
        each
        for number in range(60, 0, -1)
        if 24 < len(pointing(dataset, each := f"{BASE_IRI}/id/need/n{number}", "mai:answersNeed")) < 200
    )
    page = reader.get(few.removeprefix(BASE_IRI).replace("/id/", "/doc/")).text
    assert "/pointing" not in page
    assert all(
        f'"/doc/{each.partition("/id/")[2]}"' in page for each in pointing(dataset, few, "mai:answersNeed")
    )


def test_a_list_too_long_for_names_holds_each_thing_once(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of addresses, page by page; and it says so."""
    monkeypatch.setattr("webapp.pages.lists._MOST_NAMED", 100)
    pages = -(-INITIATIVES // PAGE_SIZE)
    assert "dans l’ordre des adresses" in words_of(reader.get("/list/initiative").text)
    found = [
        link
        for page in range(1, pages + 1)
        for link in re.findall(
            r'<p class="entry"><a href="([^"]+)"', reader.get(f"/list/initiative?page={page}").text
        )
    ]
    assert len(found) == len(set(found)) == INITIATIVES
    assert found == sorted(found)


@pytest.mark.parametrize(
    "address",
    [
        "/pointing",
        "/pointing?of=x",
        f"/pointing?of={BASE_IRI}/id/need/n0&by=x",
        f"/pointing?of={BASE_IRI}/id/need/none&by={quote(expand('mai:answersNeed'))}",
    ],
)
def test_a_list_of_nothing_known_is_not_found(reader: FlaskClient, address: str) -> None:
    """Neither an unknown thing nor a property that is no link has a list."""
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("page", ["0", "-3", "999999999999999999999", "x"])
def test_any_page_number_is_answered(reader: FlaskClient, page: str) -> None:
    """What is no page number is the first page, what is beyond the last one is empty."""
    address = f"/pointing?of={BASE_IRI}/id/need/n0&by={quote(expand('mai:answersNeed'))}&page={page}"
    assert reader.get(address).status_code == 200
