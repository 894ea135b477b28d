"""What the catalogue says of the structure of the network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph.connections.network.builder import read_network
from graph.connections.structure.analysis import structure_of
from graph.connections.structure.background_job import keep_structure
from graph.connections.structure.measurements import counts_of, told_structure
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, name
from graph.sources.reader import read_candidate
from graph.storage.dataset import SnapshotDataset
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import Committed, commit
from tests.conftest import BASE_IRI

NAMES = Namespaces(BASE_IRI)


def told(writer: StoreWriter) -> dict[str, tuple[int, str]]:
    """Read the measurements of a store: the value of each, and the state that was measured."""
    found: dict[str, list[str]] = {}
    for triple in told_structure(writer.store, NAMES):
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


def test_a_small_write_tells_what_was_found_since(writer: StoreWriter, write: Callable[..., Path]) -> None:
    """A first write is measured; a small one repeats it, or what was kept of the state before, with its number."""

    def load(slug: str) -> Committed:
        return commit(writer, read_candidate([write(slug)], writer.names, writer.settings))

    load("un")
    assert told(writer)["isolated-initiative-count"] == (1, "1")
    second = load("deux")
    assert told(writer)["isolated-initiative-count"] == (1, "1")
    found = keep_structure(second.snapshot.network_path)
    assert found is not None and found == structure_of(read_network(writer.store))
    load("trois")
    assert told(writer) == {key: (value, "2") for key, value in counts_of(found).items()}
    assert told(writer)["largest-component-size"] == (2, "2")
