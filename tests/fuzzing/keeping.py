"""A run of random writes over which answers are kept: as long as no write touches what a query looks at, its answer is the same.

    .venv/bin/python -m tests.fuzzing.keeping --writes 10000

Each world has some random queries. After each write, the answers that it does not touch are compared with fresh ones by the
product's own evaluation. Where they differ, the algebra tells whether the kept one is stale, or as right as the other.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pyoxigraph as ox

from graph.errors import GraphError
from graph.rdf.quad_delta import QuadDelta
from graph.sparql.evaluation import evaluate
from graph.sparql.syntax.footprint import footprint
from graph.sparql.syntax.looks import ChangedQuads, Look
from tests.fuzzing.algebra import Algebra
from tests.fuzzing.answers import accepts, comparable, is_empty
from tests.fuzzing.engines import Engine
from tests.fuzzing.evaluation.functions import UndecidedError
from tests.fuzzing.evaluation.selection import Answer
from tests.fuzzing.language.printing import query_text
from tests.fuzzing.language.syntax import Query
from tests.fuzzing.language.terms import iri
from tests.fuzzing.templates.registry import TEMPLATES, template_for
from tests.fuzzing.worlds import GRAPH_NAMES, Triple, World, random_world

QUERIES_A_WORLD = 12
WRITES_A_WORLD = 25
OTHERS = (iri("x"), iri("y"))  # nodes and a predicate that no world begins with
BASE_IRI = "http://example.org/"


@dataclass(slots=True)
class KeptAnswer:
    """A query, its answer, the world that this is of, and what it looks at."""

    query: Query
    text: str
    answer: Answer
    world: World
    looks: frozenset[Look] | None


@dataclass(slots=True)
class KeepingReport:
    """What came of a run: how many answers were kept over a write, and which were stale."""

    writes: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    stale: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the report, a line a count."""
        yield f"writes {self.writes}"
        yield from (f"{count:8} {name}" for name, count in sorted(self.counts.items()))
        yield f"{len(self.stale):8} stale"
        yield from self.stale[:5]


class KeepingWorld:
    """A world that changes, its store, and the answers that are kept."""

    def __init__(self, random: Random, report: KeepingReport) -> None:
        """Make a world and ask its queries."""
        self.random, self.report = random, report
        self.world = random_world(random)
        self.store = Engine(self.world).store
        made = (template_for(random.choice(TEMPLATES))(random, self.world) for _ in range(QUERIES_A_WORLD))
        self.kept = [each for each in map(self.ask, made) if each is not None]

    def ask(self, query: Query) -> KeptAnswer | None:
        """Answer a query as the product does; None where that is refused."""
        text = query_text(query)
        answer = self.answer(text)
        if answer is None:
            return None
        return KeptAnswer(query, text, answer, self.world, footprint(text))

    def answer(self, text: str) -> Answer | None:
        """Return the answer to a text."""
        try:
            result = evaluate(self.store, text, base_iri=BASE_IRI).result
            if isinstance(result, ox.QueryBoolean):
                return Answer((), ((),) if bool(result) else ())
            if isinstance(result, ox.QueryTriples):
                triples = {(str(each.subject), str(each.predicate), str(each.object)) for each in result}
                return Answer(("s", "p", "o"), tuple(triples), is_graph=True)
            assert isinstance(result, ox.QuerySolutions)
            columns = tuple(map(str, result.variables))
            rows = tuple(tuple(None if cell is None else str(cell) for cell in row) for row in result)
        except (GraphError, SyntaxError, RuntimeError, ValueError):
            return None
        return Answer(columns, rows)

    def write(self) -> None:
        """Change the world by a few triples, and look at each answer that is kept."""
        changed = self.changed()
        before = set(self.store)
        after = World({name: triples for name, triples in changed.items() if triples or not name})
        self.store, self.world = Engine(after).store, after
        now = set(self.store)
        delta = QuadDelta(frozenset(before - now), frozenset(now - before))
        quads = ChangedQuads((*delta.removed, *delta.added))
        self.report.writes += 1
        self.kept = [each for each in (self.after(kept, quads) for kept in self.kept) if each is not None]

    def changed(self) -> dict[str, tuple[Triple, ...]]:
        """Return the triples of each graph after one to three additions and removals."""
        graphs = dict(self.world.graphs)
        for _ in range(self.random.choice((1, 1, 2, 3))):
            name = self.random.choice(("", *GRAPH_NAMES))
            triples = graphs.get(name, ())
            if triples and self.random.random() < 0.5:
                gone = self.random.choice(triples)
                graphs[name] = tuple(each for each in triples if each != gone)
            else:
                graphs[name] = (*dict.fromkeys((*triples, self.triple())),)
        return graphs

    def triple(self) -> Triple:
        """Return a triple as there are in random worlds, or one with a predicate or an end that is new."""
        other = random_world(self.random).graphs[""]
        subject, predicate, object_ = self.random.choice(other)
        if self.random.random() < 0.4:
            predicate = OTHERS[0]
        if self.random.random() < 0.3:
            subject = self.random.choice(OTHERS)
        return subject, predicate, self.random.choice((object_, object_, OTHERS[1]))

    def after(self, kept: KeptAnswer, quads: ChangedQuads) -> KeptAnswer | None:
        """Return what is kept after a write; an answer that it does not touch is compared with a fresh one."""
        if kept.looks is None or quads.touches(kept.looks):
            self.report.counts["touched"] += 1
            return self.ask(kept.query)
        fresh = self.answer(kept.text)
        verdict = "kept" if fresh is not None else "kept, and the engine refuses now"
        if fresh is not None and comparable(fresh) != comparable(kept.answer):
            verdict = self.verdict(kept)
        self.report.counts[verdict] += 1
        self.report.counts["kept, not empty"] += not is_empty(kept.answer)
        if verdict == "stale":
            self.report.stale.append(f"{kept.text}\n{kept.world.text()}\n--\n{self.world.text()}\n")
        return kept

    def verdict(self, kept: KeptAnswer) -> str:
        """Return what a kept answer is that differs from a fresh one."""
        try:
            then, now = Algebra(kept.world).answer(kept.query), Algebra(self.world).answer(kept.query)
        except UndecidedError:
            return "differs, the algebra leaves it open"
        if accepts(now, kept.answer):
            return "kept, the algebra leaves a choice or the engine is wrong now"
        return "stale" if accepts(then, kept.answer) else "the engine was wrong when it was kept"


def keep(writes: int, seed: int = 1) -> KeepingReport:
    """Run a number of random writes."""
    report = KeepingReport()
    for place in range(-(-writes // WRITES_A_WORLD)):
        world = KeepingWorld(Random(f"{seed}:keeping:{place}"), report)
        for _ in range(min(WRITES_A_WORLD, writes - report.writes)):
            world.write()
    return report


def main() -> int:
    """Run, report, and return 1 if an answer was stale."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    report = keep(given.writes, given.seed)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    return 1 if report.stale else 0


if __name__ == "__main__":
    sys.exit(main())
