"""Derived connections follow every change that is published: after a derivation they are those of all that is stated."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Store

from graph.administration.backup import restore_backup, write_backup
from graph.connections.network.adjacency import same
from graph.connections.network.array_files import open_network
from graph.connections.network.builder import read_network
from graph.connections.similarity.connection_triples import is_in_default_graph, is_rule_graph, share_quads
from graph.connections.similarity.neighbour_files import open_neighbours
from graph.connections.similarity.neighbour_table import find_neighbours
from graph.connections.similarity.rules import Rule
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.derivation.default_graph import published_graphs
from graph.errors import CandidateRefused
from graph.rdf.terms import DefaultGraph, Quad, name
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.sparql.named_queries import read_query
from graph.storage.catalogue import is_digested, read_derivation
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.dataset_digest import digest_of
from graph.storage.derivation_lag import derivation_lag
from graph.storage.snapshots import list_snapshots
from graph.storage.store_copy import StoreCopy
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import Committed, commit
from graph.writing.derivation import derive_now
from tests.deriving import commit_and_derive

Write = Callable[..., Path]
BODY = '<id/organisation/{0}> a org:Organization, foaf:Agent ; skos:prefLabel "{0}"@fr, "{0}"@en .\n'
EVERY = 1_000


def told(slug: str, rng: Random) -> str:
    """Tell who takes part in an initiative, and describe them."""
    bodies = rng.sample("abcdefgh", 3)
    links = [f"mai:hasParticipant <id/organisation/{each}>" for each in bodies]
    return f"<id/initiative/{slug}> {' ; '.join(links)} .\n" + "".join(BODY.format(each) for each in bodies)


def load(writer: StoreWriter, path: Path) -> Committed:
    """Load one file, and derive."""
    return commit_and_derive(writer, read_candidate([path], writer.names, writer.settings))


def load_five(writer: StoreWriter, write: Write, rng: Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load five initiatives; from then on two connections are too many to be held in memory."""
    for number in range(5):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
    hold_little(monkeypatch)


def hold_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two connections be too many to be held in memory: blocks are written, of a few pairs or quads each."""
    for place in (
        "writing.derivation._AT_ONCE",
        "connections.similarity.neighbour_update.MANY",
        "connections.similarity.neighbour_diff._BLOCK",
    ):
        monkeypatch.setattr(f"graph.{place}", 2)
    monkeypatch.setattr("graph.derivation.connections._BATCH", 7)


@pytest.fixture(params=["held", "in blocks", "much at once", "much at once, in blocks"])
def memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give memory enough for what changes, or too little; follow each change, or compare with what is found anew."""
    if "in blocks" in request.param:
        hold_little(monkeypatch)
    if "much" in request.param:
        monkeypatch.setattr("graph.derivation.connections._FEW", 0)
        monkeypatch.setattr("graph.derivation.connections._SHARE", 10_000)


def derive(writer: StoreWriter) -> None:
    """Derive from the newest snapshot."""
    derive_now(writer, lambda _: None)


def derived(store: Store, writer: StoreWriter) -> set[Quad]:
    """Give the connections that a store holds, but what tells of runs."""
    runs = {"run", "graph"}
    return {
        quad
        for quad in store
        if is_rule_graph(quad.graph_name, writer.names)
        and str(quad.subject).removeprefix(f"<{writer.names.base_iri}/").split("/")[-2] not in runs
        and not is_rule_graph(quad.subject, writer.names)
    }


def assert_in_step(writer: StoreWriter) -> int:
    """Compare what is published with a derivation of everything; give the number of quads."""
    network = read_network(writer.store)
    count = writer.settings.connections_per_initiative
    table = find_neighbours(network, count)
    expected = set(share_quads(shares(table, published_pairs(table)), writer.names))
    assert derived(writer.store, writer) == expected
    assert_merged(writer)
    snapshot = list(list_snapshots(writer.directory))[-1]
    kept = open_network(snapshot.network_path)
    assert kept is not None
    assert same(kept, network)
    stated = [quad for quad in writer.store if is_digested(quad.graph_name, writer.names)]
    merged = sum(1 for _ in writer.store.quads_for_pattern(None, None, None, DefaultGraph()))
    assert (snapshot.digest, snapshot.quad_count) == (digest_of(stated), len(stated))
    assert snapshot.triple_count == merged
    return len(expected)


@pytest.mark.usefixtures("memory")
def test_connections_follow_what_is_loaded_and_removed(writer: StoreWriter, write: Write) -> None:
    """After each load and removal the derived graphs, the merge, the files and the digest are those of all of it."""
    rng, sizes = Random(4), []
    for number in range(9):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
        sizes.append(assert_in_step(writer))
    for number in (3, 0, 8):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
        sizes.append(assert_in_step(writer))
        commit_and_derive(writer, Candidate(removed=frozenset({writer.names.contribution(f"n{number}")})))
        sizes.append(assert_in_step(writer))
    assert sizes[0] == 0
    assert max(sizes) > sizes[-1] > 0


def assert_merged(writer: StoreWriter) -> None:
    """Compare the merge with what the published graphs state, triple by triple: of connections, with the shortcuts."""
    published = published_graphs(writer.store, writer.names)
    stated = {
        quad.triple
        for each in published
        for quad in writer.store.quads_for_pattern(None, None, None, each)
        if is_in_default_graph(quad, writer.names)
    }
    merged = {quad.triple for quad in writer.store.quads_for_pattern(None, None, None, DefaultGraph())}
    assert merged == stated


@pytest.mark.parametrize(
    "said",
    [
        "{node} mai:weight {weight} .",
        "{node} a mai:Connection .",
        "<id/initiative/n0> mai:sharesActorWith <id/initiative/n1> .",
        "{node} mai:assertionStatus <https://w3id.org/maillage/scheme/assertion-status/derived> .",
    ],
)
def test_what_rules_say_is_said_by_nobody_else(writer: StoreWriter, write: Write, said: str) -> None:
    """What a contribution says of a derived connection in its words is refused, so that the merge is that of the rules."""
    rng = Random(5)
    for number in range(4):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
    assert_merged(writer)
    node, weight = next(
        (each.subject, each.object)
        for each in sorted(derived(writer.store, writer), key=str)
        if each.predicate == name("mai:weight")
    )
    with pytest.raises(CandidateRefused) as refused:
        load(writer, write("echo", said.format(node=node, weight=weight) + "\n"))
    assert "derived_outside_derived_graph_violation" in str(refused.value.report.results)
    load(writer, write("note", f'{node} skos:note "Vraiment ?"@fr, "Really?"@en .\n'))
    assert_merged(writer)


def test_very_many_are_written_without_being_held(
    writer: StoreWriter, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What moves too many connections for a transaction is made in a copy of the store, with the same in it."""
    rng = Random(7)
    load_five(writer, write, rng, monkeypatch)
    before = writer.store
    load(writer, write("n5", told("n5", rng)))
    assert writer.store is not before
    assert assert_in_step(writer)
    for each in list_snapshots(writer.directory):
        shutil.rmtree(each.network_path, ignore_errors=True)
    load(writer, write("n6", told("n6", rng)))
    assert assert_in_step(writer)


def test_a_copy_that_fails_changes_nothing(
    writer: StoreWriter, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was removed from the copy, or added to it, is in nobody's way; the next derivation goes through."""
    load_five(writer, write, Random(9), monkeypatch)
    commit(writer, read_candidate([write("n5", told("n5", Random(1)))], writer.names, writer.settings))
    before, snapshot = set(writer.store), open_current(writer.directory).snapshot
    add, added = StoreCopy._add, list[StoreCopy]()

    def full(copy: StoreCopy, quads: Iterable[Quad]) -> None:
        if len(added) == 2:
            raise OSError(28, "No space left on device")
        add(copy, quads)
        added.append(copy)

    with monkeypatch.context() as patch:
        patch.setattr("graph.storage.store_copy.StoreCopy._add", full)
        with pytest.raises(OSError, match="No space"):
            derive(writer)
    assert set(writer.store) == before
    assert open_current(writer.directory).snapshot == snapshot
    derive(writer)
    assert assert_in_step(writer)


def test_what_is_gone_is_not_seen_in_connections_derived_before(writer: StoreWriter, write: Write) -> None:
    """The connections of a thing that is removed are still stored, and no reason to warn of it."""
    for number in range(5):
        load(writer, write(f"n{number}", told(f"n{number}", Random(number))))
    initiative = writer.names.thing("initiative", "n2")
    assert any(quad.subject == initiative for quad in derived(writer.store, writer))
    removed = commit(writer, Candidate(removed=frozenset({writer.names.contribution("n2")})))
    assert [each for each in removed.report.results if each.focus_node == initiative.value] == []
    assert any(quad.subject == initiative for quad in derived(writer.store, writer))
    derive(writer)
    assert assert_in_step(writer)


def test_many_writes_cost_one_derivation(writer: StoreWriter, write: Write) -> None:
    """After any sequence of writes one derivation gives what a derivation of everything gives."""
    rng = Random(11)
    for number in range(12):
        commit(
            writer,
            read_candidate(
                [write(f"n{number % 7}", told(f"n{number % 7}", rng))], writer.names, writer.settings
            ),
        )
        if number in (5, 9):
            commit(writer, Candidate(removed=frozenset({writer.names.contribution("n2")})))
        if number in (3, 8):
            derive(writer)
            assert_in_step(writer)
    derive(writer)
    assert assert_in_step(writer)


def test_the_catalogue_says_from_which_state_all_was_derived(writer: StoreWriter, write: Write) -> None:
    """The state number of the last derivation that changed something; a write leaves it as it is."""
    load(writer, write("n0"))
    assert (writer.state().number, read_derivation(writer.store, writer.names)) == (2, 1)  # type: ignore[union-attr]
    commit(writer, read_candidate([write("n1")], writer.names, writer.settings))
    assert read_derivation(writer.store, writer.names) == 1
    lag = derivation_lag(writer.directory, writer.settings.connections_per_initiative)
    assert (lag.derivation, lag.snapshots) == (1, 1)
    derive(writer)
    assert read_derivation(writer.store, writer.names) == 3
    assert derivation_lag(writer.directory, writer.settings.connections_per_initiative).snapshots == 0
    snapshot = list(list_snapshots(writer.directory))[-1]
    assert (snapshot.number, snapshot.repeats, snapshot.derivation) == (4, 3, 3)


def test_the_time_of_a_run_stands_while_its_connections_do(writer: StoreWriter, write: Write) -> None:
    """A change that ties nothing leaves the derived graphs as they are, and is published once."""
    for number in range(4):
        load(writer, write(f"n{number}", told(f"n{number}", Random(number))))
    before = {quad for quad in writer.store if is_rule_graph(quad.graph_name, writer.names)}
    first = list(list_snapshots(writer.directory))[-1]
    renamed = '<id/initiative/n1> skos:altLabel "Autre"@fr .\n'
    load(writer, write("n1", told("n1", Random(1)) + renamed))
    second = list(list_snapshots(writer.directory))[-1]
    assert second.number == first.number + 1
    assert before == {quad for quad in writer.store if is_rule_graph(quad.graph_name, writer.names)}
    assert (second.network_path / "ends.npy").samefile(first.network_path / "ends.npy")
    assert derivation_lag(writer.directory, writer.settings.connections_per_initiative).snapshots == 0


@pytest.mark.usefixtures("memory")
def test_another_count_is_followed_at_the_next_change(writer: StoreWriter, write: Write) -> None:
    """The setting in force decides at each commit; with none, the graphs go."""
    rng = Random(2)
    for number in range(6):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
    sizes = {}
    for count in (1, 5, 0, 2):
        writer.settings = replace(writer.settings, connections_per_initiative=count)
        load(writer, write("n0", told("n0", Random(count))))
        sizes[count] = assert_in_step(writer) if count else len(derived(writer.store, writer))
        assert bool(count) == any(is_rule_graph(each, writer.names) for each in writer.store.named_graphs())
    assert sizes[0] == 0 < sizes[1] < sizes[5]


@pytest.mark.parametrize("lost", ["nothing", "arrays", "deltas"])
def test_a_network_is_exact_before_it_is_derived(writer: StoreWriter, write: Write, lost: str) -> None:
    """A reader follows from the arrays of an earlier snapshot, or, where something is lost, reads the snapshot."""
    rng = Random(3)
    for number in range(5):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
    for number in (2, 7, 0):
        commit(
            writer,
            read_candidate([write(f"n{number}", told(f"n{number}", rng))], writer.names, writer.settings),
        )
    commit(writer, Candidate(removed=frozenset({writer.names.contribution("n4")})))
    for each in list_snapshots(writer.directory):
        if lost == "arrays":
            shutil.rmtree(each.network_path, ignore_errors=True)
        if lost == "deltas":
            (each.path / "added.nq").unlink(missing_ok=True)
    opened = open_current(writer.directory)
    assert not opened.snapshot.network_path.exists()
    assert same(opened.network(), read_network(writer.store))
    derive(writer)
    assert assert_in_step(writer)


def test_a_backup_brings_its_network_back(
    tmp_path: Path, settings: Settings, writer: StoreWriter, write: Write
) -> None:
    """What was derived is restored as it was, and followed from there."""
    rng = Random(5)
    for number in range(5):
        load(writer, write(f"n{number}", told(f"n{number}", rng)))
    write_backup(writer.directory, tmp_path / "backup.tar.gz")
    elsewhere = replace(settings, data_dir=tmp_path / "elsewhere")
    restored = restore_backup(tmp_path / "backup.tar.gz", elsewhere)
    assert (
        open_neighbours(restored.network_path, settings.connections_per_initiative, restored.number)
        is not None
    )
    assert restored.derivation == restored.number
    directory = replace(writer.directory, path=elsewhere.data_dir)
    with open_writer(directory, elsewhere) as other:
        assert derived(other.store, other) == derived(writer.store, writer) != set()
        load(other, write("n7", told("n7", rng)))
        assert assert_in_step(other)


def test_only_the_newest_networks_are_kept(writer: StoreWriter, write: Write) -> None:
    """Older ones go, but one whose snapshot is being read."""
    load(writer, write("n0"))
    reader = open_current(writer.directory)
    for number in range(1, 6):
        load(writer, write(f"n{number}"))
    writer.retire()
    kept = [each.number for each in list_snapshots(writer.directory) if each.network_path.exists()]
    assert kept[0] == reader.snapshot.number
    assert kept[1:] == [each.number for each in list_snapshots(writer.directory)][-len(kept[1:]) :]
    assert len(kept) == 3


@pytest.mark.parametrize("rule", Rule)
def test_the_riposte_is_one_tree(rule: Rule, riposte: SnapshotDataset) -> None:
    """In the dataset that ships, queries and arrays find the same, and nothing that parts of one whole share."""
    found = set(riposte.run(read_query(rule.query)).result)
    table = find_neighbours(riposte.network(), EVERY)
    every = shares(table, published_pairs(table))
    told_by_arrays = {
        quad.triple
        for quad in share_quads((each for each in every if each.rule == rule), riposte.names)
        if quad.predicate != name("mai:weight")
    }
    assert found == told_by_arrays
