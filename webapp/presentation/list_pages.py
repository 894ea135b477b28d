"""Make the pages that list things: by kind, and the home page.

Flows in: names, sizes and overviews. Flows out: frozen pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from graph.rdf.terms import NamedNode, expand
from webapp.localization.kind_labels import KIND_BY_KEY, KindLabel
from webapp.localization.property_labels import property_label
from webapp.localization.text import fold, msg
from webapp.presentation.description import Description, Text
from webapp.presentation.home_diagram import Mesh
from webapp.presentation.page_context import PageContext
from webapp.presentation.trees import Branch
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link, Value

PAGE_SIZE = 60
# The kinds that have a list of their own, in the order in which a reader meets them.
LISTED = (
    "initiative",
    "circle",
    "person",
    "organisation",
    "collective",
    "territory",
    "need",
    "need-expression",
    "method",
    "idea",
    "principle",
    "aim",
    "theme",
    "event",
    "lesson",
    "effect",
    "resource",
    "context",
    "contribution",
)
_BY_ADDRESS = msg("Trop de choses pour être rangées par nom : les voici dans l’ordre de leurs adresses.")
LEADS = {
    "contribution": msg(
        "Chaque contribution relève ce qu’un document raconte, et cite les passages d’où vient chaque énoncé."
    ),
}
LEVELS = ("region", "departement", "epci", "commune")


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of thing and how many of it there are."""

    link: Link
    count: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list; `letters` lead into a long one."""

    title: str
    hue: str
    count: int
    branches: tuple[Branch, ...]
    page: int = 1
    page_count: int = 1
    previous_href: str = ""
    next_href: str = ""
    letters: tuple[Link, ...] = ()
    levels: tuple[KindCount, ...] = ()
    lead: str = ""
    find_href: str = ""
    of: Link | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page: the initiatives, and three ways in."""

    initiatives: tuple[Branch, ...]
    needs: tuple[Branch, ...]
    territories: tuple[Branch, ...]
    actors: tuple[Branch, ...]
    tallies: tuple[KindCount, ...]
    mesh: Mesh | None = None
    initiative_count: int = 0  # where only the busiest of all are shown


@dataclass(frozen=True, slots=True)
class Slice:
    """A page's worth of a list in the order of a dictionary."""

    iris: tuple[str, ...]
    page: int
    page_count: int
    letters: tuple[str, ...]
    total: int


def order_names(names: Mapping[str, Mapping[str, str]], language: str) -> list[tuple[str, str]]:
    """Order things by name as a dictionary does: pairs of the folded name and the IRI."""
    chosen = (
        (fold(by_language.get(language) or by_language.get("fr") or next(iter(by_language.values()))), iri)
        for iri, by_language in names.items()
    )
    return sorted(chosen)


def slice_of(iris: Sequence[str], *, page: int, total: int) -> Slice:
    """Make a page's worth of a list that is too long to be put in order here."""
    return Slice(tuple(iris), page, max(1, ceil(total / PAGE_SIZE)), (), total)


def take_slice(ordered: Sequence[tuple[str, str]], *, page: int, start: str) -> Slice:
    """Cut a page out of an ordered list: the page of that number, or the one where `start` begins."""
    page_count = max(1, ceil(len(ordered) / PAGE_SIZE))
    if start:
        before = sum(1 for folded, _ in ordered if folded < fold(start))
        page = min(before // PAGE_SIZE + 1, page_count)
    page = max(1, min(page, page_count))
    chosen = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    letters = sorted({folded[:1].upper() for folded, _ in ordered if folded[:1].isalpha()})
    return Slice(tuple(iri for _, iri in chosen), page, page_count, tuple(letters), len(ordered))


def present_list(
    slug: str, cut: Slice, cards: Description, reader: PageContext, *, is_named: bool = True
) -> ListPage:
    """Make the page of one slice of a list.

    Args: is_named: whether it is in the order of names
    """
    kind, writer = KIND_BY_KEY[slug], ValueFormatter(cards, reader)
    links = reader.links
    return ListPage(
        title=reader.render(kind.many),
        hue=kind.hue,
        count=cut.total,
        lead=_lead(slug, reader, is_named=is_named),
        find_href="" if is_named else links.connections(),
        branches=tuple(Branch(_entry(NamedNode(iri), kind, cards, writer, reader)) for iri in cut.iris),
        page=cut.page,
        page_count=cut.page_count,
        previous_href=links.listing(slug, page=cut.page - 1) if cut.page > 1 else "",
        next_href=links.listing(slug, page=cut.page + 1) if cut.page < cut.page_count else "",
        letters=tuple(Link(Text(each), links.listing(slug, start=each)) for each in cut.letters)
        if cut.page_count > 1
        else (),
    )


def _lead(slug: str, reader: PageContext, *, is_named: bool) -> str:
    told = LEADS.get(slug, "") if is_named else _BY_ADDRESS
    return reader.translate(told) if told else ""  # of no words, a catalogue tells about itself


def present_pointing(
    of: NamedNode, predicate: str, cut: Slice, cards: Description, reader: PageContext
) -> ListPage:
    """Make a page of the list of all that points to a thing by a property."""
    writer, links = ValueFormatter(cards, reader), reader.links
    kind, label = cards.kind(of), property_label(predicate)

    def at(page: int) -> str:
        return links.pointing(of.value, predicate, page=page)

    return ListPage(
        title=f"{writer.name(of).value} — {(label.is_known and reader.render(label.inverse_label)) or predicate}",
        hue=kind.hue,
        count=cut.total,
        branches=tuple(Branch(writer.value(NamedNode(iri))) for iri in cut.iris),
        page=cut.page,
        page_count=cut.page_count,
        previous_href=at(cut.page - 1) if cut.page > 1 else "",
        next_href=at(cut.page + 1) if cut.page < cut.page_count else "",
        of=writer.link(of),
    )


def tallies(
    sizes: Mapping[str, int], reader: PageContext, keys: Sequence[str] = LISTED
) -> tuple[KindCount, ...]:
    """Count the kinds of things that are described at all."""
    counted = ((KIND_BY_KEY[key], _size(KIND_BY_KEY[key], sizes)) for key in keys)
    return tuple(
        KindCount(Link(Text(reader.render(kind.many)), reader.links.listing(kind.key), kind.hue), size)
        for kind, size in counted
        if size
    )


def _size(kind: KindLabel, sizes: Mapping[str, int]) -> int:
    return max((sizes.get(expand(each), 0) for each in kind.classes), default=0)


def _entry(
    node: NamedNode, kind: KindLabel, cards: Description, writer: ValueFormatter, reader: PageContext
) -> Value:
    """Write an entry of a list with the sentence that describes it; what all have in common is not said of each."""
    value = writer.value(node)
    common = Text(reader.render(kind.one))
    return replace(
        value,
        aside=tuple(each for each in value.aside if each.text != common),
        sentence=value.sentence or cards.text(node, "dcterms:description", reader.language),
    )
