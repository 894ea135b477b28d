"""Cite the source of each statement of a page, as footnotes do. Sources are numbered as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.rdf.terms import Literal, NamedNode, Triple, expand
from webapp.http.urls import is_web_address
from webapp.localization.dates import write_date
from webapp.localization.property_labels import status_label
from webapp.localization.text import cut, readable
from webapp.presentation.description import MOST_LETTERS, Description, Node, Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.things.register_credits import register_name
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Citation, CitedSource, Contribution, Link, Quote

Statings = Mapping[Triple, tuple[str, ...]]

_CITING = ("oa:hasSource", "prov:hadPrimarySource")
_DIRECT_BY_ROLE = {
    expand("role:initiator"): "mai:initiatedBy",
    expand("role:carrier"): "mai:carriedBy",
    expand("role:contributor"): "mai:hasParticipant",
}


class Citations:
    """The citations of one page. Its sources are numbered, and listed when they are cited."""

    def __init__(
        self,
        description: Description,
        statings: Statings,
        context: PageContext,
        *,
        order: Sequence[Node] = (),
    ) -> None:
        """Number the sources of a description by date, or those that the page is known to cite in the order given."""
        self._description = description
        self._formatter = ValueFormatter(description, context)
        self._statings = statings
        self._context = context
        cited = [
            source
            for curie in _CITING
            for each in description.all_subjects(curie)
            for source in description.nodes(each, curie)
        ]
        by_date = sorted(
            dict.fromkeys(cited), key=lambda each: (self._plain(each, "dcterms:issued") or "9", str(each))
        )
        self._numbers = {source: number for number, source in enumerate(order or by_date, start=1)}
        self._used: dict[Node, None] = {}
        self._contributions: dict[Node, None] = {}
        self._registers: dict[str, None] = {}

    def cite(self, triple: Triple, *bearers: Node) -> Citation:
        """Cite one statement; each bearer is a node whose own evidence stands behind it."""
        witnesses = [
            *self._statements_of(triple),
            *self._connections_of(triple),
            *self._associations_of(triple),
            *bearers,
        ]
        return self._cite(triple, self.quotes(witnesses), self.status(witnesses))

    def sourced(self, triple: Triple, quotes: Iterable[Node], statuses: Iterable[str]) -> Citation:
        """Cite one statement whose passages and statuses are known already."""
        return self._cite(
            triple, self._in_order(quotes), next(filter(None, map(self._status, statuses)), None)
        )

    def _status(self, iri: str) -> Link | None:
        label = status_label(iri)
        if label is None:
            return None
        return Link(Text(self._context.render(label)), self._context.links.about(short_name(NamedNode(iri))))

    def _cite(self, triple: Triple, quotes: tuple[Quote, ...], status: Link | None) -> Citation:
        contributions, rules = self._stated_by(triple)
        numbers = {quote.number for quote in quotes if quote.number} or {
            self._number(source)
            for each in contributions
            for source in self._description.nodes(each, "prov:hadPrimarySource")
        }
        return Citation(
            numbers=tuple(sorted(numbers)),
            status=status or (self._status(expand("assertion:derived")) if rules else None),
            quotes=quotes,
            contributions=tuple(self._formatter.link(each) for each in contributions),
            rules=tuple(rules),
        )

    def quotes(self, bearers: Iterable[Node]) -> tuple[Quote, ...]:
        """Return the passages behind some nodes, each once, in the order of the sources."""
        return self._in_order(
            one for each in bearers for one in self._description.nodes(each, "mai:evidence")
        )

    def _in_order(self, nodes: Iterable[Node]) -> tuple[Quote, ...]:
        quotes = (self.quote(each) for each in dict.fromkeys(nodes))
        return tuple(sorted((one for one in quotes if one), key=lambda one: (one.number, int(one.line or 0))))

    def quote(self, node: Node) -> Quote | None:
        """Return one passage; None where the description does not hold its words."""
        for selector in self._description.nodes(node, "oa:hasSelector"):
            exact = next(iter(self._description.texts(selector, "oa:exact")), None)
            if exact is None:
                continue
            sources = self._description.nodes(node, "oa:hasSource")
            speakers = self._description.nodes(node, "prov:wasAttributedTo")
            line = self._description.one(node, "mai:line")
            return Quote(
                exact=Text(cut(readable(exact.value), MOST_LETTERS), exact.language or ""),
                prefix=self._plain(selector, "oa:prefix"),
                suffix=self._plain(selector, "oa:suffix"),
                line=line.value if isinstance(line, Literal) else "",
                speaker=self._formatter.link(speakers[0]) if speakers else None,
                source=self._formatter.link(sources[0]) if sources else None,
                number=self._number(sources[0]) if sources else 0,
            )
        return None

    def status(self, bearers: Iterable[Node]) -> Link | None:
        """Return the word for what is interpreted, derived or contested; None for what is stated."""
        stated = (
            one.value for each in bearers for one in self._description.nodes(each, "mai:assertionStatus")
        )
        return next(filter(None, map(self._status, stated)), None)

    def sources(self) -> tuple[CitedSource, ...]:
        """List the sources cited so far."""
        return tuple(
            self._source(number, node) for node, number in self._numbers.items() if node in self._used
        )

    def used(self) -> tuple[Node, ...]:
        """Return the sources cited so far, in the order in which they were."""
        return tuple(self._used)

    def numbered(self, numbers: Iterable[int]) -> tuple[Node, ...]:
        """Return the sources of some numbers, then the others that were cited."""
        sources = {number: source for source, number in self._numbers.items()}
        return tuple(dict.fromkeys([*(sources[each] for each in numbers), *self._used]))

    def are_numbered_as(self, order: Sequence[Node]) -> bool:
        """Return whether the sources have their numbers in an order, and no other has one."""
        return list(self._numbers) == list(order)

    def contributions(self) -> tuple[Contribution, ...]:
        """List the contributions met so far."""
        return tuple(self._contribution(node) for node in self._contributions)

    def registers(self) -> tuple[str, ...]:
        """List the reference registers met so far."""
        return tuple(self._registers)

    def _statements_of(self, triple: Triple) -> list[Node]:
        return [
            node
            for node in self._description.subjects("rdf:subject", triple.subject)
            if triple.predicate in self._description.objects(node, "rdf:predicate")
            and triple.object in self._description.objects(node, "rdf:object")
        ]

    def _connections_of(self, triple: Triple) -> list[Node]:
        return [
            node
            for node in self._description.subjects("mai:connectionFrom", triple.subject)
            if triple.object in self._description.objects(node, "mai:connectionTo")
            and any(
                triple.predicate in self._description.objects(kind, "mai:shortcut")
                for kind in self._description.nodes(node, "mai:connectionType")
            )
        ]

    def is_stated_directly(self, holder: Node, association: Node) -> bool:
        """Return whether a plain statement says the same as a qualified role: who started, carries or takes part."""
        return any(
            agent in self._description.nodes(holder, _DIRECT_BY_ROLE[role.value])
            for agent in self._description.nodes(association, "prov:agent")
            for role in self._description.nodes(association, "prov:hadRole")
            if role.value in _DIRECT_BY_ROLE
        )

    def _associations_of(self, triple: Triple) -> list[Node]:
        roles = {role for role, curie in _DIRECT_BY_ROLE.items() if expand(curie) == triple.predicate.value}
        return [
            node
            for node in self._description.nodes(triple.subject, "prov:qualifiedAssociation")
            if triple.object in self._description.objects(node, "prov:agent")
            and any(role.value in roles for role in self._description.nodes(node, "prov:hadRole"))
        ]

    def _stated_by(self, triple: Triple) -> tuple[list[Node], list[str]]:
        """Sort the graphs that state a triple into contributions and rules; registers go to the foot."""
        contributions: list[Node] = []
        rules: list[str] = []
        for iri in self._statings.get(triple, ()):
            folder, _, name = iri.removeprefix(f"{self._context.links.base_iri}/graph/").partition("/")
            if self._description.has_type(NamedNode(iri), "mai:Contribution"):
                contributions.append(NamedNode(iri))
            elif folder == "derived":
                rules.append(name)
            elif folder == "ref":
                title = register_name(NamedNode(iri), self._description, self._context.language)
                self._registers[title] = None
        self._contributions.update(dict.fromkeys(contributions))
        return contributions, rules

    def graphs(self, triple: Triple) -> tuple[str, ...]:
        """Return the graphs that state a triple."""
        return self._statings.get(triple, ())

    def _number(self, source: Node) -> int:
        self._used[source] = None
        return self._numbers[source]

    def _plain(self, node: Node, curie: str) -> str:
        return next((each.value for each in self._description.texts(node, curie)), "")

    def _source(self, number: int, node: Node) -> CitedSource:
        urls = (each.value for each in self._description.nodes(node, "schema:url"))
        licences = self._description.nodes(node, "dcterms:license")
        return CitedSource(
            number=number,
            link=self._formatter.link(node),
            url=next(filter(is_web_address, urls), ""),
            issued=self._date(node, "dcterms:issued"),
            licence=self._formatter.link(licences[0]) if licences else None,
        )

    def _contribution(self, node: Node) -> Contribution:
        licences = self._description.nodes(node, "dcterms:license")
        givers = self._description.nodes(node, "prov:wasAttributedTo")
        return Contribution(
            link=self._formatter.link(node),
            licence=self._formatter.link(licences[0]) if licences else None,
            given=self._date(node, "prov:generatedAtTime"),
            giver=self._formatter.link(givers[0]) if givers else None,
        )

    def _date(self, node: Node, curie: str) -> str:
        value = self._description.one(node, curie)
        if not isinstance(value, Literal):
            return ""
        return write_date(value.value, value.datatype.value, self._context.language)
