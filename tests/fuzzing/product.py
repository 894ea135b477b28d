"""The product's rewriting as the fuzzer uses it: some of its rules, with every choice left to chance.

Any choice of a planner has to be right: which of the anchors that may be copied are copied, in which order patterns are
nested. Chance holds that apart from what pays.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from random import Random
from typing import Any

from pyoxigraph import Store

from tests.fuzzing.comparing import DeclinedError, Judging, Rewriting
from tests.fuzzing.worlds import World

# The names that the product has for the rules of the templates.
RULES = {
    "A": ("anchors",),
    "C": ("order",),
    "D": ("expressions",),
    "E": ("exists",),
    "G": ("graphs",),
    "P": ("zero-length",),
    "alternatives": ("alternatives",),
    "closures": ("closures",),
    "constants": ("constants",),
    "any": ("zero-length", "graphs", "expressions", "anchors", "exists"),
}


class RandomChoices:
    """Stands in for the planner: decides by chance."""

    def __init__(self, random: Random) -> None:
        """Hold the generator."""
        self.random = random
        self.counts = True  # so that no rule rests

    def anchors(self, offered: Sequence[Any], _branch_names: object, _branch: object) -> Sequence[Any]:
        """Return any of what may be copied."""
        if self.random.random() < 0.4:
            return offered
        return [each for each in offered if self.random.random() < 0.6]

    def order(self, patterns: Sequence[Any], _bound: object) -> list[Any]:
        """Return patterns in any order."""
        return self.random.sample(list(patterns), len(patterns))


def product_judging(rule: str) -> Judging:
    """Return how texts that a rule wrote are looked at: with the product's functions.

    What the rule of expressions writes means what it should to the engine only, which the algebra does not know.
    """
    functions = import_module("graph.sparql.rewriting.expressions.xpath_functions").FUNCTIONS
    return Judging(reads_rewritten="expressions" not in RULES.get(rule, (rule,)), functions=functions)


def product_rewriting(rule: str) -> Rewriting:
    """Return the rewriting by the rules of a template, or by one rule under the product's name."""
    rewriter = import_module("graph.sparql.rewriting.rules").Rewriter
    with_columns = import_module("graph.sparql.rewriting.columns").with_columns
    refusal = import_module("graph.errors").UnsupportedSyntax
    names = (*RULES.get(rule, (rule,)), "star")

    def rewrite(text: str, random: Random, world: World) -> str | None:
        held = {end for triples in world.graphs.values() for each in triples for end in (each[0], each[2])}
        try:
            done = rewriter(
                names, RandomChoices(random), holds=held.__contains__, holds_anywhere=held.__contains__
            ).query(text)
        except refusal as error:
            raise DeclinedError(str(error.code)) from error
        if not done.rules:
            return None
        if done.star is None:
            return str(done.text)
        columns = [each.value for each in Store().query(text).variables]  # as `graph.sparql.preparation` does
        return str(with_columns(done.text, done.star, columns))

    return rewrite
