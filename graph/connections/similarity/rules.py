"""The five rules that tie two initiatives by something they share; each is also a query of `queries/rules`.

Two initiatives share a basis when one *has* it and the other has it or *falls under* it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rule(IntEnum):
    """A rule; its places are saved on disk, like those of kinds."""

    NEED = 0
    TERRITORY = 1
    ACTOR = 2
    METHOD = 3
    LESSON = 4

    @property
    def word(self) -> str:
        """Give the rule's name in graphs, concepts and IRIs: `shares-need`."""
        return f"shares-{self.name.lower()}"

    @property
    def shortcut(self) -> str:
        """Give the compact name of the property that says the same in one triple."""
        return f"mai:shares{self.name.title()}With"

    @property
    def query(self) -> str:
        """Name the query that gives all that the rule ties."""
        return f"rules/shares_{self.name.lower()}"

    @property
    def version(self) -> str:
        """Tell which wording of the rule this is; a rule that gives other links has another."""
        return _VERSIONS[self]


_VERSIONS = dict.fromkeys(Rule, "1")
RULES = tuple(Rule)


@dataclass(frozen=True, slots=True)
class Share:
    """What one rule gives two initiatives, `first` before `second` by code point."""

    first: str
    second: str
    rule: Rule
    weight: int
    bases: tuple[str, ...]
