"""All that a contribution says of one initiative: itself, its evidence, its events, its lessons, its links."""

from __future__ import annotations

from collections.abc import Iterator

from bench.describe import Describer
from bench.lexicon import KINDS
from bench.telling import Statement, dated, literal, term
from bench.world import BLOCK, Initiative
from graph.i18n import BilingualText

_CATEGORIES = ("local-authority-staff", "elected-officials", "facilitators", "partners", "researchers")


def initiative_statements(describer: Describer, number: int) -> Iterator[Statement]:
    """Describe an initiative and the records around it; lazy."""
    chosen = describer.world.initiative(number)
    subject = describer.initiative_iri(number)
    yield from describer.outline(chosen)
    yield from _itself(describer, chosen, subject)
    source = describer.source(describer.slug_of_block(number))
    quoted = f"On raconte ici comment est née l’initiative {number}, ce qu’elle a changé et pour qui."
    yield from describer.quote(f"b{number}", source, quoted, line=number % BLOCK + 1)
    yield subject, term("mai:evidence"), describer.thing("quote", f"b{number}")
    if chosen.kind < 30:  # noqa: PLR2004  parts of a hundred, here and below
        yield from _event(describer, chosen, subject)
    if chosen.kind % 5 == 0:
        yield from _lesson(describer, chosen, subject)
    if chosen.kind % 20 == 1:
        yield from _effect(describer, chosen, subject)
    if chosen.leads_to is not None:
        yield from _connection(describer, chosen, subject)


def _itself(describer: Describer, chosen: Initiative, subject: str) -> Iterator[Statement]:
    if chosen.parent is not None:
        yield from describer.typed(subject, "mai:Circle")
        yield subject, term("mai:partOf"), describer.initiative_iri(chosen.parent)
        position = literal(str(chosen.number - chosen.parent), f"^^{term('xsd:integer')}")
        yield subject, term("schema:position"), position
    kind = "circle" if chosen.parent is not None else KINDS[chosen.kind % len(KINDS)][0]
    yield subject, term("dcterms:type"), term(f"initiative-type:{kind}")
    name = describer.name_of(chosen)
    told = BilingualText(
        f"{name.fr} : des agents publics, des élus et des partenaires y travaillent ensemble.",
        f"{name.en}: public servants, elected officials and partners work together on it.",
    )
    yield from describer.labels(subject, told, curie="dcterms:description")
    yield subject, term("dcterms:subject"), describer.thing("theme", f"t{chosen.theme}")
    yield subject, term("adms:status"), term("status:ended" if chosen.end else "status:ongoing")
    yield subject, term("schema:startDate"), dated(chosen.start)
    if chosen.end:
        yield subject, term("schema:endDate"), dated(chosen.end)
    category = _CATEGORIES[chosen.kind % len(_CATEGORIES)]
    yield subject, term("mai:involvesCategory"), term(f"category:{category}")
    for participant in chosen.participants:
        yield subject, term("mai:hasParticipant"), describer.thing("organisation", f"o{participant}")
    for method in chosen.methods:
        yield subject, term("mai:usesMethod"), describer.thing("method", f"m{method}")
    if chosen.place:
        yield subject, term("mai:onTerritory"), describer.thing("territory", chosen.place)
    if not chosen.needs:
        yield subject, term("mai:notStated"), term("mai:answersNeed")


def _event(describer: Describer, chosen: Initiative, subject: str) -> Iterator[Statement]:
    event = describer.thing("event", f"b{chosen.number}")
    yield from describer.typed(event, "mai:Event")
    yield from describer.labels(event, BilingualText(f"Lancement {chosen.number}", f"Launch {chosen.number}"))
    yield event, term("dcterms:type"), term("event-type:launch")
    yield event, term("mai:partOf"), subject
    yield event, term("mai:initiatedBy"), describer.thing("organisation", f"o{chosen.carrier}")
    yield event, term("schema:startDate"), dated(chosen.start)
    yield event, term("mai:evidence"), describer.thing("quote", f"b{chosen.number}")


def _lesson(describer: Describer, chosen: Initiative, subject: str) -> Iterator[Statement]:
    lesson = describer.thing("lesson", f"b{chosen.number}")
    need = chosen.needs[0] if chosen.needs else chosen.number % describer.world.need_count
    yield from describer.typed(lesson, "mai:Lesson")
    words = BilingualText(
        f"Ce que l’initiative {chosen.number} apprend", f"What initiative {chosen.number} teaches"
    )
    yield from describer.labels(lesson, words)
    yield from describer.labels(lesson, words, curie="dcterms:description")
    yield lesson, term("mai:learnedFrom"), subject
    yield lesson, term("mai:pointsToNeed"), describer.thing("need", f"n{need}")
    yield lesson, term("prov:wasAttributedTo"), describer.thing("organisation", f"o{chosen.carrier}")
    yield lesson, term("mai:evidence"), describer.thing("quote", f"b{chosen.number}")


def _effect(describer: Describer, chosen: Initiative, subject: str) -> Iterator[Statement]:
    effect = describer.thing("effect", f"b{chosen.number}")
    yield from describer.typed(effect, "mai:Effect")
    words = BilingualText(f"Effet de l’initiative {chosen.number}", f"Effect of initiative {chosen.number}")
    yield from describer.labels(effect, words)
    yield effect, term("mai:effectOf"), subject
    yield effect, term("prov:wasAttributedTo"), describer.thing("organisation", f"o{chosen.carrier}")
    yield effect, term("mai:evidence"), describer.thing("quote", f"b{chosen.number}")


def _connection(describer: Describer, chosen: Initiative, subject: str) -> Iterator[Statement]:
    assert chosen.leads_to is not None
    other = describer.initiative_iri(chosen.leads_to)
    kind, shortcut = ("extends", "mai:extends") if chosen.kind % 2 else ("inspired-by", "mai:inspiredBy")
    connection = describer.thing("connection", f"b{chosen.number}-{kind}-b{chosen.leads_to}")
    yield subject, term(shortcut), other
    yield from describer.typed(connection, "mai:Connection")
    yield connection, term("mai:connectionFrom"), subject
    yield connection, term("mai:connectionTo"), other
    yield connection, term("mai:connectionType"), term(f"connection-type:{kind}")
    yield connection, term("mai:basis"), describer.thing("theme", f"t{chosen.theme}")
    yield connection, term("mai:assertionStatus"), term("assertion:stated")
    yield connection, term("mai:evidence"), describer.thing("quote", f"b{chosen.number}")
