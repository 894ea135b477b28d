"""Present lists as trees: each entry with those that belong under it, or with a count.

Initiatives, needs, territories and actors are listed so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.rdf.terms import NamedNode, name
from webapp.presentation.description import Description, Node, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link, Value


@dataclass(frozen=True, slots=True)
class Branch:
    """An entry of a list, and those that belong under it."""

    value: Value
    under: tuple[Branch, ...] = ()
    count: int = 0


def busy_branches(
    counted: Sequence[tuple[str, int]], cards: Description, context: PageContext
) -> tuple[Branch, ...]:
    """List things with how many link to them."""
    formatter = ValueFormatter(cards, context)
    return tuple(Branch(Value((formatter.link(NamedNode(iri)),)), (), count) for iri, count in counted)


def initiative_tree(description: Description, context: PageContext) -> tuple[Branch, ...]:
    """List the initiatives, each with its parts under it, with when, where and for which needs."""
    formatter = ValueFormatter(description, context)
    everything = [
        each for each in description.all_subjects("rdf:type") if description.has_type(each, "mai:Initiative")
    ]
    inside = {
        each
        for each in everything
        if any(whole in everything for whole in description.nodes(each, "mai:partOf"))
    }

    def branch(node: Node, above: tuple[Node, ...]) -> Branch:
        parts = [
            each for each in description.subjects("mai:partOf", node) if each in inside and each not in above
        ]
        under = tuple(branch(each, (*above, node)) for each in sorted(parts, key=formatter.order))
        return Branch(_initiative_value(node, description, formatter, context), under)

    return tuple(branch(each, ()) for each in sorted(set(everything) - inside, key=formatter.order))


def need_tree(
    description: Description, context: PageContext, counts: Mapping[str, int]
) -> tuple[Branch, ...]:
    """List the needs under what is broader, with how many initiatives and resources answer each.

    Args: counts: that number, by the IRI of the need; an overview may not hold all that answers
    """
    formatter = ValueFormatter(description, context)
    needs = description.subjects("rdf:type", name("mai:Need"))
    tops = [
        each for each in needs if not any(one in needs for one in description.nodes(each, "skos:broader"))
    ]

    def branch(node: Node, above: tuple[Node, ...]) -> Branch:
        narrower = [each for each in description.subjects("skos:broader", node) if each not in above]
        under = tuple(branch(each, (*above, node)) for each in sorted(narrower, key=formatter.order))
        return Branch(formatter.value(node), under, _count(counts, node))

    return tuple(branch(each, ()) for each in sorted(tops, key=formatter.order))


def territory_branches(
    description: Description, context: PageContext, counts: Mapping[str, int]
) -> tuple[Branch, ...]:
    """List the territories where something happens, the busiest first.

    Args: counts: how many things happen there, by IRI
    """
    formatter = ValueFormatter(description, context)
    found = [each for each in description.all_subjects("skos:prefLabel") if description.is_territory(each)]
    branches = [
        Branch(formatter.value(each), (), _count(counts, each)) for each in sorted(found, key=formatter.order)
    ]
    return tuple(sorted(branches, key=lambda each: -each.count))


def actor_branches(
    description: Description, context: PageContext, counts: Mapping[str, int]
) -> tuple[Branch, ...]:
    """List who carries or starts initiatives, the busiest first.

    Args: counts: how many initiatives, by IRI
    """
    formatter = ValueFormatter(description, context)
    actors = (NamedNode(iri) for iri in counts)
    ordered = sorted(actors, key=lambda each: (-counts[each.value], formatter.order(each)))
    return tuple(Branch(Value((formatter.link(each),)), (), counts[each.value]) for each in ordered)


def _count(counts: Mapping[str, int], node: Node) -> int:
    return counts.get(node.value, 0)


def _initiative_value(
    node: Node, description: Description, formatter: ValueFormatter, context: PageContext
) -> Value:
    """Format an initiative with its type, when and where, and which needs it answers."""
    aside = [formatter.link(each) for each in description.nodes(node, "dcterms:type")]
    date = formatter.date(node)
    aside += [Link(Text(date))] if date else []
    aside += [formatter.link(each) for each in description.nodes(node, "mai:onTerritory")]
    aside += [formatter.link(each) for each in _sorted(description.nodes(node, "mai:answersNeed"), formatter)]
    return Value(
        (formatter.link(node),), tuple(aside), description.text(node, "dcterms:description", context.language)
    )


def _sorted(nodes: Sequence[Node], formatter: ValueFormatter) -> list[Node]:
    return sorted(nodes, key=formatter.order)
