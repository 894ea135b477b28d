"""Template C: blocks of three to five patterns, at the top and in every kind of group."""

from __future__ import annotations

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.templates.anchors import wrapped


def ordered_query(maker: QueryMaker) -> tree.Query:
    """Return a query with a block of several patterns."""
    parts: list[tree.Element] = [maker.block(maker.choose({3: 4, 4: 3, 5: 1}))]
    if maker.chance(0.3):
        parts.append(maker.element(parts, 1))
    if maker.chance(0.1):
        parts.reverse()
    return maker.query(wrapped(maker, tree.GroupPattern(tuple(maker.mended(parts)))))
