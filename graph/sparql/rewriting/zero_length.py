"""Write down the solution of a path of no length for a term that no triple holds (rule "zero length").

    ?s :p* <x>       VALUES ?s { <x> }       where no triple holds <x>
    <x> :p* <x>      VALUES () { () }        which is one solution without variables

A path that may have no length leads from any term to itself, whether the graph holds it or not (section 18.4,
ZeroLengthPath). The engine wants it to be held. Where it is not, no longer path leads from it or to it, so that solution is the
only one.

Spec: https://www.w3.org/TR/sparql11-query/#defn_evalZeroOrOnePath
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.sparql.rewriting.edits import Edit, RuleInput, pattern_text
from graph.sparql.syntax.scope import may_be_empty
from graph.sparql.syntax.terms import iri_of, literal_of
from graph.sparql.syntax.traversal import visit_groups
from graph.sparql.syntax.tree import BlockNode, PatternNode, TermNode


def bind_zero_length(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes of the blocks that hold such a path."""
    for visited in visit_groups(given.select):
        if visited.is_in_graph:  # there may be no such graph, and then there is no solution
            continue
        for element in visited.group.elements:
            if isinstance(element, BlockNode) and any(may_be_empty(each.path) for each in element.patterns):
                yield from _edit(element, given)


def _edit(block: BlockNode, given: RuleInput) -> Iterator[Edit]:
    written = [_solution(each, given) for each in block.patterns]
    has_blank = any(each.has_blank for each in block.patterns)
    if not any(written) or has_blank or not block.is_plain:
        return
    parts = [
        data or f"{pattern_text(pattern, given.text)} ."
        for data, pattern in zip(written, block.patterns, strict=True)
    ]
    yield Edit(block.start, block.end, " ".join(parts))


def _solution(pattern: PatternNode, given: RuleInput) -> str:
    """Return the only solution of a pattern as inline data; "" where it may have others."""
    # A sequence joins variables, which only nodes are found for.
    if pattern.path.operator not in ("*", "?"):
        return ""
    ends = (pattern.subject, pattern.object)
    variables = [each for each in ends if each.kind == "variable"]
    constants = [each for each in ends if each.kind in ("iri", "literal")]
    if len(variables) + len(constants) < len(ends) or not constants or _is_held(constants[0], given):
        return ""
    if not variables:
        return "VALUES () { () }" if len({each.text for each in constants}) == 1 else ""
    return f"VALUES {variables[0].text} {{ {constants[0].text} }}"


def _is_held(term: TermNode, given: RuleInput) -> bool:
    if term.kind == "literal":
        literal = literal_of(term.text)
        return literal is None or given.holds(str(literal))
    iri = iri_of(term.text, given.prologue)
    return iri is None or given.holds(f"<{iri}>")
