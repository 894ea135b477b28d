"""Each condition of the product's rules, taken out, is noticed by a run; with all of them nothing is found."""

from __future__ import annotations

import pytest

from tests.fuzzing.mutations import MUTATIONS, Mutation, noticed_at
from tests.fuzzing.product import product_judging, product_rewriting
from tests.fuzzing.running import QUERIES_A_WORLD, RunOptions, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.module}: {each.condition}")
def test_a_condition_is_missed(mutation: Mutation) -> None:
    """Without it a query becomes wrong, or is refused, which is not with it."""
    assert noticed_at(mutation, mutation.noticed_at, QUERIES_A_WORLD) == mutation.noticed_at
    options = RunOptions(
        mutation.template,
        QUERIES_A_WORLD,
        first=mutation.noticed_at,
        judging=product_judging(mutation.template),
    )
    report = run(options, product_rewriting(mutation.template))
    assert not report.has_faults, "\n".join(report.lines())
