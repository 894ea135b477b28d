"""Tests of graph.writing.proposals, graph.writing.validated_write, graph.writing.plain_store and graph.writing.write_queue: writes as HTTP brings them."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import (
    CandidateRefused,
    DataDirectoryUnknown,
    DefaultGraphIsMerge,
    GraphAbsent,
    GraphError,
    GraphPresent,
    KeptGraph,
    KindMismatch,
    LoadRefused,
    QuerySyntaxError,
    SourceEmpty,
    SourceSyntaxError,
    UnknownFunction,
    UpdateAmbiguous,
    UpdateFailed,
    UsingConflict,
    WriterGone,
    WriteTimeout,
)
from graph.rdf.terms import DefaultGraph, NamedNode, Quad
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.snapshots import current_number, list_snapshots
from graph.storage.store_writer import StoreWriter, open_writer
from graph.storage.writer_lock import is_wanted, locked
from graph.writing.commit import shapes_mark
from graph.writing.plain_store import PlainWriter, open_plain_writer
from graph.writing.requests import GraphWrite, Update, WriteResult
from graph.writing.validated_write import write
from graph.writing.write_queue import WriteQueue
from tests.processes import is_running, processor_s, processor_s_of_ended_children
from tests.waiting import HANGS_S, wait_until

BASE = "http://127.0.0.1:8000"
COMMUNES = ("01033", "67482", "34172")  # of the small register
UN = f"{BASE}/id/contribution/un"
LABEL = "<http://www.w3.org/2004/02/skos/core#altLabel>"
THING = f"<{BASE}/id/initiative/un>"
ENDLESS = """INSERT { GRAPH <x:g> { ?a <x:n> ?b } } WHERE {
  ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER(?c + ?f + ?i + ?l + ?o < -1) }"""

Body = Callable[..., tuple[Payload, ...]]


@pytest.fixture
def body(write: Callable[..., Path]) -> Body:
    """Give a conforming contribution as the body of a request."""

    def made(slug: str, extra: str = "") -> tuple[Payload, ...]:
        return (Payload("text/turtle", f"@base <{BASE}/> .".encode() + write(slug, extra).read_bytes()),)

    return made


@pytest.fixture
def plain(settings: Settings) -> Iterator[PlainWriter]:
    """Open the writer of an empty plain directory."""
    directory = open_directory(settings.data_dir, BASE, "plain")
    with open_plain_writer(directory, settings) as opened:
        yield opened


def _put(writer: StoreWriter, body: Body, slug: str, extra: str = "") -> WriteResult:
    return write(writer, GraphWrite("put", f"{BASE}/id/contribution/{slug}", body(slug, extra)))


def _labels(writer: StoreWriter | PlainWriter) -> set[tuple[str, bool]]:
    """Give the other names of the initiative, and whether each stands in the default graph."""
    return {
        (getattr(quad.object, "value", ""), isinstance(quad.graph_name, DefaultGraph))
        for quad in writer.store.quads_for_pattern(NamedNode(THING[1:-1]), NamedNode(LABEL[1:-1]), None, None)
    }


def test_a_put_graph_is_published_and_merged(writer: StoreWriter, body: Body) -> None:
    """New the first time, replaced the second, unchanged the third."""
    first = _put(writer, body, "un", f'{THING} {LABEL} "A"@fr .')
    assert (first.number, first.is_new, first.has_changed) == (1, True, True)
    second = _put(writer, body, "un", f'{THING} {LABEL} "B"@fr .')
    assert (second.number, second.is_new) == (2, False)
    assert _labels(writer) == {("B", True), ("B", False)}
    assert not _put(writer, body, "un", f'{THING} {LABEL} "B"@fr .').has_changed
    assert current_number(writer.directory) == 2


def test_a_posted_graph_adds_and_a_deleted_one_goes(writer: StoreWriter, body: Body) -> None:
    """What was there stays until the graph is removed."""
    _put(writer, body, "un", f'{THING} {LABEL} "A"@fr .')
    write(writer, GraphWrite("post", UN, (Payload("text/turtle", f'{THING} {LABEL} "B"@fr .'.encode()),)))
    assert {label for label, _ in _labels(writer)} == {"A", "B"}
    write(writer, GraphWrite("delete", UN))
    assert not _labels(writer)
    assert not writer.store.contains_named_graph(NamedNode(UN))


UPDATES = {
    "data added": (f'INSERT DATA {{ GRAPH <{UN}> {{ {THING} {LABEL} "B"@fr }} }}', {"A", "B"}),
    "data removed": (f'DELETE DATA {{ GRAPH <{UN}> {{ {THING} {LABEL} "A"@fr }} }}', set()),
    "a pattern": (
        f'WITH <{UN}> DELETE {{ ?s {LABEL} ?o }} INSERT {{ ?s {LABEL} "C"@fr }} WHERE {{ ?s {LABEL} ?o }}',
        {"C"},
    ),
    "a pattern over the merge": (
        f"DELETE {{ GRAPH <{UN}> {{ ?s {LABEL} ?o }} }} WHERE {{ ?s {LABEL} ?o }}",
        set(),
    ),
    "any graph": (f"DELETE WHERE {{ GRAPH ?g {{ ?s {LABEL} ?o }} }}", None),
    "several operations": (
        f"""DELETE DATA {{ GRAPH <{UN}> {{ {THING} {LABEL} "A"@fr }} }} ;
        INSERT DATA {{ GRAPH <{UN}> {{ {THING} {LABEL} "D"@fr }} }}""",
        {"D"},
    ),
    "a load in silence": ("LOAD SILENT <http://127.0.0.1:1/x>", {"A"}),
    "nothing": ("", {"A"}),
}


@pytest.mark.parametrize("case", UPDATES)
def test_an_update_changes_contributions_and_the_merge_alike(
    case: str, writer: StoreWriter, body: Body
) -> None:
    """The default graph follows the named graph, in the same snapshot."""
    _put(writer, body, "un", f'{THING} {LABEL} "A"@fr .')
    text, expected = UPDATES[case]
    if expected is None:  # the ontology's own graph is not loaded here, so any graph is ours or kept
        with pytest.raises(KeptGraph):
            write(writer, Update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"))
        expected = {"A"}
    else:
        write(writer, Update(text))
    assert _labels(writer) == {(label, merged) for label in expected for merged in (True, False)}
    assert open_current(writer.directory).snapshot.number == current_number(writer.directory)


def test_blank_nodes_of_an_update_get_names_of_their_own(writer: StoreWriter, body: Body) -> None:
    """The same update twice makes two things, as SPARQL says; none of them is a blank node."""
    _put(writer, body, "un")
    text = (
        f"INSERT DATA {{ GRAPH <{UN}> {{ {THING} <http://purl.org/dc/terms/relation> [ {LABEL} 'x'@fr ] }} }}"
    )
    for _ in range(2):
        try:
            write(writer, Update(text))
        except CandidateRefused:
            pytest.skip("the shapes refuse an unnamed thing")
    nodes = {
        quad.subject
        for quad in writer.store.quads_for_pattern(None, NamedNode(LABEL[1:-1]), None, NamedNode(UN))
    }
    assert len(nodes) == 2
    assert all(isinstance(each, NamedNode) for each in nodes)


REFUSED: dict[str, tuple[Update | GraphWrite, type[GraphError]]] = {
    "the default graph": (Update("INSERT DATA { <x:a> <x:b> 1 }"), DefaultGraphIsMerge),
    "everything": (Update("DROP ALL"), DefaultGraphIsMerge),
    "all named graphs": (Update("CLEAR NAMED"), KeptGraph),
    "the catalogue": (Update(f"CLEAR GRAPH <{BASE}/graph/catalog>"), KeptGraph),
    "a register": (Update(f"INSERT DATA {{ GRAPH <{BASE}/graph/ref/x> {{ <x:a> <x:b> 1 }} }}"), KeptGraph),
    "a load": (Update("LOAD <http://127.0.0.1/x>"), LoadRefused),
    "a service": (
        Update("INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"),
        LoadRefused,
    ),
    "two datasets": (
        Update("WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", default_graphs=("x:h",)),
        UsingConflict,
    ),
    "an unknown graph": (Update("DROP GRAPH <x:none>"), UpdateFailed),
    "an unknown function": (
        Update("INSERT { GRAPH <x:g> { <x:a> <x:b> ?n } } WHERE { BIND(<x:unknown>(1) AS ?n) }"),
        UnknownFunction,
    ),
    "bad syntax": (Update("INSERT DATA {"), QuerySyntaxError),
    "bad syntax on the default graph": (Update("INSERT DATA { x"), QuerySyntaxError),
    "two readings": (Update("L\\u004FAD <http://x/>"), UpdateAmbiguous),
    "what breaks a shape": (Update(f"DROP GRAPH <{UN}>"), CandidateRefused),
    "a nameless contribution": (Update("INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } }"), CandidateRefused),
    "put on the default graph": (
        GraphWrite("put", "", (Payload("text/turtle", b"<x:a> <x:b> 1 ."),)),
        DefaultGraphIsMerge,
    ),
    "put on a kept graph": (
        GraphWrite("put", f"{BASE}/graph/catalog", (Payload("text/turtle", b""),)),
        KeptGraph,
    ),
    "an empty contribution": (GraphWrite("put", UN, (Payload("text/turtle", b""),)), SourceEmpty),
    "bad Turtle": (GraphWrite("put", UN, (Payload("text/turtle", b"<x:a> <x:b>"),)), SourceSyntaxError),
    "graphs within a graph": (
        GraphWrite("put", UN, (Payload("application/trig", b"<x:g> { <x:a> <x:b> 1 }"),)),
        SourceSyntaxError,
    ),
    "removing what is not there": (GraphWrite("delete", "x:none"), GraphAbsent),
    "creating what is there": (
        GraphWrite("put", UN, (Payload("text/turtle", b""),), must_be_new=True),
        GraphPresent,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(case: str, writer: StoreWriter, body: Body) -> None:
    """Each with its own error; store and snapshot are as before, no copy is left."""
    _put(writer, body, "un")
    _put(writer, body, "deux", f"<{BASE}/id/initiative/deux> <https://w3id.org/maillage/ns#partOf> {THING} .")
    asked, error = REFUSED[case]
    before = set(writer.store)
    with pytest.raises(error):
        write(writer, asked)
    assert set(writer.store) == before
    assert current_number(writer.directory) == 2
    writer.directory.sweep()
    assert not list(writer.directory.path.glob("scratch*"))


def test_a_plain_directory_takes_anything(plain: PlainWriter) -> None:
    """No shapes, no merge: the default graph stands on its own."""
    plain.write(Update("INSERT DATA { <x:a> <x:b> 1 GRAPH <x:g> { <x:c> <x:d> 2 } }"))
    assert len(plain.store) == 2
    assert plain.write(GraphWrite("put", "", (Payload("text/turtle", b"<x:e> <x:f> 3 ."),))).is_new is False
    assert {str(quad.subject) for quad in plain.store} == {"<x:c>", "<x:e>"}
    plain.write(Update("DROP ALL"))
    assert not len(plain.store)


def test_a_plain_directory_keeps_empty_graphs(plain: PlainWriter) -> None:
    """A graph is there once created or put, even empty, until it is dropped."""
    plain.write(Update("CREATE GRAPH <x:g>"))
    with pytest.raises(UpdateFailed):
        plain.write(Update("CREATE GRAPH <x:g>"))
    assert plain.write(GraphWrite("put", "x:h", (Payload("text/turtle", b""),))).is_new
    assert {str(each) for each in plain.store.named_graphs()} == {"<x:g>", "<x:h>"}
    plain.write(GraphWrite("delete", "x:h"))
    with pytest.raises(GraphAbsent):
        plain.write(GraphWrite("delete", "x:h"))


def test_a_large_graph_is_replaced_whole_on_a_plain_directory(settings: Settings) -> None:
    """Beyond one transaction, a copy takes the store's place; the other graphs come along."""
    small = replace(settings, transaction_max_quads=10)
    directory = open_directory(settings.data_dir, BASE, "plain")
    lines = "".join(f"<x:s{i}> <x:p> {i} ." for i in range(50)).encode()
    with open_plain_writer(directory, small) as writer:
        writer.write(
            Update("INSERT DATA { GRAPH <x:g> { <x:old> <x:p> 1 } GRAPH <x:h> { <x:kept> <x:p> 1 } }")
        )
        writer.write(GraphWrite("put", "x:g", (Payload("text/turtle", lines),)))
        assert len(writer.store) == 51
    with open_plain_writer(directory, small) as writer:
        assert len(writer.store) == 51


def test_a_failed_plain_update_leaves_nothing(plain: PlainWriter) -> None:
    """One operation fails, none is done."""
    before = current_number(plain.directory)
    with pytest.raises(UpdateFailed):
        plain.write(Update("INSERT DATA { <x:a> <x:b> 1 } ; DROP GRAPH <x:none>"))
    assert not len(plain.store)
    assert current_number(plain.directory) == before


def test_a_change_that_was_not_published_is_published_by_the_next_writer(settings: Settings) -> None:
    """A crash between transaction and publication loses nothing, and shows nothing half done."""
    directory = open_directory(settings.data_dir, BASE, "plain")
    with open_plain_writer(directory, settings) as writer:
        writer.store.update("INSERT DATA { <x:a> <x:b> 1 }")
        (directory.path / "pending").touch()
    with open_plain_writer(directory, settings):
        assert sum(1 for _ in open_current(directory).quads()) == 1
    assert not (directory.path / "pending").exists()


def test_plain_snapshots_do_not_pile_up(plain: PlainWriter) -> None:
    """A plain directory has no history to keep."""
    for number in range(6):
        plain.write(Update(f"INSERT DATA {{ <x:a> <x:b> {number} }}"))
    assert len(list(list_snapshots(plain.directory))) == 2


def test_a_directory_is_of_one_kind_for_ever(settings: Settings, tmp_path: Path) -> None:
    """A plain one is never opened as a full one, nor the reverse."""
    full, plain = open_directory(tmp_path / "full", BASE), open_directory(tmp_path / "plain", BASE, "plain")
    assert find_directory(plain.path) == plain
    with pytest.raises(KindMismatch):
        open_directory(full.path, BASE, "plain")
    with pytest.raises(KindMismatch):
        open_directory(plain.path, BASE)
    with pytest.raises(KindMismatch), open_writer(plain, settings):
        pass
    with pytest.raises(KindMismatch), open_plain_writer(full, settings):
        pass
    (tmp_path / "plain" / "maillage.json").write_text('{"format": 3, "base_iri": "http://x"}')
    with pytest.raises(DataDirectoryUnknown):
        find_directory(plain.path)


@pytest.fixture
def desk(settings: Settings) -> Iterator[WriteQueue]:
    """Open a desk on a plain directory that already holds some triples."""
    directory = open_directory(settings.data_dir, BASE, "plain")
    with open_plain_writer(directory, settings) as writer:
        rows = " ".join(f"<x:s{i}> <x:p> {i} ." for i in range(300))
        writer.write(Update(f"INSERT DATA {{ {rows} }}"))
    opened = WriteQueue(replace(settings, write_timeout_s=HANGS_S, lock_wait_s=HANGS_S))
    yield opened
    opened.close()


def _directory(settings: Settings) -> DataDirectory:
    found = find_directory(settings.data_dir)
    assert found is not None
    return found


def test_writers_queue_and_none_is_lost(desk: WriteQueue, settings: Settings) -> None:
    """Eight threads write at once; each reads its own write in the snapshot it was told of or a later one."""

    def work(number: int) -> None:
        for step in range(5):
            done = desk.write(Update(f"INSERT DATA {{ GRAPH <x:{number}> {{ <x:a> <x:b> {step} }} }}"))
            dataset = open_current(_directory(settings))
            assert dataset.snapshot.number >= done.number
            found = dataset.graph(f"x:{number}")
            assert found is not None and sum(1 for _ in found) == step + 1

    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001  told by the main thread
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_an_endless_update_is_stopped_and_the_next_one_is_done(settings: Settings, desk: WriteQueue) -> None:
    """It uses no more of the processor than the limit lets it, nothing is written, and the desk goes on."""
    desk.write(Update("INSERT DATA { <x:first> <x:p> 0 }"))
    desk._settings = replace(desk._settings, write_timeout_s=1.5)
    assert desk._process is not None
    before_s = processor_s_of_ended_children() + processor_s(desk._process.pid)
    with pytest.raises(WriteTimeout):
        desk.write(Update(ENDLESS))
    assert processor_s_of_ended_children() - before_s < 3
    desk._settings = replace(desk._settings, write_timeout_s=HANGS_S)
    for _ in range(3):  # the same again is refused at once: it would wait for HANGS_S
        with pytest.raises(WriteTimeout):
            desk.write(Update(ENDLESS))
    desk.write(Update("INSERT DATA { <x:after> <x:p> 1 }"))
    assert desk.writes.read()["update", "timeout"].sum_s >= 1.5
    assert sum(1 for _ in open_current(_directory(settings)).quads()) == 302


@pytest.mark.parametrize(
    "pause", ["", "pass_on(); time.sleep(2.5)"], ids=["answered at once", "answered late"]
)
def test_what_takes_long_by_right_is_not_given_up(
    desk: WriteQueue, monkeypatch: pytest.MonkeyPatch, pause: str
) -> None:
    """Once the writing process tells that all is validated or written anew, nobody gives up on it."""
    slow = f"""import io, sys, time
from graph.writing.writer_process import TAKES_LONG, receive, send
from graph.writing.requests import WriteResult
def pass_on():
    sys.stdout.buffer.write(told.getvalue())
    sys.stdout.buffer.flush()
    told.seek(told.truncate(0))
told = io.BytesIO()
receive(sys.stdin.buffer), receive(sys.stdin.buffer)
send(told, WriteResult(6))
pass_on()
receive(sys.stdin.buffer)
send(told, TAKES_LONG)
{pause}
send(told, WriteResult(7))
pass_on()"""
    monkeypatch.setattr(
        "graph.writing.write_queue.start_child",
        lambda _role, _module, **pipes: subprocess.Popen([sys.executable, "-c", slow], **pipes),
    )
    assert desk.write(Update("INSERT DATA { <x:a> <x:b> 0 }")) == WriteResult(6)  # it has started
    desk._settings = replace(desk._settings, write_timeout_s=2.0)
    assert desk.write(Update("INSERT DATA { <x:a> <x:b> 1 }")) == WriteResult(7)


def test_what_is_written_anew_is_announced(writer: StoreWriter, body: Body) -> None:
    """Before it is done; what fits a transaction is not announced."""
    announced: list[int | None] = []
    _put(writer, body, "un", f'{THING} {LABEL} "un"@fr .')
    writer.announce = lambda: announced.append(current_number(writer.directory))
    _put(writer, body, "un", f'{THING} {LABEL} "A"@fr .')
    assert announced == []
    before = current_number(writer.directory)
    object.__setattr__(writer.settings, "transaction_max_quads", 0)
    _put(writer, body, "un", f'{THING} {LABEL} "B"@fr .')
    assert announced == [before] != [current_number(writer.directory)]


def test_what_is_validated_whole_after_a_new_release_is_announced(writer: StoreWriter, body: Body) -> None:
    """The first write by other shapes looks at everything, however little was asked; the next one does not."""
    announced: list[int | None] = []
    _put(writer, body, "un", f'{THING} {LABEL} "un"@fr .')
    writer.announce = lambda: announced.append(current_number(writer.directory))
    mark = Quad(*shapes_mark(writer.names), writer.names.graph("validation"))
    writer.store.remove(mark)
    before = current_number(writer.directory)
    _put(writer, body, "un", f'{THING} {LABEL} "A"@fr .')
    assert announced == [before]
    assert mark in writer.store
    _put(writer, body, "un", f'{THING} {LABEL} "B"@fr .')
    assert announced == [before]


def test_a_killed_writing_process_is_replaced(settings: Settings, desk: WriteQueue) -> None:
    """Killed between two writes nobody notices; killed during one, the client is told that it may have happened."""
    desk.write(Update("INSERT DATA { <x:a> <x:b> 1 }"))
    assert desk._process is not None
    desk._process.kill()
    desk._process.wait()
    desk.write(Update("INSERT DATA { <x:a> <x:b> 2 }"))
    process = desk._process
    before_s = processor_s(process.pid)

    def kill() -> None:
        wait_until(lambda: processor_s(process.pid) > before_s + 0.2, "it is at work on the endless update")
        process.kill()

    threading.Thread(target=kill).start()
    with pytest.raises(WriterGone):
        desk.write(Update(ENDLESS))
    desk.write(Update("INSERT DATA { <x:a> <x:b> 3 }"))
    assert sum(1 for _ in open_current(_directory(settings)).quads()) == 303
    counts = {key: sum(spread.counts) for key, spread in desk.writes.read().items()}
    assert counts == {("update", "accepted"): 3, ("update", "lost"): 1}


def test_refusals_pass_between_processes_whole(settings: Settings, tmp_path: Path, body: Body) -> None:
    """An error arrives with its facts, a refusal with its report."""
    directory = open_directory(tmp_path / "full", BASE)
    desk = WriteQueue(replace(settings, data_dir=directory.path, lock_wait_s=HANGS_S))
    with pytest.raises(CandidateRefused) as refused:
        desk.write(GraphWrite("put", UN, (Payload("text/turtle", b"<x:a> <x:b> 1 ."),)))
    assert refused.value.report.violations
    with pytest.raises(KeptGraph) as kept:
        desk.write(GraphWrite("put", f"{BASE}/graph/catalog", ()))
    assert "catalog" in kept.value.message("fr")
    assert desk.write(GraphWrite("put", UN, body("un"))).number == 1
    desk.close()


def test_the_store_stays_open_until_somebody_else_wants_it(settings: Settings, desk: WriteQueue) -> None:
    """The next write finds it open; `maillage load` and the like need not wait for the server to stop."""
    desk.write(Update("INSERT DATA { <x:a> <x:b> 1 }"))
    time.sleep(1)
    with (settings.data_dir / "lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    with open_plain_writer(_directory(settings), replace(settings, lock_wait_s=HANGS_S)) as writer:
        assert len(writer.store) == 301
    desk.write(Update("INSERT DATA { <x:a> <x:b> 2 }"))


def test_the_writing_process_ends_with_its_parent(settings: Settings, desk: WriteQueue) -> None:
    """A server killed without a word leaves no process that holds the lock."""
    code = (
        "import sys, pathlib; from graph.settings import Settings; from graph.writing.write_queue import WriteQueue\n"
        "from graph.writing.requests import Update\n"
        "desk = WriteQueue(Settings(data_dir=pathlib.Path(sys.argv[1])))\n"
        "desk.write(Update('INSERT DATA { <x:a> <x:b> 1 }'))\n"
        "print(desk._process.pid, flush=True)\n"
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    parent = subprocess.run(
        [sys.executable, "-c", code, str(settings.data_dir)], capture_output=True, check=False
    )
    wait_until(lambda: not is_running(int(parent.stdout)), "the writing process has ended")
    desk.write(Update("INSERT DATA { <x:a> <x:b> 2 }"))


def test_waiting_for_another_writer_is_not_counted_as_the_write(desk: WriteQueue, settings: Settings) -> None:
    """While a command holds the lock for longer than a write may take, writes wait, and are done in their order."""
    limit_s = 5.0
    desk.write(Update("INSERT DATA { <x:waited> <x:p> -1 }"))  # the process has started, and has its store
    desk._settings = replace(desk._settings, write_timeout_s=limit_s)
    done: dict[int, int] = {}

    def work(number: int) -> None:
        done[number] = desk.write(Update(f"INSERT DATA {{ <x:waited> <x:p> {number} }}")).number

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    with locked(_directory(settings), wait_s=HANGS_S):
        for number, thread in enumerate(threads):
            thread.start()
            wait_until(lambda number=number: desk._turns.waiting >= number, "it is in the queue")  # type: ignore[misc]
        wait_until(lambda: is_wanted(_directory(settings)), "the writing process waits")
        time.sleep(1.2 * limit_s)
        assert not done
    for thread in threads:
        thread.join(HANGS_S)
    first = done[0]
    assert done == {0: first, 1: first + 1, 2: first + 2}


@pytest.mark.slow
def test_twenty_writers_and_two_commands_all_end_in_their_order(
    riposte: SnapshotDataset, settings: Settings, body: Body, write: Callable[..., Path], tmp_path: Path
) -> None:
    """On communes that nobody named before: none is refused or told to try again; writes come in the order of arrival."""
    place = shutil.copytree(riposte.snapshot.path.parents[1], tmp_path / "copy", symlinks=True)
    waits = replace(settings, data_dir=Path(place), lock_wait_s=HANGS_S, write_timeout_s=HANGS_S)
    desk = WriteQueue(waits)
    done: dict[int, WriteResult] = {}

    def put(number: int) -> None:
        slug = f"w{number}"
        where = f"<id/initiative/{slug}> mai:onTerritory <id/territory/commune-{COMMUNES[number % 3]}> ."
        done[number] = desk.write(GraphWrite("put", f"{BASE}/id/contribution/{slug}", body(slug, where)))

    command = [sys.executable, "-c", "from webapp.cli import main; main()", "load", "--data", str(place)]
    commands = [subprocess.Popen([*command, str(write(f"c{number}"))]) for number in range(2)]
    writers = [threading.Thread(target=put, args=(number,)) for number in range(20)]
    for number, each in enumerate(writers):
        each.start()
        wait_until(
            lambda number=number: len(done) + desk._turns.waiting + desk._turns.inside > number, "it waits"
        )
    for each in writers:
        each.join()
    assert [each.wait() for each in commands] == [0, 0]
    desk.close()
    assert [done[number].number for number in range(20)] == sorted(each.number for each in done.values())
    labels = {str(quad.object) for quad in open_current(_directory(waits)).quads()}
    assert {f'"Initiative {slug}"@fr' for slug in [*(f"w{n}" for n in range(20)), "c0", "c1"]} <= labels
