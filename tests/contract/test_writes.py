"""What a place does with graphs and updates: written whole, read back at once, refused by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.backends.factory import open_backend
from graph.errors import (
    DefaultGraphIsMerge,
    EngineFault,
    GraphAbsent,
    GraphPresent,
    KeptGraph,
    LoadRefused,
    QuerySyntaxError,
    RemoteReadOnly,
    SourceEmpty,
    SourceSyntaxError,
    UpdateUnbounded,
    UsingConflict,
)
from graph.rdf.terms import NamedNode
from graph.sources.payload import Payload
from graph.writing.requests import GraphWrite, Update
from tests.contract.conftest import BASE, Place

ONE, TWO = "<http://e/a> <http://e/p> <http://e/b> .", "<http://e/a> <http://e/p> <http://e/c> ."


def _part(turtle: str) -> tuple[Payload, ...]:
    return (Payload("text/turtle", turtle.encode()),)


def test_a_graph_is_put_added_to_replaced_and_removed(place: Place, graph: str) -> None:
    """Each step is seen by whoever reads next; only the first one is of a new graph."""
    desk = place.backend.write_service
    assert desk.write(GraphWrite("put", graph, _part(ONE))).is_new
    assert not desk.write(GraphWrite("post", graph, _part(TWO))).is_new
    assert place.lines(graph) == {ONE, TWO}
    assert not desk.write(GraphWrite("put", graph, _part(TWO))).is_new
    assert place.lines(graph) == {TWO}
    desk.write(GraphWrite("delete", graph))
    assert place.backend.current.get().graph(graph) is None


def test_a_graph_that_is_there_is_named_and_mentioned(place: Place, graph: str) -> None:
    """Names of graphs and of things are found, those of none are not."""
    place.put(
        graph,
        f"<{BASE}/id/{place.name}{graph[-3:].replace('/', '')}> <http://e/p> 1 .".replace("//id", "/id"),
    )
    opened = place.backend.current.get()
    assert NamedNode(graph) in opened.graph_names()
    assert NamedNode(graph + "/none") not in opened.graph_names()


def test_a_graph_to_be_removed_must_be_there(place: Place, graph: str) -> None:
    """Removing nothing is an error, not a success."""
    with pytest.raises(GraphAbsent):
        place.backend.write_service.write(GraphWrite("delete", graph))


def test_a_graph_that_must_be_new_is(place: Place, graph: str) -> None:
    """What is there stays as it is."""
    place.put(graph, ONE)
    with pytest.raises(GraphPresent):
        place.backend.write_service.write(GraphWrite("put", graph, _part(TWO), must_be_new=True))
    assert place.lines(graph) == {ONE}


def test_what_is_no_rdf_is_refused_before_it_is_sent(place: Place, graph: str) -> None:
    """A fault of syntax has its line, and nothing is written."""
    with pytest.raises(SourceSyntaxError) as caught:
        place.put(graph, ONE + "\n<broken")
    assert int(str(caught.value.facts["line"])) == 2
    assert place.backend.current.get().graph(graph) is None


def test_an_update_is_seen_by_the_next_reader(place: Place, graph: str) -> None:
    """Insert, then delete and insert by a pattern."""
    desk = place.backend.write_service
    desk.write(Update(f"INSERT DATA {{ GRAPH <{graph}> {{ {ONE} }} }}"))
    assert place.lines(graph) == {ONE}
    desk.write(
        Update(
            f"WITH <{graph}> DELETE {{ ?s <http://e/p> ?o }} INSERT {{ ?s <http://e/p> <http://e/c> }} "
            "WHERE { ?s <http://e/p> ?o }"
        )
    )
    assert place.lines(graph) == {TWO}


def test_several_operations_are_done_in_their_order(place: Place, graph: str) -> None:
    """The second sees what the first did."""
    place.backend.write_service.write(
        Update(
            f"INSERT DATA {{ GRAPH <{graph}> {{ {ONE} }} }} ; "
            f"DELETE DATA {{ GRAPH <{graph}> {{ {ONE} }} }} ; INSERT DATA {{ GRAPH <{graph}> {{ {TWO} }} }}"
        )
    )
    assert place.lines(graph) == {TWO}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA {", QuerySyntaxError),
        ("SELECT * { ?s ?p ?o }", QuerySyntaxError),
        ("LOAD <http://127.0.0.1:9/> INTO GRAPH <http://contract.test/g/load>", LoadRefused),
    ],
)
def test_an_update_that_is_none_is_refused_by_name(place: Place, text: str, error: type[Exception]) -> None:
    """The same error everywhere, before anything is sent."""
    with pytest.raises(error):
        place.backend.write_service.write(Update(text))


def test_two_datasets_for_one_update_are_refused(place: Place, graph: str) -> None:
    """The request's own USING and the protocol's contradict each other."""
    text = f"INSERT {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} USING <{graph}> WHERE {{ ?s ?p ?o }}"
    with pytest.raises(UsingConflict):
        place.backend.write_service.write(Update(text, (graph,)))


def test_the_protocols_dataset_is_that_of_an_update(place: Place, graph: str) -> None:
    """Patterns are of the graphs that the protocol names."""
    place.put(graph, ONE)
    text = f"INSERT {{ GRAPH <{graph}/copy> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    place.backend.write_service.write(Update(text, (graph,)))
    assert place.lines(f"{graph}/copy") == {ONE}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"INSERT DATA {{ GRAPH <{BASE}/graph/vocab/ns> {{ {ONE} }} }}", KeptGraph),
        ("CLEAR NAMED", UpdateUnbounded),
        ("CLEAR ALL", DefaultGraphIsMerge),
        (f"INSERT DATA {{ {ONE} }}", DefaultGraphIsMerge),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", UpdateUnbounded),
    ],
)
def test_the_graphs_of_the_software_are_not_written_elsewhere(
    elsewhere: Place, text: str, error: type[Exception]
) -> None:
    """Neither by name nor among all others."""
    with pytest.raises(error):
        elsewhere.backend.write_service.write(Update(text))


def test_the_default_graph_is_not_written_elsewhere(elsewhere: Place) -> None:
    """As over the embedded store: it is what the named graphs make it."""
    with pytest.raises(DefaultGraphIsMerge):
        elsewhere.put("", ONE)


def test_an_empty_graph_is_no_graph_elsewhere(elsewhere: Place, graph: str) -> None:
    """Most engines keep no empty graphs: one is refused instead of forgotten."""
    with pytest.raises(SourceEmpty):
        elsewhere.put(graph, "# nothing")


def test_without_an_address_to_write_to_nothing_is_written(elsewhere: Place, graph: str) -> None:
    """Both kinds of write name the setting that is missing."""
    settings = replace(elsewhere.settings, sparql_update_url="", sparql_graph_store_url="")
    backend = open_backend(settings)
    try:
        for asked in (
            Update(f"INSERT DATA {{ GRAPH <{graph}> {{ {ONE} }} }}"),
            GraphWrite("put", graph, _part(ONE)),
        ):
            with pytest.raises(RemoteReadOnly) as caught:
                backend.write_service.write(asked)
            assert "MAILLAGE_SPARQL_" in caught.value.message("en")
    finally:
        backend.close()
    assert elsewhere.backend.current.get().graph(graph) is None


def test_what_the_engine_refuses_is_told_in_its_words(elsewhere: Place, graph: str) -> None:
    """An update too large for Virtuoso is refused by it, and not written in part."""
    if elsewhere.name != "virtuoso":
        pytest.skip("of Virtuoso, which takes no long INSERT DATA")
    many = "\n".join(f"<http://e/s{each}> <http://e/p> {each} ." for each in range(12_000))
    with pytest.raises(EngineFault, match="memory exhausted"):
        elsewhere.backend.write_service.write(Update(f"INSERT DATA {{ GRAPH <{graph}> {{ {many} }} }}"))
    assert elsewhere.backend.current.get().graph(graph) is None


def test_a_large_graph_is_read_whole(place: Place, graph: str) -> None:
    """However many rows an engine gives at once."""
    lines = {f"<http://e/s{each}> <http://e/p> <http://e/o{each}> ." for each in range(7000)}
    place.put(graph, "\n".join(lines))
    assert place.lines(graph) == lines
