"""Present the pages that list things: by kind, and by what they point to.

Long lists are cut into pages in the order of a dictionary, with letters that lead into them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from graph.rdf.terms import NamedNode, expand
from graph.search.folding import sort_key
from webapp.localization.kind_labels import KIND_BY_KEY, KindLabel
from webapp.localization.property_labels import property_label
from webapp.localization.text import msg
from webapp.presentation.description import Description, Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.take_away import TakeAway
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
_BY_ADDRESS = msg(
    "Cette liste est trop longue pour être rangée par nom : la voici dans l’ordre des adresses."
)
_ON_AND_WITHIN = msg("Sur ce territoire, et dans tous ceux qu’il contient.")
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
    search_href: str = ""  # the search that holds the same things
    taken: TakeAway | None = None  # these things as files
    of: Link | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """The entries of one page of a list in the order of a dictionary."""

    iris: tuple[str, ...]
    page: int
    page_count: int
    letters: tuple[str, ...]
    total: int


def order_names(names: Mapping[str, Mapping[str, str]], language: str) -> list[tuple[str, str]]:
    """Order things by name as a dictionary does, numbers by size: pairs of the sort key and the IRI.

    A thing without a name is under the end of its IRI.
    """
    chosen = (
        (sort_key(_chosen(by_language, language) or short_name(NamedNode(iri))), iri)
        for iri, by_language in names.items()
    )
    return sorted(chosen)


def _chosen(by_language: Mapping[str, str], language: str) -> str:
    return by_language.get(language) or by_language.get("fr") or next(iter(by_language.values()), "")


def slice_of(iris: Sequence[str], *, page: int, total: int) -> Slice:
    """Build a page of a list that is too long to be ordered here."""
    return Slice(tuple(iris), page, max(1, ceil(total / PAGE_SIZE)), (), total)


def take_slice(ordered: Sequence[tuple[str, str]], *, page: int, start: str) -> Slice:
    """Return one page of an ordered list: that of a number, or the one where `start` begins."""
    page_count = max(1, ceil(len(ordered) / PAGE_SIZE))
    if start:
        before = sum(1 for folded, _ in ordered if folded < sort_key(start))
        page = min(before // PAGE_SIZE + 1, page_count)
    page = max(1, min(page, page_count))
    chosen = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    letters = sorted({folded[:1].upper() for folded, _ in ordered if folded[:1].isalpha()})
    return Slice(tuple(iri for _, iri in chosen), page, page_count, tuple(letters), len(ordered))


def present_within(
    slug: str, place: NamedNode, cut: Slice, cards: Description, context: PageContext
) -> ListPage:
    """Present a page of the list of what is on a territory or within it, each thing with its date and place."""
    kind, formatter = KIND_BY_KEY[slug], ValueFormatter(cards, context)

    def at(page: int = 1, start: str = "") -> str:
        return context.links.within(place.value, slug, page=page, start=start)

    def entry(node: NamedNode) -> Value:
        value = _entry(node, kind, cards, formatter, context)
        return replace(value, aside=(*value.aside, *formatter.whereabouts(node)))

    return ListPage(
        title=f"{context.render(kind.many)} — {formatter.name(place).value}",
        hue=kind.hue,
        count=cut.total,
        branches=tuple(Branch(entry(NamedNode(iri))) for iri in cut.iris),
        page=cut.page,
        page_count=cut.page_count,
        previous_href=at(cut.page - 1) if cut.page > 1 else "",
        next_href=at(cut.page + 1) if cut.page < cut.page_count else "",
        letters=tuple(Link(Text(each), at(start=each)) for each in cut.letters if cut.page_count > 1),
        lead=context.translate(_ON_AND_WITHIN),
        of=formatter.link(place),
    )


def present_list(
    slug: str, cut: Slice, cards: Description, context: PageContext, *, is_named: bool = True
) -> ListPage:
    """Present one slice of a list.

    Args: is_named: whether it is in the order of names
    """
    kind, formatter = KIND_BY_KEY[slug], ValueFormatter(cards, context)
    links = context.links
    return ListPage(
        title=context.render(kind.many),
        hue=kind.hue,
        count=cut.total,
        lead=_lead(slug, context, is_named=is_named),
        find_href="" if is_named else links.connections(),
        branches=tuple(Branch(_entry(NamedNode(iri), kind, cards, formatter, context)) for iri in cut.iris),
        page=cut.page,
        page_count=cut.page_count,
        previous_href=links.listing(slug, page=cut.page - 1) if cut.page > 1 else "",
        next_href=links.listing(slug, page=cut.page + 1) if cut.page < cut.page_count else "",
        letters=tuple(Link(Text(each), links.listing(slug, start=each)) for each in cut.letters)
        if cut.page_count > 1
        else (),
    )


def _lead(slug: str, context: PageContext, *, is_named: bool) -> str:
    lead = LEADS.get(slug, "") if is_named else _BY_ADDRESS
    return context.translate(lead) if lead else ""  # of no words, a catalogue tells about itself


def present_pointing(
    of: NamedNode, predicate: str, cut: Slice, cards: Description, context: PageContext
) -> ListPage:
    """Present a page of the list of all that points to a thing by a property."""
    formatter, links = ValueFormatter(cards, context), context.links
    kind, label = cards.kind(of), property_label(predicate)

    def at(page: int) -> str:
        return links.pointing(of.value, predicate, page=page)

    return ListPage(
        title=f"{formatter.name(of).value} — {(label.is_known and context.render(label.inverse_label)) or predicate}",
        hue=kind.hue,
        count=cut.total,
        branches=tuple(Branch(formatter.value(NamedNode(iri))) for iri in cut.iris),
        page=cut.page,
        page_count=cut.page_count,
        previous_href=at(cut.page - 1) if cut.page > 1 else "",
        next_href=at(cut.page + 1) if cut.page < cut.page_count else "",
        of=formatter.link(of),
    )


def tallies(
    sizes: Mapping[str, int], context: PageContext, keys: Sequence[str] = LISTED
) -> tuple[KindCount, ...]:
    """Count the kinds of things that are described at all."""
    counted = ((KIND_BY_KEY[key], _size(KIND_BY_KEY[key], sizes)) for key in keys)
    return tuple(
        KindCount(Link(Text(context.render(kind.many)), context.links.listing(kind.key), kind.hue), size)
        for kind, size in counted
        if size
    )


def _size(kind: KindLabel, sizes: Mapping[str, int]) -> int:
    return max((sizes.get(expand(each), 0) for each in kind.classes), default=0)


def _entry(
    node: NamedNode, kind: KindLabel, cards: Description, formatter: ValueFormatter, context: PageContext
) -> Value:
    """Format an entry of a list with the sentence that describes it, without what all entries have in common."""
    value = formatter.value(node)
    common = Text(context.render(kind.one))
    return replace(
        value,
        aside=tuple(each for each in value.aside if each.text != common),
        sentence=value.sentence or cards.text(node, "dcterms:description", context.language),
    )
