"""Make the page of one thing out of its description.

Flows in: a `Description`, which graph states what, and the reader. Flows out: a frozen `ThingPage`.
Knows nothing of Flask, of SPARQL, or of how the page is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from graph.rdf.terms import NamedNode
from webapp.localization.kind_labels import KIND_BY_KEY, UNNAMED
from webapp.localization.property_labels import questions
from webapp.presentation.citations import Citations, Statings
from webapp.presentation.description import Description, Node, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.statement_rows import Cell, RowBuilder
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Discrepancy, Link, Nearby, Quote, Row, Section, ThingPage, Value


class ThingPresenter:
    """Reads one description for one reader; `page` is asked once."""

    def __init__(
        self,
        focus: NamedNode,
        description: Description,
        statings: Statings,
        reader: PageContext,
        *,
        crowd: Mapping[str, int] = MappingProxyType({}),
        listed: Collection[str] = (),
    ) -> None:
        """Prepare to write the page of `focus`.

        Args: crowd: how many statements point to it, by property, where the description holds some of them
              listed: the properties of these of which there is a list of all
        """
        self._focus = focus
        self._known = description
        self._reader = reader
        self._statings = statings
        self._crowd, self._listed = crowd, listed
        self._writer = ValueFormatter(description, reader)
        self._open(Citations(description, statings, reader))

    def page(
        self,
        *,
        more: Mapping[str, tuple[Row, ...]] = MappingProxyType({}),
        nearby: Nearby | None = None,
        queries: tuple[Link, ...] = (),
    ) -> ThingPage:
        """Write the page.

        Args: more: rows that come from elsewhere than the description, by the question that they answer.
              nearby: what the thing is closest to, and why.
        """
        page = self._write(more, nearby, queries)
        if not self._notes.has_gaps():
            return page
        self._open(Citations(self._known, self._statings, self._reader, only=self._notes.used()))
        return self._write(more, nearby, queries)

    def _open(self, notes: Citations) -> None:
        self._notes = notes
        self._gatherer = RowBuilder(self._focus, self._known, self._writer, notes, self._reader)

    def _write(
        self, more: Mapping[str, tuple[Row, ...]], nearby: Nearby | None, queries: tuple[Link, ...]
    ) -> ThingPage:
        kind = self._known.kind(self._focus)
        self._gatherer.gather()
        sections = self._sections(more, nearby)
        return ThingPage(
            iri=self._focus.value,
            kind=self._reader.render(kind.one),
            hue=kind.hue,
            kind_href=self._reader.links.listing(kind.key)
            if kind.key in KIND_BY_KEY.keys() - UNNAMED
            else None,
            name=self._writer.name(self._focus),
            other_names=self._other_names(),
            description=self._description(),
            facts=self._facts(kind.key),
            status=self._notes.status([self._focus]),
            sections=tuple(each for each in sections if each.key != "pointing"),
            discrepancies=tuple(map(self._discrepancy, self._known.subjects("mai:concerns", self._focus))),
            quotes=self._quotes(kind.key),
            pointing=next((each for each in sections if each.key == "pointing"), None),
            sources=self._notes.sources(),
            contributions=self._notes.contributions(),
            registers=self._notes.registers(),
            formats=self._formats(),
            queries=queries,
            crowd=sum(self._crowd.values()),
        )

    def _sections(self, more: Mapping[str, tuple[Row, ...]], nearby: Nearby | None) -> list[Section]:
        sections = []
        for key in self._questions():
            rows = [
                self._row(cell, values)
                for cell, values in sorted(self._gatherer.cells.items(), key=lambda item: item[0])
                if cell[0] == key
            ]
            rows += [Row("", silence=silence) for silence in self._gatherer.silences.get(key, ())]
            rows += more.get(key, ())
            close = nearby if key == "linked" else None
            if rows or close:
                sections.append(Section(key, self._reader.render(questions()[key]), tuple(rows), close))
        return sections

    def _row(self, cell: Cell, values: Sequence[tuple[tuple[object, ...], Value]]) -> Row:
        """Write what one property says; lead to the rest of what points to the thing by it."""
        told = tuple(value for _, value in sorted(values, key=lambda pair: pair[0]))
        predicate = self._gatherer.pointing.get(cell, "")
        count, links = self._crowd.get(predicate, 0), self._reader.links
        met = len(dict(self._known.references(self._focus)).get(predicate, ()))
        if count <= met:
            return Row(cell[2], told)
        return Row(
            cell[2],
            told,
            count=count if len(told) == met else 0,  # others that point here by it are told elsewhere
            all_href=links.pointing(self._focus.value, predicate) if predicate in self._listed else "",
        )

    def _questions(self) -> list[str]:
        """Order the questions: of a place one asks first what happens there."""
        is_place = self._known.is_territory(self._focus)
        return sorted(questions(), key=lambda each: each != "happened") if is_place else list(questions())

    def _other_names(self) -> tuple[Text, ...]:
        """Give the other names in the reader's language, then those in French, the language of the sources."""
        own = self._reader.language
        names = [
            each
            for each in self._known.texts(self._focus, "skos:altLabel")
            if each.language in (own, "fr", None)
        ]
        return tuple(
            Text(each.value, "" if each.language == own else each.language or "")
            for each in sorted(names, key=lambda each: (each.language != own, each.value))
        )

    def _description(self) -> Text | None:
        """Give the words that describe the thing; those of its sort for a connection, which has none of its own."""
        for node in (self._focus, *self._known.nodes(self._focus, "mai:connectionType")):
            for curie in ("dcterms:description", "skos:definition"):
                text = self._known.text(node, curie, self._reader.language)
                if text is not None:
                    return text
        return None

    def _facts(self, kind: str) -> tuple[Value, ...]:
        """Sum up in a line: type, state, when, where. A person's functions come first on the page anyway."""
        if kind == "person":
            return ()
        facts = [
            Value((self._writer.link(each),))
            for curie in ("dcterms:type", "adms:status")
            for each in self._known.objects(self._focus, curie)
        ]
        date = self._writer.date(self._focus)
        facts += [Value((Link(Text(date)),))] if date else []
        return (
            *facts,
            *(
                Value((self._writer.link(each),))
                for each in self._known.nodes(self._focus, "mai:onTerritory")
            ),
        )

    def _quotes(self, kind: str) -> tuple[Quote, ...]:
        """Give the passages behind the thing itself; for a source, all that is quoted from it; a person's own words."""
        if kind == "quote":
            quote = self._notes.quote(self._focus)
            return (quote,) if quote else ()
        said = [
            *self._known.subjects("oa:hasSource", self._focus),
            *self._known.subjects("prov:wasAttributedTo", self._focus),
        ]
        told = [each for each in map(self._notes.quote, said) if each is not None]
        own = self._notes.quotes([self._focus])
        return (
            *own,
            *(each for each in sorted(told, key=lambda each: int(each.line or 0)) if each not in own),
        )

    def _discrepancy(self, node: Node) -> Discrepancy:
        return Discrepancy(
            title=self._writer.link(node),
            description=self._known.text(node, "dcterms:description", self._reader.language),
            quotes=self._notes.quotes([node]),
        )

    def _formats(self) -> tuple[Link, ...]:
        names = {"Turtle": "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf"}
        return tuple(
            Link(Text(name), self._reader.links.document(self._focus.value, suffix))
            for name, suffix in names.items()
        )
