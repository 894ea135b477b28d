"""Make the page that tells how two things are connected.

Flows in: what was asked and found, names, sources. Flows out: frozen values.
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
from webapp.presentation.thing_links import Naming, Pieces
from webapp.presentation.view_models import NO_PICK, Citation, CitedSource, Contribution, Link, Pick

_QUERY = msg("Ce chemin en SPARQL")


@dataclass(frozen=True, slots=True)
class RelationFilter:
    """A kind of link to go by."""

    key: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Joint:
    """A step of a way: the thing it starts from, how it is linked to the next, that one, and who says so."""

    start: Link
    relation: str
    end: Link
    notes: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way from the one thing to the other."""

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
    swapped_href: str = ""


def present_ending(found: Paths, ends: tuple[str, str], naming: Naming) -> Pieces:
    """Say what came of the search."""
    start, end = (naming.labels.get(each) or BilingualText(*[naming.name(each)] * 2) for each in ends)
    return naming.tell(ending_sentence(found, start, end), ends)


def present_way(
    path: Path,
    notes: Sequence[tuple[Citation, ...]],
    query_href: str,
    *,
    naming: Naming,
    reader: PageContext,
) -> Way:
    """Tell one way.

    Args: notes: of each step, where its statements come from
    """
    rows = path_rows(path, naming.labels)
    return Way(
        sentence=naming.tell(path_sentence(path, naming.labels), [each.iri for each in path.things]),
        weight=write_number(float(path.weight), reader.language),
        joints=tuple(
            _joint(step, row.relation.render(reader.language), told, naming)
            for step, row, told in zip(path.steps, rows, notes, strict=True)
        ),
        query=Link(Text(reader.translate(_QUERY)), query_href),
    )


def _joint(step: Step, relation: str, notes: tuple[Citation, ...], naming: Naming) -> Joint:
    return Joint(naming.link(step.start.iri), relation, naming.link(step.end.iri), notes)
