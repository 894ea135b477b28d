"""Every example question, run on the shipped dataset: the same rows by each way in, and those expected."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, QueryResultsFormat, QuerySolutions, Store

from graph.rdf.terms import Literal, NamedNode, Quad, Term, Variable, prefixes
from graph.sparql.named_queries import NamedQuery, named_queries, parse_query
from graph.storage.dataset import SnapshotDataset
from tests.evaluating import evaluate_in

HERE = Path(__file__).parent
QUESTIONS = tuple(named_queries("example"))
OF_A_RESOURCE = tuple(each for each in QUESTIONS if "=id/" in each.header.get("example", ""))
SPEAKING = tuple(each for each in QUESTIONS if "lang" in {one.name for one in each.parameters})
OTHER_BASE = "http://elsewhere.example"

Row = tuple[Term | None, ...]

each_question = pytest.mark.parametrize("query", QUESTIONS, ids=lambda each: each.short_name)
each_speaking = pytest.mark.parametrize("query", SPEAKING, ids=lambda each: each.short_name)
each_of_a_resource = pytest.mark.parametrize("query", OF_A_RESOURCE, ids=lambda each: each.short_name)


def bound(query: NamedQuery, **changed: str) -> dict[str, Term]:
    """Bind a question's example values, some of them changed."""
    base_iri = "http://127.0.0.1:8000"
    return query.bind(query.example(base_iri) | changed, base_iri)


def rows_of(solutions: object) -> list[Row]:
    """Read all solutions as tuples."""
    assert isinstance(solutions, QuerySolutions)
    return [tuple(solution) for solution in solutions]


def test_there_are_questions() -> None:
    """The walks below see questions, those that speak a language and those about one resource."""
    assert len(SPEAKING) >= 30
    assert len(QUESTIONS) >= 40
    assert len(OF_A_RESOURCE) >= 12


@each_question
def test_as_many_rows_as_promised(query: NamedQuery, riposte: SnapshotDataset) -> None:
    """A question gives at least `min_rows` rows and never more than `max_rows`."""
    rows = list(riposte.rows(query, bound(query)))
    assert len(rows) >= int(query.header["min_rows"])


@each_question
def test_same_rows_when_standing_alone(query: NamedQuery, riposte: SnapshotDataset) -> None:
    """A question written out with its VALUES gives the rows that substitution gives, in the same order."""
    bindings = bound(query)
    assert rows_of(evaluate_in(riposte, query.text(bindings)).result) == rows_of(
        riposte.run(query, bindings).result
    )


@each_question
def test_same_rows_again(query: NamedQuery, riposte: SnapshotDataset) -> None:
    """A question gives its rows in one order."""
    first, second = (rows_of(riposte.run(query, bound(query)).result) for _ in range(2))
    assert first == second


@each_question
def test_expected_rows(query: NamedQuery, riposte: SnapshotDataset) -> None:
    """A question gives the rows of `expected.csv`, on its columns; or at least those of `contains.csv`."""
    exact = HERE / query.short_name / "expected.csv"
    some = HERE / query.short_name / "contains.csv"
    assert exact.exists() != some.exists(), f"{query.short_name} needs expected.csv or contains.csv"
    wanted = list(csv.DictReader(io.StringIO((exact if exact.exists() else some).read_text("utf-8"))))
    solutions = riposte.run(query, bound(query)).result
    assert isinstance(solutions, QuerySolutions)
    written = (solutions.serialize(format=QueryResultsFormat.CSV) or b"").decode()
    found = list(csv.DictReader(io.StringIO(written)))
    columns = list(wanted[0]) if wanted else list(found[0] if found else [])
    kept = [{column: row[column] for column in columns} for row in found]
    if exact.exists():
        assert kept == wanted
    else:
        assert wanted
        assert [each for each in wanted if each not in kept] == []


def test_every_expectation_has_its_question() -> None:
    """No folder of expected rows outlives its question."""
    folders = {each.parent.name for each in HERE.glob("*/*.csv")}
    assert folders == {each.short_name for each in QUESTIONS}


@each_speaking
def test_labels_speak_the_language_asked_for(query: NamedQuery, riposte: SnapshotDataset) -> None:
    """Labels are English for lang=en, and French for a language that nothing is written in."""
    for asked, spoken in (("en", "en"), ("de", "fr")):
        for solution in riposte.rows(query, bound(query, lang=asked)):
            labels = [solution[each] for each in _label_columns(query)]
            assert {each.language for each in labels if isinstance(each, Literal)} <= {spoken}


def _label_columns(query: NamedQuery) -> list[str]:
    return [each for each in query.header["answers"].split(", ") if each.endswith("_label")]


@each_of_a_resource
def test_asking_about_one_never_mentions_the_other(query: NamedQuery, twins: Store) -> None:
    """Beside a twin of everything, under other names, a question about a resource gives the same rows."""
    rows = list(_on(twins, query))
    assert rows
    assert not [row for row in rows for term in row if OTHER_BASE in str(term)]


def test_the_leak_test_sees_a_leak(twins: Store) -> None:
    """A sub-SELECT that does not project the parameter mentions the twin."""
    leaking = parse_query(
        "example/leaking",
        "#+ parameters: initiative: iri\n#+ example: initiative=id/circle/arpentage\n"
        "SELECT ?initiative ?need WHERE { { SELECT ?need WHERE { ?initiative mai:answersNeed ?need } } }",
    )
    assert [row for row in _on(twins, leaking) for term in row if OTHER_BASE in str(term)]


def _on(store: Store, query: NamedQuery) -> Iterator[Row]:
    substitutions = {Variable(key): term for key, term in bound(query).items()}
    yield from rows_of(store.query(query.body, prefixes=dict(prefixes()), substitutions=substitutions))


@pytest.fixture(scope="session")
def twins(riposte: SnapshotDataset) -> Store:
    """Hold the shipped dataset twice: as it is, and renamed to another base."""
    store = Store()
    for quad in riposte.quads():
        store.add(quad)
        store.add(_renamed(quad))
    return store


def _renamed(quad: Quad) -> Quad:
    def twin(term: object) -> object:
        if isinstance(term, NamedNode):
            return NamedNode(term.value.replace("http://127.0.0.1:8000", OTHER_BASE))
        return term

    graph_name = quad.graph_name if isinstance(quad.graph_name, DefaultGraph) else twin(quad.graph_name)
    return Quad(twin(quad.subject), quad.predicate, twin(quad.object), graph_name)  # type: ignore[arg-type]
