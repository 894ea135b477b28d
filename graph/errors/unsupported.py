"""Errors of a query that is SPARQL, and whose rows the engine would get wrong or leave out: it is refused by name instead.

Each says where the fault stands (`line`, `column`) and what was found there. A rule that mends it (`graph.sparql.rewriting`) takes
its error away.
"""

from __future__ import annotations

from graph.errors.queries import QueryError


class UnsupportedSyntax(QueryError):
    """The query holds something whose result would be wrong."""

    code = "unsupported"


class PrefixUnknown(QueryError):
    """A prefixed name has a prefix that the query does not declare."""

    code = "prefix-unknown"


class AggregateNested(UnsupportedSyntax):
    """An aggregate stands within an aggregate."""

    code = "aggregate-nested"


class AggregateMisplaced(UnsupportedSyntax):
    """An aggregate stands in FILTER, BIND or GROUP BY, where solutions are not grouped yet."""

    code = "aggregate-misplaced"


class BlankNodeLabel(UnsupportedSyntax):
    """BNODE is called with labels in places that cannot look at each other."""

    code = "bnode-label"


class GraphSubselect(UnsupportedSyntax):
    """A sub-query within GRAPH ?g would be evaluated once for all graphs."""

    code = "graph-subselect"


class PatternInvalid(UnsupportedSyntax):
    """A regular expression is none of XPath, nor of the engine."""

    code = "regex-invalid"


class ReplacementInvalid(UnsupportedSyntax):
    """The replacement of REPLACE has a `$` or a backslash that XPath forbids."""

    code = "replacement-invalid"
