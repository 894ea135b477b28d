"""What a rewriting did to the answer of one query: both texts by the engine, and the algebra as the judge.

A rewriting is any function from a text, a random generator and the world to another text, or None where it changes nothing.
Random choices within it, as to what is copied where, hold its exactness apart from what pays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any

from tests.fuzzing.algebra import Algebra
from tests.fuzzing.answers import accepts, comparable, is_empty
from tests.fuzzing.engines import Engine, RefusedError, SecondEngine
from tests.fuzzing.evaluation.functions import UndecidedError
from tests.fuzzing.evaluation.selection import Answer
from tests.fuzzing.language.printing import query_text
from tests.fuzzing.language.reading import read_query
from tests.fuzzing.language.reading_terms import UnreadError
from tests.fuzzing.language.syntax import Query
from tests.fuzzing.worlds import World

Rewriting = Callable[[str, Random, World], str | None]


class DeclinedError(Exception):
    """A rewriting refuses a query by name, because the engine would get it wrong."""


class Verdict(Enum):
    """What came of a query; its value is what a report calls it."""

    ORIGINAL_REFUSED = "the engine refuses the original"
    UNCHANGED = "not rewritten"
    DECLINED = "refused by name"
    SAME = "same rows, right"
    SAME_UNDECIDED = "same rows, the algebra leaves them open"
    BOTH_WRONG = "both wrong, the same rows"
    MENDED = "rewritten right, the engine wrong on the original"
    WRONG = "rewritten wrong"
    REFUSED = "the engine refuses the rewritten"
    BOTH_WRONG_DIFFERENTLY = "both wrong, with different rows"
    UNDECIDED = "different rows, the algebra leaves them open"
    ANOTHER_QUERY = "rewritten wrong by the algebra, which the engine does not show"
    ASTRAY = "right before, the engine wrong on the rewritten, which means the same"
    ENGINE_WRONG_ON_REWRITTEN = (
        "wrong before, the engine wrong otherwise on the rewritten, which means the same"
    )
    WRONG_UNREWRITTEN = "not rewritten, the engine wrong"


FAULTS = frozenset({
    Verdict.WRONG, Verdict.REFUSED, Verdict.BOTH_WRONG_DIFFERENTLY, Verdict.ANOTHER_QUERY,
    Verdict.ASTRAY,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on one query, with the texts and the answers that it was made from."""

    verdict: Verdict
    text: str
    rewritten: str | None = None
    original_answer: Answer | None = None
    rewritten_answer: Answer | None = None
    expected: Answer | None = None
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether the original has no answer worth comparing."""
        return self.original_answer is None or is_empty(self.original_answer)


@dataclass(frozen=True, slots=True)
class Judging:
    """How rewritten texts are looked at.

    Attributes:
        reads_rewritten: The algebra is asked about them too, where they can be read.
        functions: What they may call besides the functions of the engine.
    """

    reads_rewritten: bool = True
    functions: Mapping[Any, Callable[..., Any]] = field(default_factory=dict)


class Comparer:
    """Compares queries over one world; the engine holds it once."""

    def __init__(self, world: World, judging: Judging | None = None) -> None:
        """Load the world."""
        self.world = world
        self.judging = judging or Judging()
        self.engine = Engine(world, self.judging.functions)
        self.algebra = Algebra(world)
        self._second: SecondEngine | None = None

    def second(self, text: str) -> Answer | None:
        """Return what rdflib answers; None if it refuses."""
        self._second = self._second or SecondEngine(self.world)
        try:
            return self._second.answer(text)
        except RefusedError:
            return None

    def expected(self, query: Query) -> Answer | None:
        """Return what the algebra says; None if it leaves the answer open."""
        try:
            return self.algebra.answer(query)
        except UndecidedError:
            return None

    def compare(
        self, query: Query, rewrite: Rewriting, random: Random, *, unchanged: bool = False
    ) -> Comparison:
        """Return the verdict on a query; `unchanged` asks the algebra about those that were not rewritten too."""
        text = query_text(query)
        try:
            original = self.engine.answer(text)
        except RefusedError as error:
            return Comparison(Verdict.ORIGINAL_REFUSED, text, reason=str(error))
        try:
            rewritten = rewrite(text, random, self.world)
        except DeclinedError as error:
            return Comparison(Verdict.DECLINED, text, None, original, reason=str(error))
        if rewritten is None or rewritten == text:
            return self._unchanged(query, text, original) if unchanged else Comparison(
                Verdict.UNCHANGED, text, None, original
            )  # fmt: skip
        expected = self.expected(query)
        try:
            answer = self.engine.answer(rewritten)
        except RefusedError as error:
            return Comparison(Verdict.REFUSED, text, rewritten, original, None, expected, str(error))
        verdict = self._held(_verdict(expected, original, answer), rewritten, expected)
        return Comparison(verdict, text, rewritten, original, answer, expected)

    def _unchanged(self, query: Query, text: str, original: Answer) -> Comparison:
        expected = self.expected(query)
        right = expected is None or accepts(expected, original)
        verdict = Verdict.UNCHANGED if right else Verdict.WRONG_UNREWRITTEN
        return Comparison(verdict, text, None, original, None, expected)

    def _held(self, verdict: Verdict, rewritten: str, expected: Answer | None) -> Verdict:
        """Return the verdict once the algebra, or else rdflib, was asked what the rewritten text means.

        Where the engine is wrong about the rewritten text, the rewriting is not; and where it is wrong about both in
        the same way, the rewriting may be, without anything being seen.
        """
        if expected is None:
            return verdict
        meaning = self.meaning(rewritten) if self.judging.reads_rewritten else None
        if verdict in FAULTS:
            meaning = meaning or self.second(rewritten)
            if meaning is None or not accepts(expected, meaning):
                return verdict
            return Verdict.ASTRAY if verdict is Verdict.WRONG else Verdict.ENGINE_WRONG_ON_REWRITTEN
        return verdict if meaning is None or accepts(expected, meaning) else Verdict.ANOTHER_QUERY

    def meaning(self, text: str) -> Answer | None:
        """Return what a text means by the algebra; None if it cannot be read or is left open."""
        try:
            return self.expected(read_query(text))
        except UnreadError:
            return None


def _verdict(expected: Answer | None, original: Answer, rewritten: Answer) -> Verdict:
    if expected is None:
        same = comparable(original) == comparable(rewritten)
        return Verdict.SAME_UNDECIDED if same else Verdict.UNDECIDED
    right, right_after = accepts(expected, original), accepts(expected, rewritten)
    if right_after:
        return Verdict.SAME if right else Verdict.MENDED
    if right:
        return Verdict.WRONG
    same = comparable(original) == comparable(rewritten)
    return Verdict.BOTH_WRONG if same else Verdict.BOTH_WRONG_DIFFERENTLY
