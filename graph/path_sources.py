"""Where the statements of a path come from: which graphs state each, and which passages bear it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.contract import AnyDataset
from graph.network.path import Step
from graph.terms import Triple


@dataclass(frozen=True, slots=True)
class Sourced:
    """A stated triple of a step, and where it comes from.

    graphs: the IRIs of the graphs that state it, in order; quotes: those of the passages behind it, in order; status:
    the IRI of its assertion status where one is told.
    """

    step: int
    triple: Triple
    graphs: tuple[str, ...]
    quotes: tuple[str, ...]
    status: str | None


def statement_sources(dataset: AnyDataset, steps: Iterable[Step]) -> tuple[Sourced, ...]:
    """Find the sources of each statement of some steps, numbered from 1, in order."""
    raise NotImplementedError
