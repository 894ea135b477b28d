"""Tests of graph.execution.memory_replica and graph.storage.snapshot_parts.delta: the copy in memory follows every write, and never lags or lies."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.execution.fork_server_client import ForkServer
from graph.execution.memory_replica import MemoryReplica
from graph.execution.worker_pool import WorkerPool
from graph.rdf.quad_delta import QuadDelta
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.storage.data_directory import DataDirectory
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from graph.storage.snapshot_parts.delta import read_delta, write_delta
from graph.storage.snapshots import steps_from
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from tests.waiting import wait_until

Write = Callable[..., Path]
COUNT = QueryRequest(
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", solution_format="application/sparql-results+json"
)
GRAPHS = [DefaultGraph(), *(NamedNode(f"http://e/g{i}") for i in range(3))]
QUADS = [
    Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/p"), Literal(str(i)), each)
    for i in range(4)
    for each in GRAPHS
]


def _load(directory: DataDirectory, settings: Settings, path: Path) -> None:
    with open_writer(directory, settings) as writer:
        commit(writer, read_candidate([path], directory.names, settings))


def _count(workers: WorkerPool) -> int:
    document = workers.answer(COUNT, "me")
    assert isinstance(document, ResultDocument)
    return int(json.loads(b"".join(document.chunks()))["results"]["bindings"][0]["n"]["value"])


def _has_huge_pages() -> bool:
    name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
    offered = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    is_new = name == "glibc" and [int(each) for each in version.split(".")] >= [2, 35]
    return is_new and offered.exists() and "[madvise]" in offered.read_text("ascii")


@pytest.fixture
def workers(directory: DataDirectory, settings: Settings, write: Write) -> Iterator[WorkerPool]:
    """Have one contribution in memory."""
    _load(directory, settings, write("un"))
    opened = WorkerPool(CurrentDataset(directory.path), settings)
    _count(opened)
    wait_until(lambda: opened.memory.in_use, "the snapshot is in memory")
    yield opened
    opened.close()


def test_the_copy_follows_a_write(
    workers: WorkerPool, directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """The same fork_server answers from the next snapshot at once, with what the disk holds; and from the one after."""
    fork_server = workers.memory.in_use
    for slug, extra in (("deux", ""), ("un", '<id/initiative/un> skos:note "autre" .\n')):
        _load(directory, settings, write(slug, extra))
        counted = _count(workers)
        assert counted == CurrentDataset(directory.path).get().snapshot.triple_count
        assert workers.memory.in_use is fork_server
        assert {each.fork_server for each in workers._idle} == {fork_server}


def test_several_writes_are_followed_in_one_go(
    workers: WorkerPool, directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """Nobody asked in between."""
    fork_server = workers.memory.in_use
    for slug in ("deux", "trois", "quatre"):
        _load(directory, settings, write(slug))
    assert _count(workers) == CurrentDataset(directory.path).get().snapshot.triple_count
    assert workers.memory.in_use is fork_server


def _claims_too_much(folder: Path) -> None:
    (folder / "removed.nq").write_text("<http://e/never> <http://e/was> <http://e/there> .\n")


def _is_gone(folder: Path) -> None:
    (folder / "added.nq").unlink()


def _is_cut(folder: Path) -> None:
    path = folder / "added.nq"
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("spoil", [_claims_too_much, _is_gone, _is_cut])
def test_a_difference_that_is_missing_or_wrong_means_a_fresh_copy(
    workers: WorkerPool,
    directory: DataDirectory,
    settings: Settings,
    write: Write,
    spoil: Callable[[Path], None],
) -> None:
    """What cannot be followed exactly is loaded anew; the disk answers meanwhile, and every answer is right."""
    fork_server = workers.memory.in_use
    _load(directory, settings, write("deux"))
    snapshot = CurrentDataset(directory.path).get().snapshot
    spoil(snapshot.path)

    def has_fresh_copy() -> bool:
        assert _count(workers) == snapshot.triple_count
        return workers.memory.in_use not in (None, fork_server)

    wait_until(has_fresh_copy, "another copy is in memory")
    assert _count(workers) == snapshot.triple_count


def test_the_way_between_snapshots_is_known_only_where_each_step_is(
    directory: DataDirectory, settings: Settings, write: Write
) -> None:
    """A rebuild, which keeps no difference, breaks the chain."""
    current = CurrentDataset(directory.path)
    for slug in ("un", "deux", "trois"):
        _load(directory, settings, write(slug))
    snapshot = current.get().snapshot
    assert [each.name for each in steps_from(snapshot.number - 2, snapshot) or ()] == [
        str(snapshot.number - 1),
        str(snapshot.number),
    ]
    rebuilding = Settings(data_dir=directory.path, transaction_max_quads=1)
    _load(directory, rebuilding, write("quatre"))
    _load(directory, settings, write("cinq"))
    assert steps_from(snapshot.number, current.get().snapshot) is None
    assert steps_from(snapshot.number + 1, current.get().snapshot) is not None


@given(st.sets(st.sampled_from(QUADS)), st.sets(st.sampled_from(QUADS)))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_difference_leads_from_one_store_to_the_other(
    tmp_path: Path, old: set[Quad], new: set[Quad]
) -> None:
    """Written, read and applied, it gives the later store, its graph names included; to another store it does nothing."""
    store, later = Store(), Store()
    store.extend(old)
    later.extend(new)
    write_delta(tmp_path, QuadDelta(old - new, new - old))
    difference = read_delta(tmp_path)
    assert difference.apply(store)
    assert set(store) == set(later)
    assert set(store.named_graphs()) == set(later.named_graphs())
    if old != new:
        assert not difference.apply(store)
        assert set(store) == set(later)


def test_a_zygote_asks_for_huge_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system gives them to those who ask; what an operator says of the allocator is kept."""
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=7")
    told = b":GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.tcache_count=7:"  # glibc may cut it where it reads it
    fork_server = ForkServer()
    try:
        place = Path(f"/proc/{fork_server._process.pid}")
        environment = place / "environ"  # empty while it starts
        wait_until(lambda: told in environment.read_bytes().replace(b"\0", b":"), "it has its environment")
        if not _has_huge_pages():
            pytest.skip("this system offers no huge pages to those who ask")
        wait_until(lambda: " hg" in _flags_of_heap(place), "its heap may have huge pages")
    finally:
        fork_server.close()


def _flags_of_heap(process: Path) -> str:
    heap = (process / "smaps").read_text("ascii").partition("[heap]")[2]
    return heap.partition("VmFlags:")[2].partition("\n")[0]


def test_spare_workers_have_memory_of_their_own_within_the_budget(riposte: SnapshotDataset) -> None:
    """The copy itself counts once, each worker's as much again; one more that does not fit has none."""
    snapshot = riposte.snapshot
    size_bytes = (snapshot.quad_count + snapshot.triple_count) * 400
    replica = MemoryReplica(_never, 3 * size_bytes)
    found = [replica.spare_bytes(snapshot, held * size_bytes) for held in range(4)]
    assert found == [size_bytes, size_bytes, 0, 0]
    assert MemoryReplica(_never, 2 * size_bytes - 1).spare_bytes(snapshot, 0) == 0


def _never() -> ForkServer:
    raise AssertionError("no copy is made")
