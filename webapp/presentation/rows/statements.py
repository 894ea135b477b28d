"""Group the statements about a thing into the rows of its page, by the question that each answers.

Connections and roles are written as sentences; the plain statements that say the same are left out. What a source was
read for and does not say is kept beside the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, Term, Triple, compact, expand, name
from webapp.localization.property_labels import PropertyLabel, property_label, silence
from webapp.localization.text import msg
from webapp.presentation.description import Description, Node
from webapp.presentation.page_context import PageContext
from webapp.presentation.things.citations import Citations
from webapp.presentation.things.disagreements import disputed_words
from webapp.presentation.things.register_credits import LATITUDE, point_value
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Citation, Value

# Nodes that carry their own evidence: where they are a value, their passages stand behind it.
_WITNESSES = (
    "lesson", "effect", "need-expression", "event", "membership", "association", "aim", "connection",
)  # fmt: skip
_FUNCTIONS = ("org:member", "org:organization", "org:hasMembership")
_HIDDEN_REFERENCES = ("statement", "connection", "discrepancy", "quote")
_SILENCE = msg("La source ne dit pas {what}.")

# A bound says nothing more than the date that it was computed from.
_IMPLIED = {"mai:earliestStart": "schema:startDate", "mai:latestEnd": "schema:endDate"}
# Where initiatives answer to one of these, the reader compares them: when, and where.
_COMPARED = ("need", "method", "theme", "idea", "principle", "context", "crisis")

# What somebody said is read under another question when it is a need, or a whole contribution.
_SAID = {"contribution": ("record", msg("a versé")), "need-expression": ("needs", msg("a exprimé"))}

T = TypeVar("T")
Cell = tuple[str, int, str]  # the question, the place in it, the words
Cells = dict[Cell, list[tuple[tuple[object, ...], Value]]]


class RowBuilder:
    """Builds the rows of one page: call `build` once, then read `cells` and `silences`."""

    def __init__(
        self,
        focus: NamedNode,
        description: Description,
        formatter: ValueFormatter,
        citations: Citations,
        context: PageContext,
    ) -> None:
        """Start without cells."""
        self._focus = focus
        self._description = description
        self._formatter = formatter
        self._citations = citations
        self._context = context
        self.cells: Cells = defaultdict(list)
        self.pointing: dict[Cell, str] = {}  # the property of a cell whose values point here
        self.silences: dict[str, list[str]] = defaultdict(list)

    def build(self) -> None:
        """Put each statement, from either end, into the cell where it will be read."""
        covered = self._connections() | self._associations()
        for iri, objects in self._in_reading_order(self._description.statements(self._focus)):
            reading = self._reading(iri)
            words = disputed_words(self._context.render(reading.label), iri, objects, self._context)
            for object_ in self._in_own_language(objects):
                triple = Triple(self._focus, NamedNode(iri), object_)
                if reading.question and triple not in covered:
                    self._put(reading.question, iri, words, object_, triple)
        for iri, subjects in self._in_reading_order(self._description.references(self._focus)):
            for subject in subjects:
                triple = Triple(subject, NamedNode(iri), self._focus)
                question, words = self._inverse(iri, subject)
                if question and triple not in covered and isinstance(subject, NamedNode):
                    self._put(question, iri, words, subject, triple)
        for each in self._description.nodes(self._focus, "mai:notStated"):
            what = self._context.render(silence(each.value) or property_label(each.value).label)
            self.silences[self._reading(each.value).question or "record"].append(
                self._context.translate(_SILENCE).format(what=what)
            )

    def _put(self, question: str, iri: str, words: str, term: Term, triple: Triple) -> None:
        value = self._value(iri, term, triple)
        # What a rule derived, it derived as a whole: that is told once.
        note = Citation() if _is_derived(self._description, self._focus) else self._cite(triple, term)
        rank = 2 * property_label(iri).order + (triple.subject != self._focus)
        cell = (question, rank, words)
        self.cells[cell].append(
            (self._formatter.order(term), Value(value.pieces, value.aside, value.sentence, note))
        )
        if triple.subject != self._focus:
            self.pointing[cell] = iri

    def _cite(self, triple: Triple, term: Term) -> Citation:
        bearers = (
            [term] if not isinstance(term, Literal) and self._description.kind(term).key in _WITNESSES else []
        )
        return self._citations.cite(triple, *[each for each in bearers if isinstance(each, NamedNode)])

    def _value(self, iri: str, term: Term, triple: Triple) -> Value:
        curie = compact(iri)
        if iri == LATITUDE and isinstance(term, Literal):
            return point_value(self._focus, term, self._description, self._citations.graphs(triple))
        if isinstance(term, Literal) or not isinstance(term, NamedNode):
            return self._formatter.value(term)
        kind = self._description.kind(term).key
        if kind in ("initiative", "circle") and self._description.kind(self._focus).key in _COMPARED:
            return Value((self._formatter.link(term),), aside=tuple(self._formatter.whereabouts(term)))
        if curie == "prov:wasAttributedTo" and term != self._focus and self._is_said_by_focus(term):
            return Value((self._formatter.link(term),), sentence=self._formatter.value(term).sentence)
        if curie in _FUNCTIONS and self._description.kind(term).key == "membership":
            return self._formatter.membership(term, of_person=curie != "org:organization")
        return self._formatter.value(term)

    def _connections(self) -> set[Triple]:
        """Write the connections as sentences; return the shortcuts that need no row of their own.

        Part and whole are read better as a list: their rows stay, with the connection's passage behind.
        """
        covered: set[Triple] = set()
        ends = (self._description.subjects(f"mai:connection{side}", self._focus) for side in ("From", "To"))
        for node in dict.fromkeys(each for side in ends for each in side):
            triple = self._shortcut(node)
            if triple is not None and triple.predicate.value == expand("mai:partOf"):
                continue
            value = self._formatter.connection(node)
            note = (
                self._citations.cite(triple, node)
                if triple
                else Citation(quotes=self._citations.quotes([node]))
            )
            cell = (
                "linked",
                -1,
                self._context.render(property_label(expand("mai:connectionFrom")).inverse_label),
            )
            self.cells[cell].append(
                (self._formatter.order(node), Value(value.pieces, value.aside, None, note))
            )
            if triple is not None:
                covered.add(triple)
        return covered

    def _associations(self) -> set[Triple]:
        """Write who took part in which roles, one value an agent; what « porté par » says already is left out."""
        triples, by_agent = set(), defaultdict(list)
        for node in self._description.nodes(self._focus, "prov:qualifiedAssociation"):
            triples.add(Triple(self._focus, NamedNode(expand("prov:qualifiedAssociation")), node))
            for agent in self._description.nodes(node, "prov:agent"):
                if not self._citations.is_stated_directly(self._focus, node):
                    by_agent[agent].append(node)
        triples |= self._parts_taken()
        label = property_label(expand("prov:qualifiedAssociation"))
        for agent, nodes in by_agent.items():
            statement = Triple(self._focus, NamedNode(expand("prov:qualifiedAssociation")), nodes[0])
            aside = (*self._formatter.roles(nodes), *self._formatter.positions(agent))
            value = Value(
                (self._formatter.link(agent),), aside=aside, note=self._citations.cite(statement, *nodes)
            )
            cell = ("who", 2 * label.order, self._context.render(label.label))
            self.cells[cell].append((self._formatter.order(agent), value))
        return triples

    def _parts_taken(self) -> set[Triple]:
        """Write in what an agent took part and in which roles, one value each."""
        triples, by_holder = set(), defaultdict(list)
        for node in self._description.subjects("prov:agent", self._focus):
            triples.add(Triple(node, NamedNode(expand("prov:agent")), self._focus))
            for holder in self._description.subjects("prov:qualifiedAssociation", node):
                if not self._citations.is_stated_directly(holder, node):
                    by_holder[holder].append(node)
        label = property_label(expand("prov:agent"))
        for holder, nodes in by_holder.items():
            statement = Triple(nodes[0], NamedNode(expand("prov:agent")), self._focus)
            note = self._citations.cite(statement, *nodes)
            value = Value(
                (self._formatter.link(holder),), aside=tuple(self._formatter.roles(nodes)), note=note
            )
            cell = ("activity", 2 * label.order, self._context.render(label.inverse_label))
            self.cells[cell].append((self._formatter.order(holder), value))
        return triples

    def _in_reading_order(self, pairs: Iterator[tuple[str, list[T]]]) -> list[tuple[str, list[T]]]:
        """Order properties as the page does, so that sources are numbered in the order in which they are met."""
        return sorted(pairs, key=lambda pair: (property_label(pair[0]).order, pair[0]))

    def _in_own_language(self, terms: list[Term]) -> list[Term]:
        """Leave out what is repeated in another language, where the page's own is there."""
        tags = {each.language for each in terms if isinstance(each, Literal)}
        if self._context.language not in tags:
            return terms
        return [
            each
            for each in terms
            if not isinstance(each, Literal) or each.language in (None, self._context.language)
        ]

    def _shortcut(self, node: Node) -> Triple | None:
        start, end = (self._description.nodes(node, f"mai:connection{side}") for side in ("From", "To"))
        for kind in self._description.nodes(node, "mai:connectionType"):
            for predicate in self._description.nodes(kind, "mai:shortcut"):
                if start and end and isinstance(predicate, NamedNode):
                    return Triple(start[0], predicate, end[0])
        return None

    def _is_implied(self, curie: str) -> bool:
        stated = _IMPLIED.get(curie)
        return stated is not None and self._description.one(self._focus, stated) is not None

    def _is_said_by_focus(self, node: NamedNode) -> bool:
        return self._focus in self._description.nodes(node, "prov:wasAttributedTo")

    def _reading(self, iri: str) -> PropertyLabel:
        label = property_label(iri)
        if (
            iri == expand("prov:wasAttributedTo")
            and self._description.kind(self._focus).key == "contribution"
        ):
            given_by = self._context.translate(msg("versé par"))
            return label._replace(label=BilingualText(given_by, given_by))
        return label._replace(question="") if self._is_implied(compact(iri) or iri) else label

    def _inverse(self, iri: str, subject: Node) -> tuple[str, str]:
        """Return under which question and words a reference is read; events have their own."""
        reading, kind = self._reading(iri), self._description.kind(subject).key
        if kind in _HIDDEN_REFERENCES:
            return "", ""
        if iri == expand("prov:wasAttributedTo") and kind in _SAID:
            question, words = _SAID[kind]
            return question, self._context.translate(words)
        if kind == "event" and iri in (expand("mai:partOf"), expand("schema:superEvent")):
            return "happened", self._context.translate(msg("événements"))
        return reading.inverse_question, self._context.render(reading.inverse_label)


def _is_derived(description: Description, node: NamedNode) -> bool:
    """Return whether a rule made a node."""
    return name("assertion:derived") in description.nodes(node, "mai:assertionStatus")
