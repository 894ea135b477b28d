"""Errors of validation: data that does not conform, shapes that cannot be applied.

The report itself is a value of `graph.validation`; here it is known only as far as an error carries it.
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Protocol

from graph.errors.graph_error import GraphError


class ViolationReport(Protocol):
    """A validation report, as far as those who refuse a candidate show it (`graph.validation.report.Report`)."""

    @property
    def violations(self) -> Sized:
        """The results that block publication."""

    def as_text(self, language: str) -> str:
        """Render the report for a person at a terminal."""

    def as_json(self) -> str:
        """Serialize the report for a program."""


class ShapesError(GraphError):
    """The shapes graph is ill-formed."""

    code = "shapes"


class CandidateRefused(GraphError):
    """The candidate would make the graph violate its shapes; nothing was written."""

    code = "candidate-refused"

    def __init__(self, report: ViolationReport) -> None:
        super().__init__(violation_count=len(report.violations))
        self.report = report


class WordingError(GraphError):
    """A file of the ontology gives words that no sentence can be made of."""

    code = "wording"
