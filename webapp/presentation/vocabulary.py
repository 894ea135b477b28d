"""Present the documentation of the ontology, and of the lists that every deployment shares.

It is made from the ontology's own labels, comments and examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.rdf.terms import Literal, NamedNode, Term, compact, expand, name
from graph.search.folding import sort_key
from webapp.localization.dates import write_date
from webapp.localization.property_labels import property_label
from webapp.localization.text import licence_name, msg, shortened
from webapp.presentation.description import Description, Node, Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

_CLASSES = ("owl:Class",)
_PROPERTIES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
_ROWS = (
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "rdfs:domain",
    "schema:domainIncludes",
    "rdfs:range",
    "schema:rangeIncludes",
    "owl:inverseOf",
    "owl:disjointWith",
    "skos:broader",
    "mai:shortcut",
    "rdfs:seeAlso",
)
_NOTES = (
    "skos:example",
    "mai:counterExample",
    "skos:scopeNote",
)

_FACTS = (
    "owl:versionInfo",
    "dcterms:modified",
    "dcterms:creator",
    "dcterms:license",
    "vann:preferredNamespacePrefix",
    "vann:preferredNamespaceUri",
)
_MATCHES = (
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)


@dataclass(frozen=True, slots=True)
class Both:
    """A text in both languages, the page's first."""

    first: Text
    second: Text | None


@dataclass(frozen=True, slots=True)
class TermNote:
    """An example, a counter-example, a remark."""

    words: str
    text: Both


@dataclass(frozen=True, slots=True)
class TermRelation:
    """What an axiom says of a term."""

    words: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A class, a property or a concept, documented; `anchor` ends its IRI."""

    anchor: str
    curie: str
    label: Both
    definition: Both | None
    notes: tuple[TermNote, ...]
    relations: tuple[TermRelation, ...]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms of one sort."""

    key: str
    title: str
    entries: tuple[TermEntry, ...]


@dataclass(frozen=True, slots=True)
class VocabularyPage:
    """The documentation of the ontology, or of one list."""

    iri: str
    title: Text
    description: Text | None
    abstract: Text | None
    facts: tuple[TermRelation, ...]
    groups: tuple[TermGroup, ...]
    schemes: tuple[Link, ...]
    formats: tuple[Link, ...]


class VocabularyPresenter:
    """Presents a vocabulary in one language."""

    def __init__(
        self, description: Description, context: PageContext, alignments: Description | None = None
    ) -> None:
        """Prepare to document what a description states; alignments are shown beside the terms."""
        self._description = description
        self._context = context
        self._alignments = alignments or Description(())

    def ontology_page(self, iri: str, schemes: Sequence[str]) -> VocabularyPage:
        """Document the classes and properties."""
        groups = (
            TermGroup("classes", self._context.translate(msg("Classes")), self._entries(_CLASSES)),
            TermGroup("properties", self._context.translate(msg("Propriétés")), self._entries(_PROPERTIES)),
        )
        return self._page(iri, groups, tuple(self._link(NamedNode(each)) for each in schemes), "/ns")

    def scheme_page(self, iri: str) -> VocabularyPage:
        """Document the concepts of a shared list."""
        concepts = self._description.subjects("skos:inScheme", NamedNode(iri))
        entries = tuple(self._entry(each) for each in sorted(concepts, key=str))
        groups = (TermGroup("concepts", self._context.translate(msg("Notions")), entries),)
        return self._page(iri, groups, (), "/scheme/" + short_name(NamedNode(iri)))

    def _page(
        self, iri: str, groups: tuple[TermGroup, ...], schemes: tuple[Link, ...], path: str
    ) -> VocabularyPage:
        node = NamedNode(iri)
        formats = {"Turtle": "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf"}
        return VocabularyPage(
            iri=iri,
            title=self._description.text(node, "dcterms:title", self._context.language)
            or self._description.name(node, self._context.language),
            description=self._description.text(node, "dcterms:description", self._context.language),
            abstract=self._description.text(node, "dcterms:abstract", self._context.language),
            facts=tuple(self._facts(node)),
            groups=tuple(group for group in groups if group.entries),
            schemes=schemes,
            formats=tuple(
                Link(Text(words), self._context.links.data(f"{path}.{suffix}"))
                for words, suffix in formats.items()
            ),
        )

    def _facts(self, node: Node) -> Iterator[TermRelation]:
        for curie in _FACTS:
            values = self._description.objects(node, curie)
            if values:
                yield TermRelation(self._words(curie), tuple(self._link(each) for each in values))

    def _entries(self, sorts: Sequence[str]) -> tuple[TermEntry, ...]:
        own = expand("mai:")
        found = {
            each
            for sort in sorts
            for each in self._description.subjects("rdf:type", name(sort))
            if isinstance(each, NamedNode) and each.value.startswith(own)
        }
        return tuple(self._entry(each) for each in sorted(found, key=self._by_name))

    def _by_name(self, node: Node) -> str:
        return sort_key(self._description.name(node, self._context.language).value)

    def _entry(self, node: Node) -> TermEntry:
        label = self._both(node, "rdfs:label") or self._both(node, "skos:prefLabel")
        return TermEntry(
            anchor=short_name(node),
            curie=(compact(node.value) if isinstance(node, NamedNode) else None) or "",
            label=label or Both(Text(short_name(node)), None),
            definition=self._both(node, "skos:definition"),
            notes=tuple(
                TermNote(self._words(curie), text)
                for curie in _NOTES
                if (text := self._both(node, curie)) is not None
            ),
            relations=tuple(self._relations(node)),
        )

    def _relations(self, node: Node) -> Iterator[TermRelation]:
        for curie in _ROWS:
            values = [*self._description.objects(node, curie)]
            if curie == "owl:inverseOf":
                values += self._description.subjects(curie, node)
            named = [each for each in values if isinstance(each, NamedNode) and not _is_anonymous(each)]
            if named:
                yield TermRelation(
                    self._words(curie), tuple(self._link(each) for each in dict.fromkeys(named))
                )
        yield from self._mappings(node)

    def _mappings(self, node: Node) -> Iterator[TermRelation]:
        """Yield what the term is mapped to in other vocabularies, one relation a kind of match."""
        for curie in _MATCHES:
            mappings = self._alignments.subjects("owl:annotatedSource", node)
            targets = dict.fromkeys(
                target
                for each in mappings
                if name(curie) in self._alignments.objects(each, "owl:annotatedProperty")
                for target in self._alignments.nodes(each, "owl:annotatedTarget")
            )
            if targets:
                yield TermRelation(
                    self._words(curie),
                    tuple(self._link(each) for each in sorted(targets, key=str)),
                )

    def _words(self, curie: str) -> str:
        return self._context.render(property_label(expand(curie)).label)

    def _both(self, node: Node, curie: str) -> Both | None:
        by_language = {each.language: each.value for each in self._description.texts(node, curie)}
        if not by_language:
            return None
        order = sorted(by_language, key=lambda tag: (tag != self._context.language, tag or ""))
        texts = [Text(by_language[tag], tag or "") for tag in order]
        return Both(texts[0], texts[1] if len(texts) > 1 else None)

    def _link(self, term: Term) -> Link:
        if isinstance(term, Literal):
            return Link(Text(write_date(term.value, term.datatype.value, self._context.language)))
        if not isinstance(term, NamedNode):
            return Link(Text("…"))
        href = self._context.links.href(term.value)
        if self._description.has_name(term):
            return Link(self._description.name(term, self._context.language), href)
        return Link(Text(licence_name(term.value) or compact(term.value) or shortened(term.value)), href)


def _is_anonymous(node: NamedNode) -> bool:
    return "/.well-known/genid/" in node.value
