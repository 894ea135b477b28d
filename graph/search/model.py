"""Hold the values of a search: the question as it was put, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What is searched.

    Attributes:
        words: As they were typed.
        chosen: Values by facet; several of one facet are alternatives, the facets restrict each other.
        years: First and last year of the start; None where open.
        near: The places that count as near, where nearness is asked for: things on one of them are found.
        distances: Kilometres from the place that the reader chose to other places, by IRI: of things that fit as well, the
            nearer comes first.
        sort: "relevance", "nearest", "date", "name" or "links"; "nearest" needs `distances`.
        language: Whose names order a list.
        first, most: Which stretch of the result is returned.
    """

    words: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    years: tuple[int | None, int | None] = (None, None)
    near: Sequence[str] | None = None
    distances: Mapping[str, float] = field(default_factory=dict)
    sort: str = "relevance"
    language: str = "fr"
    first: int = 0
    most: int = 20


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found.

    Attributes:
        iris: The stretch that was asked for, in order.
        total: How many things fit.
        counts: For each facet, its values that would leave something, with how many, most first.
        read_as: Words that nobody wrote, and what they were read as.
        needed, typed: How many of how many words a thing must have; fewer than all where hardly anything has all.
    """

    iris: tuple[str, ...]
    total: int
    counts: Mapping[str, tuple[tuple[str, int], ...]]
    read_as: tuple[tuple[str, str], ...] = ()
    needed: int = 0
    typed: int = 0
