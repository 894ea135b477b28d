"""Make the rows that only some kinds of things have: what lies within a territory, what a contribution describes.

Flows in: a description gathered for that purpose, and the reader. Flows out: rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.terms import NamedNode
from webapp.description import Description, Node
from webapp.page import Row, Value
from webapp.reader import Reader
from webapp.values import Writer
from webapp.words import msg

_WITHIN = msg("plus précisément")
_AROUND = msg("se trouve dans")


def more_rows(
    focus: NamedNode, known: Description, more: Description, reader: Reader
) -> Mapping[str, tuple[Row, ...]]:
    """Give the rows that a description of this purpose holds, by the question that they answer.

    Args: known: the description of `focus` itself, whose rows are not said twice.
    """
    found = {
        "parts": _described(more, reader),
        "happened": _within(more, reader),
        "where": _around(focus, known, more, reader),
    }
    return {
        question: rows
        for question, each in found.items()
        if (rows := tuple(row for row in each if row.values))
    }


def _described(more: Description, reader: Reader) -> Iterator[Row]:
    """Group the things that a contribution describes by kind."""
    writer = Writer(more, reader)
    by_kind: dict[str, list[Node]] = defaultdict(list)
    if not more.all_subjects("mai:onTerritory"):
        for thing in more.all_subjects("rdf:type"):
            if more.has_name(thing) and not more.is_territory(thing):
                by_kind[reader.translate(more.kind(thing).many)].append(thing)
    for words, things in sorted(by_kind.items()):
        yield Row(words, tuple(Value((writer.link(each),)) for each in sorted(things, key=writer.order)))


def _within(more: Description, reader: Reader) -> Iterator[Row]:
    """List what happens on the territories within this one, each with its place."""
    writer = Writer(more, reader)
    yield Row(
        reader.translate(_WITHIN),
        tuple(
            Value((writer.link(each),), aside=tuple(map(writer.link, more.nodes(each, "mai:onTerritory"))))
            for each in sorted(more.all_subjects("mai:onTerritory"), key=writer.order)
        ),
    )


def _around(focus: NamedNode, known: Description, more: Description, reader: Reader) -> Iterator[Row]:
    """List the larger territories that this one lies in, beyond those that contain it directly."""
    writer = Writer(more, reader)
    direct = (*known.nodes(focus, "igeo:subdivisionDirecteDe"), *known.nodes(focus, "mai:within"))
    places = {
        place
        for each in more.all_subjects("mai:onTerritory")
        for place in more.nodes(each, "mai:onTerritory")
    }
    around = [
        each for each in more.all_subjects("rdf:type") if more.is_territory(each) and each not in places
    ]
    yield Row(
        reader.translate(_AROUND),
        tuple(writer.value(each) for each in sorted(around, key=writer.order) if each not in direct),
    )
