"""Hold what `live_ranking` finds, as values: connections, each with its reasons.

`graph.connections.wording` writes them as sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.connections.network.thing_kinds import Kind

UNIT = 10_000  # weights are integers, in units of 1e-4


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that connects two others, and how rare it is.

    Attributes:
        rule: The notation of a connection type (`shares-need`, `extends`), or a rule of `families` for other things.
        basis: IRI of what is shared; of a stated link, the other thing.
        weight: In units of 1e-4; `decimal` formats it.
        count: Things of the family that have the basis or fall under it, these two included.
        of: Things of the family.
        here, there: IRI of what the first and the other thing have of the basis: itself, or what falls under it; of a
            stated
            link, the two things.
        is_backwards: The other thing states it (it extends the first).
    """

    rule: str
    basis: str
    weight: int
    count: int
    of: int
    here: str
    there: str
    basis_kind: Kind = Kind.OTHER
    is_backwards: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A thing that another is close to.

    Attributes:
        kinds: Of the first thing, then of `to`.
        weight: Of all that the two share, in units of 1e-4.
        shared_count: How many things that is.
        reasons: Stated ones first, then the heaviest; not all of them where very many are shared.
    """

    to: str
    kinds: tuple[Kind, Kind]
    weight: int
    shared_count: int
    reasons: tuple[Reason, ...]

    @property
    def is_stated(self) -> bool:
        """Return whether a source states the link."""
        return any(each.rule in STATED for each in self.reasons)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the connections of a thing: those from `offset` on, of `total`; stated ones first, then the heaviest.

    `kind` is that of the thing; None when the network does not know it.
    """

    of: str
    kind: Kind | None
    total: int
    offset: int
    connections: tuple[Connection, ...]

    def iris(self) -> set[str]:
        """Return every IRI that its sentences name, to ask for labels."""
        reasons = (reason for each in self.connections for reason in each.reasons)
        named = {iri for each in reasons for iri in (each.basis, each.here, each.there)}
        return named | {each.to for each in self.connections} | {self.of}


# The rules of reasons that a source states.
STATED = (
    "extends",
    "inspired-by",
    "echoes",
    "part-of",
    "member-of",
    "unit-of",
    "sub-organisation-of",
    "broader",
    "follows",
)


def decimal(weight: int) -> str:
    """Format a weight as an xsd:decimal as stores do: without a point where nothing follows."""
    whole, part = divmod(weight, UNIT)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".")
