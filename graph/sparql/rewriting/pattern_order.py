"""Write the patterns of a block in the order of the least work (rule "order").

The engine joins the patterns of a block much as the text has them. Their order changes nothing: a block is a set of patterns
(section 5.1). It follows the counts of the snapshot, so that the rule rests where there are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.sparql.rewriting.edits import Edit, RuleInput, pattern_text
from graph.sparql.syntax.traversal import visit_groups
from graph.sparql.syntax.tree import BlockNode

_MOST = 30  # patterns; a longer block takes the engine long to plan whatever its order


def order_patterns(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes that put patterns in order."""
    if not given.planner.counts:
        return
    for visited in visit_groups(given.select, given.substituted):
        for element in visited.group.elements:
            if isinstance(element, BlockNode) and 1 < len(element.patterns) <= _MOST:
                yield from _ordered(element, visited.substituted, given)


def _ordered(block: BlockNode, bound: frozenset[str], given: RuleInput) -> Iterator[Edit]:
    if not block.is_plain or any(each.has_blank for each in block.patterns):
        return
    ordered = given.planner.order(block.patterns, bound)
    if list(block.patterns) != ordered:
        yield Edit(block.start, block.end, " . ".join(pattern_text(each, given.text) for each in ordered))
