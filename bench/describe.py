"""Choices become statements, following docs/modelling.md.

In: a `World`. Out: triples of text, lazily. Knows nothing of files or graphs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from bench.lexicon import BODIES, FACETS, FIRST_NAMES, KINDS, LAST_NAMES, METHODS, TOPICS
from bench.telling import Origin, Statement, Telling, dated, literal, term
from bench.world import BLOCK, Initiative, World
from graph.i18n import BilingualText


class Describer(Telling):
    """Describes the things of a world in the names of one deployment."""

    def __init__(self, world: World, base_iri: str) -> None:
        """Keep the world that is described."""
        super().__init__(base_iri)
        self.world = world

    def initiative_iri(self, number: int) -> str:
        """Name an initiative; a part is a circle."""
        is_part = self.world.initiative(number).parent is not None
        return self.thing("circle" if is_part else "initiative", f"b{number}")

    def collection(self, slug: str, words: BilingualText) -> Iterator[Statement]:
        """Describe a contribution and its source."""
        origin = Origin(
            source=self.source(slug),
            words=BilingualText(f"Source de : {words.fr}", f"Source of: {words.en}"),
            type="resource-type:article",
            licence="<https://creativecommons.org/licenses/by/4.0/>",
            source_licence=term("licence:not-stated"),
            url=f"<https://example.org/bench/{slug}>",
            sha256=hashlib.sha256(slug.encode()).hexdigest(),
            read_on="2026-01-14",
            by=self.thing("organisation", "o0"),
            at="2026-01-15T09:00:00Z",
        )
        yield from self.contribution(slug, words, origin)
        yield from self.origin(origin)

    def concepts(self) -> Iterator[Statement]:
        """Describe every need with the group it belongs to, the methods and the themes."""
        for scheme, words in (
            ("needs", BilingualText("Besoins", "Needs")),
            ("methods", BilingualText("Méthodes", "Methods")),
            ("themes", BilingualText("Thèmes", "Themes")),
        ):
            yield from self.scheme(scheme, words)
        for rank, topic in enumerate(TOPICS):
            yield from self.concept("theme", f"t{rank}", topic)
            yield from self.concept("need", f"g{rank}", topic)
        for rank in range(self.world.need_count):
            facet, topic = FACETS[rank % len(FACETS)], TOPICS[rank % len(TOPICS)]
            words = BilingualText(f"{facet.fr} {topic.fr}", f"{facet.en} {topic.en}")
            yield from self.concept("need", f"n{rank}", words, broader=f"g{rank % len(TOPICS)}")
        for rank, words in enumerate(METHODS):
            yield from self.concept("method", f"m{rank}", words)

    def organisation(self, number: int) -> Iterator[Statement]:
        """Describe an organisation: one in two is a town."""
        subject, commune = self.thing("organisation", f"o{number}"), self.world.commune_of(number)
        yield from self.typed(subject, "org:Organization", "foaf:Agent", "org:FormalOrganization")
        if number % 2:
            body = BODIES[number % len(BODIES)]
            name = BilingualText(
                f"{body.fr} {number}, {commune['nom']}", f"{body.en} {number}, {commune['nom']}"
            )
            yield from self.labels(subject, name)
            return
        name = BilingualText(
            f"Commune de {commune['nom']} ({number})", f"Town of {commune['nom']} ({number})"
        )
        yield from self.labels(subject, name)
        yield subject, term("mai:hasJurisdiction"), self.thing("territory", f"commune-{commune['code']}")

    def person(self, number: int, source: str) -> Iterator[Statement]:
        """Describe a person and the role by which they are known."""
        rng = self.world.rng("person", number)
        subject, membership = self.thing("person", f"p{number}"), self.thing("membership", f"p{number}")
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)} {number}"
        yield from self.typed(subject, "foaf:Person", "foaf:Agent")
        yield from self.labels(subject, BilingualText(name, name))
        yield subject, term("foaf:name"), literal(name)
        yield from self.typed(membership, "org:Membership")
        yield membership, term("org:member"), subject
        yield membership, term("org:organization"), self.thing("organisation", f"o{self.world.employer(rng)}")
        yield membership, term("org:role"), term("role:facilitator")
        title = BilingualText("Chargé ou chargée de mission", "Project officer")
        yield from self.labels(membership, title, curie="mai:roleTitle")
        yield membership, term("mai:attestedOn"), dated(f"{rng.randint(2015, 2025)}-06-01")
        yield from self.quote(f"p{number}", source, f"{name}, {title.fr}", line=number % 400 + 1)
        yield membership, term("mai:evidence"), self.thing("quote", f"p{number}")

    def name_of(self, chosen: Initiative) -> BilingualText:
        """Compose the label of an initiative."""
        topic = TOPICS[chosen.theme]
        kind = (
            BilingualText("Cercle", "Circle")
            if chosen.parent is not None
            else KINDS[chosen.kind % len(KINDS)][1]
        )
        number, place = chosen.number, chosen.place_name
        return BilingualText(
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
