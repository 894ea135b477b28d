"""The product's rules with one of their conditions taken out: each has to be noticed by a run (`test_mutations`).

A condition is named by a piece of its module's text, which stands there once. While it is out, the code of the functions of that
module is another; whoever imported them has it too.

`python -m tests.fuzzing.mutations [--queries 50000]` prints the place of the query by which each is noticed first. It stands here,
so that CI runs the queries around it alone; whoever changes a template or a rule runs it again.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from random import Random
from types import FunctionType, ModuleType

from tests.fuzzing.comparing import FAULTS
from tests.fuzzing.product import product_judging, product_rewriting
from tests.fuzzing.running import RunOptions, cases


@dataclass(frozen=True, slots=True)
class Mutation:
    """A piece of a module of `graph.sparql.rewriting`, what stands there instead, and what shows it.

    Attributes:
        template: Of the queries.
        noticed_at: The place of the query by which it is noticed first.
    """

    module: str
    condition: str
    instead: str
    template: str
    noticed_at: int


MUTATIONS = (
    Mutation("constants", "or not is_joined(naming[0])", "", "constants", 11),
    Mutation("constants", "or name not in certain(elements)", "", "constants", 80),
    Mutation("constants", "or any(map(_has_negated_set, naming))", "", "constants", 243),
    Mutation("constants", "or len(names) > 1", "", "constants", 428),
    Mutation("constants", "or len(terms) < len(others)", "", "constants", 102),
    Mutation("constants", '("=", "IN")', '("=", "IN", "NOT IN")', "constants", 12),
    Mutation("constants", '("()", "&&")', '("()", "&&", "||")', "constants", 17),
    Mutation("branching", "or visited.is_distinct", "", "closures", 672),
    Mutation("branching", " and not _shares_blanks(visited, element)", "", "alternatives", 18),
    Mutation("branching", "if not visited.is_shown", "if True", "closures", 327),
    Mutation("branching", " or pattern.has_blank", "", "alternatives", 24),
    Mutation("branching", 'each.kind != "variable" or each.name', "each.name", "closures", 13),
    Mutation("branching", "if each is not pattern and may_be_copied(each)", "if each is not pattern", "alternatives", 3),
    Mutation("branching", "name in ends and may_be_copied(each)", "name in ends", "closures", 8),
    Mutation("branching", 'if path.operator == "?" and', "if False and", "closures", 1_472),
    Mutation("branching", "if other[1:] in bound", "if False", "closures", 10),
    Mutation("branching", " FILTER(!SAMETERM({known}, {other}))", "", "closures", 9),
    Mutation("anchor_conditions", "return not pattern.has_blank and", "return", "A", 1),
    Mutation("anchor_conditions", "and gives_set(pattern.path)", "", "A", 202),
    Mutation("anchor_conditions", 'return element.keyword == "GRAPH"', "return True", "A", 13),
    Mutation("anchor_conditions", "return not isinstance(element, BindNode)", "return True", "A", 2),
    Mutation("anchor_conditions", "and names <= bound", "", "A", 2_700),
    Mutation("anchor_conditions", "and not _asks(element.expression)", "", "A", 385),
    Mutation("anchor_conditions", "mentioned(element.expression) & bound <= everywhere", "True", "A", 2_420),
    Mutation("anchor_conditions", "return is_seen and", "return", "A", 54),
    Mutation("anchor_conditions", "element.variable.name not in bound and", "", "A", 319),
    Mutation("anchor_conditions", "and mentioned(element) & bound <= before", "", "A", 422),
    Mutation("anchors", "if is_clear else ()", "", "A", 4_802),
    Mutation("anchors", "len(rows) == len(element.rows) <= _MOST_ROWS", "True", "A", 846),
    Mutation("anchors", "and not any(None in row for row in rows)", "", "A", 1_381),
    Mutation("exists_parts", "and not parts.branches:", ":", "E", 266),
    Mutation("exists_parts", "is_simple and has_pattern and name", "is_simple and name", "E", 835),
    Mutation("exists_parts", "and not own & frozenset[str]().union(*others)", "", "E", 1_299),
    Mutation("exists_parts", 'element.keyword == "OPTIONAL" and', 'element.keyword != "GRAPH" and', "E", 6_033),
    Mutation("exists_parts", "if parts.graphs:", "if False:", "E", 161),
    Mutation("exists_parts", "doubtful |= {", "_ = {", "E", 237),
    Mutation("exists_parts", " or repeated)", ")", "E", 10_208),
    Mutation("exists_parts", "if any(mentioned(each) & own for each in parts.filters)", "if False", "E", 7_669),
    Mutation("exists_parts", "and bears_copy(branch.elements, bound)", "", "E", 4_805),
)  # fmt: skip
# Not here, because no run can show them: collections (`is_plain`), which random queries do not have; a closure from a variable
# to itself, and branches or groups that are sub-queries, which are left alone because nothing is gained. Nor what 8,000 queries did
# not show, held by cases of their own in tests/graph/sparql/rewriting: one label in two blocks and dates (`constants`), GRAPH
# ?g about ?g, a path of no length beside a union, two such paths in a sequence (`exists_parts`, `sequences`).


@contextmanager
def taken_out(mutation: Mutation) -> Iterator[None]:
    """Take a condition out of the product's rules."""
    module = import_module(f"graph.sparql.rewriting.{mutation.module}")
    source = inspect.getsource(module)
    assert source.count(mutation.condition) == 1, mutation.condition
    changed = ModuleType(module.__name__)
    changed.__dict__.update(vars(module))
    exec(compile(source.replace(mutation.condition, mutation.instead), str(module.__file__), "exec"), vars(changed))  # noqa: S102  # fmt: skip
    swapped = [(each, each.__code__) for each in _functions(module).values()]
    others = _functions(changed)
    try:
        for name, function in _functions(module).items():
            function.__code__ = others[name].__code__
        yield
    finally:
        for function, code in swapped:
            function.__code__ = code


def noticed_at(mutation: Mutation, first: int, queries: int) -> int | None:
    """Return the place of the first of some queries that becomes wrong, or is refused, without a condition."""
    judging = product_judging(mutation.template)
    with taken_out(mutation):
        rewrite = product_rewriting(mutation.template)
        for case in cases(RunOptions(mutation.template, queries, first=first, judging=judging)):
            if case.comparer.compare(case.query, rewrite, Random(case.seed)).verdict in FAULTS:
                return case.place
    return None


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    """Return the functions and methods that a module defines."""
    found: dict[str, FunctionType] = {}
    for name, value in vars(module).items():
        if getattr(value, "__module__", "") != module.__name__:
            continue
        if isinstance(value, FunctionType):
            found[name] = value
        elif isinstance(value, type):
            found.update(
                {f"{name}.{key}": each for key, each in vars(value).items() if isinstance(each, FunctionType)}
            )
    return found


def main() -> None:
    """Look for each mutation, and print where it is noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=50_000)
    queries = parser.parse_args().queries
    for each in MUTATIONS:
        found = noticed_at(each, 0, queries)
        sys.stdout.write(f"{each.module} {each.condition!r} {each.template}: {found}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
