"""Lay out the diagram of the home page: who carries which initiatives, and which needs they answer.

Nodes and lines have their places here and their style in the stylesheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap

from webapp.localization.text import msg
from webapp.presentation.description import Description, Node
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter

_WIDTH, _TOP = 1180, 44
_LEFT, _MIDDLE, _RIGHT = 290, 450, 880
_LETTER = 5.9  # the mean width of a letter at the size of the figure, in its units
_MOST = 24
_LETTERS = 40  # of a line of a name; a longer name has several
_LINE, _GAP = 17, 13
_HEADS = (msg("qui porte"), msg("quelle initiative"), msg("pour quel besoin"))


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """A thing in the diagram: its place, the lines of its name with the height of each, and where it leads."""

    x: float
    y: float
    lines: tuple[tuple[str, float], ...]
    text_x: float
    anchor: str
    href: str
    hue: str


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """A line between two nodes, as an SVG path."""

    path: str
    hue: str


@dataclass(frozen=True, slots=True)
class Head:
    """The title of a column."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class HomeDiagram:
    """The whole diagram."""

    width: int
    height: float
    heads: tuple[Head, ...]
    nodes: tuple[DiagramNode, ...]
    lines: tuple[DiagramLine, ...]


def draw_diagram(description: Description, context: PageContext) -> HomeDiagram | None:
    """Lay three columns side by side, each ordered so that lines cross little; None where there is too little.

    A figure of more than a few dozen things is no longer read: only those with most threads are drawn.
    """
    formatter = ValueFormatter(description, context)
    carried = _pairs(description, ("mai:carriedBy", "mai:initiatedBy"))
    answers = _pairs(description, ("mai:answersNeed",))
    linked = dict.fromkeys([each for each, _ in carried] + [each for each, _ in answers])
    initiatives = _parts_after_wholes(description, linked, formatter)[:_MOST]
    if len(initiatives) <= 1:
        return None
    rank = {node: position for position, node in enumerate(initiatives)}
    actors = _by_neighbours([(actor, one) for one, actor in carried if one in rank], rank)
    needs = _by_neighbours([(need, one) for one, need in answers if one in rank], rank)
    height = _TOP + 8.0 + max(sum(_heights(nodes, formatter)) for nodes in (actors, initiatives, needs))
    columns = [
        _column(nodes, x, height, formatter)
        for nodes, x in ((actors, _LEFT), (initiatives, _MIDDLE), (needs, _RIGHT))
    ]
    places = {thing: node for column in columns for thing, node in column.items()}
    lines = [(actor, one, "hue-actor") for one, actor in carried] + [
        (one, need, "hue-need") for one, need in answers
    ]
    heads = tuple(
        Head(x, 18, context.translate(words), anchor)
        for x, words, anchor in zip(
            (_LEFT, _MIDDLE + 14, _RIGHT), _HEADS, ("end", "start", "start"), strict=True
        )
    )
    return HomeDiagram(
        _WIDTH,
        height,
        heads,
        tuple(places.values()),
        tuple(_line(places[a], places[b], hue) for a, b, hue in lines if a in places and b in places),
    )


def _pairs(description: Description, curies: Sequence[str]) -> list[tuple[Node, Node]]:
    found = [
        (one, other)
        for curie in curies
        for one in description.all_subjects(curie)
        for other in description.nodes(one, curie)
    ]
    return list(dict.fromkeys(found))


def _parts_after_wholes(
    description: Description, nodes: Iterable[Node], formatter: ValueFormatter
) -> list[Node]:
    """Order initiatives as the list below the diagram does: each followed by its parts."""
    waiting = dict.fromkeys(sorted(nodes, key=formatter.order))
    ordered: dict[Node, None] = {}

    def take(node: Node) -> None:
        if node in waiting and node not in ordered:
            ordered[node] = None
            for part in sorted(description.subjects("mai:partOf", node), key=formatter.order):
                take(part)

    for node in waiting:
        if not any(whole in waiting for whole in description.nodes(node, "mai:partOf")):
            take(node)
    return [*ordered, *(each for each in waiting if each not in ordered)]


def _by_neighbours(pairs: Sequence[tuple[Node, Node]], rank: dict[Node, int]) -> list[Node]:
    """Order a column by the mean place of what each is linked to (the barycentre method), for fewer crossings."""
    places: dict[Node, list[int]] = {}
    for node, one in pairs:
        places.setdefault(node, []).append(rank[one])
    return sorted(places, key=lambda node: (sum(places[node]) / len(places[node]), str(node)))[:_MOST]


def _column(
    nodes: Sequence[Node], x: float, height: float, formatter: ValueFormatter
) -> dict[Node, DiagramNode]:
    heights = _heights(nodes, formatter)
    spread = (height - _TOP) / max(1, sum(heights))
    placed: dict[Node, DiagramNode] = {}
    for node, own, below in zip(nodes, heights, accumulate(heights), strict=True):
        link = formatter.link(node)
        is_left = x == _LEFT
        y = round(_TOP + spread * (below - own / 2), 1)
        lines = _lines(link.text.value)
        top = y - _LINE * (len(lines) - 1) / 2 + 4.5
        placed[node] = DiagramNode(
            x=x,
            y=y,
            lines=tuple((text, round(top + _LINE * rank, 1)) for rank, text in enumerate(lines)),
            text_x=x - 12 if is_left else x + 12,
            anchor="end" if is_left else "start",
            href=link.href or "",
            hue=link.hue,
        )
    return placed


def _line(start: DiagramNode, end: DiagramNode, hue: str) -> DiagramLine:
    """Draw a line as a gentle curve; it leaves and arrives level, so that bundles can be followed."""
    left = (
        start.x
        if start.anchor == "end"
        else start.text_x + max(len(text) for text, _ in start.lines) * _LETTER + 8
    )
    bend = (end.x - left) / 2
    return DiagramLine(
        f"M{left:.0f} {start.y}C{left + bend:.0f} {start.y} {end.x - bend:.0f} {end.y} {end.x:.0f} {end.y}",
        hue,
    )


def _heights(nodes: Sequence[Node], formatter: ValueFormatter) -> list[float]:
    return [_GAP + _LINE * len(_lines(formatter.link(each).text.value)) for each in nodes]


def _lines(text: str) -> list[str]:
    return wrap(text, _LETTERS) or [text]
