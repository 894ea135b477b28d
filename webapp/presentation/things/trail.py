"""Present where a thing stands: the list of its kind, then what contains it, from the farthest to the nearest."""

from __future__ import annotations

from graph.rdf.terms import NamedNode
from webapp.localization.kind_labels import KIND_BY_KEY, UNNAMED, KindLabel
from webapp.presentation.description import Description, Node, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link

_CONTAINED = ("igeo:subdivisionDirecteDe", "skos:broader", "mai:partOf")
_LONGEST = 6


def present_trail(
    focus: NamedNode, kind: KindLabel, containers: Description, context: PageContext
) -> tuple[Link, ...]:
    """Return the links that lead to a thing; of several containers, the first by address.

    Args: containers: what contains the thing, and what contains that.
    """
    listed = KIND_BY_KEY["territory"] if kind.hue == "territory" else kind
    has_list = listed.key in KIND_BY_KEY.keys() - UNNAMED
    first = Link(Text(context.render(listed.many)), context.links.listing(listed.key))
    formatter = ValueFormatter(containers, context)
    above: list[Node] = []
    here: Node = focus
    while len(above) < _LONGEST and (found := _container(here, containers)) is not None:
        if found == focus or found in above:  # a circle, which no source should hold
            break
        above.append(found)
        here = found
    return (*((first,) if has_list else ()), *(formatter.link(each) for each in reversed(above)))


def _container(node: Node, containers: Description) -> Node | None:
    found = (each for curie in _CONTAINED for each in containers.nodes(node, curie))
    return next((each for each in found if containers.has_name(each)), None)
