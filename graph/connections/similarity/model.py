"""What "close to this one, and why" answers: connections, each with its reasons. Values only; `close` finds them."""

from __future__ import annotations

from dataclasses import dataclass

from graph.connections.network.thing_kinds import Kind


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that ties two others, and how rare it is.

    rule: the notation of a connection type (`shares-need`, `extends`), or one of those of graph.connections.similarity.families for other
    things than initiatives. basis: IRI of what is shared; of a stated link, the other thing. weight: in units of 1e-4
    (`weights.decimal` writes it). count: things of the family that have the basis or fall under it, these two among them;
    of: things of the family. here, there: IRI of what the thing asked about and the other have of the basis: itself, or
    what falls under it; of a stated link, the two things. is_backwards: the other states it (it extends the thing asked
    about).
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
    """A thing that another is close to; kinds: of the thing asked about, then of `to`.

    weight: of all that the two share, in units of 1e-4. shared_count: how many things that is. reasons: stated ones
    first, then the heaviest first; not all of them where very many are shared.
    """

    to: str
    kinds: tuple[Kind, Kind]
    weight: int
    shared_count: int
    reasons: tuple[Reason, ...]

    @property
    def is_stated(self) -> bool:
        """Tell whether a source states the link."""
        return any(each.rule in STATED for each in self.reasons)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the connections of a thing: those from `offset` on, of `total`; stated ones first, then the heaviest.

    kind: of the thing asked about; None when the network does not know it.
    """

    of: str
    kind: Kind | None
    total: int
    offset: int
    connections: tuple[Connection, ...]

    def iris(self) -> set[str]:
        """Name all that its sentences name, to ask for labels."""
        told = (reason for each in self.connections for reason in each.reasons)
        named = {iri for each in told for iri in (each.basis, each.here, each.there)}
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
