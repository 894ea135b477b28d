"""Find what in a query takes the engine long, for the error of a query that was stopped at its limit of time.

Each kind is a shape that the rewriting rules leave as it is; `hints.toml` holds a sentence for each, with the wording that helps.
The kinds come in the order of what they cost.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from graph.i18n import BilingualText
from graph.sparql.rewriting.anchor_conditions import bears_copy
from graph.sparql.rewriting.edits import fresh_variables
from graph.sparql.rewriting.exists_parts import read_parts
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.places import place_of
from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.scope import Names, certain, group_scope, in_scope, mentioned, pattern_variables
from graph.sparql.syntax.traversal import Visited, calls_in, expressions_in, visit_exists, visit_groups
from graph.sparql.syntax.tree import (
    BindNode,
    BlockNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    NestedNode,
    PatternNode,
    SelectNode,
    UnionNode,
)

_LONGEST = 1 << 15  # characters of a text that is looked at
_SHOWN = 60
_MOST_PATTERNS = 100
_COMPARISONS = frozenset({"<", ">", "<=", ">="})
Span = tuple[int, int]


def advice(text: str) -> BilingualText | None:
    """Return what to do about a query that took too long; None where nothing is known to help, or it cannot be read."""
    if len(text) > _LONGEST:
        return None
    try:
        select = read_query_tree(text).select
        for code, find in _KINDS.items():
            for start, end in find(select):
                return _sentence(code, text, start, end)
    except (Unread, RecursionError):
        pass
    return None


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("hints.toml").read_text("utf-8"))


def _sentence(code: str, text: str, start: int, end: int) -> BilingualText:
    place = place_of(text, start)
    found = " ".join(text[start:end].split())
    shown = found if len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"
    facts = {"place": f"{place['line']}:{place['column']}", "found": shown, "limit": _MOST_PATTERNS}
    sentence = BilingualText(**_sentences()[code])
    return BilingualText(sentence.render("fr", **facts), sentence.render("en", **facts))


def _unconnected(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        part_of = _parts(visited.group.elements)
        if _count(part_of.values()) > 1 and not _linking(visited, part_of):
            *_, (_, last) = _joined(visited.group.elements)
            yield last


def _joined_by_filter(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        yield from _linking(visited, _parts(visited.group.elements))


def _linking(visited: Visited, part_of: Mapping[str, set[str]]) -> list[Span]:
    """Return the filters that name variables of several parts."""
    filters = (each for each in visited.group.elements if isinstance(each, FilterNode))
    return [
        (each.start, each.end)
        for each in filters
        if _count(part_of[name] for name in mentioned(each) if name in part_of) > 1
    ]


def _parts(elements: tuple[ElementNode, ...]) -> dict[str, set[str]]:
    """Return by variable the names of all variables that patterns and groups link it to."""
    part_of = dict[str, set[str]]()
    for names, _ in _joined(elements):
        connected = {id(each): each for each in (part_of[name] for name in names if name in part_of)}
        part = max(
            connected.values(), key=len, default=set[str]()
        )  # the largest grows: many of them take no longer than one
        for name in names.union(*(each for each in connected.values() if each is not part)):
            part.add(name)
            part_of[name] = part
    return part_of


def _count(parts: Iterable[set[str]]) -> int:
    return len({id(each) for each in parts})


def _joined(elements: tuple[ElementNode, ...]) -> Iterator[tuple[Names, Span]]:
    for element in elements:
        if isinstance(element, BlockNode):
            for each in element.patterns:
                blank = {term.text for term in (each.subject, each.object) if term.is_blank}
                names = pattern_variables(each) | blank
                if names:
                    yield names, (each.subject.start, each.object.end)
        elif isinstance(element, UnionNode) or _is_joined_group(element):
            yield mentioned(element), (element.start, element.end)


def _is_joined_group(element: ElementNode) -> bool:
    return isinstance(element, NestedNode) and element.keyword in ("GRAPH", "OPTIONAL")


def _largest_of_group(select: SelectNode) -> Iterator[Span]:
    for visited in visit_exists(select):
        group = visited.exists.group
        assert group is not None
        inner = group_scope(group) - visited.substituted
        for expression in expressions_in(group):
            names = mentioned(expression)
            if _expression_has(expression, _COMPARISONS) and names & inner and names & visited.substituted:
                yield visited.exists.start, visited.exists.end


def _expression_has(node: ExpressionNode, names: frozenset[str]) -> bool:
    return node.name in names or any(_expression_has(each, names) for each in node.arguments)


def _exists_joined(select: SelectNode) -> Iterator[Span]:
    for visited in visit_exists(select):
        group = visited.exists.group
        assert group is not None
        is_left = visited.names_hidden or read_parts(group, fresh_variables("")) is None
        if is_left and len(list(_joined(group.elements))) > 1:
            yield visited.exists.start, visited.exists.end


def _union_apart(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        elements = visited.group.elements
        outside = frozenset[str]().union(
            *(in_scope((each,)) for each in elements if isinstance(each, BlockNode))
        )
        for element in elements:
            for branch in element.branches if isinstance(element, UnionNode) else ():
                shared = outside & group_scope(branch)
                is_left = branch.select is not None or not bears_copy(branch.elements, shared)
                if shared and is_left:
                    yield branch.start, branch.end


def _computed_key(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        elements = visited.group.elements
        naming = Counter(name for each in elements for name in mentioned(each))
        branches = (each for union in elements if isinstance(union, UnionNode) for each in union.branches)
        for bind in (each for branch in branches for each in branch.elements if isinstance(each, BindNode)):
            if bind.expression.name != "COALESCE" and naming[bind.variable.name] > 1:
                yield bind.start, bind.end


def _after_optional(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        bound, sure = frozenset[str](), frozenset[str]()
        for element in visited.group.elements:
            if isinstance(element, BlockNode):
                for each in element.patterns:
                    if pattern_variables(each) & (bound - sure):
                        yield each.subject.start, each.object.end
            bound, sure = bound | in_scope((element,)), sure | certain((element,))


def _regex_computed(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        for expression in expressions_in(visited.group):
            for call in calls_in(expression):
                if (
                    call.name in ("REGEX", "REPLACE")
                    and len(call.arguments) > 1
                    and mentioned(call.arguments[1])
                ):
                    yield call.start, call.end


def _free_closure(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        for block in (each for each in visited.group.elements if isinstance(each, BlockNode)):
            for each in block.patterns:
                if each.path.operator == "*" and _is_free(each, block):
                    yield each.path.start, each.path.end


def _is_free(pattern: PatternNode, block: BlockNode) -> bool:
    others = frozenset[str]().union(
        *(pattern_variables(each) for each in block.patterns if each is not pattern)
    )
    ends = (pattern.subject, pattern.object)
    return all(each.kind == "variable" and each.name not in others for each in ends)


def _many_patterns(select: SelectNode) -> Iterator[Span]:
    for visited in visit_groups(select):
        for element in visited.group.elements:
            if isinstance(element, BlockNode) and len(element.patterns) > _MOST_PATTERNS:
                yield element.start, element.end


_KINDS: dict[str, Callable[[SelectNode], Iterator[Span]]] = {
    "unconnected": _unconnected,
    "joined-by-filter": _joined_by_filter,
    "largest-of-group": _largest_of_group,
    "exists-joined": _exists_joined,
    "union-apart": _union_apart,
    "computed-key": _computed_key,
    "after-optional": _after_optional,
    "regex-computed": _regex_computed,
    "free-closure": _free_closure,
    "many-patterns": _many_patterns,
}
