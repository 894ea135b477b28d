"""The syntax tree of a query or an update, as `graph.sparql.syntax.reader` gives it: each node with its place in the text.

Places are numbers of characters from the beginning: `start` of the first, `end` after the last. Nodes never change; what is
rewritten is the text (`graph.sparql.rewriting`). A node that has others within is equal to itself alone: what was found out
about it is kept by it.

Spec: https://www.w3.org/TR/sparql11-query/#grammar
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermNode:
    """A variable, an IRI, a literal or a blank node as written.

    Attributes:
        kind: "variable", "iri" (also prefixed names and `a`), "literal", "blank", or "anonymous" for `[]` and `[ … ]`.
        text: As written; of a blank node that has no label, a name that no other has.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The name of a variable, without its mark."""
        return self.text[1:]

    @property
    def is_blank(self) -> bool:
        """Whether it is a blank node, with a label or without."""
        return self.kind in ("blank", "anonymous")


@dataclass(frozen=True, slots=True)
class PathNode:
    """A property path.

    Attributes:
        operator: "^", "/", "|", "*", "+", "?", "!", or "" for one predicate: an IRI or a variable.
        parts: What the operator joins; for "!", IRIs and inverse IRIs.
    """

    operator: str
    predicate: TermNode | None
    parts: tuple[PathNode, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PatternNode:
    """A triple pattern or a path pattern; patterns of one property list share the places of their terms."""

    subject: TermNode
    path: PathNode
    object: TermNode

    @property
    def has_blank(self) -> bool:
        """Whether an end of it is a blank node."""
        return self.subject.is_blank or self.object.is_blank


@dataclass(frozen=True, slots=True, eq=False)
class BlockNode:
    """Adjacent triple patterns; `is_plain` when no collection is among them, so that they can be written one by one."""

    patterns: tuple[PatternNode, ...]
    is_plain: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class GroupNode:
    """What stands between two braces; `select` when that is a sub-query."""

    elements: tuple[ElementNode, ...]
    select: SelectNode | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class NestedNode:
    """A group behind a keyword: `keyword` is "OPTIONAL", "MINUS", "GRAPH" or "SERVICE"; `name` is that of the last two."""

    keyword: str
    name: TermNode | None
    group: GroupNode
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class UnionNode:
    """Groups joined by UNION; one alone is a group within a group."""

    branches: tuple[GroupNode, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class FilterNode:
    """A FILTER."""

    expression: ExpressionNode
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class BindNode:
    """A BIND."""

    expression: ExpressionNode
    variable: TermNode
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class ValuesNode:
    """Inline data; None in a row stands for UNDEF."""

    variables: tuple[TermNode, ...]
    rows: tuple[tuple[TermNode | None, ...], ...]
    start: int
    end: int


ElementNode = BlockNode | NestedNode | UnionNode | FilterNode | BindNode | ValuesNode


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionNode:
    """An expression.

    Attributes:
        kind: "term", "call", "operator", "exists", "aggregate".
        name: In capitals: of a function, an operator or an aggregate; "EXISTS" or "NOT EXISTS"; of a function with an IRI, its
            text; of one in brackets "()", which is an operator with one argument.
        arguments: In order. COUNT(*) has none.
        term: Of a term.
        group: Of EXISTS.
        is_distinct: Of an aggregate.
        separator: Of GROUP_CONCAT, as written.
    """

    kind: str
    name: str
    arguments: tuple[ExpressionNode, ...]
    start: int
    end: int
    term: TermNode | None = None
    group: GroupNode | None = None
    is_distinct: bool = False
    separator: TermNode | None = None


@dataclass(frozen=True, slots=True)
class ProjectionNode:
    """One column of SELECT or one condition of GROUP BY: a variable, or an expression that perhaps has a name."""

    expression: ExpressionNode | None
    variable: TermNode | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class SelectNode:
    """A SELECT with its pattern and modifiers, or the pattern and modifiers of another form.

    Attributes:
        columns: Of SELECT; None for `*` and for the other forms.
        columns_place: Where the columns or the star stand.
        where: None where DESCRIBE has no pattern.
        where_place: Where WHERE or the brace of the pattern stands.
        group_by, having, order_by: The conditions.
        limit, offset: None where there is none.
        values: Inline data at the end.
    """

    is_distinct: bool
    columns: tuple[ProjectionNode, ...] | None
    columns_place: tuple[int, int]
    where: GroupNode | None
    where_place: int
    group_by: tuple[ProjectionNode, ...]
    having: tuple[ExpressionNode, ...]
    order_by: tuple[ExpressionNode, ...]
    limit: int | None
    offset: int | None
    values: ValuesNode | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PrologueNode:
    """Declarations: `prefixes` and `base` as written, without angle brackets; the last of each counts."""

    prefixes: Mapping[str, str]
    base: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QueryNode:
    """A query; `form` is "SELECT", "CONSTRUCT", "DESCRIBE" or "ASK"; `graphs` are those of FROM, `template` of CONSTRUCT."""

    prologue: PrologueNode
    form: str
    template: tuple[int, int] | None
    graphs: tuple[tuple[int, int], ...]
    select: SelectNode


@dataclass(frozen=True, slots=True)
class OperationNode:
    """One operation of an update.

    Attributes:
        verb: "INSERT", "DELETE", "INSERT DATA", "DELETE DATA", "DELETE WHERE", "LOAD", "CLEAR"…
        where: The pattern of the ones that have one; of DELETE WHERE, its template.
        where_place: Where WHERE stands.
        graphs: The places of USING clauses.
        home: The graph of WITH.
    """

    prologue: PrologueNode
    verb: str
    where: GroupNode | None
    where_place: int
    graphs: tuple[tuple[int, int], ...]
    home: TermNode | None
    start: int
    end: int
