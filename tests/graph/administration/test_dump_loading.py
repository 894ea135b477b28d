"""Tests of graph.administration.dump_loading: a dump goes back in, and is the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.administration.dump_loading import LoadedDump, directory_for, load_dump, read_content
from graph.errors import BaseMismatch, CandidateRefused, DumpDamaged, ForeignContribution, ReservedGraph
from graph.i18n import BilingualText
from graph.rdf.terms import Quad, name
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.sources.territory_register import Register
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.dumps.manifest import read_dump_manifest
from graph.storage.dumps.reader import open_fetched
from graph.storage.dumps.relocation import Relocation
from graph.storage.dumps.writer import publish_dump, write_dump
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from graph.writing.derivation import derive_now

Write = Callable[..., Path]
ELSEWHERE = "https://elsewhere.example/maillage"


@pytest.fixture(scope="module")
def dumped(riposte: SnapshotDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a dump of the shipped dataset."""
    folder = tmp_path_factory.mktemp("dump")
    write_dump(riposte.snapshot, "0a1b2c3d", folder)
    return folder


def _loaded(
    path: Path, settings: Settings, register: Register, moved: Relocation | None = None
) -> tuple[LoadedDump, SnapshotDataset]:
    content = read_content(open_fetched(path), moved)
    directory = directory_for(content, settings)
    with open_writer(directory, settings) as writer:
        done = load_dump(writer, content, _silent, register=register)
        derive_now(writer, _silent)
    return done, open_current(directory)


def _silent(_: BilingualText) -> None:
    """Report no progress."""


def _digested(dataset: SnapshotDataset) -> set[Quad]:
    return {quad for quad in dataset.quads() if is_digested(quad.graph_name, dataset.names)}


def test_a_dump_goes_back_in(
    riposte: SnapshotDataset, dumped: Path, settings: Settings, small_register: Register
) -> None:
    """Into an empty directory: the same contributions, the same digest; what is derived follows, the same too."""
    done, loaded = _loaded(dumped, settings, small_register)
    assert done.comparison.is_same
    assert done.comparison.different == ()
    assert done.committed.report.focus_node_count > 0
    differing = _digested(loaded) ^ _digested(riposte)
    assert {quad.predicate for quad in differing} <= {name("prov:endedAtTime"), name("prov:startedAtTime")}
    assert all("/graph/derived/" in str(quad.graph_name) for quad in differing), "but for when it was derived"
    again = settings.data_dir.parent / "again"
    again.mkdir()
    written = write_dump(loaded.snapshot, "0a1b2c3d", again)
    before = read_dump_manifest(dumped / "manifest.json")
    with_times = ("derived", "all")
    again_sha256 = {each.name: each.sha256 for each in written.files if each.part not in with_times}
    assert again_sha256 == {each.name: each.sha256 for each in before.files if each.part not in with_times}
    assert len(again_sha256) > 10


def test_it_moves_to_another_address(
    riposte: SnapshotDataset, dumped: Path, settings: Settings, small_register: Register
) -> None:
    """Everything under the old base has its name under the new one; moved back, it is the same."""
    moved = Relocation(riposte.names.base_iri, ELSEWHERE)
    done, loaded = _loaded(dumped, settings, small_register, moved)
    assert loaded.names.base_iri == ELSEWHERE
    contributions = {each for each in riposte.graph_names() if riposte.names.kept_path(each) is None}
    expected = {moved.quad(quad) for quad in riposte.quads() if quad.graph_name in contributions}
    assert {quad for quad in loaded.quads() if quad in expected} == expected
    assert {each for each in loaded.graph_names() if loaded.names.kept_path(each) is None} == {
        moved.quad(Quad(each, each, each, each)).graph_name for each in contributions
    }
    assert riposte.names.base_iri + "/id/" not in "".join(str(quad.subject) for quad in loaded.quads()), (
        "no thing keeps its old name"
    )
    assert done.comparison.different == ()
    assert done.comparison.is_same


def test_another_register_is_kept_and_named(
    dumped: Path, settings: Settings, small_register: Register
) -> None:
    """The register is this software's; where the dump's was another, the load says so."""
    smaller = replace(
        small_register, regions=[*small_register.regions, {"code": "11", "nom": "Île-de-France"}]
    )
    done, _ = _loaded(dumped, settings, smaller)
    assert [each for each in done.comparison.different if "/graph/ref/cog-" in each]
    assert not done.comparison.is_same


def test_a_directory_that_holds_something_keeps_it(
    directory: DataDirectory, settings: Settings, write: Write, tmp_path: Path
) -> None:
    """Contributions of the dump replace those of their name; others stay, and are told as a difference."""
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("un")], directory.names, settings))
    place = directory.path / "dumps" / publish_dump(directory, settings).name
    shutil.copytree(place, tmp_path / "taken")
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("deux")], directory.names, settings))
        commit(writer, Candidate(removed=frozenset((directory.names.contribution("un"),))))
    content = read_content(open_fetched(tmp_path / "taken"))
    with open_writer(directory_for(content, settings), settings) as writer:
        done = load_dump(writer, content, _silent)
    assert not done.comparison.is_same
    graphs = open_current(directory).graph_names()
    assert {directory.names.contribution("un"), directory.names.contribution("deux")} <= set(graphs)


def test_another_party_is_not_replaced(directory: DataDirectory, settings: Settings, write: Write) -> None:
    """Unless the person who loads says so."""
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("un")], directory.names, settings))
    place = directory.path / "dumps" / publish_dump(directory, settings).name
    path = write("un")
    path.write_text(
        path.read_text("utf-8").replace("id/organisation/ville", "id/organisation/bourg"), "utf-8"
    )
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([path], directory.names, settings))
    content = read_content(open_fetched(place))
    with open_writer(directory, settings) as writer:
        with pytest.raises(ForeignContribution):
            load_dump(writer, content, _silent)
        load_dump(writer, content, _silent, may_replace=True)
    stated = {str(quad) for quad in open_current(directory).quads()}
    assert any("id/organisation/ville" in each for each in stated)
    assert not any("id/organisation/bourg" in each for each in stated)


def test_another_deployment_is_refused(dumped: Path, settings: Settings) -> None:
    """A directory of another base IRI; and names that the software keeps for itself."""
    dump = open_fetched(dumped)
    base_iri = dump.manifest.base_iri
    directory_for(read_content(dump, Relocation(base_iri, ELSEWHERE)), settings)
    with pytest.raises(BaseMismatch):
        directory_for(read_content(dump), settings)
    with pytest.raises(ReservedGraph):
        read_content(dump, Relocation(f"{base_iri}/id/contribution", f"{base_iri}/graph"))


def test_a_damaged_dump_makes_no_directory(dumped: Path, settings: Settings, tmp_path: Path) -> None:
    """It is refused before there is a place for it."""
    spoilt = shutil.copytree(dumped, tmp_path / "spoilt")
    name = "contributions.nq.gz"
    (spoilt / name).write_bytes((dumped / name).read_bytes()[:-10])
    with pytest.raises(DumpDamaged):
        open_fetched(spoilt)
    assert find_directory(settings.data_dir) is None


def test_what_does_not_conform_is_refused(
    directory: DataDirectory, settings: Settings, write: Write, tmp_path: Path, small_register: Register
) -> None:
    """A dump passes the whole validation, as any load does."""
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([write("un")], directory.names, settings))
    place = directory.path / "dumps" / publish_dump(directory, settings).name
    content = read_content(open_fetched(place))
    (graph,) = content.candidate.graphs
    licence = {each for each in graph.triples if each.predicate.value.endswith("license")}
    spoilt = Candidate((replace(graph, triples=graph.triples - licence),))
    other = replace(settings, data_dir=tmp_path / "other")
    with open_writer(directory_for(content, other), other) as writer:
        with pytest.raises(CandidateRefused):
            load_dump(writer, replace(content, candidate=spoilt), _silent, register=small_register)
        assert writer.state() is None
