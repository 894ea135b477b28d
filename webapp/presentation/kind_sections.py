"""Present the rows that only some kinds of things have: what lies within a territory, what a contribution describes.

`statement_rows` presents the rows that all kinds share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graph.rdf.terms import NamedNode
from webapp.localization.kind_labels import RANKS, KindLabel
from webapp.localization.text import msg
from webapp.presentation.description import Description, Node, Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link, Row, Value

_WITHIN = msg("plus localement")
_WIDER = msg("plus largement")
_AMONG = msg("{what}, entre autres")
_MOST_HAPPENING, _MOST_DESCRIBED = 100, 20_000  # things, triples: what the queries give
_NOTHING_HERE = msg("Rien n’est encore décrit sur ce territoire même.")
_AROUND = msg("se trouve dans")
_BY_RULE = msg("par la règle")
_MEANING = msg("ce que le poids veut dire")
WEIGHTS = msg(
    "Plus ce que l’on partage est rare, plus il rapproche : le poids d’une raison est ln(N/n), où n choses sur N ont "
    "ce qui est partagé, et celui d’un lien la somme de ses raisons."
)


def more_rows(
    focus: NamedNode, description: Description, more: Description, context: PageContext
) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows that a description of this purpose holds, by the question that they answer.

    Args: known: the description of `focus` itself, whose rows are not said twice.
    """
    found = {
        "parts": _described(focus, more, context),
        "happened": _happening(focus, description, more, context),
        "where": _around(focus, description, more, context),
        "record": _weighed(focus, description, context),
    }
    return {
        question: rows
        for question, each in found.items()
        if (rows := tuple(row for row in each if row.values or row.silence))
    }


def _described(focus: NamedNode, more: Description, context: PageContext) -> Iterator[Row]:
    """Group the things that a contribution describes by kind."""
    formatter = ValueFormatter(more, context)
    by_kind: dict[KindLabel, list[Node]] = defaultdict(list)
    if not more.all_subjects("mai:onTerritory"):
        for thing in more.all_subjects("rdf:type"):
            if more.has_name(thing) and not more.is_territory(thing) and thing != focus:
                by_kind[more.kind(thing)].append(thing)
    for kind in sorted(by_kind, key=lambda each: (RANKS[each.key], each.term)):
        things = by_kind[kind]
        yield Row(
            _among(context.render(kind.many), context, is_cut=len(more.triples) >= _MOST_DESCRIBED),
            tuple(Value((formatter.link(each),)) for each in sorted(things, key=formatter.order)),
        )


def _happening(
    focus: NamedNode, description: Description, more: Description, context: PageContext
) -> Iterator[Row]:
    """List what happens within this territory, then in those that contain it, or that nothing happens here."""
    above = set(more.all_subjects("mai:contains"))
    if description.is_territory(focus) and not description.subjects("mai:onTerritory", focus):
        yield Row("", silence=context.translate(_NOTHING_HERE))
    placed = [(each, more.nodes(each, "mai:onTerritory")) for each in more.all_subjects("mai:onTerritory")]
    here = {each for each, places in placed if focus in places}
    for words, is_wider in ((_WITHIN, False), (_WIDER, True)):
        found = [
            (each, [place for place in places if (place in above) == is_wider])
            for each, places in placed
            if each not in here
        ]
        values = _with_places(found, ValueFormatter(more, context))
        is_cut = sum(len(places) for _, places in found) >= _MOST_HAPPENING
        yield Row(_among(context.translate(words), context, is_cut=is_cut), values)


def _among(words: str, context: PageContext, *, is_cut: bool) -> str:
    """Return the title of a row, which says where the row does not hold all."""
    return context.translate(_AMONG).format(what=words) if is_cut else words


def _with_places(
    found: Sequence[tuple[Node, Sequence[Node]]], formatter: ValueFormatter
) -> tuple[Value, ...]:
    return tuple(
        Value((formatter.link(each),), aside=tuple(map(formatter.link, places)))
        for each, places in sorted(found, key=lambda pair: formatter.order(pair[0]))
        if places
    )


def _around(
    focus: NamedNode, description: Description, more: Description, context: PageContext
) -> Iterator[Row]:
    """List the larger territories that this one lies in, beyond those that contain it directly."""
    formatter = ValueFormatter(more, context)
    direct = (*description.nodes(focus, "igeo:subdivisionDirecteDe"), *description.nodes(focus, "mai:within"))
    places = {
        place
        for each in more.all_subjects("mai:onTerritory")
        for place in more.nodes(each, "mai:onTerritory")
    } - set(more.all_subjects("mai:contains"))
    around = [
        each for each in more.all_subjects("rdf:type") if more.is_territory(each) and each not in places
    ]
    yield Row(
        context.translate(_AROUND),
        tuple(formatter.value(each) for each in sorted(around, key=formatter.order) if each not in direct),
    )


def _weighed(focus: NamedNode, description: Description, context: PageContext) -> Iterator[Row]:
    """Present by which rule a connection was derived, and what its weight means."""
    if not description.has_type(focus, "mai:Connection") or description.one(focus, "mai:weight") is None:
        return
    for kind in description.nodes(focus, "mai:connectionType"):
        rule = short_name(kind)
        address = context.links.thing(f"{context.links.base_iri}/id/rule/{rule}")
        yield Row(context.translate(_BY_RULE), (Value((Link(Text(rule), address),)),))
    yield Row(context.translate(_MEANING), (Value((Link(Text(context.translate(WEIGHTS))),)),))
