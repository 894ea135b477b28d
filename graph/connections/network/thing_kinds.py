"""The kinds of things in the network; a thing has one kind, the most specific that its classes give.

Kinds decide what counts as an initiative, where traversal may stop, and which words a sentence uses.
"""

from __future__ import annotations

from enum import IntEnum

FORMAT = 1  # of the files that hold a network


class Kind(IntEnum):
    """A kind of thing, from general to specific: where the classes give two, the later one counts.

    The numbers are stored on disk, so a change of this list needs a new `FORMAT`.
    """

    OTHER = 0  # the object of a link, of none of the classes below
    CONCEPT = 1
    RESOURCE = 2
    AGENT = 3
    ORGANISATION = 4
    COLLECTIVE = 5
    PERSON = 6
    MEMBERSHIP = 7
    TERRITORY = 8
    COUNTRY = 9
    THEME = 10
    AIM = 11
    IDEA = 12
    PRINCIPLE = 13
    METHOD = 14
    NEED = 15
    CONTEXT = 16
    EFFECT = 17
    LESSON = 18
    NEED_EXPRESSION = 19
    EVENT = 20
    INITIATIVE = 21
    CIRCLE = 22

    @property
    def word(self) -> str:
        """Return the kind as it is written in IRIs of things: `need-expression`."""
        return self.name.lower().replace("_", "-")


CLASSES: dict[str, Kind] = {
    "skos:Concept": Kind.CONCEPT,
    "mai:Resource": Kind.RESOURCE,
    "foaf:Agent": Kind.AGENT,
    "org:Organization": Kind.ORGANISATION,
    "org:FormalOrganization": Kind.ORGANISATION,
    "org:OrganizationalUnit": Kind.ORGANISATION,
    "cpov:PublicOrganisation": Kind.ORGANISATION,
    "mai:Collective": Kind.COLLECTIVE,
    "foaf:Person": Kind.PERSON,
    "org:Membership": Kind.MEMBERSHIP,
    "mai:Territory": Kind.TERRITORY,
    "igeo:Pays": Kind.COUNTRY,
    "mai:Theme": Kind.THEME,
    "mai:Aim": Kind.AIM,
    "mai:Idea": Kind.IDEA,
    "mai:Principle": Kind.PRINCIPLE,
    "mai:Method": Kind.METHOD,
    "mai:Need": Kind.NEED,
    "mai:Context": Kind.CONTEXT,
    "mai:Crisis": Kind.CONTEXT,
    "mai:Effect": Kind.EFFECT,
    "mai:Lesson": Kind.LESSON,
    "mai:NeedExpression": Kind.NEED_EXPRESSION,
    "mai:Event": Kind.EVENT,
    "mai:Initiative": Kind.INITIATIVE,
    "mai:Circle": Kind.CIRCLE,
}
INITIATIVES = (Kind.INITIATIVE, Kind.CIRCLE)
ACTORS = (Kind.AGENT, Kind.ORGANISATION, Kind.COLLECTIVE, Kind.PERSON)
TERRITORIES = (Kind.TERRITORY, Kind.COUNTRY)


def is_initiative(kind: int) -> bool:
    """Return whether a kind is one of initiatives; learning circles are initiatives."""
    return kind in INITIATIVES
