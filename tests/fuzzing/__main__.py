"""The command `python -m tests.fuzzing`: fuzz one rule of the rewriting, or the engine itself.

It ends with status 1 if a rewriting gave a wrong answer or a text that the engine refuses.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import sys
import time
from collections.abc import Sequence
from random import Random

from tests.fuzzing.comparing import Rewriting
from tests.fuzzing.running import RunOptions, run
from tests.fuzzing.templates.registry import TEMPLATES

SECOND_ORACLE_EVERY = 50
ENGINE_RULES = (
    "D",
)  # what these write means what it should to the engine only, which the algebra does not know


class RandomEstimates:
    """Random numbers in place of the statistics of a snapshot."""

    def __init__(self, random: Random) -> None:
        """Hold the generator."""
        self.random = random

    def rows(self, _pattern: object, _bound: object) -> float:
        """Return any number of rows."""
        return self.random.choice((0.0, 1.0, 50.0, 5000.0)) * self.random.random()


def rewriting_of(rules: Sequence[str]) -> Rewriting:
    """Return the product's rewriting, restricted to some rules, with random estimates."""
    module = importlib.import_module("graph.sparql.rewriting")

    def rewrite(text: str, random: Random) -> str | None:
        done = module.rewrite(text, frozenset(rules), RandomEstimates(random))
        return str(done.text) if done.rules else None

    return rewrite


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument(
        "--rule", choices=[*TEMPLATES, "engine"], default="engine", help="engine: nothing is rewritten"
    )
    parser.add_argument(
        "--template", choices=TEMPLATES, help="the queries, if they are not those made for the rule"
    )
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--examples", type=int, default=3, help="how many examples of each difference are shown"
    )
    parser.add_argument(
        "--oracle", choices=["algebra", "rdflib"], default="algebra", help="rdflib: a sample of them too"
    )
    parser.add_argument("--profile", action="store_true", help="show where processor time goes")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    given = parse_arguments(arguments)
    rule = given.rule if given.rule != "any" else "A C D E G P"
    rewrite: Rewriting = (
        (lambda _text, _random: None) if given.rule == "engine" else rewriting_of(rule.split())
    )
    options = RunOptions(
        given.template or (given.rule if given.rule != "engine" else "any"),
        given.queries,
        given.seed,
        given.examples,
        SECOND_ORACLE_EVERY if given.oracle == "rdflib" else 0,
        unchanged=given.rule == "engine",
        reads_rewritten=given.rule not in ENGINE_RULES,
    )
    profile = cProfile.Profile()
    began = time.process_time()
    report = profile.runcall(run, options, rewrite) if given.profile else run(options, rewrite)
    sys.stdout.write("\n".join(report.lines()) + f"\n{time.process_time() - began:.1f} s of processor time\n")
    if given.profile:
        profile.print_stats("cumulative")
    return int(report.has_faults)


if __name__ == "__main__":
    sys.exit(main())
