"""Changes of a text, which leave everything else as it was written, comments too; and what a rule is given to find them.

A rule is a function from a `RuleInput` to edits. It never sees an engine, but for the one lookup of `holds`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from graph.sparql.rewriting.planning import Planner
from graph.sparql.statistics import Statistics
from graph.sparql.syntax.scope import Names
from graph.sparql.syntax.tree import PatternNode, PrologueNode, SelectNode


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` up to `end` become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class RuleInput:
    """One query, or the pattern of one operation of an update.

    Attributes:
        select: Its tree.
        prologue: Its declarations.
        text: The whole text.
        planner: Decides where a rule has a choice.
        substituted: Variables that have a value before the query is evaluated, as `$this` of a shape.
        holds: Returns whether a term stands at an end of any triple that the pattern may see.
        is_shown: Whether a variable that is added becomes a column.
        statistics: The counts of the default graph, where it is what is queried and they are known.
    """

    select: SelectNode
    prologue: PrologueNode
    text: str
    planner: Planner
    substituted: Names
    holds: Callable[[str], bool]
    is_shown: bool = False
    statistics: Statistics | None = None


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Make changes that do not overlap; where two begin at one place, what is inserted comes first, in the order given."""
    parts, done = list[str](), 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end > each.start)):
        if edit.start >= done:
            parts += [text[done : edit.start], edit.text]
            done = edit.end
    return "".join([*parts, text[done:]])


def pattern_text(pattern: PatternNode, text: str) -> str:
    """Return a triple pattern as it stands alone."""
    return f"{pattern.subject.text} {text[pattern.path.start : pattern.path.end]} {pattern.object.text}"


def fresh_variables(text: str, stem: str = "v") -> Iterator[str]:
    """Yield variables, with their marks, that a text does not have."""
    while re.search(rf"[?$]{stem}_", text):
        stem += "_"
    number = 0
    while True:
        number += 1
        yield f"?{stem}_{number}"
