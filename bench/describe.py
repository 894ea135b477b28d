"""Choices become statements, written as N-Triples terms, following docs/modelling.md.

In: a `World`. Out: triples of text, lazily. Knows nothing of files or graphs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from bench.lexicon import BODIES, FACETS, FIRST_NAMES, KINDS, LAST_NAMES, METHODS, TOPICS
from bench.world import BLOCK, Initiative, World
from graph.terms import expand
from graph.words import Words

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


class Describer:
    """Describes the things of a world in the names of one deployment."""

    def __init__(self, world: World, base_iri: str) -> None:
        """Keep where names begin."""
        self.world = world
        self._base = base_iri

    def thing(self, kind: str, slug: object) -> str:
        """Name a thing."""
        return f"<{self._base}/id/{kind}/{slug}>"

    def initiative_iri(self, number: int) -> str:
        """Name an initiative; a part is a circle."""
        is_part = self.world.initiative(number).parent is not None
        return self.thing("circle" if is_part else "initiative", f"b{number}")

    def labels(self, subject: str, words: Words, *, curie: str = "skos:prefLabel") -> Iterator[Statement]:
        """Say a text in both languages."""
        yield subject, term(curie), literal(words.fr, "@fr")
        yield subject, term(curie), literal(words.en, "@en")

    def typed(self, subject: str, *curies: str) -> Iterator[Statement]:
        """State the types of a thing."""
        for curie in curies:
            yield subject, term("rdf:type"), term(curie)

    def contribution(self, slug: str, words: Words) -> Iterator[Statement]:
        """Describe a contribution and its source."""
        subject, source = self.thing("contribution", slug), self.source(slug)
        yield from self.typed(subject, "mai:Contribution")
        yield from self.labels(subject, words)
        yield subject, term("dcterms:license"), "<https://creativecommons.org/licenses/by/4.0/>"
        yield subject, term("prov:hadPrimarySource"), source
        yield subject, term("prov:wasAttributedTo"), self.thing("organisation", "o0")
        yield (
            subject,
            term("prov:generatedAtTime"),
            literal("2026-01-15T09:00:00Z", f"^^{term('xsd:dateTime')}"),
        )
        yield subject, term("mai:reviewStatus"), term("review:accepted")
        yield from self.typed(source, "mai:Resource")
        yield from self.labels(source, Words(f"Source de : {words.fr}", f"Source of: {words.en}"))
        yield source, term("dcterms:type"), term("resource-type:article")
        yield source, term("dcterms:license"), term("licence:not-stated")
        yield source, term("schema:url"), f"<https://example.org/bench/{slug}>"
        yield source, term("schema:sha256"), literal(hashlib.sha256(slug.encode()).hexdigest())
        yield source, term("mai:accessedOn"), dated("2026-01-14")

    def source(self, slug: str) -> str:
        """Name the source of a contribution."""
        return self.thing("source", slug)

    def concepts(self) -> Iterator[Statement]:
        """Describe every need with the group it belongs to, the methods and the themes."""
        for scheme, words in (
            ("needs", Words("Besoins", "Needs")),
            ("methods", Words("Méthodes", "Methods")),
            ("themes", Words("Thèmes", "Themes")),
        ):
            subject = self.thing("scheme", scheme)
            yield from self.typed(subject, "skos:ConceptScheme")
            yield from self.labels(subject, words)
            yield from self.labels(subject, words, curie="dcterms:description")
        for rank, topic in enumerate(TOPICS):
            yield from self._concept("theme", f"t{rank}", topic)
            yield from self._concept("need", f"g{rank}", topic)
        for rank in range(self.world.need_count):
            facet, topic = FACETS[rank % len(FACETS)], TOPICS[rank % len(TOPICS)]
            words = Words(f"{facet.fr} {topic.fr}", f"{facet.en} {topic.en}")
            yield from self._concept("need", f"n{rank}", words, broader=f"g{rank % len(TOPICS)}")
        for rank, words in enumerate(METHODS):
            yield from self._concept("method", f"m{rank}", words)

    def _concept(self, kind: str, slug: str, words: Words, broader: str = "") -> Iterator[Statement]:
        subject, scheme = self.thing(kind, slug), self.thing("scheme", kind + "s")
        yield from self.typed(subject, f"mai:{kind.capitalize()}", "skos:Concept")
        yield from self.labels(subject, words)
        told = Words(f"Ce qui touche à ceci : {words.fr}.", f"What has to do with this: {words.en}.")
        yield from self.labels(subject, told, curie="skos:definition")
        yield subject, term("skos:inScheme"), scheme
        if broader:
            yield subject, term("skos:broader"), self.thing(kind, broader)
        else:
            yield subject, term("skos:topConceptOf"), scheme

    def organisation(self, number: int) -> Iterator[Statement]:
        """Describe an organisation: one in two is a town."""
        subject, commune = self.thing("organisation", f"o{number}"), self.world.commune_of(number)
        yield from self.typed(subject, "org:Organization", "foaf:Agent", "org:FormalOrganization")
        if number % 2:
            body = BODIES[number % len(BODIES)]
            name = Words(f"{body.fr} {number}, {commune['nom']}", f"{body.en} {number}, {commune['nom']}")
            yield from self.labels(subject, name)
            return
        name = Words(f"Commune de {commune['nom']} ({number})", f"Town of {commune['nom']} ({number})")
        yield from self.labels(subject, name)
        yield subject, term("mai:hasJurisdiction"), self.thing("territory", f"commune-{commune['code']}")

    def person(self, number: int, source: str) -> Iterator[Statement]:
        """Describe a person and the role by which they are known."""
        rng = self.world.rng("person", number)
        subject, membership = self.thing("person", f"p{number}"), self.thing("membership", f"p{number}")
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)} {number}"
        yield from self.typed(subject, "foaf:Person", "foaf:Agent")
        yield from self.labels(subject, Words(name, name))
        yield subject, term("foaf:name"), literal(name)
        yield from self.typed(membership, "org:Membership")
        yield membership, term("org:member"), subject
        yield membership, term("org:organization"), self.thing("organisation", f"o{self.world.employer(rng)}")
        yield membership, term("org:role"), term("role:facilitator")
        title = Words("Chargé ou chargée de mission", "Project officer")
        yield from self.labels(membership, title, curie="mai:roleTitle")
        yield membership, term("mai:attestedOn"), dated(f"{rng.randint(2015, 2025)}-06-01")
        yield from self.quote(f"p{number}", source, f"{name}, {title.fr}", line=number % 400 + 1)
        yield membership, term("mai:evidence"), self.thing("quote", f"p{number}")

    def quote(self, slug: str, source: str, words: str, line: int) -> Iterator[Statement]:
        """Quote a passage; its selector has the name that a blank node would be given."""
        subject, selector = self.thing("quote", slug), f"<{self._base}/.well-known/genid/bench-{slug}>"
        yield from self.typed(subject, "oa:SpecificResource")
        yield subject, term("oa:hasSource"), source
        yield subject, term("oa:hasSelector"), selector
        yield subject, term("mai:line"), literal(str(line), f"^^{term('xsd:integer')}")
        yield from self.typed(selector, "oa:TextQuoteSelector")
        yield selector, term("oa:exact"), literal(words, "@fr")

    def name_of(self, chosen: Initiative) -> Words:
        """Compose the label of an initiative."""
        topic = TOPICS[chosen.theme]
        kind = Words("Cercle", "Circle") if chosen.parent is not None else KINDS[chosen.kind % len(KINDS)][1]
        number, place = chosen.number, chosen.place_name
        return Words(
            f"{kind.fr} {number} sur {topic.fr}, {place}", f"{kind.en} {number} on {topic.en}, {place}"
        )

    def outline(self, chosen: Initiative) -> Iterator[Statement]:
        """Say the least that one says of an initiative: several contributions do."""
        subject = self.initiative_iri(chosen.number)
        yield from self.typed(subject, "mai:Initiative")
        yield from self.labels(subject, self.name_of(chosen))
        yield subject, term("mai:carriedBy"), self.thing("organisation", f"o{chosen.carrier}")
        for need in chosen.needs:
            yield subject, term("mai:answersNeed"), self.thing("need", f"n{need}")

    def slug_of_block(self, number: int) -> str:
        """Name the contribution that an initiative is described in."""
        return f"bench-{number // BLOCK}"
