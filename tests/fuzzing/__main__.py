"""The command `python -m tests.fuzzing`: fuzz one rule of the rewriting, or the engine itself.

It ends with status 1 if a rewriting gave a wrong answer or a text that the engine refuses.
"""

from __future__ import annotations

import argparse
import cProfile
import sys
import time
from collections.abc import Sequence
from random import Random

from tests.fuzzing.comparing import Judging
from tests.fuzzing.product import product_judging, product_rewriting
from tests.fuzzing.running import RunOptions, run
from tests.fuzzing.templates.registry import TEMPLATES
from tests.fuzzing.worlds import World

SECOND_ORACLE_EVERY = 50


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


def nothing(_text: str, _random: Random, _world: World) -> str | None:
    """Rewrite nothing."""
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    given = parse_arguments(arguments)
    rewrite = nothing if given.rule == "engine" else product_rewriting(given.rule)
    options = RunOptions(
        given.template or (given.rule if given.rule != "engine" else "any"),
        given.queries,
        given.seed,
        given.examples,
        SECOND_ORACLE_EVERY if given.oracle == "rdflib" else 0,
        unchanged=given.rule == "engine",
        judging=Judging() if given.rule == "engine" else product_judging(given.rule),
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
