"""The templates by the name of the rule that they are for; `any` is a query of no special shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.fuzzing.language.syntax import Query
from tests.fuzzing.random_expressions import QueryMaker
from tests.fuzzing.templates.anchors import anchored_query
from tests.fuzzing.templates.branching import alternatives_query, closures_query
from tests.fuzzing.templates.constants import constants_query
from tests.fuzzing.templates.functions import function_query
from tests.fuzzing.templates.graph_variables import graph_variable_query
from tests.fuzzing.templates.nested_exists import exists_query
from tests.fuzzing.templates.pattern_order import ordered_query
from tests.fuzzing.templates.zero_length import zero_length_query
from tests.fuzzing.worlds import World

Template = Callable[[QueryMaker], Query]
FITTING = 0.9
_TEMPLATES: Mapping[str, Template] = {
    "any": QueryMaker.query,
    "A": anchored_query,
    "C": ordered_query,
    "D": function_query,
    "E": exists_query,
    "G": graph_variable_query,
    "P": zero_length_query,
    "alternatives": alternatives_query,
    "closures": closures_query,
    "constants": constants_query,
}
TEMPLATES = tuple(_TEMPLATES)


def template_for(rule: str) -> Callable[[Random, World], Query]:
    """Return what makes queries for a rule: nine in ten of its shapes, the rest of any."""
    template = _TEMPLATES[rule]

    def make(random: Random, world: World) -> Query:
        maker = QueryMaker(random, world)
        return template(maker) if maker.chance(FITTING) else maker.query()

    return make
