"""Make the entries of lists out of what is known: each with what belongs under it, or with a number.

Flows in: an overview, or calling cards with numbers. Flows out: frozen branches.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    counted: Sequence[tuple[str, int]], cards: Description, reader: PageContext
) -> tuple[Branch, ...]:
    """List things with how many link to them."""
    writer = ValueFormatter(cards, reader)
    return tuple(Branch(Value((writer.link(NamedNode(iri)),)), (), count) for iri, count in counted)


def initiative_tree(known: Description, reader: PageContext) -> tuple[Branch, ...]:
    """List the initiatives, each with its parts under it, and say of each when, where and for which needs."""
    writer = ValueFormatter(known, reader)
    everything = [each for each in known.all_subjects("rdf:type") if known.has_type(each, "mai:Initiative")]
    inside = {
        each for each in everything if any(whole in everything for whole in known.nodes(each, "mai:partOf"))
    }

    def branch(node: Node, above: tuple[Node, ...]) -> Branch:
        parts = [each for each in known.subjects("mai:partOf", node) if each in inside and each not in above]
        under = tuple(branch(each, (*above, node)) for each in sorted(parts, key=writer.order))
        return Branch(_initiative_value(node, known, writer, reader), under)

    return tuple(branch(each, ()) for each in sorted(set(everything) - inside, key=writer.order))


def need_tree(known: Description, reader: PageContext) -> tuple[Branch, ...]:
    """List the needs under what is broader, with how many initiatives and resources answer each."""
    writer = ValueFormatter(known, reader)
    needs = known.subjects("rdf:type", name("mai:Need"))
    tops = [each for each in needs if not any(one in needs for one in known.nodes(each, "skos:broader"))]

    def branch(node: Node, above: tuple[Node, ...]) -> Branch:
        narrower = [each for each in known.subjects("skos:broader", node) if each not in above]
        under = tuple(branch(each, (*above, node)) for each in sorted(narrower, key=writer.order))
        return Branch(writer.value(node), under, len(known.subjects("mai:answersNeed", node)))

    return tuple(branch(each, ()) for each in sorted(tops, key=writer.order))


def territory_branches(known: Description, reader: PageContext) -> tuple[Branch, ...]:
    """List the territories where something happens, the busiest first."""
    writer = ValueFormatter(known, reader)
    found = [each for each in known.all_subjects("skos:prefLabel") if known.is_territory(each)]
    branches = [
        Branch(writer.value(each), (), len(known.subjects("mai:onTerritory", each)))
        for each in sorted(found, key=writer.order)
    ]
    return tuple(sorted(branches, key=lambda each: -each.count))


def actor_branches(known: Description, reader: PageContext) -> tuple[Branch, ...]:
    """List who carries or starts initiatives, the busiest first."""
    writer = ValueFormatter(known, reader)
    linked: dict[Node, set[Node]] = {}
    for curie in ("mai:carriedBy", "mai:initiatedBy"):
        for initiative in known.all_subjects(curie):
            for actor in known.nodes(initiative, curie):
                linked.setdefault(actor, set()).add(initiative)
    ordered = sorted(linked, key=lambda each: (-len(linked[each]), writer.order(each)))
    return tuple(Branch(Value((writer.link(each),)), (), len(linked[each])) for each in ordered)


def _initiative_value(node: Node, known: Description, writer: ValueFormatter, reader: PageContext) -> Value:
    """Say of an initiative its type, when and where, and which needs it answers."""
    aside = [writer.link(each) for each in known.nodes(node, "dcterms:type")]
    date = writer.date(node)
    aside += [Link(Text(date))] if date else []
    aside += [writer.link(each) for each in known.nodes(node, "mai:onTerritory")]
    aside += [writer.link(each) for each in _sorted(known.nodes(node, "mai:answersNeed"), writer)]
    return Value((writer.link(node),), tuple(aside), known.text(node, "dcterms:description", reader.language))


def _sorted(nodes: Sequence[Node], writer: ValueFormatter) -> list[Node]:
    return sorted(nodes, key=writer.order)
