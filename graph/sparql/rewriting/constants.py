"""Look up what a FILTER says a variable has to be (rule "constants").

    { ?c :code ?k FILTER(?k IN ("34", "35")) }
    { VALUES ?k { "34" "35" } ?c :code ?k FILTER(?k IN ("34", "35")) }

The engine goes through every ?k and tests each. Why the rows stay the same: of an IRI, a plain string and a string with a
language, `=` holds for the same term alone, and drops a row for any other, by false or by an error (section 17.4.1.7). Where the
group binds ?k for certain, the join with a set of single values keeps just these rows. Numbers and dates are equal by value, and
are left alone. So are several predicates of what another pattern knows already: that is a choice, not a condition.

Spec: https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.sparql.rewriting.anchor_conditions import is_joined
from graph.sparql.rewriting.edits import Edit, RuleInput
from graph.sparql.syntax.scope import Names, certain, mentioned, pattern_variables
from graph.sparql.syntax.traversal import visit_groups
from graph.sparql.syntax.tree import (
    BlockNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    NestedNode,
    PathNode,
    TermNode,
    UnionNode,
    ValuesNode,
)

_NONE: Names = frozenset()


def look_up_constants(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes that put inline data before what binds the variable of a FILTER."""
    for visited in visit_groups(given.select, given.substituted):
        if visited.is_in_exists or given.substituted:
            continue
        elements = visited.group.elements
        for element in elements:
            if isinstance(element, FilterNode):
                for name, terms in _fixed(element.expression):
                    yield from _edit(name, terms, elements)


def _edit(name: str, terms: Sequence[TermNode], elements: Sequence[ElementNode]) -> Iterator[Edit]:
    naming = [each for each in elements if not isinstance(each, FilterNode) and name in mentioned(each)]
    is_listed = any(isinstance(each, ValuesNode) for each in naming)
    if not naming or is_listed or not is_joined(naming[0]) or name not in certain(elements):
        return
    # Data between two blocks would part a label that stands in both.
    has_parted = sum(map(_names_blank, elements)) > 1
    if has_parted or any(map(_has_negated_set, naming)):
        return
    if len(terms) > 1 and all(_leads_from_known(name, each, elements) for each in naming):
        return
    listed = " ".join(dict.fromkeys(each.text for each in terms))
    start = naming[0].start
    yield Edit(start, start, f"VALUES ?{name} {{ {listed} }} ")


def _leads_from_known(name: str, element: ElementNode, elements: Sequence[ElementNode]) -> bool:
    """Return whether a variable is but the predicate of patterns of which another pattern knows an end.

    What is said of one thing is little: to go through it once is less than to look for each of several predicates.
    """
    if not isinstance(element, BlockNode):
        return False
    patterns = [each for block in elements if isinstance(block, BlockNode) for each in block.patterns]
    for pattern in element.patterns:
        ends = _NONE.union(
            *({each.name} for each in (pattern.subject, pattern.object) if each.kind == "variable")
        )
        if name in pattern_variables(pattern):
            known = _NONE.union(*(pattern_variables(each) for each in patterns if each is not pattern))
            if name in ends or not ends & known:
                return False
    return True


def _has_negated_set(element: ElementNode) -> bool:
    """Return whether there is `!(…)`: between two known terms the engine finds it once, however many predicates lead there."""
    if isinstance(element, BlockNode):
        return any(_is_negated(each.path) for each in element.patterns)
    groups = element.branches if isinstance(element, UnionNode) else ()
    groups = (element.group,) if isinstance(element, NestedNode) else groups
    return any(_has_negated_set(each) for group in groups for each in group.elements)


def _is_negated(path: PathNode) -> bool:
    return path.operator == "!" or any(map(_is_negated, path.parts))


def _names_blank(element: ElementNode) -> bool:
    return isinstance(element, BlockNode) and any(
        term.kind == "blank" for each in element.patterns for term in (each.subject, each.object)
    )


def _fixed(node: ExpressionNode) -> Iterator[tuple[str, list[TermNode]]]:
    """Yield the variables that a condition fixes, with the terms that they may be."""
    if node.name in ("()", "&&"):
        for each in node.arguments:
            yield from _fixed(each)
        return
    found = _choices(node)
    if found is not None:
        yield found


def _choices(node: ExpressionNode) -> tuple[str, list[TermNode]] | None:
    """Return the variable and the terms of `?v = c`, `?v IN (c, …)`, or of several of these for one variable joined by `||`."""
    if node.name == "()":
        return _choices(node.arguments[0])
    if node.name == "||":
        choices = [each for each in map(_choices, node.arguments) if each is not None]
        names = {name for name, _ in choices}
        if len(choices) < len(node.arguments) or len(names) > 1:
            return None
        return choices[0][0], [term for _, terms in choices for term in terms]
    if node.kind != "operator" or node.name not in ("=", "IN") or not node.arguments:
        return None
    variable, *others = sorted(node.arguments, key=_is_no_variable) if node.name == "=" else node.arguments
    terms = [each.term for each in others if each.term is not None and _is_itself_alone(each.term)]
    if variable.term is None or _is_no_variable(variable) or len(terms) < len(others) or not terms:
        return None
    return variable.term.name, terms


def _is_no_variable(node: ExpressionNode) -> bool:
    return node.term is None or node.term.kind != "variable"


def _is_itself_alone(term: TermNode) -> bool:
    """Return whether only the same term is equal to a term: an IRI, or a string without a datatype."""
    if term.kind == "iri":
        return True
    return (
        term.kind == "literal"
        and term.text[0] in "\"'"
        and "^^" not in term.text[term.text.rindex(term.text[0]) :]
    )
