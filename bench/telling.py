"""How anything is said, as N-Triples terms, following docs/modelling.md: names, labels, contributions, quotes, concepts.

Out: triples of text, lazily. Knows nothing of what there is to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph.i18n import BilingualText
from graph.rdf.terms import expand

Statement = tuple[str, str, str]
_DATATYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


@cache
def term(curie: str) -> str:
    """Write a compact name as an IRI."""
    return f"<{expand(curie)}>"


def literal(text: str, suffix: str = "") -> str:
    """Write a literal; suffix is `@fr` or `^^<…>`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"{suffix}'


def dated(text: str) -> str:
    """Write a date with the datatype that its length tells."""
    return literal(text, f"^^{term(_DATATYPES[len(text)])}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a contribution comes from: its source, who brings it and when; IRIs as N-Triples terms."""

    source: str
    words: BilingualText
    type: str
    licence: str
    source_licence: str
    url: str
    sha256: str
    read_on: str
    by: str
    at: str


class Telling:
    """Says things in the names of one deployment."""

    def __init__(self, base_iri: str) -> None:
        """Keep where names begin."""
        self._base = base_iri

    def thing(self, kind: str, slug: object) -> str:
        """Name a thing."""
        return f"<{self._base}/id/{kind}/{slug}>"

    def labels(
        self, subject: str, words: BilingualText, *, curie: str = "skos:prefLabel"
    ) -> Iterator[Statement]:
        """Say a text in both languages."""
        yield subject, term(curie), literal(words.fr, "@fr")
        yield subject, term(curie), literal(words.en, "@en")

    def typed(self, subject: str, *curies: str) -> Iterator[Statement]:
        """State the types of a thing."""
        for curie in curies:
            yield subject, term("rdf:type"), term(curie)

    def contribution(self, slug: str, words: BilingualText, origin: Origin) -> Iterator[Statement]:
        """Describe a contribution."""
        subject = self.thing("contribution", slug)
        yield from self.typed(subject, "mai:Contribution")
        yield from self.labels(subject, words)
        yield subject, term("dcterms:license"), origin.licence
        yield subject, term("prov:hadPrimarySource"), origin.source
        yield subject, term("prov:wasAttributedTo"), origin.by
        yield subject, term("prov:generatedAtTime"), literal(origin.at, f"^^{term('xsd:dateTime')}")
        yield subject, term("mai:reviewStatus"), term("review:accepted")

    def origin(self, origin: Origin) -> Iterator[Statement]:
        """Describe the source of a contribution."""
        source = origin.source
        yield from self.typed(source, "mai:Resource")
        yield from self.labels(source, origin.words)
        yield source, term("dcterms:type"), term(origin.type)
        yield source, term("dcterms:license"), origin.source_licence
        yield source, term("schema:url"), origin.url
        yield source, term("schema:sha256"), literal(origin.sha256)
        yield source, term("mai:accessedOn"), dated(origin.read_on)

    def source(self, slug: str) -> str:
        """Name the source of a contribution."""
        return self.thing("source", slug)

    def scheme(self, slug: str, words: BilingualText) -> Iterator[Statement]:
        """Describe a list of concepts."""
        subject = self.thing("scheme", slug)
        yield from self.typed(subject, "skos:ConceptScheme")
        yield from self.labels(subject, words)
        yield from self.labels(subject, words, curie="dcterms:description")

    def concept(self, kind: str, slug: str, words: BilingualText, broader: str = "") -> Iterator[Statement]:
        """Describe a concept of the kind's scheme: a need, a method, a theme."""
        subject, scheme = self.thing(kind, slug), self.thing("scheme", kind + "s")
        yield from self.typed(subject, f"mai:{kind.capitalize()}", "skos:Concept")
        yield from self.labels(subject, words)
        told = BilingualText(f"Ce qui touche à ceci : {words.fr}.", f"What has to do with this: {words.en}.")
        yield from self.labels(subject, told, curie="skos:definition")
        yield subject, term("skos:inScheme"), scheme
        if broader:
            yield subject, term("skos:broader"), self.thing(kind, broader)
        else:
            yield subject, term("skos:topConceptOf"), scheme

    def quote(self, slug: str, source: str, words: str, line: int) -> Iterator[Statement]:
        """Quote a passage; its selector has the name that a blank node would be given."""
        subject, selector = self.thing("quote", slug), f"<{self._base}/.well-known/genid/bench-{slug}>"
        yield from self.typed(subject, "oa:SpecificResource")
        yield subject, term("oa:hasSource"), source
        yield subject, term("oa:hasSelector"), selector
        yield subject, term("mai:line"), literal(str(line), f"^^{term('xsd:integer')}")
        yield from self.typed(selector, "oa:TextQuoteSelector")
        yield selector, term("oa:exact"), literal(words, "@fr")
