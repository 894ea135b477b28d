"""Present one thing from its description and from the graphs that state each triple.

Nothing here knows Flask, SPARQL, or how the page is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import read_query
from webapp.localization.property_labels import questions
from webapp.localization.text import cut, msg, readable
from webapp.presentation.description import Description, Node, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.rows.statements import Cell, RowBuilder
from webapp.presentation.things.citations import Citations, Statings
from webapp.presentation.things.disagreements import different_values, disputed_value
from webapp.presentation.things.endnotes import endnotes, numbers_as_read
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Discrepancy, Link, Nearby, Quote, Row, Section, ThingPage, Value

REFERENCES = "browse/thing_references"


_CARRIED, _ANSWERS, _CLOSEST = msg("Porté par"), msg("Répond à"), msg("Le plus proche")
_MOST_CLOSE = 3
_LINKED = "#q-linked"  # the section of the same page that gives the reasons


class ThingPresenter:
    """Presents one description in one language; call `page` once."""

    def __init__(
        self,
        focus: NamedNode,
        description: Description,
        statings: Statings,
        context: PageContext,
        *,
        reference_counts: Mapping[str, int] = MappingProxyType({}),
        listed: Collection[str] = (),
    ) -> None:
        """Prepare the page of `focus`.

        Args: reference_counts: how many statements point to it, by property, where the description holds some of them
              listed: the properties of these of which there is a list of all
        """
        self._focus = focus
        self._description = description
        self._context = context
        self._statings = statings
        self._reference_counts, self._listed = reference_counts, listed
        self._formatter = ValueFormatter(description, context)
        self._open(Citations(description, statings, context))

    def page(
        self,
        *,
        more: Mapping[str, tuple[Row, ...]] = MappingProxyType({}),
        nearby: Nearby | None = None,
        queries: tuple[Link, ...] = (),
    ) -> ThingPage:
        """Build the page.

        Args: more: rows that come from elsewhere than the description, by the question that they answer.
              nearby: what the thing is closest to, and why.
        """
        page = self._write(more, nearby, queries)
        order = self._citations.numbered(numbers_as_read(page))
        if not self._citations.are_numbered_as(order):
            self._open(Citations(self._description, self._statings, self._context, order=order))
            page = self._write(more, nearby, queries)
        return replace(page, endnotes=endnotes(page))

    def _open(self, citations: Citations) -> None:
        self._citations = citations
        self._rows = RowBuilder(self._focus, self._description, self._formatter, citations, self._context)

    def _write(
        self, more: Mapping[str, tuple[Row, ...]], nearby: Nearby | None, queries: tuple[Link, ...]
    ) -> ThingPage:
        kind = self._description.kind(self._focus)
        self._rows.build()
        sections = self._sections(more, nearby)
        return ThingPage(
            iri=self._focus.value,
            kind=self._context.render(kind.one),
            hue=kind.hue,
            name=self._formatter.name(self._focus),
            other_names=self._other_names(),
            description=self._summary(),
            facts=self._facts(kind.key),
            status=self._citations.status([self._focus]),
            sections=tuple(each for each in sections if each.key != "pointing"),
            discrepancies=tuple(
                map(self._discrepancy, self._description.subjects("mai:concerns", self._focus))
            ),
            quotes=self._quotes(kind.key),
            pointing=next((each for each in sections if each.key == "pointing"), None),
            sources=self._citations.sources(),
            contributions=self._citations.contributions(),
            registers=self._citations.registers(),
            formats=self._formats(),
            queries=queries,
            brief=tuple(self._brief(kind.key, nearby)),
            reference_count=sum(self._reference_counts.values()),
            references_href=self._context.links.sparql(read_query(REFERENCES).text({"focus": self._focus}))
            if self._reference_counts
            else "",
        )

    def _sections(self, more: Mapping[str, tuple[Row, ...]], nearby: Nearby | None) -> list[Section]:
        sections = []
        for key in self._questions():
            rows = [
                self._row(cell, values)
                for cell, values in sorted(self._rows.cells.items(), key=lambda item: item[0])
                if cell[0] == key
            ]
            rows += [Row("", silence=silence) for silence in self._rows.silences.get(key, ())]
            rows += more.get(key, ())
            close = nearby if key == "linked" else None
            if rows or close:
                sections.append(Section(key, self._context.render(questions()[key]), tuple(rows), close))
        return sections

    def _row(self, cell: Cell, values: Sequence[tuple[tuple[object, ...], Value]]) -> Row:
        """Present what one property says, with a link to the rest of what points to the thing by it."""
        ordered = tuple(value for _, value in sorted(values, key=lambda pair: pair[0]))
        predicate = self._rows.pointing.get(cell, "")
        count, links = self._reference_counts.get(predicate, 0), self._context.links
        met = len(dict(self._description.references(self._focus)).get(predicate, ()))
        if count <= met:
            return Row(cell[2], ordered)
        return Row(
            cell[2],
            ordered,
            is_part=True,
            count=count if len(ordered) == met else 0,  # others that point here by it are told elsewhere
            all_href=links.pointing(self._focus.value, predicate) if predicate in self._listed else "",
        )

    def _questions(self) -> list[str]:
        """Return the questions in order: for a territory, what happens there comes first."""
        is_place = self._description.is_territory(self._focus)
        return sorted(questions(), key=lambda each: each != "happened") if is_place else list(questions())

    def _other_names(self) -> tuple[Text, ...]:
        """Return the other names in the page's language, then those in French, the language of the sources."""
        own = self._context.language
        names = [
            each
            for each in self._description.texts(self._focus, "skos:altLabel")
            if each.language in (own, "fr", None)
        ]
        return tuple(
            Text(cut(readable(each.value)), "" if each.language == own else each.language or "")
            for each in sorted(names, key=lambda each: (each.language != own, each.value))
        )

    def _summary(self) -> Text | None:
        """Return the text that describes the thing; for a connection, which has none of its own, that of its type."""
        for node in (self._focus, *self._description.nodes(self._focus, "mai:connectionType")):
            for curie in ("dcterms:description", "skos:definition"):
                text = self._description.text(node, curie, self._context.language)
                if text is not None:
                    return text
        return None

    def _facts(self, kind: str) -> tuple[Value, ...]:
        """Sum up in a line: type, state, when, where. A person's functions come first on the page anyway."""
        if kind == "person":
            return ()
        facts = [
            Value((self._formatter.link(each),))
            for each in self._description.objects(self._focus, "dcterms:type")
        ]
        facts += self._single_facts("adms:status")
        date = self._single_facts("schema:startDate") or self._single_facts("dcterms:issued")
        if not date and (note := self._formatter.date(self._focus)):
            date = [Value((Link(Text(note)),))]
        return (
            *facts,
            *date,
            *(
                Value((self._formatter.link(each),))
                for each in self._description.nodes(self._focus, "mai:onTerritory")
            ),
        )

    def _brief(self, kind: str, nearby: Nearby | None) -> Iterator[Row]:
        """Yield, of an initiative, who carries it, which needs it answers and what is closest to it."""
        if kind not in ("initiative", "circle"):
            return
        for curie, words in (("mai:carriedBy", _CARRIED), ("mai:answersNeed", _ANSWERS)):
            nodes = self._description.nodes(self._focus, curie)
            if nodes:
                values = tuple(Value((self._formatter.link(each),)) for each in nodes)
                yield Row(self._context.translate(words), values)
        closest = nearby.entries[:_MOST_CLOSE] if nearby is not None else ()
        if closest:
            links = tuple(Value((each.link,)) for each in closest)
            yield Row(self._context.translate(_CLOSEST), links, all_href=_LINKED)

    def _single_facts(self, curie: str) -> list[Value]:
        """Return the one value that is meant, or a value that tells the disagreement."""
        terms = different_values(self._description.objects(self._focus, curie))
        if len(terms) <= 1:
            return [Value((self._formatter.link(each),)) for each in terms]
        cite, link = self._citations.cite, self._formatter.link
        return [disputed_value(self._focus, curie, terms, cite, link, self._context)]

    def _quotes(self, kind: str) -> tuple[Quote, ...]:
        """Return the passages behind the thing itself; for a source, all that is quoted from it; a person's own words."""
        if kind == "quote":
            quote = self._citations.quote(self._focus)
            return (quote,) if quote else ()
        said = [
            *self._description.subjects("oa:hasSource", self._focus),
            *self._description.subjects("prov:wasAttributedTo", self._focus),
        ]
        ordered = [each for each in map(self._citations.quote, said) if each is not None]
        own = self._citations.quotes([self._focus])
        return (
            *own,
            *(each for each in sorted(ordered, key=lambda each: int(each.line or 0)) if each not in own),
        )

    def _discrepancy(self, node: Node) -> Discrepancy:
        return Discrepancy(
            title=self._formatter.link(node),
            description=self._description.text(node, "dcterms:description", self._context.language),
            quotes=self._citations.quotes([node]),
        )

    def _formats(self) -> tuple[Link, ...]:
        names = {"Turtle": "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf"}
        return tuple(
            Link(Text(name), self._context.links.document(self._focus.value, suffix))
            for name, suffix in names.items()
        )
