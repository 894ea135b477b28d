"""Estimate how many rows patterns have, from the counts of what is stored.

For a property with T triples, S subjects and O objects, a known subject has T / S of them, a known object T / O; a class has as
many instances as it has. What counts do not tell is guessed.
"""

from __future__ import annotations

from graph.sparql.rewriting.planning import RoughEstimates
from graph.sparql.statistics import PredicateCounts, Statistics
from graph.sparql.syntax.scope import Names
from graph.sparql.syntax.terms import RDF_TYPE, iri_of
from graph.sparql.syntax.tree import PathNode, PatternNode, PrologueNode, TermNode

_STEPS = 3.0  # how much more a closure reaches than one step


class CountedEstimates(RoughEstimates):
    """Estimates for the patterns of one text, whose names its prologue resolves."""

    def __init__(self, statistics: Statistics, prologue: PrologueNode) -> None:
        self._statistics = statistics
        self._prologue = prologue

    def rows(self, pattern: PatternNode, bound: Names) -> float:
        """Estimate how many solutions a pattern has for given values of the bound variables."""
        has_subject, has_object = (_is_known(each, bound) for each in (pattern.subject, pattern.object))
        return self._path_rows(pattern.path, pattern.object, has_subject=has_subject, has_object=has_object)

    def _path_rows(self, path: PathNode, value: TermNode, *, has_subject: bool, has_object: bool) -> float:
        if path.operator == "^":
            return self._path_rows(path.parts[0], value, has_subject=has_object, has_object=has_subject)
        if path.operator == "|":
            return sum(
                self._path_rows(each, value, has_subject=has_subject, has_object=has_object)
                for each in path.parts
            )
        if path.operator in ("*", "+", "?"):
            return _STEPS * self._path_rows(
                path.parts[0], value, has_subject=has_subject, has_object=has_object
            )
        if path.operator == "/":
            first = self._path_rows(path.parts[0], value, has_subject=has_subject, has_object=False)
            last = self._path_rows(path.parts[-1], value, has_subject=False, has_object=has_object)
            return min(first, last) if has_object else first
        return self._step_rows(path, value, has_subject=has_subject, has_object=has_object)

    def _step_rows(self, path: PathNode, value: TermNode, *, has_subject: bool, has_object: bool) -> float:
        iri = self._iri(path.predicate)
        if iri is None:
            counts = PredicateCounts(
                self._statistics.triple_count, *(max(1, self._statistics.triple_count // 10),) * 2
            )
        else:
            counts = self._statistics.predicate(iri)
        if iri == RDF_TYPE and value.kind == "iri" and not has_subject:
            return float(self._statistics.class_size(self._iri(value) or ""))
        rows = float(counts.triples)
        if has_subject:
            rows /= max(1, counts.subjects)
        if has_object:
            rows /= max(1, counts.objects)
        return rows

    def _iri(self, term: TermNode | None) -> str | None:
        return None if term is None or term.kind != "iri" else iri_of(term.text, self._prologue)


def _is_known(term: TermNode, bound: Names) -> bool:
    return term.kind != "variable" or term.name in bound
