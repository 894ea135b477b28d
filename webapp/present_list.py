"""Make the pages that list things: by kind, and the home page.

Flows in: names, sizes and overviews. Flows out: frozen pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from graph.terms import NamedNode, expand, name
from webapp.description import Description, Node, Text
from webapp.kinds import KIND_BY_KEY, Kind
from webapp.mesh import Mesh
from webapp.page import Link, Value
from webapp.reader import Reader
from webapp.texts import fold
from webapp.values import Writer
from webapp.words import msg

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
LEADS = {
    "contribution": msg(
        "Chaque contribution relève ce qu’un document raconte, et cite les passages d’où vient chaque énoncé."
    ),
}
LEVELS = ("region", "departement", "epci", "commune")


@dataclass(frozen=True, slots=True)
class Branch:
    """An entry of a list, and those that belong under it."""

    value: Value
    under: tuple[Branch, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
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
    levels: tuple[Tally, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page: the initiatives, and three ways in."""

    initiatives: tuple[Branch, ...]
    needs: tuple[Branch, ...]
    territories: tuple[Branch, ...]
    actors: tuple[Branch, ...]
    tallies: tuple[Tally, ...]
    mesh: Mesh | None = None


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


def present_list(slug: str, cut: Slice, cards: Description, reader: Reader) -> ListPage:
    """Make the page of one slice of a list."""
    kind, writer = KIND_BY_KEY[slug], Writer(cards, reader)
    links = reader.links
    return ListPage(
        title=reader.translate(kind.many),
        hue=kind.hue,
        count=cut.total,
        lead=reader.translate(LEADS[slug]) if slug in LEADS else "",
        branches=tuple(Branch(_entry(NamedNode(iri), kind, cards, writer, reader)) for iri in cut.iris),
        page=cut.page,
        page_count=cut.page_count,
        previous_href=links.listing(slug, page=cut.page - 1) if cut.page > 1 else "",
        next_href=links.listing(slug, page=cut.page + 1) if cut.page < cut.page_count else "",
        letters=tuple(Link(Text(each), links.listing(slug, start=each)) for each in cut.letters)
        if cut.page_count > 1
        else (),
    )


def initiative_tree(known: Description, reader: Reader) -> tuple[Branch, ...]:
    """List the initiatives, each with its parts under it, and say of each when, where and for which needs."""
    writer = Writer(known, reader)
    everything = [each for each in known.all_subjects("rdf:type") if known.has_type(each, "mai:Initiative")]
    inside = {
        each for each in everything if any(whole in everything for whole in known.nodes(each, "mai:partOf"))
    }

    def branch(node: Node, above: tuple[Node, ...]) -> Branch:
        parts = [each for each in known.subjects("mai:partOf", node) if each in inside and each not in above]
        under = tuple(branch(each, (*above, node)) for each in sorted(parts, key=writer.order))
        return Branch(_initiative_value(node, known, writer, reader), under)

    return tuple(branch(each, ()) for each in sorted(set(everything) - inside, key=writer.order))


def need_tree(known: Description, reader: Reader) -> tuple[Branch, ...]:
    """List the needs under what is broader, with how many initiatives and resources answer each."""
    writer = Writer(known, reader)
    needs = known.subjects("rdf:type", name("mai:Need"))
    tops = [each for each in needs if not any(one in needs for one in known.nodes(each, "skos:broader"))]

    def branch(node: Node, above: tuple[Node, ...]) -> Branch:
        narrower = [each for each in known.subjects("skos:broader", node) if each not in above]
        under = tuple(branch(each, (*above, node)) for each in sorted(narrower, key=writer.order))
        return Branch(writer.value(node), under, len(known.subjects("mai:answersNeed", node)))

    return tuple(branch(each, ()) for each in sorted(tops, key=writer.order))


def territory_branches(known: Description, reader: Reader) -> tuple[Branch, ...]:
    """List the territories where something happens, the busiest first."""
    writer = Writer(known, reader)
    found = [each for each in known.all_subjects("skos:prefLabel") if known.is_territory(each)]
    branches = [
        Branch(writer.value(each), (), len(known.subjects("mai:onTerritory", each)))
        for each in sorted(found, key=writer.order)
    ]
    return tuple(sorted(branches, key=lambda each: -each.count))


def actor_branches(known: Description, reader: Reader) -> tuple[Branch, ...]:
    """List who carries or starts initiatives, the busiest first."""
    writer = Writer(known, reader)
    linked: dict[Node, set[Node]] = {}
    for curie in ("mai:carriedBy", "mai:initiatedBy"):
        for initiative in known.all_subjects(curie):
            for actor in known.nodes(initiative, curie):
                linked.setdefault(actor, set()).add(initiative)
    ordered = sorted(linked, key=lambda each: (-len(linked[each]), writer.order(each)))
    return tuple(Branch(Value((writer.link(each),)), (), len(linked[each])) for each in ordered)


def tallies(sizes: Mapping[str, int], reader: Reader, keys: Sequence[str] = LISTED) -> tuple[Tally, ...]:
    """Count the kinds of things that are described at all."""
    counted = ((KIND_BY_KEY[key], _size(KIND_BY_KEY[key], sizes)) for key in keys)
    return tuple(
        Tally(Link(Text(reader.translate(kind.many)), reader.links.listing(kind.key), kind.hue), size)
        for kind, size in counted
        if size
    )


def _size(kind: Kind, sizes: Mapping[str, int]) -> int:
    return max((sizes.get(expand(each), 0) for each in kind.classes), default=0)


def _entry(node: NamedNode, kind: Kind, cards: Description, writer: Writer, reader: Reader) -> Value:
    """Write an entry of a list with the sentence that describes it; what all have in common is not said of each."""
    value = writer.value(node)
    common = Text(reader.translate(kind.one))
    return replace(
        value,
        aside=tuple(each for each in value.aside if each.text != common),
        sentence=value.sentence or cards.text(node, "dcterms:description", reader.language),
    )


def _initiative_value(node: Node, known: Description, writer: Writer, reader: Reader) -> Value:
    """Say of an initiative its type, when and where, and which needs it answers."""
    aside = [writer.link(each) for each in known.nodes(node, "dcterms:type")]
    date = writer.date(node)
    aside += [Link(Text(date))] if date else []
    aside += [writer.link(each) for each in known.nodes(node, "mai:onTerritory")]
    aside += [writer.link(each) for each in _sorted(known.nodes(node, "mai:answersNeed"), writer)]
    return Value((writer.link(node),), tuple(aside), known.text(node, "dcterms:description", reader.language))


def _sorted(nodes: Sequence[Node], writer: Writer) -> list[Node]:
    return sorted(nodes, key=writer.order)
