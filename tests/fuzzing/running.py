"""A run of the fuzzer: many queries, each compared, the differences counted and the first of each kind made small.

The same seed gives the same worlds and queries whatever the rewriting does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.fuzzing.answers import accepts, comparable, is_empty
from tests.fuzzing.comparing import FAULTS, Comparer, Comparison, Judging, Rewriting, Verdict
from tests.fuzzing.engines import RefusedError
from tests.fuzzing.language.printing import query_text
from tests.fuzzing.language.syntax import Query
from tests.fuzzing.shrinking import features, shrink
from tests.fuzzing.templates.registry import template_for
from tests.fuzzing.worlds import World, random_world

QUERIES_A_WORLD = 8
TRIES = 2  # for a query with an answer
SEEDS_TRIED = 4
SHOWN = FAULTS | {
    Verdict.UNDECIDED,
    Verdict.WRONG_UNREWRITTEN,
    Verdict.MENDED,
    Verdict.ENGINE_WRONG_ON_REWRITTEN,
}
SHRUNK_AT_MOST = 30  # differences that are made small, for each example of a kind that is shown


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What is fuzzed: a template of queries, how many, from which seed; every n-th is asked of rdflib too.

    Attributes:
        first: The place of a query in the run of all: the run begins with the first of that query's world.
        tries: How often a query with an answer is looked for before one is taken as it comes.
    """

    template: str
    queries: int
    seed: int = 1
    examples: int = 3
    second_oracle_every: int = 0
    unchanged: bool = False
    judging: Judging = field(default_factory=Judging)
    first: int = 0
    tries: int = TRIES


@dataclass(slots=True)
class RunReport:
    """What came of a run."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    queries: int = 0
    not_empty: int = 0
    rewritten_not_empty: int = 0
    shown: int = 3
    declined: Counter[str] = field(default_factory=Counter)
    second: Counter[str] = field(default_factory=Counter)
    examples: dict[Verdict, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def rewritten(self) -> int:
        """Return how many queries were rewritten."""
        kept = (Verdict.ORIGINAL_REFUSED, Verdict.UNCHANGED, Verdict.DECLINED, Verdict.WRONG_UNREWRITTEN)
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
        yield from (f"{count:8} refused as {code}" for code, count in sorted(self.declined.items()))
        yield from (f"{count:8} rdflib: {name}" for name, count in sorted(self.second.items()))
        for verdict, kinds in self.examples.items():
            yield f"\n== {verdict.value}"
            for kind, examples in sorted(kinds.items(), key=lambda each: -len(each[1])):
                yield f"\n-- {kind} ({len(examples)})"
                yield from examples[: self.shown]


@dataclass(frozen=True, slots=True)
class FuzzCase:
    """A query over a world, the seed of the choices that a rewriting makes, and its place in the run."""

    comparer: Comparer
    query: Query
    seed: int
    place: int


def cases(options: RunOptions) -> Iterator[FuzzCase]:
    """Yield the queries of a run."""
    make = template_for(options.template)
    comparer = None
    begin = options.first - options.first % QUERIES_A_WORLD
    for place in range(begin, begin + options.queries):
        random = Random(f"{options.seed}:{options.template}:{place}")
        if comparer is None or place % QUERIES_A_WORLD == 0:
            comparer = Comparer(random_world(random), options.judging)
        # The last one with an answer or none: what finds nothing, and what is refused, occurs too.
        made = [make(random, comparer.world)]
        while len(made) <= options.tries and not _has_answer(comparer, made[-1]):
            made.append(make(random, comparer.world))
        yield FuzzCase(comparer, made[-1], random.getrandbits(32), place)


def _has_answer(comparer: Comparer, query: Query) -> bool:
    try:
        return not is_empty(comparer.engine.answer(query_text(query)))
    except RefusedError:
        return False


def run(options: RunOptions, rewrite: Rewriting) -> RunReport:
    """Compare the queries of a run."""
    report = RunReport(shown=options.examples)
    for case in cases(options):
        found = case.comparer.compare(case.query, rewrite, Random(case.seed), unchanged=options.unchanged)
        report.queries += 1
        report.verdicts[found.verdict] += 1
        report.not_empty += not found.is_empty
        report.rewritten_not_empty += not found.is_empty and found.rewritten is not None
        every = options.second_oracle_every
        if every and report.queries % every == 0 and found.expected is not None:
            report.second[_second_opinion(case.comparer, found)] += 1
        if found.verdict is Verdict.DECLINED:
            report.declined[found.reason] += 1
        if found.verdict in SHOWN:
            _add_example(report, rewrite, case, found)
    return report


def _second_opinion(comparer: Comparer, found: Comparison) -> str:
    answer = comparer.second(found.text)
    if answer is None:
        return "refuses the query"
    assert found.expected is not None
    return "agrees with the algebra" if accepts(found.expected, answer) else "differs from the algebra"


def _add_example(report: RunReport, rewrite: Rewriting, case: FuzzCase, found: Comparison) -> None:
    """Make a difference small and keep it, unless there are enough of its verdict."""
    kinds = report.examples.setdefault(found.verdict, {})
    if sum(map(len, kinds.values())) >= SHRUNK_AT_MOST * report.shown:
        return
    world, query = shrink(case.comparer.world, case.query, _failing(case, rewrite, found.verdict))
    comparer = Comparer(world, case.comparer.judging)
    again = next(_attempts(comparer, query, rewrite, case.seed, found.verdict), found)
    kinds.setdefault(features(query), []).append(described(again, world))


def _failing(case: FuzzCase, rewrite: Rewriting, verdict: Verdict) -> Callable[[World, Query], bool]:
    """Return what says whether a smaller case still has a verdict; a world is loaded once."""
    held = [case.comparer]

    def fails(world: World, query: Query) -> bool:
        if held[0].world is not world:
            held[0] = Comparer(world, case.comparer.judging)
        return any(_attempts(held[0], query, rewrite, case.seed, verdict))

    return fails


def _attempts(
    comparer: Comparer, query: Query, rewrite: Rewriting, seed: int, verdict: Verdict
) -> Iterator[Comparison]:
    """Yield comparisons with a verdict, for the seed of the case and a few others: a smaller query takes other choices."""
    for tried in range(seed, seed + SEEDS_TRIED):
        found = comparer.compare(
            query, rewrite, Random(tried), unchanged=verdict is Verdict.WRONG_UNREWRITTEN
        )
        if found.verdict is verdict:
            yield found


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
