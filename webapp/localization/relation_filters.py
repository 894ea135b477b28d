"""The kinds of links by which a reader may have paths searched: a few words for forty relations. A table."""

from __future__ import annotations

from typing import NamedTuple

from graph.connections.network.relations import Relation
from webapp.localization.property_labels import msg


class LinkKind(NamedTuple):
    """Some relations under one name; `key` stands in addresses."""

    key: str
    words: str
    relations: tuple[Relation, ...]


LINK_KINDS: tuple[LinkKind, ...] = (
    LinkKind(
        "need",
        msg("les besoins auxquels on répond, que l’on exprime ou que l’on signale"),
        (Relation.ANSWERS_NEED, Relation.EXPRESSES_NEED, Relation.POINTS_TO_NEED),
    ),
    LinkKind(
        "actor",
        msg("les acteurs qui portent, lancent ou accompagnent"),
        (
            Relation.CARRIED_BY,
            Relation.INITIATED_BY,
            Relation.HAS_PARTICIPANT,
            Relation.CREATOR,
            Relation.ATTRIBUTED_TO,
            Relation.INVOLVES_CATEGORY,
        ),
    ),
    LinkKind(
        "function",
        msg("les fonctions et les organisations dont on fait partie"),
        (Relation.MEMBER, Relation.MEMBER_OF_BODY, Relation.UNIT_OF, Relation.SUB_ORGANISATION_OF),
    ),
    LinkKind(
        "territory",
        msg("les territoires"),
        (Relation.ON_TERRITORY, Relation.WITHIN, Relation.HAS_JURISDICTION),
    ),
    LinkKind(
        "method",
        msg("les méthodes, les idées et les principes"),
        (
            Relation.USES_METHOD,
            Relation.DRAWS_ON,
            Relation.GUIDED_BY,
            Relation.PUTS_INTO_PRACTICE,
            Relation.NAMED_AFTER,
            Relation.AIMS_AT,
            Relation.THEME,
        ),
    ),
    LinkKind(
        "lesson",
        msg("les enseignements et les effets"),
        (Relation.LEARNED_FROM, Relation.EFFECT_OF, Relation.PRODUCED, Relation.MEANT_FOR_REUSE_IN),
    ),
    LinkKind(
        "lineage",
        msg("ce dont on fait partie, que l’on prolonge ou dont on s’inspire"),
        (
            Relation.PART_OF,
            Relation.EXTENDS,
            Relation.INSPIRED_BY,
            Relation.ECHOES,
            Relation.FOLLOWS,
            Relation.CONTAINED_IN,
        ),
    ),
    LinkKind(
        "origin",
        msg("ce qui a déclenché ou à quoi l’on réagit"),
        (Relation.RESPONDS_TO, Relation.TRIGGERED_BY),
    ),
    LinkKind(
        "notion",
        msg("les notions plus larges, voisines, et les documents qui en parlent"),
        (Relation.BROADER, Relation.RELATED, Relation.ABOUT, Relation.MENTIONS, Relation.CONCERNS),
    ),
)
assert {each for kind in LINK_KINDS for each in kind.relations} == set(Relation), (
    "each relation in one kind of link"
)
