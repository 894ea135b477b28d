"""Tests of graph.validation.unread_statements: whatever a file holds, understood and told as not read are all of it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.skolemization import skolemize
from graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Triple, expand
from graph.resources import shipped_files
from graph.sources.candidate import Candidate, CandidateGraph
from graph.validation.reading_account import Cause, Reading
from graph.validation.unread_statements import account_for

NAMES = Namespaces("http://127.0.0.1:8000")
GRAPH = NAMES.contribution("essai")
PREFIXES = """
@base <http://127.0.0.1:8000/> . @prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix mai: <https://w3id.org/maillage/ns#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix pair: <http://virtual-assembly.org/ontologies/pair#> . @prefix s: <https://schema.org/> . @prefix sdo: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix ex: <http://ex.example/#> .
"""


def _candidate(triples: Iterable[Triple]) -> Candidate:
    return Candidate((CandidateGraph(GRAPH, frozenset(triples)),))


def _read(text: str, *held: str) -> Reading:
    stored = Store()
    for each in held:
        stored.load((PREFIXES + each).encode(), format=RdfFormat.TURTLE, to_graph=NAMES.contribution("autre"))
    quads = skolemize(list(parse(PREFIXES + text, format=RdfFormat.TURTLE)), NAMES, timeout_s=5)
    return account_for(_candidate(each.triple for each in quads), (stored,), NAMES)


def _told(reading: Reading) -> list[tuple[Cause, str, str, int, int]]:
    return [
        (each.cause, each.term, each.meant, each.statement_count, len(each.things))
        for each in reading.not_read
    ]


@pytest.mark.parametrize("class_", ["s:Event", "pair:Project", "dcat:Dataset"])
def test_a_thing_that_no_page_shows_is_told_with_all_its_statements(class_: str) -> None:
    """By its class, with the number of statements and of things."""
    reading = _read(f"<#a> a {class_} ; skos:prefLabel 'x'@fr . <#b> a {class_} .")
    assert reading.understood_count == 0
    assert [(cause, count, things) for cause, _, _, count, things in _told(reading)] == [(Cause.CLASS, 3, 2)]
    lines = "\n".join(reading.as_lines("en", was_taken=True))
    assert "took 3 statements about 2 things that no page shows" in lines
    assert "pris aussi 3 énoncés, sur 2 choses" in "\n".join(reading.as_lines("fr", was_taken=True))


def test_a_misspelt_term_is_a_warning_with_the_nearest() -> None:
    """`adms:satus` on an initiative."""
    reading = _read("<#a> a mai:Initiative ; adms:satus <https://w3id.org/maillage/scheme/status/ongoing> .")
    assert _told(reading) == [(Cause.NOT_IN_VOCABULARY, expand("adms:satus"), expand("adms:status"), 1, 1)]
    assert "did you mean adms:status?" in reading.not_read[0].message.en
    assert reading.not_read[0].cause.is_warning


def test_a_look_alike_namespace_is_told_with_the_right_one() -> None:
    """schema.org by http, on a thing that is shown."""
    reading = _read("<#a> a mai:Event ; sdo:startDate '2020' .")
    assert _told(reading) == [
        (Cause.LOOK_ALIKE, "http://schema.org/startDate", expand("schema:startDate"), 1, 1)
    ]


def test_what_nothing_reads_of_a_shown_thing_is_told() -> None:
    """A real term of a known vocabulary, one of a stranger’s, an extra type."""
    reading = _read("<#a> a mai:Event, s:Event ; dcterms:abstract 'x' ; ex:p 'x' ; skos:prefLabel 'y'@fr .")
    assert reading.understood_count == 2
    assert {(cause, term) for cause, term, *_ in _told(reading)} == {
        (Cause.UNREAD, expand("schema:Event")),
        (Cause.UNREAD, expand("dcterms:abstract")),
        (Cause.UNREAD, "http://ex.example/#p"),
    }


def test_a_thing_described_elsewhere_is_shown() -> None:
    """Its class may stand in another contribution; one that stands nowhere is told."""
    text = "<#a> skos:prefLabel 'x'@fr ."
    assert _read(text, "<#a> a mai:Need .").not_read == ()
    assert _told(_read(text)) == [(Cause.UNTYPED, "", "", 1, 1)]


def test_what_was_blank_is_shown_where_it_is_a_value() -> None:
    """By a property that is read, at any depth; a circle of such nodes ends."""
    assert _read("<#q> a oa:SpecificResource ; oa:hasSelector [ oa:exact 'x' ] .").not_read == ()
    assert _read("<#q> a oa:SpecificResource ; ex:hidden [ oa:exact 'x' ] .").not_read_count == 2
    assert _read("_:a oa:hasSelector _:b . _:b oa:hasSelector _:a .").not_read_count == 2


def test_the_shipped_contributions_are_read() -> None:
    """But for a class of the European core vocabularies that they add for others."""
    for _, file in shipped_files("data", ".trig"):
        quads = skolemize(
            list(parse(file.read_bytes(), format=RdfFormat.TRIG, base_iri="http://127.0.0.1:8000/")),
            NAMES,
            timeout_s=9,
        )
        other = Store()
        for _, each in shipped_files("data", ".trig"):
            other.load(each.read_bytes(), format=RdfFormat.TRIG, base_iri="http://127.0.0.1:8000/")
        reading = account_for(_candidate(each.triple for each in quads), (other,), NAMES)
        assert {each.term for each in reading.not_read} <= {expand("cpov:PublicOrganisation")}


def _terms() -> st.SearchStrategy[NamedNode]:
    namespaces = [
        expand("mai:"), expand("schema:"), expand("adms:"), expand("skos:"), "http://schema.org/", "http://ex.example/",
        "https://w3id.org/maillage/ns/", expand("pair:"), "http://127.0.0.1:8000/.well-known/genid/", "urn:x:",
    ]  # fmt: skip
    locals_ = [
        "Initiative",
        "Event",
        "prefLabel",
        "status",
        "satus",
        "onTerritory",
        "x",
        "y",
        "hasSelector",
        "",
    ]
    pair = st.tuples(st.sampled_from(namespaces), st.sampled_from(locals_))
    return pair.map(lambda each: NamedNode("".join(each)))


def _triples() -> st.SearchStrategy[Triple]:
    subjects = st.one_of(_terms(), st.sampled_from([BlankNode("a"), BlankNode("b")]))
    values = st.one_of(subjects, st.text(max_size=5).map(Literal))
    predicates = st.one_of(_terms(), st.just(NamedNode(expand("rdf:type"))))
    return st.builds(Triple, subjects, predicates, values)


@settings(max_examples=300, deadline=None)
@given(st.sets(_triples(), max_size=30), st.sets(_triples(), max_size=5), st.sets(_triples(), max_size=5))
def test_understood_and_not_read_are_all_of_it(
    content: set[Triple], patched: set[Triple], held: set[Triple]
) -> None:
    """Each statement is counted once, whatever it is, and what is said of it names a cause."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object, GRAPH) for each in held)
    other = NAMES.contribution("patch")
    patch = QuadDelta(
        frozenset(), frozenset(Quad(each.subject, each.predicate, each.object, other) for each in patched)
    )
    candidate = Candidate((CandidateGraph(GRAPH, frozenset(content)),), patch=patch)
    reading = account_for(candidate, (store,), NAMES)
    assert reading.total == len(content) + len(patched)
    assert reading.understood_count >= 0
    members = reading.as_members()
    assert members["total"] == members["understood"] + members["notRead"]  # type: ignore[operator]
    assert all(each.message.fr and each.message.en and each.things for each in reading.not_read)
    assert len({(each.cause, each.term) for each in reading.not_read}) == len(reading.not_read)
