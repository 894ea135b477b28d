"""Paths of the Riposte as people read them: sentences, tables, queries, sources."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pyoxigraph import QuerySolutions

from graph.connections.network.adjacency import Network
from graph.connections.network.builder import read_network
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import CLASSES, Kind
from graph.connections.paths.k_best_paths import find_paths
from graph.connections.paths.model import Ending, Path, Paths, Relationship, Step, Thing
from graph.connections.wording.nouns import noun_of
from graph.connections.wording.path_clauses import FUNCTION, clauses_of
from graph.connections.wording.paths import ending_sentence, path_rows, path_sentence, step_sentence
from graph.exploration.path_provenance import statement_sources
from graph.exploration.path_query import path_query
from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, name
from graph.storage.dataset import SnapshotDataset

BASE = "http://127.0.0.1:8000/id/"
ANY_LANGUAGE = ("fr", "en")
CNFPT = "organisation/cnfpt"
PAIRS = [
    ("circle/arpentage", "circle/codeveloppement"),
    ("person/cecile-joly", "person/isabelle-cazaunau"),
    ("need/prendre-soin", "organisation/cnfpt"),
    ("lesson/a44-tirer-les-fruits", "event/courriel-castelnau-le-lez"),
    ("person/christophe-dejours", "circle/reconnexion"),
]


@pytest.fixture(scope="module")
def network(riposte: SnapshotDataset) -> Network:
    """Read the network of what ships."""
    return read_network(riposte._store)


@pytest.fixture(scope="module")
def names(riposte: SnapshotDataset) -> dict[str, BilingualText]:
    """Read names of things and titles of functions."""
    said: dict[str, dict[str, str]] = {}
    for curie in ("skos:prefLabel", "mai:roleTitle"):
        for quad in riposte._store.quads_for_pattern(None, name(curie), None):
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, Literal)
            said.setdefault(quad.subject.value, {})[quad.object.language or "fr"] = quad.object.value
    return {iri: BilingualText(told["fr"], told.get("en", told["fr"])) for iri, told in said.items()}


def between(network: Network, start: str, end: str) -> Paths:
    """Find the paths between two things of the Riposte."""
    return find_paths(network, BASE + start, BASE + end)


def step(relation: Relation, start: Kind, end: Kind, *, is_backwards: bool = False) -> Step:
    """Give a step between two things called A and B."""
    return Step(Thing("A", start), Thing("B", end), (Relationship(relation, is_backwards),))


def test_circles_are_joined_by_what_they_share_not_by_who_carries_all(
    network: Network, names: dict[str, BilingualText]
) -> None:
    """Two circles are parts of one whole and answer needs; that the CNFPT carries both is no reason."""
    found = between(network, "circle/arpentage", "circle/codeveloppement")
    assert not found.is_through_hubs
    assert BASE + CNFPT not in {each.iri for path in found.paths for each in path.things}
    assert [path_sentence(each, names) for each in found.paths][1] == BilingualText(
        "« Cercle 3 : arpentage » fait partie de « Cercles d’apprentissage et d’entraide », dont fait aussi partie "
        "« Cercle 2 : codéveloppement ».",
        "“Circle 3: collective reading (arpentage)” is part of “Circles for learning and mutual help”, which also "
        "includes “Circle 2: peer coaching (codéveloppement)”.",
    )


def test_functions_are_links(network: Network, names: dict[str, BilingualText]) -> None:
    """Who holds a function is a member, with its title; the function is no stop on the way."""
    found = between(network, "person/cecile-joly", CNFPT)
    (path,) = found.paths
    assert {each.kind for each in path.things} == {Kind.PERSON, Kind.ORGANISATION}
    assert path_sentence(path, names).fr == (
        "« Cécile Joly » est membre de « Mission Innovation publique collaborative et Laboratoire d’apprentissage », "
        "comme « Directrice de la Mission Innovation publique collaborative et Laboratoire d’apprentissage » ; cette "
        "organisation fait partie de « Centre national de la fonction publique territoriale (CNFPT) »."
    )
    first, second = (each.relation for each in path_rows(path, names))
    assert first.fr.startswith("est membre de, comme « Directrice de la Mission")
    assert second == BilingualText("fait partie de", "is part of")


def test_nothing_but_the_carrier_joins_two_of_its_people(
    network: Network, names: dict[str, BilingualText]
) -> None:
    """Two people whom nothing else joins are joined by the CNFPT, and it is said that many share it."""
    start, end = "person/cecile-joly", "person/isabelle-cazaunau"
    found = between(network, start, end)
    assert found.is_through_hubs
    said = ending_sentence(found, names[BASE + start], names[BASE + end])
    assert said.fr.startswith("3 chemins relient « Cécile Joly » et « Isabelle Cazaunau », le plus direct")
    assert "ce que beaucoup partagent : un pays" in said.fr
    assert "Nothing else joins them" in said.en


@pytest.mark.parametrize(
    ("told", "french", "english"),
    [
        (
            step(Relation.ANSWERS_NEED, Kind.NEED, Kind.CIRCLE, is_backwards=True),
            "Le besoin « A » a pour réponse « B ».",
            "The need “A” is answered by “B”.",
        ),
        (
            step(Relation.CARRIED_BY, Kind.INITIATIVE, Kind.COLLECTIVE),
            "« A » est portée par « B ».",
            "“A” is carried by “B”.",
        ),
        (
            step(Relation.CARRIED_BY, Kind.CIRCLE, Kind.PERSON),
            "« A » est porté par « B ».",
            "“A” is carried by “B”.",
        ),
        (
            step(Relation.NAMED_AFTER, Kind.CIRCLE, Kind.IDEA),
            "« A » doit son nom à l’idée « B ».",
            "“A” takes its name from the idea “B”.",
        ),
        (
            step(Relation.THEME, Kind.INITIATIVE, Kind.THEME),
            "« A » traite du thème « B ».",
            "“A” deals with the theme “B”.",
        ),
        (
            step(Relation.EFFECT_OF, Kind.EFFECT, Kind.EVENT),
            "L’effet « A » est un effet de l’événement « B ».",
            "The effect “A” is an effect of the event “B”.",
        ),
    ],
)
def test_articles_and_genders_are_right(told: Step, french: str, english: str) -> None:
    """Articles contract and elide, participles agree with what they are said of."""
    assert step_sentence(told, {}) == BilingualText(french, english)


def test_a_second_link_is_told_of_this_thing() -> None:
    """Two links between the same two are one step, and one sentence."""
    links = (
        Relationship(Relation.CARRIED_BY, is_backwards=False),
        Relationship(Relation.INITIATED_BY, is_backwards=False),
    )
    told = Step(Thing("A", Kind.INITIATIVE), Thing("B", Kind.ORGANISATION), links)
    assert step_sentence(told, {}) == BilingualText(
        "« A » est portée par « B » et a été lancée par cette organisation.",
        "“A” is carried by “B” and was initiated by this organisation.",
    )


def test_of_two_of_one_sort_the_latter_is_meant() -> None:
    """Between two initiatives, “this initiative” would be either: it is the latter."""
    links = (
        Relationship(Relation.PART_OF, is_backwards=False),
        Relationship(Relation.EXTENDS, is_backwards=False),
    )
    told = Step(Thing("A", Kind.INITIATIVE), Thing("B", Kind.INITIATIVE), links)
    assert step_sentence(told, {}) == BilingualText(
        "« A » fait partie de « B » et prolonge cette dernière.",
        "“A” is part of “B” and extends the latter.",
    )


def test_names_with_quotes_and_braces_are_left_alone() -> None:
    """A name that comes in quotation marks gets no others, and braces in it are letters."""
    names = {"A": BilingualText("« {o} »", "“{o}”"), "B": BilingualText("B {also}", "B {also}")}
    told = step(Relation.EXTENDS, Kind.INITIATIVE, Kind.INITIATIVE)
    assert step_sentence(told, names) == BilingualText(
        "« {o} » prolonge « B {also} ».", "“{o}” extends “B {also}”."
    )


def test_every_relation_reads_both_ways() -> None:
    """Each relation has words from either end, in both languages, as a sentence, a clause and a row; each kind a noun."""
    assert set(Kind) == {Kind.OTHER, *CLASSES.values()}
    assert all(noun_of(each).singular.en for each in Kind)
    for relation in Relation:
        for is_backwards in (False, True):
            first = step(Relation.ECHOES, Kind.INITIATIVE, Kind.INITIATIVE)
            second = step(relation, Kind.INITIATIVE, Kind.EVENT, is_backwards=is_backwards)
            path = Path(0, (first, Step(first.end, Thing("C", Kind.EVENT), second.links)))
            for said in path_sentence(path, {}):
                assert not re.search(r"[{}]|  | ,|\b(de|à) le |'", said), said
            assert all("…" not in each[-1] for each in path_rows(path, {})[1].relation), relation
    for clause in clauses_of(FUNCTION):
        assert all("{as_title}" in words for words in (*clause.main, *clause.relative))


def test_endings_are_told(network: Network) -> None:
    """Nothing, too far, unknown, the same: each has its own sentence, in both languages."""
    a, b = BilingualText("A", "A"), BilingualText("B", "B")
    said = {
        ending_sentence(found, a, b)
        for found in (
            Paths((), Ending.UNCONNECTED),
            Paths((), Ending.STOPPED),
            Paths((), Ending.UNKNOWN, unknown=("urn:x",)),
            between(network, CNFPT, CNFPT),
            between(network, CNFPT, "person/cecile-joly"),
        )
    }
    assert len({each.fr for each in said}) == len({each.en for each in said}) == 5


@pytest.mark.parametrize("pair", PAIRS)
def test_the_query_gives_the_path_again(
    riposte: SnapshotDataset, network: Network, pair: tuple[str, str]
) -> None:
    """Its one row holds the things of the path, in order; without what is between, one of its rows does."""
    for path in between(network, *pair).paths:
        text = path_query(path)
        things = [NamedNode(each.iri) for each in path.things]
        for asked in (text, re.sub(r"  VALUES \?(thing[2-9]|function).*\n", "", text)):
            rows = riposte._store.query(asked)
            assert isinstance(rows, QuerySolutions)
            held = [[row[f"thing{place}"] for place in range(1, len(things) + 1)] for row in rows]
            assert things in held
            assert asked is not text or len(held) == 1


@pytest.mark.parametrize("pair", PAIRS)
def test_every_step_has_its_sources(
    riposte: SnapshotDataset, network: Network, pair: tuple[str, str]
) -> None:
    """Each statement of a path is stated by a graph that holds it, and follows the order of steps."""
    for path in between(network, *pair).paths:
        sources = statement_sources(riposte, path.steps)
        assert [each.step for each in sources] == sorted(each.step for each in sources)
        assert {each.step for each in sources} == set(range(1, len(path.steps) + 1))
        for each in sources:
            held = riposte._store.quads_for_pattern(
                each.triple.subject, each.triple.predicate, each.triple.object
            )
            stating = {quad.graph_name.value for quad in held if isinstance(quad.graph_name, NamedNode)}
            assert set(each.graphs) == stating != set()


def test_passages_stand_behind_statements(riposte: SnapshotDataset, network: Network) -> None:
    """That the Riposte takes its name from an idea is borne by a passage of the article, and its status told."""
    start, end = "initiative/riposte-creative-territoriale", "organisation/cnfpt"
    sources = statement_sources(riposte, between(network, start, end).paths[0].steps)
    carried = next(each for each in sources if each.triple.predicate == name("mai:carriedBy"))
    assert [each.removeprefix(BASE) for each in carried.quotes] == ["quote/a1", "quote/a5-cnfpt"]
    assert carried.statuses[0].endswith("/interpreted")
    assert f"{BASE}contribution/riposte-article" in carried.graphs


def test_steps_follow_each_other(network: Network) -> None:
    """Where a step ends, the next begins."""
    paths = between(network, *PAIRS[-1]).paths
    assert paths
    assert all(one.end == other.start for path in paths for one, other in pairwise(path.steps))
