"""The relations: which statements of the data are links that a visitor would follow from one thing to another.

Provenance, derived statements, controlled lists and types are no links.
"""

from __future__ import annotations

from enum import IntEnum


class Relation(IntEnum):
    """A relation, named as read from its subject. The numbers are stored on disk (see `Kind`)."""

    PART_OF = 0
    EXTENDS = 1
    INSPIRED_BY = 2
    ECHOES = 3
    ANSWERS_NEED = 4
    USES_METHOD = 5
    ON_TERRITORY = 6
    CARRIED_BY = 7
    INITIATED_BY = 8
    HAS_PARTICIPANT = 9
    WITHIN = 10
    BROADER = 11
    RELATED = 12
    LEARNED_FROM = 13
    POINTS_TO_NEED = 14
    EXPRESSES_NEED = 15
    EFFECT_OF = 16
    ATTRIBUTED_TO = 17
    DRAWS_ON = 18
    GUIDED_BY = 19
    AIMS_AT = 20
    NAMED_AFTER = 21
    PUTS_INTO_PRACTICE = 22
    RESPONDS_TO = 23
    TRIGGERED_BY = 24
    PRODUCED = 25
    MEANT_FOR_REUSE_IN = 26
    FOLLOWS = 27
    INVOLVES_CATEGORY = 28
    THEME = 29
    CREATOR = 30
    HAS_JURISDICTION = 31
    MEMBER = 32
    MEMBER_OF_BODY = 33
    UNIT_OF = 34
    SUB_ORGANISATION_OF = 35
    ABOUT = 36
    MENTIONS = 37
    CONCERNS = 38
    CONTAINED_IN = 39


# The first property is the relation's own; one with `^` states it from the object.
PREDICATES: dict[Relation, tuple[str, ...]] = {
    Relation.PART_OF: ("mai:partOf",),
    Relation.EXTENDS: ("mai:extends",),
    Relation.INSPIRED_BY: ("mai:inspiredBy",),
    Relation.ECHOES: ("mai:echoes",),
    Relation.ANSWERS_NEED: ("mai:answersNeed", "^mai:needAnsweredBy"),
    Relation.USES_METHOD: ("mai:usesMethod",),
    Relation.ON_TERRITORY: ("mai:onTerritory",),
    Relation.CARRIED_BY: ("mai:carriedBy",),
    Relation.INITIATED_BY: ("mai:initiatedBy",),
    Relation.HAS_PARTICIPANT: ("mai:hasParticipant",),
    Relation.WITHIN: ("igeo:subdivisionDirecteDe", "mai:within"),
    Relation.BROADER: ("skos:broader",),
    Relation.RELATED: ("skos:related",),
    Relation.LEARNED_FROM: ("mai:learnedFrom",),
    Relation.POINTS_TO_NEED: ("mai:pointsToNeed",),
    Relation.EXPRESSES_NEED: ("mai:expressesNeed",),
    Relation.EFFECT_OF: ("mai:effectOf",),
    Relation.ATTRIBUTED_TO: ("prov:wasAttributedTo",),
    Relation.DRAWS_ON: ("mai:drawsOn",),
    Relation.GUIDED_BY: ("mai:guidedBy",),
    Relation.AIMS_AT: ("mai:aimsAt",),
    Relation.NAMED_AFTER: ("mai:namedAfter",),
    Relation.PUTS_INTO_PRACTICE: ("mai:putsIntoPractice",),
    Relation.RESPONDS_TO: ("mai:respondsTo",),
    Relation.TRIGGERED_BY: ("mai:triggeredBy",),
    Relation.PRODUCED: ("mai:produced",),
    Relation.MEANT_FOR_REUSE_IN: ("mai:meantForReuseIn",),
    Relation.FOLLOWS: ("mai:follows",),
    Relation.INVOLVES_CATEGORY: ("mai:involvesCategory",),
    Relation.THEME: ("dcterms:subject",),
    Relation.CREATOR: ("dcterms:creator",),
    Relation.HAS_JURISDICTION: ("mai:hasJurisdiction",),
    Relation.MEMBER: ("org:member",),
    Relation.MEMBER_OF_BODY: ("org:organization",),
    Relation.UNIT_OF: ("org:unitOf",),
    Relation.SUB_ORGANISATION_OF: ("org:subOrganizationOf",),
    Relation.ABOUT: ("schema:about",),
    Relation.MENTIONS: ("schema:mentions",),
    Relation.CONCERNS: ("mai:concerns",),
    Relation.CONTAINED_IN: ("dcterms:isPartOf",),
}


def predicate(relation: int) -> str:
    """Return the compact name of the property of a relation."""
    return PREDICATES[Relation(relation)][0]


def code(relation: int, *, backwards: bool = False) -> int:
    """Return the number in `Network.by` for a relation read in one direction."""
    return 2 * relation + backwards
