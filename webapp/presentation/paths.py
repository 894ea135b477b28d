"""Present how two things are connected: each path as a sentence and as a row of steps.

Where there is none, the page explains how the search ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.connections.paths.model import Path, Paths, Step
from graph.connections.wording.paths import ending_sentence, path_rows, path_sentence
from graph.i18n import BilingualText
from webapp.localization.text import msg, write_number
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.thing_links import Pieces, ThingLinks
from webapp.presentation.view_models import NO_PICK, Citation, CitedSource, Contribution, Link, Pick

_QUERY = msg("Ce chemin en SPARQL")


@dataclass(frozen=True, slots=True)
class RelationFilter:
    """A filter of the search, as the form shows it."""

    key: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Joint:
    """A step of a path: the thing it starts from, how it is linked to the next, that one, and who says so."""

    start: Link
    relation: str
    end: Link
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One path from the one thing to the other."""

    sentence: Pieces
    weight: str
    joints: tuple[Joint, ...]
    query: Link


@dataclass(frozen=True, slots=True)
class PathsPage:
    """The page of how two things are connected; no `ending` before both are chosen."""

    start: Pick = NO_PICK
    end: Pick = NO_PICK
    choices: tuple[RelationFilter, ...] = ()
    ending: Pieces = ()
    ways: tuple[Way, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    registers: tuple[str, ...] = ()
    data_href: str = ""
    query_href: str = ""
    swapped_href: str = ""


def present_ending(found: Paths, ends: tuple[str, str], thing_links: ThingLinks) -> Pieces:
    """Present how the search ended."""
    start, end = (
        thing_links.labels.get(each) or BilingualText(*[thing_links.name(each)] * 2) for each in ends
    )
    return thing_links.link_mentions(ending_sentence(found, start, end), ends)


def present_way(
    path: Path,
    citations: Sequence[tuple[Citation, ...]],
    query_href: str,
    *,
    thing_links: ThingLinks,
    context: PageContext,
) -> Way:
    """Present one path.

    Args: notes: of each step, where its statements come from
    """
    rows = path_rows(path, thing_links.labels)
    return Way(
        sentence=thing_links.link_mentions(
            path_sentence(path, thing_links.labels), [each.iri for each in path.things]
        ),
        weight=write_number(float(path.weight), context.language),
        joints=tuple(
            _joint(step, row.relation.render(context.language), cited, thing_links)
            for step, row, cited in zip(path.steps, rows, citations, strict=True)
        ),
        query=Link(Text(context.translate(_QUERY)), query_href),
    )


def _joint(step: Step, relation: str, citations: tuple[Citation, ...], thing_links: ThingLinks) -> Joint:
    return Joint(thing_links.link(step.start.iri), relation, thing_links.link(step.end.iri), citations)
