"""A write to a full data directory: a proposal, the same gate as a load, a snapshot."""

from __future__ import annotations

from graph.rdf.terms import NamedNode
from graph.storage.snapshots import current_number
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import commit
from graph.writing.proposals import propose_graph, propose_update
from graph.writing.requests import GraphWrite, Update, WriteResult


def write(writer: StoreWriter, asked: Update | GraphWrite) -> WriteResult:
    """Put through what is asked, or change nothing at all.

    Raises: those of `propose_update` or `propose_graph`; CandidateRefused with the report.
    """
    if isinstance(asked, Update):
        candidate, is_new = propose_update(writer, asked), False
    else:
        is_new = not (asked.graph and writer.store.contains_named_graph(NamedNode(asked.graph)))
        candidate = propose_graph(writer, asked)
    if not candidate.names():
        return WriteResult(current_number(writer.directory), has_changed=False)
    done = commit(writer, candidate)
    return WriteResult(done.snapshot.number, is_new=is_new, has_changed=done.changed, report=done.report)
