"""Tests of bench.generate: repeatable, conforming, uneven as reality is; and of bench.bulk."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from bench.bulk import build_directory
from bench.describe import Describer
from bench.generate import describer_of, generate, write
from bench.world import World
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, NamedNode, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.territory_register import Register, read_register, register_graph
from graph.storage.dataset import CurrentDataset
from graph.writing.commit import review


@pytest.fixture
def describer(small_register: Register) -> Describer:
    """Measure out a world of 50 initiatives."""
    return describer_of(50, 1, register=small_register)


def _candidate(describer: Describer, register: Register, tmp_path: Path) -> tuple[Candidate, Namespaces]:
    write(describer, tmp_path / "quads.nq")
    names = Namespaces("https://maillage.example.org")
    held: dict[NamedNode, set[Triple]] = {}
    for quad in parse(path=str(tmp_path / "quads.nq"), format=RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, NamedNode)
        held.setdefault(quad.graph_name, set()).add(quad.triple)
    graphs = tuple(CandidateGraph(graph, frozenset(triples)) for graph, triples in held.items())
    known = vocabulary_candidate(names, naming_timeout_s=20)
    return known | Candidate((*graphs, register_graph(register, names))), names


@pytest.mark.slow
def test_conforms(describer: Describer, small_register: Register, tmp_path: Path) -> None:
    """A generated graph passes the gate of every load, without a single violation or warning of its own."""
    candidate, names = _candidate(describer, small_register, tmp_path)
    _, report = review(Store(), candidate, names)
    assert report.focus_node_count > 50
    assert report.conforms


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_larger_networks_conform(seed: int, tmp_path: Path) -> None:
    """On every territory of the register, those overseas included."""
    register = read_register()
    candidate, names = _candidate(describer_of(300, seed, register=register), register, tmp_path)
    _, report = review(Store(), candidate, names)
    assert [each for each in report.results if each.severity == "Violation"] == []


@pytest.mark.slow
def test_gate_sees_it(describer: Describer, small_register: Register, tmp_path: Path) -> None:
    """The same graph without its carriers is refused: the test above looks at what was generated."""
    candidate, names = _candidate(describer, small_register, tmp_path)
    robbed = tuple(
        replace(each, triples=frozenset(t for t in each.triples if t.predicate != name("mai:carriedBy")))
        for each in candidate.graphs
    )
    _, report = review(Store(), Candidate(robbed), names)
    assert not report.conforms


def test_same_seed_same_bytes(small_register: Register, tmp_path: Path) -> None:
    """The same seed gives the same bytes, another seed others."""
    for path, seed in (("one", 1), ("again", 1), ("other", 2)):
        write(describer_of(120, seed, register=small_register), tmp_path / path)
    one, again, other = ((tmp_path / path).read_bytes() for path in ("one", "again", "other"))
    assert one
    assert one == again
    assert one != other


def test_merge_holds_each_triple_once(small_register: Register, tmp_path: Path) -> None:
    """The merged file is the union of the named graphs, each triple once, though graphs repeat statements."""
    quads, merged = tmp_path / "quads.nq", tmp_path / "merged.nt"
    count = write(describer_of(250, 1, register=small_register), quads, merged)
    lines = merged.read_text("utf-8").splitlines()
    stated = {str(quad.triple) for quad in parse(path=str(quads), format=RdfFormat.N_QUADS)}
    assert len(lines) == len(set(lines)) < count
    assert {line.removesuffix(" .") for line in lines} == stated


def test_skew() -> None:
    """A few actors and needs are everywhere, most are rare, and populous communes have more than their number."""
    communes = [
        {
            "code": str(code),
            "nom": "C",
            "type": "commune-actuelle",
            "departement": "01",
            "population": population,
        }
        for code, population in enumerate([100_000] + [100] * 99)
    ]
    world = World(2000, 1, Register(communes, (), (), ()))
    chosen = [world.initiative(number) for number in range(2000)]
    carriers = Counter(each.carrier for each in chosen).most_common()
    needs = Counter(need for each in chosen for need in each.needs).most_common()
    assert carriers[0][1] > 50 * carriers[len(carriers) // 2][1]
    assert needs[0][1] > 10 * needs[len(needs) // 2][1]
    assert Counter(each.place for each in chosen)["commune-0"] > 1000


def test_structure(describer: Describer) -> None:
    """Parts form trees within their contribution, and links lead to earlier initiatives only."""
    chosen = [describer.world.initiative(number) for number in range(50)]
    assert any(each.parent is not None for each in chosen)
    assert all(each.parent < each.number for each in chosen if each.parent is not None)
    assert any(each.leads_to is not None for each in chosen)
    assert all(each.leads_to < each.number for each in chosen if each.leads_to is not None)
    assert any(is_repeated for _, _, is_repeated in generate(describer_of(200, 1)))


def test_built_directory_is_a_snapshot(
    describer: Describer, small_register: Register, tmp_path: Path
) -> None:
    """What is built in bulk opens as any data directory does, and its merge has what its graphs have."""
    write(describer, tmp_path / "quads.nq")
    snapshot = build_directory(tmp_path / "quads.nq", tmp_path / "var", register=small_register)
    dataset = CurrentDataset(tmp_path / "var").get()
    assert (
        sum(1 for each in dataset.quads() if isinstance(each.graph_name, DefaultGraph))
        == snapshot.triple_count
    )
    kind = (name("rdf:type"), name("mai:Initiative"))
    assert sum((each.predicate, each.object) == kind for each in dataset.quads()) >= 2 * 50
