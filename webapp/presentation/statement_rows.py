"""Put every statement about a thing into the cell of its page where it will be read.

Flows in: a description, the writer of values, the notes. Flows out: cells by question, and what sources keep silent.
Connections and parts taken are told as sentences, and what they tell is not said twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, Term, Triple, compact, expand, name
from webapp.localization.property_labels import PropertyLabel, property_label, silence
from webapp.localization.text import msg
from webapp.presentation.citations import Citations
from webapp.presentation.description import Description, Node
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Citation, Value

# Nodes that carry their own evidence: where they are a value, their passages stand behind it.
_WITNESSES = (
    "lesson",
    "effect",
    "need-expression",
    "event",
    "membership",
    "association",
    "aim",
    "connection",
)
_FUNCTIONS = ("org:member", "org:organization", "org:hasMembership")
_HIDDEN_REFERENCES = ("statement", "connection", "discrepancy", "quote")
_SILENCE = msg("La source ne dit pas {what}.")

# A bound says nothing more than the date that it was computed from.
_IMPLIED = {"mai:earliestStart": "schema:startDate", "mai:latestEnd": "schema:endDate"}
# Where initiatives answer to one of these, the reader compares them: when, and where.
_COMPARED = ("need", "method", "theme", "idea", "principle", "context", "crisis")

# What somebody said is read under another question when it is a need, or a whole contribution.
_TOLD = {"contribution": ("record", msg("a versé")), "need-expression": ("needs", msg("a exprimé"))}

T = TypeVar("T")
Cell = tuple[str, int, str]  # the question, the place in it, the words
Cells = dict[Cell, list[tuple[tuple[object, ...], Value]]]


class RowBuilder:
    """Gathers the cells of one page; `gather` is asked once, then `cells` and `silences` are read."""

    def __init__(
        self,
        focus: NamedNode,
        description: Description,
        writer: ValueFormatter,
        notes: Citations,
        reader: PageContext,
    ) -> None:
        """Begin with no cell."""
        self._focus = focus
        self._known = description
        self._writer = writer
        self._notes = notes
        self._reader = reader
        self.cells: Cells = defaultdict(list)
        self.pointing: dict[Cell, str] = {}  # the property of a cell whose values point here
        self.silences: dict[str, list[str]] = defaultdict(list)

    def gather(self) -> None:
        """Put each statement, from either end, into the cell where it will be read."""
        told = self._connections() | self._associations()
        for iri, objects in self._in_reading_order(self._known.statements(self._focus)):
            reading = self._reading(iri)
            for object_ in self._in_own_language(objects):
                triple = Triple(self._focus, NamedNode(iri), object_)
                if reading.question and triple not in told:
                    self._put(reading.question, iri, self._reader.render(reading.label), object_, triple)
        for iri, subjects in self._in_reading_order(self._known.references(self._focus)):
            for subject in subjects:
                triple = Triple(subject, NamedNode(iri), self._focus)
                question, words = self._inverse(iri, subject)
                if question and triple not in told and isinstance(subject, NamedNode):
                    self._put(question, iri, words, subject, triple)
        for each in self._known.nodes(self._focus, "mai:notStated"):
            what = self._reader.render(silence(each.value) or property_label(each.value).label)
            self.silences[self._reading(each.value).question or "record"].append(
                self._reader.translate(_SILENCE).format(what=what)
            )

    def _put(self, question: str, iri: str, words: str, term: Term, triple: Triple) -> None:
        value = self._value(iri, term)
        # What a rule derived, it derived as a whole: that is told once.
        note = Citation() if _is_derived(self._known, self._focus) else self._note(triple, term)
        rank = 2 * property_label(iri).order + (triple.subject != self._focus)
        cell = (question, rank, words)
        self.cells[cell].append(
            (self._writer.order(term), Value(value.pieces, value.aside, value.sentence, note))
        )
        if triple.subject != self._focus:
            self.pointing[cell] = iri

    def _note(self, triple: Triple, term: Term) -> Citation:
        bearers = [term] if not isinstance(term, Literal) and self._known.kind(term).key in _WITNESSES else []
        return self._notes.note(triple, *[each for each in bearers if isinstance(each, NamedNode)])

    def _value(self, iri: str, term: Term) -> Value:
        curie = compact(iri)
        if isinstance(term, Literal) or not isinstance(term, NamedNode):
            return self._writer.value(term)
        kind = self._known.kind(term).key
        if kind in ("initiative", "circle") and self._known.kind(self._focus).key in _COMPARED:
            return Value((self._writer.link(term),), aside=tuple(self._writer.whereabouts(term)))
        if curie == "prov:wasAttributedTo" and term != self._focus and self._is_told_by_focus(term):
            return Value((self._writer.link(term),), sentence=self._writer.value(term).sentence)
        if curie in _FUNCTIONS and self._known.kind(term).key == "membership":
            return self._writer.membership(term, of_person=curie != "org:organization")
        return self._writer.value(term)

    def _connections(self) -> set[Triple]:
        """Tell the connections as sentences; give the shortcuts that need no row of their own.

        Part and whole are read better as a list: their rows stay, with the connection's passage behind.
        """
        told: set[Triple] = set()
        ends = (self._known.subjects(f"mai:connection{side}", self._focus) for side in ("From", "To"))
        for node in dict.fromkeys(each for side in ends for each in side):
            triple = self._shortcut(node)
            if triple is not None and triple.predicate.value == expand("mai:partOf"):
                continue
            value = self._writer.connection(node)
            note = self._notes.note(triple, node) if triple else Citation(quotes=self._notes.quotes([node]))
            cell = (
                "linked",
                -1,
                self._reader.render(property_label(expand("mai:connectionFrom")).inverse_label),
            )
            self.cells[cell].append((self._writer.order(node), Value(value.pieces, value.aside, None, note)))
            if triple is not None:
                told.add(triple)
        return told

    def _associations(self) -> set[Triple]:
        """Tell who took part in which roles, one value an agent; what « porté par » tells already is not said twice."""
        triples, by_agent = set(), defaultdict(list)
        for node in self._known.nodes(self._focus, "prov:qualifiedAssociation"):
            triples.add(Triple(self._focus, NamedNode(expand("prov:qualifiedAssociation")), node))
            for agent in self._known.nodes(node, "prov:agent"):
                if not self._notes.is_told_directly(self._focus, node):
                    by_agent[agent].append(node)
        triples |= self._parts_taken()
        label = property_label(expand("prov:qualifiedAssociation"))
        for agent, nodes in by_agent.items():
            told = Triple(self._focus, NamedNode(expand("prov:qualifiedAssociation")), nodes[0])
            aside = (*self._writer.roles(nodes), *self._writer.positions(agent))
            value = Value((self._writer.link(agent),), aside=aside, note=self._notes.note(told, *nodes))
            cell = ("who", 2 * label.order, self._reader.render(label.label))
            self.cells[cell].append((self._writer.order(agent), value))
        return triples

    def _parts_taken(self) -> set[Triple]:
        """Tell in what an agent took part and in which roles, one value each."""
        triples, by_holder = set(), defaultdict(list)
        for node in self._known.subjects("prov:agent", self._focus):
            triples.add(Triple(node, NamedNode(expand("prov:agent")), self._focus))
            for holder in self._known.subjects("prov:qualifiedAssociation", node):
                if not self._notes.is_told_directly(holder, node):
                    by_holder[holder].append(node)
        label = property_label(expand("prov:agent"))
        for holder, nodes in by_holder.items():
            told = Triple(nodes[0], NamedNode(expand("prov:agent")), self._focus)
            note = self._notes.note(told, *nodes)
            value = Value((self._writer.link(holder),), aside=tuple(self._writer.roles(nodes)), note=note)
            cell = ("activity", 2 * label.order, self._reader.render(label.inverse_label))
            self.cells[cell].append((self._writer.order(holder), value))
        return triples

    def _in_reading_order(self, pairs: Iterator[tuple[str, list[T]]]) -> list[tuple[str, list[T]]]:
        """Take properties as the page reads them, so that sources are numbered in the order in which they are met."""
        return sorted(pairs, key=lambda pair: (property_label(pair[0]).order, pair[0]))

    def _in_own_language(self, terms: list[Term]) -> list[Term]:
        """Leave out what is said again in another language, when the reader's own is there."""
        tags = {each.language for each in terms if isinstance(each, Literal)}
        if self._reader.language not in tags:
            return terms
        return [
            each
            for each in terms
            if not isinstance(each, Literal) or each.language in (None, self._reader.language)
        ]

    def _shortcut(self, node: Node) -> Triple | None:
        start, end = (self._known.nodes(node, f"mai:connection{side}") for side in ("From", "To"))
        for kind in self._known.nodes(node, "mai:connectionType"):
            for predicate in self._known.nodes(kind, "mai:shortcut"):
                if start and end and isinstance(predicate, NamedNode):
                    return Triple(start[0], predicate, end[0])
        return None

    def _is_implied(self, curie: str) -> bool:
        stated = _IMPLIED.get(curie)
        return stated is not None and self._known.one(self._focus, stated) is not None

    def _is_told_by_focus(self, node: NamedNode) -> bool:
        return self._focus in self._known.nodes(node, "prov:wasAttributedTo")

    def _reading(self, iri: str) -> PropertyLabel:
        label = property_label(iri)
        if iri == expand("prov:wasAttributedTo") and self._known.kind(self._focus).key == "contribution":
            given_by = self._reader.translate(msg("versé par"))
            return label._replace(label=BilingualText(given_by, given_by))
        return label._replace(question="") if self._is_implied(compact(iri) or iri) else label

    def _inverse(self, iri: str, subject: Node) -> tuple[str, str]:
        """Say under which question and words a reference is read; what happened is told as such."""
        reading, kind = self._reading(iri), self._known.kind(subject).key
        if kind in _HIDDEN_REFERENCES:
            return "", ""
        if iri == expand("prov:wasAttributedTo") and kind in _TOLD:
            question, words = _TOLD[kind]
            return question, self._reader.translate(words)
        if kind == "event" and iri in (expand("mai:partOf"), expand("schema:superEvent")):
            return "happened", self._reader.translate(msg("événements"))
        return reading.inverse_question, self._reader.render(reading.inverse_label)


def _is_derived(known: Description, node: NamedNode) -> bool:
    """Tell whether a rule made a node."""
    return name("assertion:derived") in known.nodes(node, "mai:assertionStatus")
