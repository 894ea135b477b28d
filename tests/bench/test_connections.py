"""Tests of bench.connections: the file is read as the store is, changes are what they say, misses are told as misses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from bench.bulk import build_directory
from bench.connection_page import present
from bench.connection_parts import ask, follow_changes
from bench.generate import BASE_IRI, describer_of, write
from bench.merged_file import MergedFile
from bench.sample import close_groups, path_groups
from bench.trial import Step, Trial, triples_of
from bench.watch import watch
from graph.connections.network.adjacency import Network, same
from graph.connections.network.builder import read_network
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Quad, Triple
from graph.sources.territory_register import Register, register_graph
from graph.storage.snapshots import NETWORK


@pytest.fixture
def merged(small_register: Register, tmp_path: Path) -> Path:
    """Write the merge of a hundred and twenty initiatives."""
    write(describer_of(120, 1, register=small_register), tmp_path / "x.nq", tmp_path / "x.nt")
    return tmp_path / "x.nt"


@pytest.fixture
def store(merged: Path, small_register: Register) -> Store:
    """Load the same, and the register, into a store."""
    held = Store()
    held.bulk_load(path=str(merged), format=RdfFormat.N_TRIPLES)
    triples = register_graph(small_register, Namespaces(BASE_IRI)).triples
    held.bulk_extend(Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in triples)
    return held


@pytest.fixture
def network(store: Store) -> Network:
    """Read the network of the store."""
    return read_network(store)


def test_file_is_read_as_a_store_is(
    merged: Path, network: Network, small_register: Register, tmp_path: Path
) -> None:
    """A merged file and a store of it give the same arrays."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert network.link_count > 500
    assert same(read_network(MergedFile(merged, small_register, Namespaces(BASE_IRI), scratch)), network)


def _of_trial(store: Store, step: Step) -> set[Triple]:
    subjects = {each.subject for each in triples_of((*step.gone, *step.come))}
    return {quad.triple for quad in store if quad.subject in subjects and quad.graph_name != DefaultGraph()}


def test_updates_do_what_steps_say(network: Network) -> None:
    """After each update the store holds of the initiative what the step says, and nothing after its removal."""
    trial, store = Trial(network, "essai"), Store()
    steps = [each for each in trial.all_steps(2) if each.name != "first"]
    assert [each.name for each in steps] == ["new", "changed", "removed"] * 2
    for step in steps:
        store.update(trial.update(step))
        assert _of_trial(store, step) == set(triples_of(step.held))


def test_first_leaves(store: Store, network: Network) -> None:
    """What leaves first is an initiative of the network with all its links, and nothing points to it."""
    first = next(Trial(network, "essai").all_steps(1))
    gone = triples_of(first.gone)
    assert len(gone) > 2
    assert not list(store.quads_for_pattern(None, None, gone[0].subject, None))
    held = {quad.triple for quad in store}
    assert all(each in held for each in gone if each.object.value.rpartition("#")[2] != "Circle")


def test_same_sample(network: Network) -> None:
    """The same network gives the same questions, the most linked things among them."""
    assert close_groups(network) == close_groups(network)
    assert path_groups(network) == path_groups(network)
    hubs = {each[0] for group in close_groups(network) if group.name == "hubs" for each in group.asked}
    assert f"{BASE_IRI}/id/organisation/o0" in hubs


def _parts(quads: Path, directory: Path, register: Register) -> dict[str, dict[str, object]]:
    built: list[dict[str, object]] = []
    build_directory(quads, directory, register=register, connection_count=5, tell=built.append)
    folder = directory / "current" / NETWORK
    parts = {
        "derive": built,
        "ask": ask(folder),
        "follow": follow_changes(folder, 5, 2),
    }
    return {
        name: {
            "told": {key: value for each in part for key, value in each.items()},
            "peak_bytes": 0,
            "fault": "",
            "load": [0.1, 0.2],
        }
        for name, part in parts.items()
    }


@pytest.mark.slow
def test_parts_tell_what_the_page_shows(merged: Path, small_register: Register, tmp_path: Path) -> None:
    """Every part gives the figures that the page has lines for, and connections are found, written and followed."""
    parts = json.loads(json.dumps(_parts(merged.with_suffix(".nq"), tmp_path / "var", small_register)))
    told = parts["derive"]["told"]
    assert told["connections"] > 100
    assert told["written_quads"] > 6 * told["connections"]
    assert sum(parts["follow"]["told"]["moved"].values()) > 0
    page = present({"120": _result(parts)})
    for line in ("| connections published |", "| initiatives |", "with other links: followed in the arrays"):
        assert line in page
    assert "over HTTP" not in page


def _result(parts: object) -> dict[str, object]:
    return {"parts": parts, "arrays_only": True, "day": "2026-11-22", "machine": "one"}


def _closeness(seconds: float) -> dict[str, object]:
    told = {"close initiatives": {"times": [[seconds, seconds]] * 20, "found": 1, "of": 20}}
    return _result({"ask": {"told": told, "peak_bytes": 1 << 30, "fault": "", "load": [0.1, 0.2]}})


def test_goals() -> None:
    """A goal is met below its bar and missed above it; what was not measured is said to be so."""
    assert "| close to this one, p95: under 20 ms | 19.0 ms | met |" in present({"100k": _closeness(0.019)})
    page = present({"100k": _closeness(0.021)})
    assert "| close to this one, p95: under 20 ms | 21.0 ms | missed |" in page
    assert "| a path, p95: under 50 ms | – | not measured |" in page


def test_fault_is_told() -> None:
    """A part that ended before its time is named, and the goal of memory missed."""
    parts = {"derive": {"told": {}, "peak_bytes": 17 << 30, "fault": "more than 16 GiB", "load": [0.1, 0.2]}}
    page = present({"1M": _result(parts)})
    assert "* **1M**, derive: more than 16 GiB" in page
    assert "missed" in page


def test_work_beside_is_told() -> None:
    """Of the parts that it was beside, where they were measured at different times."""
    quiet, busy = {"told": {}, "peak_bytes": 0, "fault": ""}, {"told": {}, "peak_bytes": 0, "fault": ""}
    parts = {"derive": busy | {"load": [3.5, 3.0]}, "ask": quiet | {"load": [0.1, 1.0]}}
    page = present({"1M": _result(parts)})
    assert "3.5 before, 3.0 after (derive): **others were at work**" in page
    assert "0.1 before, 1.0 after (ask)." in page


def test_remark_is_told() -> None:
    """What whoever measured has to say of a part stands with its run."""
    parts = {"ask": {"told": {}, "peak_bytes": 0, "fault": "", "load": [0.1, 0.2], "remark": "it rained"}}
    assert "* **1M**, ask: it rained" in present({"1M": _result(parts)})


def test_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a part prints is kept, the most it held is seen, and one that holds too much, or fails, has a fault."""
    code = "import json, sys, time\nheld = bytearray(int(sys.argv[1]) << 20)\nprint(json.dumps({'a': 1}), flush=True)\n"
    (tmp_path / "part.py").write_text(code + "time.sleep(1.5)\nsys.exit(int(sys.argv[2]))\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    fine = watch(["part", "60", "0"], 1 << 30)
    assert (fine.told, fine.fault) == ({"a": 1}, "")
    assert fine.peak_bytes > 60 << 20
    assert watch(["part", "1", "3"], 1 << 30).fault == "ended with 3"
    assert watch(["part", "300", "0"], 200 << 20).fault.startswith("more than")
