"""The text of a random query.

Blank nodes of a pattern whose label begins with `_:n` are written with brackets where they can be, all others with their
label. The text is one line, which is what a report shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import BOOLEAN, DECIMAL, INTEGER, NAMESPACE, TYPE, literal_parts

PROLOGUE = f"PREFIX : <{NAMESPACE}> "
_NAME = re.compile(rf"<{NAMESPACE}(\w+)>")
_INFIX = {"=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||"}
Run = tuple[str, list[tuple[str, list[str]]]]


def query_text(query: tree.Query) -> str:
    """Return the text of a query with its prologue."""
    return PROLOGUE + _form(query)


def _form(query: tree.Query) -> str:
    if isinstance(query, tree.SelectQuery):
        return select_text(query)
    if isinstance(query, tree.AskQuery):
        return f"ASK {_group(query.where)}"
    template = " . ".join(_triple(each) for each in query.template)
    return f"CONSTRUCT {{ {template} }} WHERE {_group(query.where)}"


def select_text(query: tree.SelectQuery) -> str:
    """Return the text of a SELECT without prologue, as it also stands in a sub-select."""
    parts = ["SELECT", *(["DISTINCT"] if query.distinct else [])]
    parts += [_item(each) for each in query.items] or ["*"]
    parts.append(f"WHERE {_group(query.where)}")
    if query.group_by:
        parts.append("GROUP BY " + " ".join(query.group_by))
    if query.having:
        parts.append("HAVING " + " ".join(f"({_expression(each)})" for each in query.having))
    if query.order_by:
        parts.append("ORDER BY " + " ".join(f"({_expression(each)})" for each in query.order_by))
    return " ".join(parts)


def _item(item: tree.SelectItem) -> str:
    if item.expression is None:
        return item.variable
    return f"({_expression(item.expression)} AS {item.variable})"


def _group(group: tree.GroupPattern) -> str:
    parts: list[str] = []
    for place, each in enumerate(group.elements):
        after_block = place and isinstance(group.elements[place - 1], tree.TriplesBlock)
        if after_block and isinstance(each, tree.TriplesBlock):
            parts.append(".")
        parts.append(_ELEMENTS[type(each)](each))
    return f"{{ {' '.join(parts)} }}" if parts else "{}"


def _union(union: tree.UnionPattern) -> str:
    return " UNION ".join(map(_group, union.branches))


def _values(values: tree.ValuesPattern) -> str:
    rows = " ".join(
        f"({' '.join('UNDEF' if each is None else _term(each) for each in row)})" for row in values.rows
    )
    return f"VALUES ({' '.join(values.variables)}) {{ {rows} }}"


_ELEMENTS: dict[type, Callable[..., str]] = {
    tree.TriplesBlock: lambda each: _block(each),  # noqa: PLW0108
    tree.GroupPattern: _group,
    tree.UnionPattern: _union,
    tree.OptionalPattern: lambda each: f"OPTIONAL {_group(each.group)}",
    tree.MinusPattern: lambda each: f"MINUS {_group(each.group)}",
    tree.NamedGraphPattern: lambda each: f"GRAPH {_term(each.name)} {_group(each.group)}",
    tree.FilterPattern: lambda each: f"FILTER({_expression(each.condition)})",
    tree.BindPattern: lambda each: f"BIND({_expression(each.expression)} AS {each.variable})",
    tree.ValuesPattern: _values,
    tree.SubSelectPattern: lambda each: f"{{ {select_text(each.query)} }}",
}


def _term(term: str) -> str:
    if term[0] == "<":
        found = _NAME.fullmatch(term)
        return f":{found[1]}" if found else term
    if term[0] == '"' and literal_parts(term)[1] in (INTEGER, DECIMAL, BOOLEAN):
        return literal_parts(term)[0]
    return term


def _predicate(predicate: str | tree.PathStep) -> str:
    if isinstance(predicate, str):
        return "a" if predicate == TYPE else _term(predicate)
    operator, parts = predicate.operator, predicate.parts
    if operator == "!":
        return f"!({'|'.join(map(_predicate, parts))})"
    if operator in "/|":
        return f"({operator.join(map(_predicate, parts))})"
    if operator == "^":
        return f"^{inner}" if (inner := _predicate(parts[0]))[0] != "^" else f"^({inner})"
    inner = _predicate(parts[0])
    return f"{inner}{operator}" if inner[-1] not in "*+?" and inner[0] not in "^!" else f"({inner}){operator}"


def _triple(pattern: tree.TriplePattern) -> str:
    return f"{_term(pattern.subject)} {_predicate(pattern.predicate)} {_term(pattern.object)}"


def _block(block: tree.TriplesBlock) -> str:
    uses = Counter(each for each in tree.nodes(block) if isinstance(each, str) and each.startswith("_:"))
    if not block.lists:
        text = " . ".join(map(_triple, block.patterns))
        for label, count in uses.items():
            if count == 1 and label.startswith("_:n"):
                text = re.sub(rf"{label}\b", "[]", text)
        return text
    runs = _runs(block.patterns)
    nested = {each: properties for each, properties in runs if _is_nested(each, runs, uses)}
    written = [_run(each, nested, uses) for each in runs if each[0] not in nested]
    return " . ".join(written)


def _runs(patterns: Sequence[tree.TriplePattern]) -> list[Run]:
    """Put together what follows with the same subject, and in it what follows with the same predicate."""
    runs: list[Run] = []
    for each in patterns:
        if not runs or runs[-1][0] != each.subject:
            runs.append((each.subject, []))
        predicate, properties = _predicate(each.predicate), runs[-1][1]
        if not properties or properties[-1][0] != predicate:
            properties.append((predicate, []))
        properties[-1][1].append(each.object)
    return runs


def _is_nested(label: str, runs: list[Run], uses: Counter[str]) -> bool:
    """Return whether a blank node is the object of one run and the subject of another, and occurs nowhere else."""
    if not label.startswith("_:n") or sum(subject == label for subject, _ in runs) != 1:
        return False
    own = next(sum(len(objects) for _, objects in rest) for subject, rest in runs if subject == label)
    elsewhere = [
        subject for subject, rest in runs for _, objects in rest for each in objects if each == label
    ]
    bracketed = any(subject.startswith("_:n") for subject in elsewhere)
    return uses[label] == own + 1 and len(elsewhere) == 1 and elsewhere[0] != label and not bracketed


def _run(run: Run, nested: dict[str, list[tuple[str, list[str]]]], uses: Counter[str]) -> str:
    subject, properties = run
    once = uses[subject] == sum(len(objects) for _, objects in properties)
    written = "[]" if subject.startswith("_:n") and once else _term(subject)
    return f"{written} {_properties(properties, nested, uses)}"


def _properties(
    properties: list[tuple[str, list[str]]],
    nested: dict[str, list[tuple[str, list[str]]]],
    uses: Counter[str],
) -> str:
    def written(each: str) -> str:
        if each in nested:
            return f"[ {_properties(nested[each], nested, uses)} ]"
        return "[]" if each.startswith("_:n") and uses[each] == 1 else _term(each)

    return " ; ".join(f"{predicate} {' , '.join(map(written, objects))}" for predicate, objects in properties)


def _expression(expression: tree.Expression) -> str:
    if isinstance(expression, str):
        return _term(expression)
    if isinstance(expression, tree.ExistsCall):
        return f"{'NOT ' if expression.negated else ''}EXISTS {_group(expression.group)}"
    if isinstance(expression, tree.AggregateCall):
        return _aggregate(expression)
    arguments = [_expression(each) for each in expression.arguments]
    return _call(expression, arguments)


def _call(expression: tree.Call, arguments: Sequence[str]) -> str:
    if expression.name in _INFIX:
        return f"({f' {expression.name} '.join(arguments)})"
    if expression.name == "!":
        return f"(! {arguments[0]})" if isinstance(expression.arguments[0], str) else f"(!({arguments[0]}))"
    if expression.name in ("IN", "NOT IN"):
        return f"({arguments[0]} {expression.name} ({', '.join(arguments[1:])}))"
    return f"{expression.name}({', '.join(arguments)})"


def _aggregate(call: tree.AggregateCall) -> str:
    argument = "*" if call.argument is None else _expression(call.argument)
    separator = "" if call.separator is None else f'; SEPARATOR="{call.separator}"'
    return f"{call.name}({'DISTINCT ' if call.distinct else ''}{argument}{separator})"
