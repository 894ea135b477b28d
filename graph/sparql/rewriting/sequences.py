"""Take sequence paths apart: `?x :p/:q ?y` is `?x :p ?v_1 . ?v_1 :q ?y` (section 18.2.2.4, Translate Property Path Patterns)."""

from __future__ import annotations

from collections.abc import Iterator

from graph.sparql.syntax.scope import may_be_empty
from graph.sparql.syntax.tree import PathNode, PatternNode, TermNode


def simple_patterns(pattern: PatternNode, names: Iterator[str]) -> Iterator[PatternNode]:
    """Yield the patterns that a sequence path joins, or the pattern itself; `names` are variables that the text lacks."""
    path = pattern.path
    if path.operator == "^" and path.parts[0].operator in ("/", "^", "|", "!"):
        yield from simple_patterns(PatternNode(pattern.object, path.parts[0], pattern.subject), names)
    elif path.operator == "/" and _is_separable(path):
        subject = pattern.subject
        for part in path.parts[:-1]:
            between = TermNode("variable", next(names), part.end, part.end)
            yield from simple_patterns(PatternNode(subject, part, between), names)
            subject = between
        yield from simple_patterns(PatternNode(subject, path.parts[-1], pattern.object), names)
    else:
        yield pattern


def _is_separable(path: PathNode) -> bool:
    """Return whether of two neighbours in a sequence one at least has a length, so that it binds what is between them to a node."""
    pairs = zip(path.parts, path.parts[1:], strict=False)
    return not any(may_be_empty(first) and may_be_empty(second) for first, second in pairs)
