"""Make the rows that only some kinds of things have: what lies within a territory, what a contribution describes.

Flows in: a description gathered for that purpose, and the reader. Flows out: rows.
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
    focus: NamedNode, known: Description, more: Description, reader: PageContext
) -> Mapping[str, tuple[Row, ...]]:
    """Give the rows that a description of this purpose holds, by the question that they answer.

    Args: known: the description of `focus` itself, whose rows are not said twice.
    """
    found = {
        "parts": _described(focus, more, reader),
        "happened": _happening(focus, known, more, reader),
        "where": _around(focus, known, more, reader),
        "record": _weighed(focus, known, reader),
    }
    return {
        question: rows
        for question, each in found.items()
        if (rows := tuple(row for row in each if row.values or row.silence))
    }


def _described(focus: NamedNode, more: Description, reader: PageContext) -> Iterator[Row]:
    """Group the things that a contribution describes by kind."""
    writer = ValueFormatter(more, reader)
    by_kind: dict[KindLabel, list[Node]] = defaultdict(list)
    if not more.all_subjects("mai:onTerritory"):
        for thing in more.all_subjects("rdf:type"):
            if more.has_name(thing) and not more.is_territory(thing) and thing != focus:
                by_kind[more.kind(thing)].append(thing)
    for kind in sorted(by_kind, key=lambda each: (RANKS[each.key], each.term)):
        things = by_kind[kind]
        yield Row(
            _among(reader.render(kind.many), reader, is_cut=len(more.triples) >= _MOST_DESCRIBED),
            tuple(Value((writer.link(each),)) for each in sorted(things, key=writer.order)),
        )


def _happening(focus: NamedNode, known: Description, more: Description, reader: PageContext) -> Iterator[Row]:
    """List what happens within this territory, then in those that contain it; say so when nothing is here."""
    above = set(more.all_subjects("mai:contains"))
    if known.is_territory(focus) and not known.subjects("mai:onTerritory", focus):
        yield Row("", silence=reader.translate(_NOTHING_HERE))
    placed = [(each, more.nodes(each, "mai:onTerritory")) for each in more.all_subjects("mai:onTerritory")]
    here = {each for each, places in placed if focus in places}
    for words, is_wider in ((_WITHIN, False), (_WIDER, True)):
        found = [
            (each, [place for place in places if (place in above) == is_wider])
            for each, places in placed
            if each not in here
        ]
        told = _with_places(found, ValueFormatter(more, reader))
        is_cut = sum(len(places) for _, places in found) >= _MOST_HAPPENING
        yield Row(_among(reader.translate(words), reader, is_cut=is_cut), told)


def _among(words: str, reader: PageContext, *, is_cut: bool) -> str:
    """Head a row; say so where it does not hold all."""
    return reader.translate(_AMONG).format(what=words) if is_cut else words


def _with_places(found: Sequence[tuple[Node, Sequence[Node]]], writer: ValueFormatter) -> tuple[Value, ...]:
    return tuple(
        Value((writer.link(each),), aside=tuple(map(writer.link, places)))
        for each, places in sorted(found, key=lambda pair: writer.order(pair[0]))
        if places
    )


def _around(focus: NamedNode, known: Description, more: Description, reader: PageContext) -> Iterator[Row]:
    """List the larger territories that this one lies in, beyond those that contain it directly."""
    writer = ValueFormatter(more, reader)
    direct = (*known.nodes(focus, "igeo:subdivisionDirecteDe"), *known.nodes(focus, "mai:within"))
    places = {
        place
        for each in more.all_subjects("mai:onTerritory")
        for place in more.nodes(each, "mai:onTerritory")
    } - set(more.all_subjects("mai:contains"))
    around = [
        each for each in more.all_subjects("rdf:type") if more.is_territory(each) and each not in places
    ]
    yield Row(
        reader.translate(_AROUND),
        tuple(writer.value(each) for each in sorted(around, key=writer.order) if each not in direct),
    )


def _weighed(focus: NamedNode, known: Description, reader: PageContext) -> Iterator[Row]:
    """Say of a connection that a rule derived by which rule, and what its weight means."""
    if not known.has_type(focus, "mai:Connection") or known.one(focus, "mai:weight") is None:
        return
    for kind in known.nodes(focus, "mai:connectionType"):
        rule = short_name(kind)
        address = reader.links.thing(f"{reader.links.base_iri}/id/rule/{rule}")
        yield Row(reader.translate(_BY_RULE), (Value((Link(Text(rule), address),)),))
    yield Row(reader.translate(_MEANING), (Value((Link(Text(reader.translate(WEIGHTS))),)),))
