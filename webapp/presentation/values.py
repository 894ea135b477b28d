"""Format one value of a page: its name and link, what qualifies it, and the sentence that sums it up.

Every kind of value is formatted here, so that it looks the same on all pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.rdf.terms import Literal, NamedNode, Term, compact, expand, name
from graph.search.folding import fold_text, sort_key
from webapp.localization.kind_labels import DESCRIBED
from webapp.localization.property_labels import property_label, value_label
from webapp.localization.text import cut, is_address, licence_name, msg, shortened
from webapp.presentation.description import Description, Node, Text
from webapp.presentation.literals import write_literal
from webapp.presentation.page_context import PageContext
from webapp.presentation.things.disagreements import different_values, disputed_text
from webapp.presentation.view_models import Link, Value

_ACCORDING_TO = msg("selon")
_PLACE_NOT_STATED = msg("lieu non dit par la source")
_SUMMED_UP = ("lesson", "effect", "need-expression", "aim", "need", "method", "principle", "idea")


class ValueFormatter:
    """Formats the values of one page in its language."""

    def __init__(self, description: Description, context: PageContext) -> None:
        """Format values of a description."""
        self._description = description
        self._context = context

    def link(self, term: Term) -> Link:
        """Link to a term by its name."""
        if isinstance(term, Literal):
            return Link(write_literal(term, self._context.language), term.value if is_address(term) else None)
        if not isinstance(term, NamedNode):
            return Link(Text("…"))
        href = self._context.links.href(term.value)
        if self._description.has_name(term):
            kind = self._description.kind(term)
            if kind.key in DESCRIBED:  # here, wherever its own address leads
                href = self._context.links.page_of(term.value)
            return Link(self._description.name(term, self._context.language), href, kind.hue)
        words = value_label(term.value)
        if words is not None:
            return Link(Text(self._context.render(words)), href)
        if self._context.links.thing(term.value) is not None:
            return Link(self.name(term), href)
        return Link(Text(licence_name(term.value) or compact(term.value) or shortened(term.value)), href)

    def name(self, node: Node) -> Text:
        """Return the name of a node; one without a name of its own is called by what it joins."""
        if self._description.has_name(node):
            return self._description.name(node, self._context.language)
        composed = {
            "membership": self._membership_name,
            "association": self._association_name,
            "connection": lambda one: "".join(
                (each.before if rank else "") + each.text.value
                for rank, each in enumerate(self.connection(one).pieces)
            ),
            "statement": self._statement_name,
        }.get(self._description.kind(node).key)
        if composed is not None and (words := composed(node)):
            return Text(words)
        for selector in self._description.nodes(node, "oa:hasSelector"):
            exact = self._description.text(selector, "oa:exact", self._context.language)
            if exact is not None:
                return Text(cut(exact.value), exact.language)
        return self._description.name(node, self._context.language)

    def whereabouts(self, initiative: Node) -> list[Link]:
        """Return when and where an initiative takes place, or that its source does not say where."""
        date = self.date(initiative)
        places = [self.link(each) for each in self._description.nodes(initiative, "mai:onTerritory")]
        silent = name("mai:onTerritory") in self._description.objects(initiative, "mai:notStated")
        if not places and silent:
            places = [Link(Text(self._context.translate(_PLACE_NOT_STATED)))]
        return [*([Link(Text(date))] if date else []), *places]

    def value(self, term: Term) -> Value:
        """Format a value with what qualifies it: a person's role at that date, an event's date, who says it."""
        if isinstance(term, Literal):
            return Value((self.link(term),))
        if not isinstance(term, NamedNode):
            return Value((self.link(term),))
        kind = self._description.kind(term).key
        if kind == "membership":
            return self._membership(term)
        return Value(
            (self.link(term),),
            aside=tuple(self._asides(term, kind)),
            sentence=self._sentence(term) if kind in _SUMMED_UP else None,
        )

    def membership(self, node: Node, *, of_person: bool) -> Value:
        """Format a function: its title and body on a person's page, the person and title on a body's."""
        others = self._description.nodes(node, "org:organization" if of_person else "org:member")
        title = self._description.text(node, "mai:roleTitle", self._context.language)
        pieces = [self.link(each) for each in others]
        words = (
            [Link(title)]
            if title
            else [self.link(role) for role in self._description.nodes(node, "org:role")]
        )
        pieces = [*words, *pieces] if of_person else [*pieces, *words]
        return Value(tuple(pieces), aside=tuple(self._attested(node)))

    def roles(self, associations: Iterable[Node]) -> list[Link]:
        """Return the roles of some associations, each once."""
        found = (role for each in associations for role in self._description.nodes(each, "prov:hadRole"))
        return [self.link(role) for role in dict.fromkeys(found)]

    def connection(self, node: Node) -> Value:
        """Format a connection as a sentence: this, how, that; and what it rests on."""
        start, end = (self._description.nodes(node, f"mai:connection{side}") for side in ("From", "To"))
        rests = [self.link(each) for each in self._description.objects(node, "mai:basis")]
        words = Text(self._context.render(property_label(expand("mai:basis")).label))
        aside = (Link(words), *introduced(rests)) if rests else ()
        pieces = (
            *map(self.link, start),
            Link(self._verb(node), before=" "),
            *introduced([*map(self.link, end)]),
        )
        return Value(pieces, aside=aside)

    def positions(self, person: Term) -> list[Link]:
        """Return which functions a person held, in which body, at which date; a date stands once for all it covers."""
        by_date: dict[str, list[Link]] = {}
        for node in self._description.subjects("org:member", person):
            title = self._description.text(node, "mai:roleTitle", self._context.language)
            if title is not None:
                date = "".join(each.text.value for each in self._attested(node))
                held = by_date.setdefault(date, [])
                named = fold_text(title.value)
                links = (self.link(body) for body in self._description.nodes(node, "org:organization"))
                bodies = [link for link in links if fold_text(link.text.value) not in named]
                held += [Link(title, before="\N{NARROW NO-BREAK SPACE}; " if held else ", "), *bodies]
        found: list[Link] = []
        for date, held in by_date.items():
            found += [*held, *([Link(Text(date), before=" (", after=")")] if date else [])]
        return found

    def date(self, node: Node) -> str:
        """Return when something took place, as the sources have it."""
        for curie in ("schema:startDate", "dcterms:issued"):
            stated = different_values(self._description.texts(node, curie))
            if stated:
                literals = (each for each in stated if isinstance(each, Literal))
                texts = [write_literal(each, self._context.language).value for each in literals]
                return disputed_text(texts, self._context)
        note = self._description.text(node, "mai:dateNote", self._context.language)
        return note.value if note else ""

    def order(self, term: Term) -> tuple[float, str, int, str]:
        """Return the sort key of a value in a row: number, date, what follows what, then the dictionary."""
        if isinstance(term, Literal):
            return (0.0, term.value, 0, term.language or "")
        position = self._description.one(term, "schema:position")
        number = float(position.value) if isinstance(position, Literal) else float("inf")
        start = self._description.one(term, "schema:startDate")
        return (
            number,
            start.value if isinstance(start, Literal) else "9",
            self._steps_before(term),
            sort_key(self._description.name(term, self._context.language).value),
        )

    def _steps_before(self, event: Term) -> int:
        """Count the events that this one follows, one after the other."""
        met = [event]
        while (before := self._description.one(met[-1], "mai:follows")) is not None and before not in met:
            met.append(before)
        return len(met) - 1

    def _membership(self, node: Node) -> Value:
        person = [self.link(each) for each in self._description.nodes(node, "org:member")]
        written = self.membership(node, of_person=True)
        return Value((*person, *written.pieces), aside=written.aside)

    def _asides(self, node: Node, kind: str) -> list[Link]:
        if kind == "person":
            return self.positions(node)
        if kind in ("event", "context", "crisis"):
            date = self.date(node)
            return [Link(Text(date))] if date else []
        if kind in ("lesson", "effect", "need-expression"):
            return self._speakers(node)
        if kind == "resource":
            return [self.link(each) for each in self._description.nodes(node, "dcterms:license")]
        if kind in ("commune", "epci", "departement", "region", "country"):
            kind_word = Link(Text(self._context.render(self._description.kind(node).one)))
            return [kind_word, *map(self.link, self._description.nodes(node, "igeo:subdivisionDirecteDe"))]
        return []

    def _speakers(self, node: Node) -> list[Link]:
        links: list[Link] = []
        for speaker in self._description.nodes(node, "prov:wasAttributedTo"):
            words = Text(self._context.translate(_ACCORDING_TO))
            links += [Link(words), *introduced([self.link(speaker)]), *self.positions(speaker)]
        return links

    def _sentence(self, node: Node) -> Text | None:
        for curie in ("dcterms:description", "skos:definition"):
            text = self._description.text(node, curie, self._context.language)
            if text is not None:
                return text
        return None

    def _attested(self, node: Node) -> list[Link]:
        date = self._description.one(node, "mai:attestedOn")
        return [Link(write_literal(date, self._context.language))] if isinstance(date, Literal) else []

    def _verb(self, connection: Node) -> Text:
        for kind in self._description.nodes(connection, "mai:connectionType"):
            for shortcut in self._description.nodes(kind, "mai:shortcut"):
                label = property_label(shortcut.value)
                if label.is_known:
                    return Text(self._context.render(label.label))
            return self._description.name(kind, self._context.language)
        return Text(self._context.render(property_label(expand("mai:connectedTo")).label))

    def _membership_name(self, node: Node) -> str:
        return ", ".join(each.text.value for each in self._membership(node).pieces)

    def _association_name(self, node: Node) -> str:
        agents, wholes = (
            self._description.nodes(node, "prov:agent"),
            self._description.subjects("prov:qualifiedAssociation", node),
        )
        parts = [*map(self.link, agents), *self.roles([node]), *map(self.link, wholes)]
        return " — ".join(each.text.value for each in parts)

    def _statement_name(self, node: Node) -> str:
        parts = [
            self.link(each)
            for curie in ("rdf:subject", "rdf:predicate", "rdf:object")
            for each in self._description.objects(node, curie)
        ]
        return " — ".join(cut(each.text.value) for each in parts)


def introduced(links: Sequence[Link]) -> list[Link]:
    """Punctuate links that follow a word which introduces them: a space and no comma comes first."""
    return [replace(each, before=" " if position == 0 else ", ") for position, each in enumerate(links)]
