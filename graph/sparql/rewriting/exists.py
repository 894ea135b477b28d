"""Write an EXISTS of several patterns as one EXISTS within another (rule "exists").

    NOT EXISTS { ?c :in/:in ?e . ?e a :Union FILTER(?e != :x) }
    NOT EXISTS { ?c :in ?v_1 FILTER EXISTS { ?v_1 :in ?e FILTER(?e != :x) FILTER EXISTS { ?e a :Union } } }

Inside an EXISTS the engine joins whole relations, whatever is known outside; one pattern alone it looks up with what is known.
Why nothing changes: EXISTS asks whether there is a solution, never how many, and a join has one just if a solution of its first
pattern has one of the rest with it. A sequence path is a join over a variable that nothing else names; so is a blank node. A
FILTER may stand as soon as the patterns before it bind its variables of the group.

Spec: https://www.w3.org/TR/sparql11-query/#defn_evalExists
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.sparql.rewriting.edits import Edit, RuleInput, fresh_variables, pattern_text
from graph.sparql.rewriting.exists_parts import Parts, read_parts
from graph.sparql.rewriting.planning import Planner
from graph.sparql.syntax.scope import Names, mentioned
from graph.sparql.syntax.traversal import VisitedExists, visit_exists
from graph.sparql.syntax.tree import ExpressionNode, PatternNode


def nest_exists(given: RuleInput) -> list[Edit]:
    """Return the changes that nest the patterns of each EXISTS, the outermost ones first."""
    names = fresh_variables(given.text)
    edits, done = list[Edit](), list[ExpressionNode]()
    for visited in visit_exists(given.select, given.substituted):
        exists = visited.exists
        if any(each.start <= exists.start and exists.end <= each.end for each in done):
            continue
        found = list(_nest(visited, given.text, given.planner, names)) if not visited.names_hidden else []
        if found or visited.names_hidden:  # what stands within is for a later pass, or left alone as well
            done.append(exists)
        edits += found
    return edits


def _nest(visited: VisitedExists, text: str, planner: Planner, names: Iterator[str]) -> Iterator[Edit]:
    group = visited.exists.group
    assert group is not None
    parts = read_parts(group, names)
    if parts is not None and parts.is_several:
        nested = _Nested(parts, text, planner, visited.substituted)
        yield Edit(group.start, group.end, "{ " + nested.text() + " }")


class _Nested:
    """Writes the parts of one EXISTS."""

    def __init__(self, parts: Parts, text: str, planner: Planner, substituted: Names) -> None:
        self._parts = parts
        self._text = text
        self._order = planner.order(parts.patterns, substituted)
        self._group_names = frozenset[str]().union(*map(parts.variables, parts.patterns))

    def text(self) -> str:
        """Return what stands between the braces."""
        return self._from(0, frozenset(), list(self._parts.filters))

    def _from(self, place: int, known: Names, filters: Sequence[ExpressionNode]) -> str:
        """Return the patterns from a place on, with the filters that no pattern before it let stand."""
        written = list[str]()
        if place < len(self._order):
            pattern = self._order[place]
            known |= self._parts.variables(pattern)
            written.append(self._pattern(pattern))
        ready = [each for each in filters if mentioned(each) & self._group_names <= known]
        written += [f"FILTER({self._text[each.start : each.end]})" for each in ready]
        left = [each for each in filters if each not in ready]
        if place + 1 < len(self._order):
            written.append(f"FILTER EXISTS {{ {self._from(place + 1, known, left)} }}")
        else:
            written += self._union()
        return " ".join(written)

    def _pattern(self, pattern: PatternNode) -> str:
        plain = pattern_text(pattern, self._text)
        graph = self._parts.graphs.get(pattern)
        return f"{plain} ." if graph is None else f"GRAPH {graph.text} {{ {plain} }}"

    def _union(self) -> Iterator[str]:
        if self._parts.branches:
            asked = (f"EXISTS {self._text[each.start : each.end]}" for each in self._parts.branches)
            yield f"FILTER({' || '.join(asked)})"
