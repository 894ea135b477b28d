"""A run of the fuzzer: many queries, each compared, the differences counted and the first of each kind made small.

The same seed gives the same worlds and queries whatever the rewriting does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.fuzzing.answers import accepts, comparable
from tests.fuzzing.comparing import FAULTS, Comparer, Comparison, Rewriting, Verdict
from tests.fuzzing.shrinking import shrink
from tests.fuzzing.syntax import Query, features
from tests.fuzzing.templates.registry import template_for
from tests.fuzzing.worlds import World, random_world

QUERIES_A_WORLD = 8
SEEDS_TRIED = 4
SHRUNK_AT_MOST = 100  # differences that are made small, for each example of a kind that is shown


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What is fuzzed: a template of queries, how many, from which seed; every n-th is asked of rdflib too."""

    template: str
    queries: int
    seed: int = 1
    examples: int = 3
    second_oracle_every: int = 0
    unchanged: bool = False


@dataclass(slots=True)
class RunReport:
    """What came of a run."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    queries: int = 0
    not_empty: int = 0
    rewritten_not_empty: int = 0
    shown: int = 3
    second: Counter[str] = field(default_factory=Counter)
    examples: dict[Verdict, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def rewritten(self) -> int:
        """Return how many queries were rewritten."""
        kept = (Verdict.ORIGINAL_REFUSED, Verdict.UNCHANGED, Verdict.WRONG_UNREWRITTEN)
        return self.queries - sum(self.verdicts[each] for each in kept)

    @property
    def has_faults(self) -> bool:
        """Return whether a rewriting gave a wrong answer, or a text that the engine refuses."""
        return any(self.verdicts[each] for each in FAULTS)

    def lines(self) -> Iterator[str]:
        """Yield the report, a line a count, then the examples."""
        yield f"queries {self.queries}, rewritten {self.rewritten}"
        yield f"not empty: {self.not_empty} of all, {self.rewritten_not_empty} of the rewritten"
        yield from (f"{self.verdicts[each]:8} {each.value}" for each in Verdict if self.verdicts[each])
        yield from (f"{count:8} rdflib: {name}" for name, count in sorted(self.second.items()))
        for verdict, kinds in self.examples.items():
            yield f"\n== {verdict.value}"
            for kind, examples in sorted(kinds.items(), key=lambda each: -len(each[1])):
                yield f"\n-- {kind} ({len(examples)})"
                yield from examples[: self.shown]


def cases(options: RunOptions) -> Iterator[tuple[Comparer, Query, int]]:
    """Yield worlds and queries, and a seed for the choices of the rewriting."""
    maker: Callable[[Random, World], Query] = template_for(options.template)
    comparer = None
    for place in range(options.queries):
        random = Random(f"{options.seed}:{options.template}:{place}")
        if comparer is None or place % QUERIES_A_WORLD == 0:
            comparer = Comparer(random_world(random))
        yield comparer, maker(random, comparer.world), random.getrandbits(32)


def run(options: RunOptions, rewrite: Rewriting) -> RunReport:
    """Compare the queries of a run."""
    report = RunReport(shown=options.examples)
    for comparer, query, seed in cases(options):
        found = comparer.compare(query, rewrite, Random(seed), unchanged=options.unchanged)
        report.queries += 1
        report.verdicts[found.verdict] += 1
        report.not_empty += not found.is_empty
        report.rewritten_not_empty += not found.is_empty and found.rewritten is not None
        every = options.second_oracle_every
        if every and report.queries % every == 0 and found.expected is not None:
            report.second[_second_opinion(comparer, found)] += 1
        _add_example(report, options, rewrite, (comparer, query, seed), found)
    return report


def _second_opinion(comparer: Comparer, found: Comparison) -> str:
    answer = comparer.second(found.text)
    if answer is None:
        return "refuses the query"
    assert found.expected is not None
    return "agrees with the algebra" if accepts(found.expected, answer) else "differs from the algebra"


def _add_example(
    report: RunReport,
    options: RunOptions,
    rewrite: Rewriting,
    case: tuple[Comparer, Query, int],
    found: Comparison,
) -> None:
    """Make a difference small and keep it, unless there are enough of its kind."""
    if found.verdict not in {
        *FAULTS,
        Verdict.WRONG_UNREWRITTEN,
        Verdict.MENDED,
        Verdict.ENGINE_WRONG_ON_REWRITTEN,
    }:
        return
    kinds = report.examples.setdefault(found.verdict, {})
    if sum(map(len, kinds.values())) >= SHRUNK_AT_MOST * options.examples:
        return
    comparer, query, seed = case
    comparison, smallest_world, smallest = shrunk(comparer.world, query, rewrite, seed, found.verdict)
    kinds.setdefault(features(smallest), []).append(described(comparison, smallest_world))


def shrunk(
    world: World, query: Query, rewrite: Rewriting, seed: int, verdict: Verdict
) -> tuple[Comparison, World]:
    """Return the smallest comparison found with the same verdict, with its world and query."""
    last: list[Comparison] = []
    comparers: dict[int, Comparer] = {}

    def fails(smaller_world: World, smaller_query: Query) -> bool:
        comparer = comparers.get(id(smaller_world))
        if comparer is None or comparer.world is not smaller_world:
            comparers.clear()
            comparer = comparers[id(smaller_world)] = Comparer(smaller_world)
        for tried in range(seed, seed + SEEDS_TRIED):
            unchanged = verdict is Verdict.WRONG_UNREWRITTEN
            found = comparer.compare(smaller_query, rewrite, Random(tried), unchanged=unchanged)
            if found.verdict is verdict:
                last[:] = [found]
                return True
        return False

    if not fails(world, query):
        message = "the failure does not come again"
        raise AssertionError(message)
    return last[0], *shrink(world, query, fails)


def described(found: Comparison, world: World) -> str:
    """Return a comparison as text: the data, both queries, and the rows that differ."""
    lines = [world.text(), f"original:  {found.text}"]
    if found.rewritten is not None:
        lines.append(f"rewritten: {found.rewritten}")
    if found.reason:
        lines.append(f"reason:    {found.reason}")
    answers = (
        ("algebra", found.expected),
        ("original", found.original_answer),
        ("rewritten", found.rewritten_answer),
    )
    for name, answer in answers:
        if answer is not None:
            rows = [f"{row} x{count}" for row, count in sorted(comparable(answer).items(), key=repr)]
            lines.append(f"{name + ':':10} {' '.join(rows) or 'no row'}")
    return "\n".join(lines) + "\n"
