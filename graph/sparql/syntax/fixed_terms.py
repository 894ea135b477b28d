"""Find the variables of a group that can only be one of a few IRIs, so that a pattern that names them looks at no others.

    VALUES ?class { :A :B }  ?thing a ?class
    ?thing ?property ?text  FILTER(?property IN (:label, :title))

Solutions with anything else are dropped at the end of the group, whatever gives them.

Spec: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from graph.sparql.syntax.tree import ElementNode, ExpressionNode, FilterNode, TermNode, ValuesNode

# By what `name_of` gives for a variable: the IRIs that it may be.
Fixed = Mapping[str, frozenset[str]]
Resolve = Callable[[TermNode], str | None]


def fixed_by_data(elements: Iterable[ElementNode], resolve: Resolve) -> Fixed:
    """Return the variables that inline data among some elements of a group gives IRIs, in each row."""
    return _joined(
        each for element in elements if isinstance(element, ValuesNode) for each in columns(element, resolve)
    )


def fixed_terms(elements: Iterable[ElementNode], resolve: Resolve) -> Fixed:
    """Return the variables that inline data or a filter of a group restricts to some IRIs."""
    elements = tuple(elements)
    filters = (each.expression for each in elements if isinstance(each, FilterNode))
    found = [each for expression in filters for each in _restricted(expression, resolve)]
    return _joined((*fixed_by_data(elements, resolve).items(), *found))


def columns(data: ValuesNode, resolve: Resolve) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the variables of inline data that have an IRI in each row, with these."""
    for place, variable in enumerate(data.variables):
        terms = [row[place] for row in data.rows if len(row) > place]
        constants = [None if each is None else resolve(each) for each in terms]
        if len(terms) == len(data.rows) and None not in constants:
            yield name_of(variable), frozenset(filter(None, constants))


def _joined(found: Iterable[tuple[str, frozenset[str]]]) -> Fixed:
    joined = dict[str, frozenset[str]]()
    for name, constants in found:
        joined[name] = joined[name] & constants if name in joined else constants
    return joined


def _restricted(expression: ExpressionNode, resolve: Resolve) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the variables that have to be equal to one of some IRIs where an expression is true."""
    if expression.name in ("()", "&&"):
        for each in expression.arguments:
            yield from _restricted(each, resolve)
    if expression.kind != "operator" or expression.name not in ("=", "IN"):
        return
    terms = [each.term for each in expression.arguments]
    variables = [each for each in terms if each is not None and each.kind == "variable"]
    constants = [resolve(each) for each in terms if each is not None and each.kind == "iri"]
    is_first = expression.name == "=" or terms[0] in variables
    if len(variables) == 1 and len(constants) == len(terms) - 1 and None not in constants and is_first:
        yield name_of(variables[0]), frozenset(filter(None, constants))


def name_of(term: TermNode) -> str:
    """Return a name that the variables and the blank nodes of one query do not share; `?x` and `$x` are the same."""
    return f"{term.kind} {term.name if term.kind == 'variable' else term.text}"
