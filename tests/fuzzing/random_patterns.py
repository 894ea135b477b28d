"""Random triple patterns, paths and blocks.

So that answers are mostly not empty, most patterns are made from a triple that the world has: each variable remembers a
term that it stood for (its witness), and a triple with that term is described with the variable again. The rest is random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import TYPE
from tests.fuzzing.worlds import ABSENT, CLASSES, LITERALS, NODES, PREDICATES, Triple, World

VARIABLES = ("?a", "?b", "?c", "?d")
Choice = TypeVar("Choice")


class PatternMaker:
    """Makes triple patterns and paths that fit a world."""

    def __init__(self, random: Random, world: World) -> None:
        """Begin a query: no variable has a witness yet."""
        self.random = random
        self.world = world
        self.graph = ""
        self.witness: dict[str, str] = {}
        self.is_plain = False  # without paths and GRAPH, about which the engine has faults of its own
        self.outer: tuple[str, ...] = ()  # what is bound around the group that is being made
        self._label = 0

    def chance(self, probability: float) -> bool:
        """Return True as often as the probability says."""
        return self.random.random() < probability

    def choose(self, weights: Mapping[Choice, int]) -> Choice:
        """Return a key by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def variable(self) -> str:
        """Return one of the few variables that stand for nodes."""
        return self.random.choice(VARIABLES)

    def blank(self) -> str:
        """Return a blank node that no other place of the query has; half of them are written as brackets."""
        self._label += 1
        return f"_:{'n' if self.chance(0.5) else 'x'}{self._label}"

    def bracket(self) -> str:
        """Return a blank node that is written as brackets."""
        self._label += 1
        return f"_:n{self._label}"

    def triples(self) -> Sequence[Triple]:
        """Return the triples of the graph that patterns are made for."""
        return self.world.graphs.get(self.graph, ())

    def pattern(self, near: Sequence[str] = ()) -> tree.TriplePattern:
        """Return a triple pattern; `near` are variables of which it should name one."""
        known = {self.witness[each] for each in near or self.witness if each in self.witness}
        fitting = [each for each in self.triples() if each[0] in known or each[2] in known]
        if self.chance(0.12) or not self.triples():
            return self._random_pattern(near)
        subject, predicate, object_ = self.random.choice(fitting or self.triples())
        start, end = self._name(subject, near), self._name(object_, near)
        if start[0] not in "?_" and end[0] not in "?_" and self.chance(0.9):
            end = self.variable()
        return tree.TriplePattern(start, self._link(predicate, end), end)

    def _random_pattern(self, near: Sequence[str]) -> tree.TriplePattern:
        ends = [
            self.random.choice(near or VARIABLES),
            self.variable() if self.chance(0.6) else self.constant(),
        ]
        self.random.shuffle(ends)
        if ends[0][0] == '"':
            ends.reverse()
        return tree.TriplePattern(ends[0], self._link(self.random.choice(PREDICATES), ends[1]), ends[1])

    def constant(self) -> str:
        """Return an IRI or a literal that patterns and filters compare with."""
        return self.random.choice((*NODES, *NODES, *LITERALS, ABSENT))

    def _name(self, term: str, near: Sequence[str]) -> str:
        """Return what stands for a term in a pattern: a variable mostly."""
        if self.chance(0.06):
            return self.blank()
        if term[0] == "<" and self.chance(0.2):
            return term
        same = [
            each for each, witness in self.witness.items() if witness == term and each in (near or VARIABLES)
        ]
        if same and self.chance(0.85):
            return self.random.choice(same)
        unused = [each for each in VARIABLES if each not in self.witness]
        name = self.random.choice(unused) if unused else self.variable()
        self.witness.setdefault(name, term)
        return name

    def _link(self, predicate: str, end: str) -> str | tree.PathStep:
        chance = self.random.random()
        if chance < 0.05:
            return "?p"
        if predicate == TYPE or end in CLASSES:
            return TYPE
        return self.path(predicate) if chance < 0.22 and not self.is_plain else predicate

    def path(self, predicate: str, depth: int = 2) -> tree.PathStep:
        """Return a path that a step by a predicate is likely to satisfy."""
        other = self.random.choice(PREDICATES)
        inner: str | tree.PathStep = predicate
        if depth and self.chance(0.3):
            inner = self.path(predicate, depth - 1)
        operator = self.choose({"/": 3, "|": 3, "^": 2, "*": 3, "+": 2, "?": 2, "!": 1})
        if operator in "/|":
            parts: list[str | tree.PathStep] = [
                inner,
                tree.PathStep("^", (other,)) if self.chance(0.2) else other,
            ]
            self.random.shuffle(parts)
            return tree.PathStep(operator, tuple(parts))
        if operator == "!":
            inverse = tree.PathStep("^", (other,))
            return tree.PathStep(
                "!", self.random.choice([(other,), (other, predicate), (inverse,), (other, inverse)])
            )
        return tree.PathStep(operator, (inner,))

    def block(self, size: int = 0, near: Sequence[str] = ()) -> tree.TriplesBlock:
        """Return a block of patterns, connected with each other mostly."""
        patterns: list[tree.TriplePattern] = []
        for _ in range(size or self.choose({1: 5, 2: 4, 3: 1})):
            names = (
                near
                if not patterns or self.chance(0.3)
                else sorted(tree.in_scope(tree.TriplesBlock(tuple(patterns))))
            )
            patterns.append(self.pattern([each for each in names if each in VARIABLES]))
        if self.chance(0.15):
            patterns = self._chained(patterns)
        return tree.TriplesBlock(tuple(patterns), lists=self.chance(0.4))

    def _chained(self, patterns: list[tree.TriplePattern]) -> list[tree.TriplePattern]:
        """Put a blank node between the first pattern and a new one."""
        first, label = patterns[0], self.blank()
        step = tree.TriplePattern(label, self.random.choice(PREDICATES), self.variable())
        return [tree.TriplePattern(first.subject, first.predicate, label), step, *patterns[1:]]
