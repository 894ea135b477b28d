"""The kinds of links by which a reader may have paths searched: a few words for forty relations. A table."""

from __future__ import annotations

from typing import NamedTuple

from graph.network.relations import Relation as R
from webapp.words import msg


class LinkKind(NamedTuple):
    """Some relations under one name; `key` stands in addresses."""

    key: str
    words: str
    relations: tuple[R, ...]


LINK_KINDS: tuple[LinkKind, ...] = (
    LinkKind(
        "need",
        msg("les besoins auxquels on répond, que l’on exprime ou que l’on signale"),
        (R.ANSWERS_NEED, R.EXPRESSES_NEED, R.POINTS_TO_NEED),
    ),
    LinkKind(
        "actor",
        msg("les acteurs qui portent, lancent ou accompagnent"),
        (R.CARRIED_BY, R.INITIATED_BY, R.HAS_PARTICIPANT, R.CREATOR, R.ATTRIBUTED_TO, R.INVOLVES_CATEGORY),
    ),
    LinkKind(
        "function",
        msg("les fonctions et les organisations dont on fait partie"),
        (R.MEMBER, R.MEMBER_OF_BODY, R.UNIT_OF, R.SUB_ORGANISATION_OF),
    ),
    LinkKind("territory", msg("les territoires"), (R.ON_TERRITORY, R.WITHIN, R.HAS_JURISDICTION)),
    LinkKind(
        "method",
        msg("les méthodes, les idées et les principes"),
        (R.USES_METHOD, R.DRAWS_ON, R.GUIDED_BY, R.PUTS_INTO_PRACTICE, R.NAMED_AFTER, R.AIMS_AT, R.THEME),
    ),
    LinkKind(
        "lesson",
        msg("les enseignements et les effets"),
        (R.LEARNED_FROM, R.EFFECT_OF, R.PRODUCED, R.MEANT_FOR_REUSE_IN),
    ),
    LinkKind(
        "lineage",
        msg("ce dont on fait partie, que l’on prolonge ou dont on s’inspire"),
        (R.PART_OF, R.EXTENDS, R.INSPIRED_BY, R.ECHOES, R.FOLLOWS, R.CONTAINED_IN),
    ),
    LinkKind("origin", msg("ce qui a déclenché ou à quoi l’on réagit"), (R.RESPONDS_TO, R.TRIGGERED_BY)),
    LinkKind(
        "notion",
        msg("les notions plus larges, voisines, et les documents qui en parlent"),
        (R.BROADER, R.RELATED, R.ABOUT, R.MENTIONS, R.CONCERNS),
    ),
)
assert {each for kind in LINK_KINDS for each in kind.relations} == set(R), "each relation in one kind of link"
