"""Tests of graph.execution.lookups: the answers of the engine, or none."""

from __future__ import annotations

import io
import json
import random
from collections import Counter

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, Store

from graph.execution.lookup_reader import MOST_CHARACTERS, read_lookup
from graph.execution.lookups import MOST_STEPS, LookupService, answer_lookup
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.storage.dataset import SnapshotDataset

JSON = "application/sparql-results+json"
THINGS = [f"<http://e.org/{each}>" for each in "abcd"]
PREDICATES = [f"<http://e.org/{each}>" for each in "pq"] + [
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
]
LITERALS = [
    '"x"', '"x"@fr', '"x"@en-gb', "1", "255", "256", "1.5", "true", '"é\\n\\"\\\\"',
    '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>', "_:n", "_:m",
]  # fmt: skip


@pytest.fixture(scope="module", params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a dense graph of few names, and a named graph beside it that no lookup sees."""
    chance, triples = random.Random(1), list[str]()
    for _ in range(160):
        subject = chance.choice([*THINGS, "_:n", "_:m"])
        triples.append(f"{subject} {chance.choice(PREDICATES)} {chance.choice([*THINGS, *LITERALS])} .")
    folder = tmp_path_factory.mktemp("store")
    found = Store(str(folder)) if request.param == "disk" else Store()
    found.update(
        f"INSERT DATA {{ {' '.join(triples)} GRAPH <http://e.org/g> {{ <http://e.org/a> <http://e.org/r> 1 }} }}"
    )
    return found


def asked(store: Store, text: str) -> ResultDocument | None:
    """Ask for JSON."""
    return answer_lookup(QueryRequest(text, solution_format=JSON), lambda: store, 7)


def bag(content: bytes) -> tuple[object, object, Counter[str]]:
    """Return the columns, the verdict and the rows of a result, whatever their order."""
    read = json.loads(content)
    rows = read.get("results", {}).get("bindings", [])
    return read["head"], read.get("boolean"), Counter(json.dumps(each, sort_keys=True) for each in rows)


def engine(store: Store, text: str) -> bytes:
    """Return the engine's own JSON."""
    output, found = io.BytesIO(), store.query(text)
    found.serialize(output, format=QueryResultsFormat.JSON)
    return output.getvalue()


def random_text(chance: random.Random) -> str:
    """Write a query of up to four patterns in one of the ways in which they may be written."""
    names = ["?x", "?y", "$z", "?x1"]

    def place(others: list[str], constants: float = 0.5) -> str:
        return chance.choice(others) if chance.random() < constants else chance.choice(names)

    def pattern() -> str:
        objects = [*THINGS, '"x"', "'x'@fr", '"x"@en-gb', ":a"]
        ending = f" , {place(objects)}" if chance.random() < 0.2 else ""
        more = f" ; {place([*PREDICATES, ':p', 'a'])} {place(objects)}" if chance.random() < 0.2 else ""
        return (
            f"{place([*THINGS, ':b'])} {place([*PREDICATES, ':p', 'a'], 0.8)} {place(objects)}{ending}{more}"
        )

    body = chance.choice([" . ", ".", " .\n"]).join(pattern() for _ in range(chance.randint(1, 3)))
    form = chance.choice(["SELECT * WHERE", "select ?x ?y", "SELECT?z?none{", "ASK", "SELECT $x1 where#{\n"])
    opening = "" if form.endswith("{") else "{"
    return f"PREFIX : <http://e.org/>\n{form} {opening} {body} {chance.choice(['', '.'])} }} # end"


def test_rows_are_the_engines(store: Store) -> None:
    """Of a thousand random queries, most of which have an answer."""
    chance, answered, filled = random.Random(2), 0, 0
    for _ in range(1000):
        text = random_text(chance)
        found = asked(store, text)
        if found is None:
            continue
        answered += 1
        filled += b'"type"' in found.content or b"true" in found.content
        assert (found.media_type, found.size_bytes, found.snapshot_number) == (JSON, len(found.content), 7)
        assert found.form == ("ask" if isinstance(store.query(text), QueryBoolean) else "select")
        assert bag(found.content)[1:] == bag(engine(store, text))[1:], text
    assert answered > 500
    assert filled > 200


def test_what_the_engine_refuses_is_no_lookup(store: Store) -> None:
    """Texts with a character or two taken away, doubled or put elsewhere: the same rows as the engine's, or none."""
    chance, answered, refused = random.Random(3), 0, 0
    for _ in range(6000):
        text = random_text(chance)
        for _ in range(chance.randint(1, 2)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.randint(1, 3))
            moved = chance.choice(
                ["", text[start:end] * 2, chance.choice(" .;,{}<>?:'@#*a1\\\n%_-\"[]()^/|+!")]
            )
            text = text[:start] + moved + text[end:]
        found = asked(store, text)
        if found is None:
            try:
                engine(store, text)
            except SyntaxError:
                refused += 1
            continue
        answered += 1
        assert bag(found.content)[1:] == bag(engine(store, text))[1:], text
    assert min(answered, refused) > 500


@pytest.mark.parametrize(
    "text", ["SELECT * { ?y ?x <http://e.org/a> }", "SELECT ?o ?x { <http://e.org/a> ?x ?o }"]
)
def test_columns_come_as_they_are_listed_or_named(store: Store, text: str) -> None:
    """A star lists them in order of appearance."""
    found = asked(store, text)
    assert found is not None
    assert json.loads(found.content)["head"]["vars"] == (["y", "x"] if "*" in text else ["o", "x"])


def test_limit_counts_rows(store: Store) -> None:
    """Zero too."""
    for limit in (0, 1, 3, 1000):
        text = f"SELECT ?p ?o {{ <http://e.org/a> ?p ?o }} LIMIT {limit}"
        found = asked(store, text)
        assert found is not None
        assert sum(bag(found.content)[2].values()) == sum(bag(engine(store, text))[2].values()) <= limit


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }", "SELECT * { ?s <x:p> ?o }",  # begin nowhere
        "SELECT * { <x:a> <x:p> ?o } ORDER BY ?o", "SELECT DISTINCT ?o { <x:a> <x:p> ?o }", "SELECT * { <x:a> <x:p>+ ?o }",
        "SELECT * { <x:a> <x:p>/<x:q> ?o }", "SELECT * { <x:a> <x:p> 1 }", "SELECT * { <x:a> <x:p> true }",
        "SELECT * { <x:a> <x:p> 'x'^^<x:t> }", "SELECT * { <x:a> <x:p> _:b }", "SELECT * { <x:a> <x:p> [] }",
        "SELECT * FROM <x:g> { <x:a> <x:p> ?o }", "SELECT * { GRAPH <x:g> { <x:a> <x:p> ?o } }",
        "SELECT * { <x:a> <x:p> ?o FILTER(?o = 1) }", "SELECT * { <x:a> <x:p> ?o } OFFSET 1", "BASE <x:> SELECT * { <a> <p> ?o }",
        "DESCRIBE <x:a>", "CONSTRUCT WHERE { <x:a> <x:p> ?o }", "SELECT * { }", "ASK { }",
        # no SPARQL at all, or in doubt: the engine says so
        "SELECT ?o ?o { <x:a> <x:p> ?o }", "SELECT { <x:a> <x:p> ?o }", "SELECT * { <x:a> <x:p> ?o ", "SELECT * <x:a> <x:p> ?o }",
        "SELECT * { <x:a> p:p ?o }", "SELECT * { 'x' <x:p> ?o }", "SELECT * { <x:a> 'x' ?o }", "SELECT * { <x:a> <x:p> ?o . . }",
        "SELECT * { <x:a> <x:p> ?o ; }", "SELECT * { <x:a> <x:p> ?o ?x }", "SELECT * { <x:a> <x:p> ?o } LIMIT", "SELECT * { <x:a> <x:p> ?o } LIMIT 1 1",
        "SELECT * { <x:a> <x:p> ?o } LIMIT -1", "SELECT * { <x:a> <x:p> ?o } LIMIT1", "SELECT * { <x:a b> <x:p> ?o }",
        "SELECT * { <http://a/%zz> <x:p> ?o }", "SELECT * { <x:a> A ?o }", "SELECT ?é { <x:a> <x:p> ?é }",
        "PREFIX p: <x:> SELECT * { p:a.b p:p ?o }", "PREFIX p: <x:> SELECT * { p:a\\~b p:p ?o }", "PREFIX p:x <x:> SELECT * { p:a p:p ?o }",
        "SELECT * { <x:a> <x:p> 'x\\n' }", "SELECT * { <x:a> <x:p> '''x''' }", "SELECT * { <x:a> <x:p> 'x'@FR-x-y }", "SELECT * { <x:a> <x:p> 'x' @fr }",
        "INSERT DATA { <x:a> <x:p> 1 }", "SELECT * { <x:a> <x:p> ?o }" + " " * MOST_CHARACTERS,
    ],
)  # fmt: skip
def test_what_is_no_lookup_is_left_to_the_engine(text: str) -> None:
    """Whatever is more than a few plain patterns, and whatever is in doubt."""
    assert asked(Store(), text) is None


def test_other_formats_and_datasets_are_left_to_the_engine(store: Store) -> None:
    """Only JSON is written here, of the default graph."""
    text = "SELECT * { <http://e.org/a> ?p ?o }"
    assert asked(store, text) is not None
    for request in (
        QueryRequest(text, solution_format="text/csv"),
        QueryRequest(text, solution_format=""),
        QueryRequest(text, default_graphs=("http://e.org/g",), solution_format=JSON),
        QueryRequest(text, named_graphs=("http://e.org/g",), solution_format=JSON),
        QueryRequest(text, solution_format=JSON, max_rows=10),
    ):
        assert answer_lookup(request, lambda: store, 1) is None


def test_steps_are_counted_whether_they_lead_anywhere_or_not() -> None:
    """A hub is left to a worker, also where nothing of it fits the next pattern."""
    store = Store()
    store.update("INSERT DATA { <x:e> <x:q> <x:f> }")
    for count, is_answered in ((MOST_STEPS, True), (MOST_STEPS + 1, False)):
        hub = f"<x:hub{count}>"
        store.update(f"INSERT DATA {{ {' . '.join(f'<x:s{each}> <x:p> {hub}' for each in range(count))} }}")
        assert (asked(store, f"SELECT * {{ ?s <x:p> {hub} }}") is not None) == is_answered
        assert (asked(store, f"SELECT * {{ ?s <x:p> {hub} ; <x:q> ?t }}") is not None) == is_answered
        assert asked(store, f"SELECT * {{ ?s <x:p> {hub} }} LIMIT 5") is not None


@pytest.mark.parametrize("text", ["<<( <x:a> <x:p> <x:b> )>>", "'x'@ar--rtl"])
def test_what_json_says_otherwise_is_left_to_the_engine(text: str) -> None:
    """A triple term, and a text with a direction."""
    store = Store()
    store.update(f"INSERT DATA {{ <x:s> <x:p> {text} }}")
    assert asked(store, "SELECT * { <x:s> <x:p> ?o }") is None


def test_a_service_answers_lookups_and_leaves_the_rest_to_workers(riposte: SnapshotDataset) -> None:
    """A store that cannot be read is the workers' to tell of."""
    left = list[str]()

    class Workers:
        def answer(self, request: QueryRequest, client: str, is_gone: object) -> ResultDocument:
            del client, is_gone
            left.append(request.text)
            return ResultDocument("select", "", 0, b"")

    class Current:
        def get(self) -> SnapshotDataset:
            return riposte

    class Broken:
        def get(self) -> SnapshotDataset:
            raise OSError

    thing = next(riposte.store.quads_for_pattern(None, None, None, None)).subject
    lookup = QueryRequest(f"SELECT * {{ {thing} ?p ?o }}", solution_format=JSON)
    other = QueryRequest("SELECT * { ?s ?p ?o } LIMIT 1", solution_format=JSON)
    service = LookupService(Current(), Workers())  # type: ignore[arg-type]  what they are asked for is here
    found = service.answer(lookup, "client")
    assert isinstance(found, ResultDocument)
    assert found.snapshot_number == riposte.snapshot.number
    service.answer(other, "client")
    LookupService(Broken(), Workers()).answer(lookup, "client")  # type: ignore[arg-type]
    assert left == [other.text, lookup.text]


def test_reading_is_bounded() -> None:
    """Nothing in a long text takes longer than its length."""
    for text in ("SELECT * { " + "<x:a> <x:p> ?o . " * 9 + "}", "#" * MOST_CHARACTERS, "PREFIX " * 200):
        assert read_lookup(text) is None
