"""Put a change that was reviewed in the store: in one transaction, or, too large for that, by way of a copy.

The catalogue changes with it; nothing is published here.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.rdf.quad_delta import QuadDelta
from graph.sources.candidate import Candidate
from graph.storage.store_writer import StoreWriter
from graph.validation.report import Report
from graph.writing.catalogue_delta import next_state, told_change


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """What a candidate comes to.

    Attributes:
        change: Quads of contributions, date bounds and the merge that would go and come.
        kept_report: Quads of the kept validation report that would.
        report: What the shapes say.
    """

    change: QuadDelta
    kept_report: QuadDelta
    report: Report


def enter(writer: StoreWriter, candidate: Candidate, reviewed: ReviewedChange) -> None:
    """Change the store, whole or not at all."""
    state = next_state(writer.state(), reviewed.change)
    told = told_change(writer.store, writer.names, candidate, state, stated=reviewed.change)
    whole = reviewed.change | reviewed.kept_report | told
    if len(whole) <= writer.settings.transaction_max_quads:
        writer.apply(whole)
        return
    writer.announce()
    with writer.replacing() as copy:
        copy.apply((whole,))
