"""The syntax tree of a random query: what SPARQL's grammar has, as far as the fuzzer writes it.

Terms and variables are strings (`terms`). All nodes are frozen dataclasses whose children stand in fields and tuples, so
that the shrinker can walk over any of them. `in_scope` follows section 18.2.1 of the specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass


@dataclass(frozen=True, slots=True)
class PathStep:
    """A property path: `/`, `|`, `^`, `*`, `+`, `?`, or `!`, whose parts are IRIs and inverse IRIs."""

    operator: str
    parts: tuple[str | PathStep, ...]


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """A triple pattern, or a path between two terms."""

    subject: str
    predicate: str | PathStep
    object: str


@dataclass(frozen=True, slots=True)
class TriplesBlock:
    """Patterns that stand together; `lists` writes them with `;`, `,` and brackets where that is possible."""

    patterns: tuple[TriplePattern, ...]
    lists: bool = False


@dataclass(frozen=True, slots=True)
class GroupPattern:
    """A group `{ … }`."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class UnionPattern:
    """Two groups or more, joined by UNION."""

    branches: tuple[GroupPattern, ...]


@dataclass(frozen=True, slots=True)
class OptionalPattern:
    """OPTIONAL."""

    group: GroupPattern


@dataclass(frozen=True, slots=True)
class MinusPattern:
    """MINUS."""

    group: GroupPattern


@dataclass(frozen=True, slots=True)
class NamedGraphPattern:
    """GRAPH with an IRI or a variable."""

    name: str
    group: GroupPattern


@dataclass(frozen=True, slots=True)
class FilterPattern:
    """FILTER."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class BindPattern:
    """BIND."""

    expression: Expression
    variable: str


@dataclass(frozen=True, slots=True)
class ValuesPattern:
    """VALUES; None stands for UNDEF."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class SubSelectPattern:
    """A sub-select, which is alone in its group: `{ SELECT … }`."""

    query: SelectQuery


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function with its arguments."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class ExistsCall:
    """EXISTS or NOT EXISTS."""

    group: GroupPattern
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AggregateCall:
    """An aggregate; no argument stands for `*`."""

    name: str
    argument: Expression | None = None
    distinct: bool = False
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class SelectItem:
    """A column: a variable, or an expression AS a variable."""

    variable: str
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class SelectQuery:
    """SELECT; no item stands for `*`."""

    where: GroupPattern
    items: tuple[SelectItem, ...] = ()
    distinct: bool = False
    group_by: tuple[str, ...] = ()
    having: tuple[Expression, ...] = ()
    order_by: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class AskQuery:
    """ASK."""

    where: GroupPattern


@dataclass(frozen=True, slots=True)
class ConstructQuery:
    """CONSTRUCT; predicates of the template are IRIs or variables."""

    where: GroupPattern
    template: tuple[TriplePattern, ...]


Expression = str | Call | ExistsCall | AggregateCall
Element = (
    TriplesBlock
    | GroupPattern
    | UnionPattern
    | OptionalPattern
    | MinusPattern
    | NamedGraphPattern
    | FilterPattern
    | BindPattern
    | ValuesPattern
    | SubSelectPattern
)
Query = SelectQuery | AskQuery | ConstructQuery


def nodes(tree: object) -> Iterator[object]:
    """Yield a node, all nodes below it, and the strings in them."""
    yield tree
    if isinstance(tree, tuple):
        for each in tree:
            yield from nodes(each)
    elif is_dataclass(tree):
        for field in fields(tree):
            yield from nodes(getattr(tree, field.name))


def in_scope(element: Element) -> set[str]:
    """Return the variables that an element may bind where it stands (18.2.1); blank nodes are none."""
    match element:
        case TriplesBlock():
            return {
                each for each in nodes(element) if isinstance(each, str) and each[0] == "?" and each != "?"
            }
        case GroupPattern(elements=parts) | UnionPattern(branches=parts):
            return set().union(*map(in_scope, parts))
        case OptionalPattern(group=group):
            return in_scope(group)
        case NamedGraphPattern(name=name, group=group):
            return in_scope(group) | ({name} if name[0] == "?" else set())
    return set(_assigned(element))


def _assigned(element: Element) -> tuple[str, ...]:
    """Return the variables of an element that names what it binds; MINUS and FILTER bind nothing."""
    match element:
        case BindPattern(variable=variable):
            return (variable,)
        case ValuesPattern(variables=variables):
            return variables
        case SubSelectPattern(query=query):
            return columns(query)
    return ()


def columns(query: SelectQuery) -> tuple[str, ...]:
    """Return the columns of a SELECT; those of `*` in alphabetical order."""
    if query.items:
        return tuple(each.variable for each in query.items)
    return tuple(sorted(in_scope(query.where)))


def aggregates(query: SelectQuery) -> list[AggregateCall]:
    """Return the aggregates of a SELECT, those of its sub-selects and EXISTS left out."""
    found: list[AggregateCall] = []
    waiting: list[object] = [query.items, query.having, query.order_by]
    while waiting:
        node = waiting.pop()
        if isinstance(node, AggregateCall):
            found.append(node)
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, SelectItem):
            waiting.append(node.expression)
        elif isinstance(node, Call):
            waiting.append(node.arguments)
    return found
