"""Write a path pattern as a union of simpler ones (rules "alternatives" and "closures").

    ?s :p|:q ?o         { … ?s :p ?o } UNION { … ?s :q ?o }
    ?k :p* ?t           { … BIND(?k AS ?t) } UNION { … ?k :p+ ?t FILTER(!SAMETERM(?k, ?t)) }

Alternatives: the standard gives a pair once for each alternative that leads to it (section 18.2.2.3, Union); the engine gives it
once, so COUNT and SUM are wrong. Nothing is counted under DISTINCT, so they stay there.

Closures: the engine tests for each row whether its node is in the graph, in the time that its triples take. Where a pattern of
the block binds ?k to a node, it is in the graph; the pairs are a set, ?k itself and what `+` reaches of the others. A path from a few
nodes that inline data names stays: there is little to test.

The dots stand for copies of patterns of the same block, as in rule "anchors", whose argument holds for them.

Spec: https://www.w3.org/TR/sparql11-query/#propertypaths
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graph.sparql.rewriting.anchor_conditions import gives_set, may_be_copied
from graph.sparql.rewriting.edits import Edit, RuleInput, fresh_variables, pattern_text
from graph.sparql.rewriting.planning import Anchor
from graph.sparql.rewriting.sequences import simple_patterns
from graph.sparql.syntax.scope import Names, certain, pattern_variables
from graph.sparql.syntax.traversal import Visited, visit_groups
from graph.sparql.syntax.tree import BlockNode, ElementNode, PathNode, PatternNode, ValuesNode

_FEW = 10


def unfold_alternatives(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes that write alternatives as unions."""
    yield from _edits(given, _alternatives)


def unfold_closures(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes that write closures of known nodes as unions."""
    yield from _edits(given, _closure)


class _Block:
    """The patterns of a block, sequences taken apart."""

    def __init__(self, patterns: Sequence[PatternNode], given: RuleInput, listed: Names) -> None:
        self.patterns = patterns
        self.given = given
        self.listed = listed  # variables for which inline data has a few values

    def text(self, pattern: PatternNode) -> str:
        return pattern_text(pattern, self.given.text)

    def copies(self, pattern: PatternNode) -> list[Anchor]:
        """Choose what is copied beside a pattern."""
        offered = [
            Anchor(self.text(each), pattern_variables(each), each)
            for each in self.patterns
            if each is not pattern and may_be_copied(each)
        ]
        return list(self.given.planner.anchors(offered, pattern_variables(pattern), [pattern]))

    def binding(self, name: str, but: PatternNode) -> PatternNode | None:
        """Return a pattern that binds a variable to a node of the graph, and may be copied."""
        for each in self.patterns:
            ends = {term.name for term in (each.subject, each.object) if term.kind == "variable"}
            if each is not but and name in ends and may_be_copied(each):
                return each
        return None


_Unfold = Callable[[PatternNode, _Block], str]


def _edits(given: RuleInput, unfold: _Unfold) -> Iterator[Edit]:
    names = fresh_variables(given.text)
    for visited in visit_groups(given.select, is_shown=given.is_shown):
        if visited.is_in_exists or visited.is_distinct:
            continue
        for element in visited.group.elements:
            if isinstance(element, BlockNode) and element.is_plain and not _shares_blanks(visited, element):
                patterns = element.patterns
                if not visited.is_shown:
                    patterns = tuple(each for pattern in patterns for each in _apart(pattern, names))
                yield from _edit(element, patterns, given, unfold, _listed(visited.group.elements))


def _edit(
    block: BlockNode, apart: Sequence[PatternNode], given: RuleInput, unfold: _Unfold, listed: Names
) -> Iterator[Edit]:
    read = _Block(apart, given, listed)
    unfolded = [unfold(each, read) for each in apart]
    if not any(unfolded):
        return
    plain = [f"{read.text(each)} ." for each, union in zip(apart, unfolded, strict=True) if not union]
    yield Edit(block.start, block.end, " ".join([*plain, *(each for each in unfolded if each)]))


def _listed(elements: Sequence[ElementNode]) -> Names:
    data = (each for each in elements if isinstance(each, ValuesNode) and len(each.rows) <= _FEW)
    return frozenset(name for each in data for name in certain((each,)))


def _apart(pattern: PatternNode, names: Iterator[str]) -> list[PatternNode]:
    """Take a sequence apart if it holds anything to unfold; a blank node cannot stand in two groups."""
    return list(simple_patterns(pattern, names)) if _is_branching(pattern.path) else [pattern]


def _is_branching(path: PathNode) -> bool:
    if path.operator in ("/", "^"):
        return any(map(_is_branching, path.parts))
    return path.operator in ("|", "*", "?") or _is_mixed(path)


def _is_mixed(path: PathNode) -> bool:
    """Return whether a negated set has members of both directions, which are alternatives."""
    return path.operator == "!" and len({each.operator for each in path.parts}) > 1


def _shares_blanks(visited: Visited, block: BlockNode) -> bool:
    """Return whether a blank node of a block is named in another block of the group too, or in a path to unfold."""
    own = _blank_labels(block)
    if not own:
        return False
    return any(own & _blank_labels(each) for each in visited.group.elements if each is not block)


def _blank_labels(element: ElementNode) -> frozenset[str]:
    if not isinstance(element, BlockNode):
        return frozenset()
    terms = (term for each in element.patterns for term in (each.subject, each.object))
    return frozenset(each.text for each in terms if each.kind == "blank")


def _alternatives(pattern: PatternNode, block: _Block) -> str:
    parts = list(_parts(pattern.path, block.given.text))
    if len(parts) == 1 or pattern.has_blank:
        return ""
    copied = "".join(f"{each.text} . " for each in block.copies(pattern))
    branches = (f"{{ {copied}{pattern.subject.text} {each} {pattern.object.text} }}" for each in parts)
    return " UNION ".join(branches)


def _parts(path: PathNode, text: str) -> Iterator[str]:
    if path.operator == "|":
        for each in path.parts:
            yield from _parts(each, text)
    elif _is_mixed(path):
        for mark in ("", "^"):
            members = [text[each.start : each.end] for each in path.parts if each.operator == mark]
            yield f"!({'|'.join(members)})"
    elif path.operator == "":
        yield text[path.start : path.end]
    else:
        yield f"({text[path.start : path.end]})"


def _closure(pattern: PatternNode, block: _Block) -> str:
    ends, path = (pattern.subject, pattern.object), pattern.path
    is_narrow = any(each.kind != "variable" or each.name in block.listed for each in ends)
    if path.operator not in ("*", "?") or is_narrow:
        return ""
    # `?` leads to a term once, however many ways there are.
    if path.operator == "?" and not gives_set(path.parts[0]):
        return ""
    for known, other in (ends, ends[::-1]):
        binding = block.binding(known.name, pattern)
        if binding is not None and known.name != other.name:
            return _closure_from(known.text, other.text, binding, pattern, block)
    return ""


def _closure_from(known: str, other: str, binding: PatternNode, pattern: PatternNode, block: _Block) -> str:
    copies = block.copies(pattern)
    bound = frozenset[str]().union(pattern_variables(binding), *(each.variables for each in copies))
    texts = dict.fromkeys([block.text(binding), *(each.text for each in copies)])
    copied = " . ".join(texts)
    inner = pattern.path.parts[0]
    text = block.given.text[inner.start : inner.end]
    path = f"({text})+" if pattern.path.operator == "*" else f"({text})"
    itself = f"FILTER(SAMETERM({known}, {other}))" if other[1:] in bound else f"BIND({known} AS {other})"
    further = f"{pattern.subject.text} {path} {pattern.object.text} FILTER(!SAMETERM({known}, {other}))"
    return f"{{ {copied} {itself} }} UNION {{ {copied} . {further} }}"
