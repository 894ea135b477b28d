"""A change that passed the gate enters the store: in one transaction, or, too large for that, by way of a copy.

In: the writer, what was reviewed. Out: the store as it will be, the catalogue included; nothing is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from graph.connections.structure.analysis import structure_of
from graph.connections.structure.cache import kept_structure
from graph.connections.structure.measurements import describe_structure, told_structure
from graph.derivation.connections import DerivedConnections
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Triple
from graph.sources.candidate import Candidate
from graph.storage.snapshots import NETWORK, State
from graph.storage.store_writer import StoreWriter
from graph.validation.report import Report
from graph.writing.catalogue_delta import Reckoning, next_state, told_change


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """What a candidate comes to: the quads that would go and come, derived ones and those of the kept report told apart,
    and the report.
    """

    stated: QuadDelta
    connected: DerivedConnections
    kept_report: QuadDelta
    report: Report

    @property
    def change(self) -> QuadDelta:
        """Give what goes and comes but the kept report, the catalogue, and what blocks hold."""
        return self.stated | self.connected.change

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the store would hold the same as before."""
        return not self.change and self.connected.blocks is None


def enter(writer: StoreWriter, candidate: Candidate, reviewed: ReviewedChange) -> None:
    """Change the store, whole or not at all."""
    is_large = len(reviewed.change) + len(reviewed.kept_report) > writer.settings.transaction_max_quads
    if is_large or reviewed.connected.blocks is not None:
        writer.announce()
        _enter_by_copy(writer, candidate, reviewed)
    else:
        _enter_at_once(writer, candidate, reviewed)


def _enter_at_once(writer: StoreWriter, candidate: Candidate, reviewed: ReviewedChange) -> None:
    state = next_state(writer.state(), reviewed.change)
    measured = _last_measured(writer, state)
    if not measured and reviewed.connected.standing is not None:
        measured = _measured(writer, reviewed, state)
    told = _told(writer, candidate, reviewed, state, measured)
    writer.apply(reviewed.change | reviewed.kept_report | told, reviewed.connected.standing)


def _enter_by_copy(writer: StoreWriter, candidate: Candidate, reviewed: ReviewedChange) -> None:
    standing, blocks = reviewed.connected.standing, reviewed.connected.blocks
    with writer.amending(standing) as amendment:
        reckoning = Reckoning(writer.state())
        amendment.make(reckoning.passing(chain((reviewed.change,), blocks or ())))
        for graph_name in reviewed.change.emptied | (blocks.emptied if blocks else frozenset()):
            amendment.store.remove_graph(graph_name)
        state = reckoning.next_state()
        measured = _last_measured(writer, state) if standing is None else _measured(writer, reviewed, state)
        amendment.make((reviewed.kept_report | _told(writer, candidate, reviewed, state, measured),))


def _told(
    writer: StoreWriter, candidate: Candidate, reviewed: ReviewedChange, state: State, measured: set[Triple]
) -> QuadDelta:
    return told_change(
        writer.store, writer.names, candidate, state, stated=reviewed.change, measured=measured
    )


def _measured(writer: StoreWriter, reviewed: ReviewedChange, state: State) -> set[Triple]:
    """Tell of the structure as it will be."""
    assert reviewed.connected.standing is not None, "there is a network"
    found = structure_of(reviewed.connected.standing.network)
    return set(describe_structure(found, state.number, writer.names))


def _last_measured(writer: StoreWriter, state: State) -> set[Triple]:
    """Tell of the structure as it was last found, if it ever was."""
    told, before = told_structure(writer.store, writer.names), state.number - 1
    kept = kept_structure(writer.directory.snapshots / str(before) / NETWORK) if told else None
    return told if kept is None else set(describe_structure(kept, before, writer.names))
