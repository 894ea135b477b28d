"""Take plain counts from the statistics of the snapshot (rule "counts").

    SELECT (COUNT(*) AS ?n) { ?s a :Town }                    SELECT (35014 AS ?n) {}
    SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s :in ?o }           SELECT (34871 AS ?n) {}
    SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p       SELECT ?p ?n { VALUES (?p ?n) { … } }

The statistics are exact and of the same snapshot, so the numbers are those that counting gives. They are of the default graph: a
text with a dataset of its own, and GRAPH, are counted by the engine, and so are classes that are no IRIs.

Spec: https://www.w3.org/TR/sparql11-query/#defn_aggCount
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.sparql.rewriting.edits import Edit, RuleInput
from graph.sparql.statistics import Statistics
from graph.sparql.syntax.scope import pattern_variables
from graph.sparql.syntax.terms import RDF_TYPE, iri_of
from graph.sparql.syntax.traversal import holds_aggregate
from graph.sparql.syntax.tree import (
    BlockNode,
    ExpressionNode,
    PatternNode,
    PrologueNode,
    SelectNode,
    TermNode,
)


def take_counts(given: RuleInput) -> Iterator[Edit]:
    """Yield the change of a query that only counts."""
    statistics = given.statistics
    pattern = _only_pattern(given.select)
    if statistics is None or pattern is None or given.substituted:
        return
    columns = given.select.columns or ()
    if len(columns) == 1 and not given.select.group_by:
        count = _counted(columns[0].expression, pattern, statistics, given.prologue)
        expression, where = columns[0].expression, given.select.where
        if count is not None and expression is not None and where is not None:
            yield Edit(expression.start, expression.end, str(count))
            yield Edit(where.start, where.end, "{}")
    else:
        yield from _grouped(given.select, pattern, statistics, given.prologue)


def _only_pattern(select: SelectNode) -> PatternNode | None:
    """Return the pattern of a query that has one pattern and nothing else, each variable of it once."""
    where = select.where
    is_more = bool(select.having) or select.values is not None or any(map(holds_aggregate, select.order_by))
    if where is None or len(where.elements) != 1 or is_more:
        return None
    block = where.elements[0]
    if not isinstance(block, BlockNode) or len(block.patterns) != 1:
        return None
    pattern = block.patterns[0]
    terms = (pattern.subject, pattern.path.predicate, pattern.object)
    if pattern.has_blank or any(each is None or each.kind == "literal" for each in terms):
        return None
    variables = [each.name for each in terms if each is not None and each.kind == "variable"]
    return pattern if len(variables) == len(pattern_variables(pattern)) else None


def _counted(
    expression: ExpressionNode | None, pattern: PatternNode, statistics: Statistics, prologue: PrologueNode
) -> int | None:
    """Return what COUNT gives; None where the statistics do not tell."""
    if expression is None or expression.name != "COUNT" or pattern.subject.kind != "variable":
        return None
    if not _is_of(expression, pattern):
        return None
    counts = _column_counts(pattern, statistics, prologue)
    term = expression.arguments[0].term if expression.arguments else None
    if not expression.is_distinct or term is None:  # solutions of one pattern are distinct
        return counts.get("")
    return counts.get(term.name)


def _is_of(expression: ExpressionNode, pattern: PatternNode) -> bool:
    """Return whether COUNT is of solutions or of a variable of the pattern."""
    terms = [each.term for each in expression.arguments]
    return all(each is not None and each.name in pattern_variables(pattern) for each in terms)


def _column_counts(pattern: PatternNode, statistics: Statistics, prologue: PrologueNode) -> Mapping[str, int]:
    """Return the number of solutions under "", and of different values under the names of the variables."""
    predicate, value = pattern.path.predicate, pattern.object
    assert predicate is not None, "a pattern of one step"
    if predicate.kind == "variable":
        if value.kind != "variable":
            return {}
        return {"": statistics.triple_count, predicate.name: len(_property_sizes(statistics))}
    iri = iri_of(predicate.text, prologue)
    if iri is None:
        return {}
    if value.kind == "variable":
        counts = statistics.predicate(iri)
        return {"": counts.triples, pattern.subject.name: counts.subjects, value.name: counts.objects}
    kind = iri_of(value.text, prologue) if iri == RDF_TYPE else None
    if kind is None:
        return {}
    return dict.fromkeys(("", pattern.subject.name), statistics.class_size(kind))


def _grouped(
    select: SelectNode, pattern: PatternNode, statistics: Statistics, prologue: PrologueNode
) -> Iterator[Edit]:
    """Yield the changes of a query that counts by property or by class."""
    key = _key(select)
    sizes = _sizes(key, pattern, statistics, prologue) if key is not None else None
    if key is None or sizes is None or select.where is None:
        return
    count = next(each for each in select.columns or () if each.expression is not None)
    if count.variable is None or count.expression is None or not _is_plain_count(count.expression, pattern):
        return
    rows = " ".join(f"(<{iri}> {number})" for iri, number in sizes.items())
    yield Edit(count.start, count.end, count.variable.text)
    end = select.group_by[-1].end
    yield Edit(select.where.start, end, f"{{ VALUES ({key.text} {count.variable.text}) {{ {rows} }} }}")


def _key(select: SelectNode) -> TermNode | None:
    """Return the variable of a query that groups by one, and lists it and one count."""
    groups, columns = select.group_by, select.columns or ()
    if len(groups) != 1 or groups[0].expression is not None or groups[0].variable is None:
        return None
    plain = [each.variable for each in columns if each.expression is None]
    is_listed = [each.name for each in plain if each is not None] == [groups[0].variable.name]
    return groups[0].variable if is_listed and len(columns) == len(plain) + 1 else None


def _is_plain_count(expression: ExpressionNode, pattern: PatternNode) -> bool:
    return expression.name == "COUNT" and not expression.is_distinct and _is_of(expression, pattern)


def _sizes(
    key: TermNode, pattern: PatternNode, statistics: Statistics, prologue: PrologueNode
) -> Mapping[str, int] | None:
    """Return the counts by property or by class; None where the statistics do not tell."""
    predicate = pattern.path.predicate
    assert predicate is not None, "a pattern of one step"
    if pattern.subject.kind != "variable" or pattern.object.kind != "variable":
        return None
    if predicate.kind == "variable" and predicate.name == key.name:
        return _property_sizes(statistics)
    is_type = predicate.kind == "iri" and iri_of(predicate.text, prologue) == RDF_TYPE
    has_all = sum(statistics.class_sizes.values()) == statistics.predicate(RDF_TYPE).triples
    if not is_type or not has_all or pattern.object.name != key.name:
        return None
    return {iri: size for iri, size in statistics.class_sizes.items() if size}


def _property_sizes(statistics: Statistics) -> Mapping[str, int]:
    return {iri: counts.triples for iri, counts in statistics.predicates.items() if counts.triples}
