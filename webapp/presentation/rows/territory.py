"""Present what happens on a territory and around it: how much in all, and some of it by name.

A number here was counted, and leads to the list of all that it counts; a row that shows some of what there is says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.rdf.terms import NamedNode
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.text import msg, write_number
from webapp.presentation.description import Description, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link, Row, Value

_IN_ALL = msg("en tout, sur ce territoire et dans ceux qu’il contient")
_WITHIN = msg("plus localement")
_WIDER = msg("plus largement")
_ELSEWHERE = msg("ailleurs, avec ses organismes et leurs membres")
_BY_EACH = msg("{what} : combien pour chacun")
AMONG = msg("{what}, entre autres")
_NOTHING_HERE = msg("Rien n’est encore décrit sur ce territoire même.")
_AROUND = msg("se trouve dans")


@dataclass(frozen=True, slots=True)
class Happening:
    """Some of what happens at several places, or with several actors.

    Attributes:
        things: The IRI of each thing that is shown, with the places or actors.
        total: How many things there are.
        counts: How many there are of each place or actor, the busiest first; where some things are left out.
        has_more: Whether there are places or actors besides those of `counts`.
    """

    things: tuple[tuple[str, tuple[str, ...]], ...] = ()
    total: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    has_more: bool = False


NOTHING = Happening()


@dataclass(frozen=True, slots=True)
class TerritoryFacts:
    """What the page of a territory shows besides what is stated of it.

    Attributes:
        counts: How many things are on it or within it, by the kind that a list has.
        named: The names and classes of all things that are mentioned.
        around: Those of the territories that contain it.
    """

    counts: tuple[tuple[str, int], ...]
    below: Happening
    above: Happening
    elsewhere: Happening
    named: Description
    around: Description


def territory_rows(
    focus: NamedNode, description: Description, facts: TerritoryFacts, context: PageContext
) -> dict[str, tuple[Row, ...]]:
    """Return the rows about what happens on a territory and where it is, by the question that they answer."""
    found = {
        "happened": _happening(focus, description, facts, context),
        "where": _around(focus, description, facts.around, context),
    }
    return {question: each for question, rows in found.items() if (each := tuple(rows))}


def _happening(
    focus: NamedNode, description: Description, facts: TerritoryFacts, context: PageContext
) -> Iterator[Row]:
    """List how much there is in all, then what is within, above and elsewhere; or that nothing is here."""
    if not description.subjects("mai:onTerritory", focus) and not facts.elsewhere.total:
        yield Row("", silence=context.translate(_NOTHING_HERE))
    if facts.below.total:
        yield Row(context.translate(_IN_ALL), tuple(_in_all(focus.value, facts.counts, context)))
    for words, happening in (
        (_WITHIN, facts.below),
        (_ELSEWHERE, facts.elsewhere),
        (_WIDER, facts.above),
    ):
        yield from _rows(context.translate(words), happening, facts.named, context)


def _in_all(iri: str, counts: Sequence[tuple[str, int]], context: PageContext) -> Iterator[Value]:
    """Yield each kind with its number, which leads to the list."""
    for slug, count in counts:
        kind = KIND_BY_KEY[slug]
        link = Link(Text(context.render(kind.many)), context.links.within(iri, slug), kind.hue)
        yield Value((link,), aside=(_number(count, context),))


def _rows(words: str, happening: Happening, named: Description, context: PageContext) -> Iterator[Row]:
    """Yield the things by name; where that is some of them, then how many there are of each place or actor."""
    formatter = ValueFormatter(named, context)
    shown = [(NamedNode(thing), map(NamedNode, ends)) for thing, ends in happening.things]
    values = tuple(
        Value((formatter.link(thing),), aside=tuple(map(formatter.link, ends)))
        for thing, ends in sorted(shown, key=lambda pair: formatter.order(pair[0]))
    )
    if values:
        yield Row(context.translate(AMONG).format(what=words) if happening.counts else words, values)
    if happening.counts:
        each = context.translate(_BY_EACH).format(what=words)
        yield Row(
            context.translate(AMONG).format(what=each) if happening.has_more else each,
            tuple(
                Value((formatter.link(NamedNode(iri)),), aside=(_number(count, context),))
                for iri, count in happening.counts
            ),
        )


def _number(count: int, context: PageContext) -> Link:
    return Link(Text(write_number(count, context.language, places=0)))


def _around(
    focus: NamedNode, description: Description, around: Description, context: PageContext
) -> Iterator[Row]:
    """List the larger territories that this one lies in, beyond those that contain it directly."""
    formatter = ValueFormatter(around, context)
    direct = (
        focus,
        *description.nodes(focus, "igeo:subdivisionDirecteDe"),
        *description.nodes(focus, "mai:within"),
    )
    found = [each for each in around.all_subjects("rdf:type") if around.is_territory(each)]
    values = tuple(formatter.value(each) for each in sorted(found, key=formatter.order) if each not in direct)
    if values:
        yield Row(context.translate(_AROUND), values)
