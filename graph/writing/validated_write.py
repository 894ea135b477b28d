"""Write to a full data directory: propose a candidate, validate it like a load, publish a snapshot."""

from __future__ import annotations

from graph.rdf.terms import NamedNode
from graph.storage.snapshots import current_number
from graph.storage.store_writer import StoreWriter
from graph.storage.transactions import reporting_damage
from graph.writing.commit import commit
from graph.writing.proposals import propose_graph, propose_update
from graph.writing.replacements import find_replacements
from graph.writing.requests import GraphWrite, Update, WriteResult


def write(writer: StoreWriter, request: Update | GraphWrite) -> WriteResult:
    """Carry out a request, or change nothing at all.

    Raises:
        CandidateRefused: It does not conform; holds the report. Also those of `propose_update` or `propose_graph`.
        StoreDamaged: A part of the store that it needs cannot be read.
    """
    with reporting_damage(writer.directory.store_path()):
        return _write(writer, request)


def _write(writer: StoreWriter, request: Update | GraphWrite) -> WriteResult:
    if isinstance(request, Update):
        candidate, is_new = propose_update(writer, request), False
    else:
        is_new = not (request.graph and writer.store.contains_named_graph(NamedNode(request.graph)))
        candidate = propose_graph(writer, request)
    if not candidate.names():
        return WriteResult(current_number(writer.directory), has_changed=False)
    replaced = find_replacements(writer.store, candidate, writer.names)
    done = commit(writer, candidate)
    return WriteResult(
        done.snapshot.number, is_new=is_new, has_changed=done.changed, report=done.report, replaced=replaced
    )
