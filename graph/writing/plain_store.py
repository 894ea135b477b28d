"""Write to a plain data directory: each request is one transaction, and published.

Nothing is preloaded, validated or merged into the default graph. The store holds only what users put in, so the number
of a snapshot is that of its folder, and a file marks a change that is not published yet.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from graph.errors import GraphAbsent, GraphPresent
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple
from graph.settings import Settings
from graph.sources.payload import parse_payloads
from graph.storage.catalogue import now
from graph.storage.data_directory import DataDirectory, write_file
from graph.storage.retention import Limits, Retention
from graph.storage.snapshots import Snapshot, State, current_number, publish
from graph.storage.store_copy import StoreCopy, copy_in, replacing
from graph.storage.writer_lock import locked
from graph.writing.proposals import checked_update
from graph.writing.requests import GraphWrite, Update, WriteResult
from graph.writing.update_evaluation import evaluate_update, rewritten_update

_KEEP_COUNT = 2  # nothing refers to an older one: a plain directory has no history


class PlainWriter:
    """The store of a plain data directory, open for writing under its lock."""

    def __init__(self, directory: DataDirectory, settings: Settings) -> None:
        """Use `open_plain_writer` instead: it takes the lock and recovers first."""
        self.directory = directory
        self.settings = settings
        self.store = Store(str(directory.store_path()))
        self._pending = directory.path / "pending"
        self._retention = Retention(directory)

    def write(self, request: Update | GraphWrite) -> WriteResult:
        """Carry out a request, whole or not at all, and publish the result.

        Raises:
            GraphAbsent, GraphPresent, SourceSyntaxError, UnknownMediaType: Nothing was changed; also those of
                `checked_update`
                and `evaluate_update`.
        """
        if isinstance(request, Update):
            update, _ = checked_update(request)
            update = rewritten_update(self.store, update, self.directory.names)
            with self._published_after():
                evaluate_update(self.store, update, self.directory.names)
            return WriteResult(current_number(self.directory))
        is_new = self._write_graph(request)
        return WriteResult(current_number(self.directory), is_new=is_new)

    def recover(self) -> None:
        """Publish a change that was applied and not published, or the empty store of a first start."""
        if self._pending.exists() or not current_number(self.directory):
            self._publish()

    def take_over(self, store_path: Path) -> Snapshot:
        """Put a copy of another store in place of this one, in one rename, and publish it."""
        copy = copy_in(self.directory, Store.read_only(str(store_path)))
        write_file(self._pending, "")
        self._replace(copy)
        return self._publish()

    def close(self) -> None:
        """Close the store, so that the next writer may open it."""
        del self.store

    def _write_graph(self, request: GraphWrite) -> bool:
        graph_name = NamedNode(request.graph) if request.graph else DefaultGraph()
        is_stored = isinstance(graph_name, DefaultGraph) or self.store.contains_named_graph(graph_name)
        if is_stored and request.must_be_new:
            raise GraphPresent(graph=request.graph)
        if not is_stored and request.verb == "delete":
            raise GraphAbsent(graph=request.graph)
        triples = parse_payloads(request.parts, request.graph, max_bytes=self.settings.write_max_bytes)
        with self._published_after():
            if request.verb == "post":
                self._add(triples, graph_name)
            elif len(triples) > self.settings.transaction_max_quads:
                self._replace_aside(triples, graph_name)
            else:
                self.store.update(_replacement(request, triples, graph_name))
        return not is_stored

    def _add(self, triples: set[Triple], graph_name: NamedNode | DefaultGraph) -> None:
        if isinstance(graph_name, NamedNode):
            self.store.add_graph(graph_name)
        self.store.extend(_quads(triples, graph_name))

    def _replace_aside(self, triples: set[Triple], graph_name: NamedNode | DefaultGraph) -> None:
        """Replace a graph in a copy of the store, and switch: too large for the text of one transaction."""
        copy = copy_in(self.directory, self.store)
        copy.store.clear_graph(graph_name)
        copy.apply([QuadDelta(added=frozenset(_quads(triples, graph_name)))])
        self._replace(copy)

    def _replace(self, copy: StoreCopy) -> None:
        """Continue with a copy that takes the store's place, in one rename."""
        with replacing(self.directory, copy):
            pass
        self.store = Store(str(self.directory.store_path()))

    @contextmanager
    def _published_after(self) -> Iterator[None]:
        write_file(self._pending, "")
        try:
            yield
        except BaseException:
            self._pending.unlink()  # a transaction that failed left nothing
            raise
        self.store.flush()
        self._publish()

    def _publish(self) -> Snapshot:
        taken = [int(each.name) for each in self.directory.snapshots.iterdir() if each.name.isdigit()]
        # The digest distinguishes versions; one of the content would mean reading all of it after each write.
        state = State(max(taken, default=0) + 1, now(), secrets.token_hex(32), 0, 0)
        snapshot = publish(self.store, state, self.directory)
        self._pending.unlink(missing_ok=True)
        self._retention.retire(Limits(_KEEP_COUNT))
        return snapshot


@contextmanager
def open_plain_writer(directory: DataDirectory, settings: Settings) -> Iterator[PlainWriter]:
    """Take the lock, sweep what a crash left, and publish what was not published.

    Raises:
        DataDirectoryBusy: Another process writes.
        KindMismatch: The directory is a full one.
    """
    directory.require("plain")
    with locked(directory, wait_s=settings.lock_wait_s):
        directory.sweep()
        writer = PlainWriter(directory, settings)
        writer.recover()
        try:
            yield writer
        finally:
            writer.close()


def _replacement(request: GraphWrite, triples: set[Triple], graph_name: NamedNode | DefaultGraph) -> str:
    """Write a graph's replacement or removal as one update: one transaction."""
    if isinstance(graph_name, DefaultGraph):
        data = "".join(f"{each} .\n" for each in triples)
        return f"CLEAR DEFAULT ; INSERT DATA {{\n{data}}}"
    removed = f"DROP SILENT GRAPH {graph_name}"
    if request.verb == "delete":
        return removed
    data = "".join(f"{each} .\n" for each in triples)
    return f"{removed} ; CREATE SILENT GRAPH {graph_name} ; INSERT DATA {{ GRAPH {graph_name} {{\n{data}}} }}"


def _quads(triples: set[Triple], graph_name: NamedNode | DefaultGraph) -> Iterator[Quad]:
    return (Quad(each.subject, each.predicate, each.object, graph_name) for each in triples)
