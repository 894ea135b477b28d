"""Tests of graph.lookup: what is plain is answered at once as a worker would, and nothing else passes for plain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.dataset import CurrentDataset, Dataset
from graph.errors import NoFormatFits, QuerySyntaxError
from graph.inline import Inline
from graph.job import Document, Job
from graph.lookup import is_lookup, look_up
from graph.settings import Settings
from graph.workers import Workers

THING = "<http://127.0.0.1:8000/id/initiative/riposte-creative-territoriale>"
PLAIN = [
    f"SELECT ?p ?o WHERE {{ {THING} ?p ?o }} LIMIT 100000",
    f"select * {{ {THING} ?p ?o . }}",
    f"PREFIX mai: <https://w3id.org/maillage/ns#> SELECT ?need {{ {THING} mai:answersNeed ?need }}",
    f"PREFIX mai: <https://w3id.org/maillage/ns#>\nASK {{ {THING} a mai:Initiative }}",
    f"ASK WHERE {{ {THING} a <http://e/Nothing> }}",
    f"DESCRIBE {THING}",
]
OTHER = [
    "SELECT ?p ?o { ?s ?p ?o }",
    f"SELECT * {{ {THING} ?p ?o . ?o ?q ?r }}",
    f"SELECT * {{ {THING} ?p ?o ; ?q ?r }}",
    f"SELECT * {{ {THING} ?p ?o , ?r }}",
    f"SELECT * {{ {THING} (<http://e/p>)* ?o }}",
    f"SELECT * {{ {THING} <http://e/p>+ ?o }}",
    f"SELECT * {{ {THING} ^a ?o }}",
    f"SELECT DISTINCT ?o {{ {THING} ?p ?o }}",
    f"SELECT (COUNT(*) AS ?n) {{ {THING} ?p ?o }}",
    f"SELECT * {{ {THING} ?p ?o }} ORDER BY ?o",
    f"SELECT * {{ {THING} ?p ?o }} LIMIT 1 OFFSET 100000",
    f"SELECT * {{ {THING} ?p ?o }} GROUP BY ?o",
    f"SELECT * {{ {THING} ?p ?o FILTER(?o > 1) }}",
    f"SELECT * FROM <http://e/g> {{ {THING} ?p ?o }}",  # noqa: S608
    f"SELECT * {{ GRAPH ?g {{ {THING} ?p ?o }} }}",
    f"SELECT * {{ SERVICE {THING} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ {THING} ?p ?o }} VALUES ?o {{ 1 2 }}",
    f"SELECT * {{ {THING} ?p [] }}",
    f"SELECT * {{ << {THING} ?p ?o >> ?q ?r }}",
    f"DESCRIBE {THING} {THING}",
    "DESCRIBE ?s { ?s ?p ?o }",
    "DESCRIBE <relative>",
    f"INSERT DATA {{ {THING} a {THING} }}",
    f"SELECT ?p ?o WHERE {{ {THING} ?p ?o }} " + " " * 3000,
]


@pytest.fixture(scope="module")
def workers(riposte: Dataset) -> Iterator[Workers]:
    """Workers that answer from the disk."""
    path = riposte.snapshot.path.parents[1]
    opened = Workers(CurrentDataset(path), Settings(data_dir=path, query_memory_budget_bytes=0))
    yield opened
    opened.close()


def _job(text: str, **more: object) -> Job:
    return Job(text, solution_format="text/csv", triple_format="application/n-triples", **more)  # type: ignore[arg-type]


def _content(document: object) -> bytes:
    assert isinstance(document, Document)
    return b"".join(document.chunks())


@pytest.mark.parametrize("text", PLAIN)
def test_a_lookup_is_answered_without_a_worker(workers: Workers, riposte: Dataset, text: str) -> None:
    """With the bytes that evaluation gives, which are not nothing."""
    path = riposte.snapshot.path.parents[1]
    expected = _content(Inline(CurrentDataset(path), Settings(data_dir=path)).answer(_job(text), "me"))
    assert is_lookup(_job(text))
    assert _content(workers.answer(_job(text), "me")) == expected
    assert len(expected) > 3
    assert workers._idle == []


@pytest.mark.parametrize("text", OTHER)
def test_anything_else_takes_a_worker(text: str) -> None:
    """More than one pattern, a path, an order, a graph, an aggregate: each may be a burden."""
    assert not is_lookup(_job(text))


def test_a_job_with_a_dataset_of_its_own_takes_a_worker() -> None:
    """So does one whose rows a page shows."""
    assert not is_lookup(_job(PLAIN[0], default_graphs=("http://e/g",)))
    assert not is_lookup(_job(PLAIN[0], named_graphs=("http://e/g",)))
    assert not is_lookup(_job(PLAIN[0], max_rows=10))


def test_what_is_wrong_is_told_as_ever(workers: Workers, riposte: Dataset) -> None:
    """An undeclared prefix; a format that the client does not take."""
    with pytest.raises(QuerySyntaxError):
        workers.answer(_job(f"ASK {{ {THING} ex:p ?o }}"), "me")
    with pytest.raises(NoFormatFits):
        look_up(riposte, Job(f"DESCRIBE {THING}", solution_format="text/csv"))


def test_a_large_answer_takes_a_worker(
    workers: Workers, riposte: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is lost, and nothing is held here."""
    whole = _content(workers.answer(_job(PLAIN[0]), "me"))
    monkeypatch.setattr("graph.lookup._MOST_BYTES", 100)
    assert look_up(riposte, _job(PLAIN[0])) is None
    assert _content(workers.answer(_job(PLAIN[0]), "me")) == whole
    assert workers._idle
