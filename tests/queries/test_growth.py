"""No question costs more than the network it is asked of: four times the initiatives, not sixteen times the time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from bench.generate import BASE_IRI, describer_of, write
from bench.workload import questions
from graph.rdf.namespaces import Namespaces
from graph.sources.territory_register import Register, register_graph
from graph.sparql.named_queries import named_queries, parse_query

_SIZE = 300
_TIMES_LARGER = 4
_MOST = 6.0  # linear is 4; the square would be 16, less what is paid once

# Where the engine cannot tell that a variable is bound, it reads every label there is for each row.
_UNBOUNDED = """\
#+ parameters: lang: lang = fr
SELECT ?lang ?initiative ?label
WHERE {
  ?initiative a mai:Initiative .
  BIND(IF(?lang = "fr", ?initiative, ?nothing) AS ?same)
  OPTIONAL { ?same skos:prefLabel ?label FILTER(LANG(?label) = ?lang) }
}
"""

Networks = tuple[tuple[Store, dict[str, str]], ...]


@pytest.fixture(scope="module")
def networks(small_register: Register, tmp_path_factory: pytest.TempPathFactory) -> Networks:
    """Make a network and one that is larger, each with the texts of the questions asked of it."""
    return tuple(
        _network(size, small_register, tmp_path_factory.mktemp("network"))
        for size in (_SIZE, _SIZE * _TIMES_LARGER)
    )


def _network(size: int, register: Register, folder: Path) -> tuple[Store, dict[str, str]]:
    describer = describer_of(size, 1, register=register)
    write(describer, folder / "quads.nq", folder / "merged.nt")
    store = Store()
    store.bulk_load(path=folder / "merged.nt", format=RdfFormat.N_TRIPLES)
    for quad in register_graph(register, Namespaces(BASE_IRI)).quads():
        store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    store.bulk_load(path=folder / "quads.nq", format=RdfFormat.N_QUADS)
    return store, {each.name: each.text for each in questions(describer)}


def growth(networks: Networks, texts: list[str]) -> float:
    """Give how many times longer the larger network takes: the least of some times on either, taking turns."""
    times: list[list[float]] = [[], []]
    for _ in range(4):
        for (store, _texts), text, before in zip(networks, texts, times, strict=True):
            began = time.process_time()
            solutions = store.query(text)
            assert isinstance(solutions, QuerySolutions)
            solutions.serialize(format=QueryResultsFormat.CSV)
            before.append(time.process_time() - began)
    return min(times[1]) / min(times[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", [each.short_name for each in named_queries()])
def test_a_question_grows_with_the_network(name: str, networks: Networks) -> None:
    """A network four times as large takes a question some four times as long."""
    assert growth(networks, [texts[name] for _, texts in networks]) < _MOST


@pytest.mark.slow
def test_a_question_that_grows_faster_is_seen(networks: Networks) -> None:
    """A label of what may be unbound, to the engine’s knowledge, takes a time that grows as the square."""
    query = parse_query("example/unbounded", _UNBOUNDED)
    text = query.text(query.bind({}))
    assert growth(networks, [text, text]) > _MOST
