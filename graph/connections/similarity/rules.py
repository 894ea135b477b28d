"""Define the five rules that connect two initiatives; each is also a query of `queries/rules`.

Two initiatives share a feature when one *has* it and the other has it or *falls under* it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rule(IntEnum):
    """A rule; its numbers are saved on disk, like those of kinds."""

    NEED = 0
    TERRITORY = 1
    ACTOR = 2
    METHOD = 3
    LESSON = 4

    @property
    def word(self) -> str:
        """Return the rule's name in graphs, concepts and IRIs: `shares-need`."""
        return f"shares-{self.name.lower()}"

    @property
    def shortcut(self) -> str:
        """Return the compact name of the property that states the connection in one triple."""
        return f"mai:shares{self.name.title()}With"

    @property
    def query(self) -> str:
        """Return the name of the query that finds all that the rule connects."""
        return f"rules/shares_{self.name.lower()}"

    @property
    def version(self) -> str:
        """Return the rule's version, which changes when the rule yields other connections."""
        return _VERSIONS[self]


_VERSIONS = dict.fromkeys(Rule, "1")


@dataclass(frozen=True, slots=True)
class Share:
    """What two initiatives share by one rule, `first` before `second` by code point."""

    first: str
    second: str
    rule: Rule
    weight: int
    bases: tuple[str, ...]
