"""Apply a reviewed change to the store: in one transaction or, where it is too large for that, in a copy.

The catalogue changes with it; nothing is published here.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.rdf.quad_delta import QuadDelta
from graph.sources.candidate import Candidate
from graph.storage.store_writer import StoreWriter
from graph.validation.report import Report
from graph.writing.catalogue_delta import catalogue_change, next_state


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """A validated change that a candidate makes.

    Attributes:
        change: Quads of contributions, date bounds and the default graph.
        kept_report: Quads of the stored validation report.
        report: The validation report.
    """

    change: QuadDelta
    kept_report: QuadDelta
    report: Report


def apply_reviewed(writer: StoreWriter, candidate: Candidate, reviewed: ReviewedChange) -> None:
    """Change the store, whole or not at all."""
    state = next_state(writer.state(), reviewed.change)
    catalogue = catalogue_change(writer.store, writer.names, candidate, state, stated=reviewed.change)
    whole = reviewed.change | reviewed.kept_report | catalogue
    if len(whole) <= writer.settings.transaction_max_quads:
        writer.apply(whole, state)
        return
    writer.announce()
    with writer.replacing(change=whole) as copy:
        copy.apply((whole,))
