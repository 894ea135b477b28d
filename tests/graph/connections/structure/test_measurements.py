"""What the catalogue says of the structure of the network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph.connections.network.builder import read_network
from graph.connections.structure.analysis import structure_of
from graph.connections.structure.measurements import stored_measurements, structure_counts
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, name
from graph.sources.reader import read_candidate
from graph.storage.dataset import SnapshotDataset
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import commit
from graph.writing.derivation import derive_now
from tests.conftest import BASE_IRI

NAMES = Namespaces(BASE_IRI)


def told(writer: StoreWriter) -> dict[str, tuple[int, str]]:
    """Read the measurements of a store: the value of each, and the state that was measured."""
    found: dict[str, list[str]] = {}
    for triple in stored_measurements(writer.store, NAMES):
        if triple.predicate in (name("dqv:value"), name("dcat:version")):
            assert isinstance(triple.object, Literal)
            found.setdefault(str(triple.subject), ["", ""])[triple.predicate == name("dcat:version")] = (
                triple.object.value
            )
    return {
        each.strip("<>").rpartition("/")[2]: (int(value), number) for each, (value, number) in found.items()
    }


def test_the_riposte_tells_its_structure(riposte: SnapshotDataset) -> None:
    """The catalogue of the shipped dataset says what a survey of its network finds."""
    values = {
        quad.subject.value.rpartition("/")[2]: quad.object.value
        for quad in riposte.quads()
        if quad.predicate == name("dqv:value") and quad.graph_name == NAMES.graph("catalog")
    }
    assert values["component-count"] == "1" and values["largest-component-size"] == "7"
    assert values["untaken-lesson-count"] == "4" and values["unanswered-need-count"] == "11"
    assert len(values) == 7


def test_a_derivation_measures_and_a_write_does_not(writer: StoreWriter, write: Callable[..., Path]) -> None:
    """Each derivation measures the state that it was made from; writes in between leave the numbers as they are."""

    def load(slug: str) -> None:
        commit(writer, read_candidate([write(slug)], writer.names, writer.settings))

    load("un")
    assert told(writer) == {}
    derive_now(writer, lambda _: None)
    assert told(writer)["isolated-initiative-count"] == (1, "1")
    load("deux")
    load("trois")
    assert told(writer)["isolated-initiative-count"] == (1, "1")
    derive_now(writer, lambda _: None)
    found = structure_counts(structure_of(read_network(writer.store)))
    assert told(writer) == {key: (value, "4") for key, value in found.items()}
    assert found["largest-component-size"] == 3
