"""Present the structure of the network: a table for each measure, and what the measure means.

The numbers come from `graph.connections.structure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.connections.structure.model import (
    Bridge,
    CentralActor,
    Community,
    Component,
    Structure,
    Trait,
    UnansweredNeed,
    UntakenLesson,
)
from webapp.localization.measure_labels import measure_labels
from webapp.localization.text import msg, write_number
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.thing_links import ThingLinks
from webapp.presentation.view_models import Link

SHOWN = 20
_NAMED = 5
_TRAITS = 2

Cell = tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the page shows while the measures are computed: after how many seconds it loads itself anew."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; figures stand to the right."""

    title: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it means, its first rows of `count`, and where all of them are."""

    key: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int
    silence: str
    csv_href: str
    json_href: str


@dataclass(frozen=True, slots=True)
class StructurePage:
    """What the network is made of."""

    initiative_count: int
    component_count: int
    isolated_count: int
    measures: tuple[Measure, ...]
    data_href: str


_NO_COMMON_TRAIT = msg("rien de rare")
_OF = msg("{count} sur {total}")
_PIECES = msg("{sizes} initiatives")


def present_structure(structure: Structure, thing_links: ThingLinks, context: PageContext) -> StructurePage:
    """Present a structure; it has no more rows than are shown."""
    formatter = _TableWriter(thing_links, context)
    return StructurePage(
        initiative_count=structure.initiatives.count,
        component_count=structure.components.count,
        isolated_count=structure.isolated_count,
        measures=tuple(formatter.measure(key, getattr(structure, key)) for key in measure_labels()),
        data_href=context.links.answer("structure", [("lang", context.language)]),
    )


def named_in(structure: Structure) -> set[str]:
    """Return the IRIs that the page names."""
    named = {iri for each in structure.components.first for iri in each.members[:_NAMED]}
    for each in structure.communities.first:
        named |= {*each.members[:_NAMED], *(trait.thing for trait in _traits(each))}
    named |= {each.thing for each in structure.bridges.first} | {
        each.actor for each in structure.actors.first
    }
    named |= {iri for each in structure.needs.first for iri in (each.need, each.place)}
    for lesson in structure.lessons.first:
        named |= {lesson.lesson, *lesson.needs[:_NAMED], *lesson.learned_from[:_NAMED]}
    return named


class _TableWriter:
    """Writes the rows of each measure."""

    def __init__(self, thing_links: ThingLinks, context: PageContext) -> None:
        self._thing_links = thing_links
        self._context = context

    def measure(self, key: str, listing: Any) -> Measure:
        label, say, links = measure_labels()[key], self._context.render, self._context.links
        write: Callable[[Any], tuple[Cell, ...]] = getattr(self, f"_{key}")
        parameters = [("part", key), ("lang", self._context.language)]
        return Measure(
            key=key,
            title=say(label.title),
            meaning=say(label.meaning),
            columns=tuple(Column(say(each.title), each.is_figure) for each in label.columns),
            rows=tuple(map(write, listing.first)),
            count=listing.count,
            silence=say(label.silence),
            csv_href=links.answer("structure", [*parameters, ("format", "csv")]),
            json_href=links.answer("structure", parameters),
        )

    def _components(self, row: Component) -> tuple[Cell, ...]:
        return (
            self._number(row.number),
            self._number(row.size),
            self._number(row.thing_count),
            self._links(row.members),
        )

    def _bridges(self, row: Bridge) -> tuple[Cell, ...]:
        sizes = " + ".join(map(str, row.parts)) + (" + …" if row.part_count > len(row.parts) else "")
        return (
            self._links((row.thing,)),
            _text(self._context.render(self._thing_links.kind(row.thing).one)),
            self._number(row.pair_count),
            _text(self._context.translate(_PIECES).format(sizes=sizes)),
        )

    def _communities(self, row: Community) -> tuple[Cell, ...]:
        traits = tuple(
            Link(
                (link := self._thing_links.link(each.thing)).text,
                link.href,
                link.hue,
                after=f" ({self._context.translate(_OF).format(count=each.count, total=each.total)})",
            )
            for each in _traits(row)
        )
        return (
            self._number(row.number),
            self._number(row.size),
            traits or _text(self._context.translate(_NO_COMMON_TRAIT)),
            self._links(row.members),
        )

    def _actors(self, row: CentralActor) -> tuple[Cell, ...]:
        rank = _text(write_number(row.rank, self._context.language))
        return self._links((row.actor,)), self._number(row.initiative_count), rank

    def _needs(self, row: UnansweredNeed) -> tuple[Cell, ...]:
        return (
            self._links((row.need,)),
            self._links((row.place,)),
            self._number(len(row.expressions)),
            self._number(row.answer_count),
        )

    def _lessons(self, row: UntakenLesson) -> tuple[Cell, ...]:
        return self._links((row.lesson,)), self._links(row.needs), self._links(row.learned_from)

    def _links(self, iris: Sequence[str]) -> Cell:
        shown = tuple(map(self._thing_links.link, iris[:_NAMED]))
        return (*shown, Link(Text("…"))) if len(iris) > _NAMED else shown

    def _number(self, number: int) -> Cell:
        return _text(write_number(number, self._context.language, places=0))


def _traits(community: Community) -> list[Trait]:
    kinds: Iterable[tuple[Trait, ...]] = (
        community.needs,
        community.territories,
        community.actors,
        community.methods,
    )
    return [trait for traits in kinds for trait in traits[:_TRAITS]]


def _text(words: str) -> Cell:
    return (Link(Text(words)),)
