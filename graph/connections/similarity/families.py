"""Define what things of one family may share: a table. The first five rules of initiatives derive connections.

To add a way in which things are close, add a line here and its words in `ontology/wording`.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import ACTORS, INITIATIVES, TERRITORIES, Kind
from graph.connections.network.traversal import Hop, Path


@dataclass(frozen=True, slots=True)
class Sharing:
    """Two things share a feature when one has it and the other has it or falls under it.

    Attributes:
        has, under: Paths from a thing to its features. The last hop of `under` leads from what the thing has to what
            is above.
        is_open: Whether things of one part-of tree count.
        is_enough: Whether sharing this alone makes two things close. What every sibling shares, the larger territory or
            the broader need, does not: it only adds to other reasons.
    """

    rule: str
    has: tuple[Path, ...]
    under: tuple[Path, ...] = ()
    is_open: bool = False
    is_enough: bool = True


@dataclass(frozen=True, slots=True)
class Stated:
    """A link that a source states, from a thing to another of its family."""

    rule: str
    path: Path


@dataclass(frozen=True, slots=True)
class Family:
    """Things of some kinds, and what makes them close to one another."""

    kinds: tuple[Kind, ...]
    sharings: tuple[Sharing, ...]
    stated: tuple[Stated, ...] = ()


def _of(*relations: Relation, kinds: tuple[Kind, ...] = ()) -> tuple[Path, ...]:
    return tuple((Hop(each, kinds=kinds),) for each in relations)


def _to(*relations: Relation, kinds: tuple[Kind, ...] = INITIATIVES) -> tuple[Path, ...]:
    return tuple((Hop(each, backwards=True, kinds=kinds),) for each in relations)


_TAKES_PART = (Relation.CARRIED_BY, Relation.INITIATED_BY, Relation.HAS_PARTICIPANT)
_ON_LAND = Hop(Relation.ON_TERRITORY, not_kinds=(Kind.COUNTRY,))
_LAND_ABOVE = Hop(Relation.WITHIN, is_climb=True, not_kinds=(Kind.COUNTRY,))
_LESSONS = Hop(Relation.LEARNED_FROM, backwards=True)
_POINTED = Hop(Relation.POINTS_TO_NEED)
_ANSWERED = Hop(Relation.ANSWERS_NEED)

INITIATIVE_FAMILY = Family(
    INITIATIVES,
    (
        Sharing("shares-need", ((_ANSWERED,),), ((_ANSWERED, Hop(Relation.BROADER, is_climb=True)),)),
        Sharing("shares-territory", ((_ON_LAND,),), ((_ON_LAND, _LAND_ABOVE),)),
        Sharing("shares-actor", _of(*_TAKES_PART)),
        Sharing("shares-method", _of(Relation.USES_METHOD)),
        Sharing("shares-lesson", ((_LESSONS,), (_LESSONS, _POINTED)), ((_ANSWERED,),)),
        Sharing("shares-whole", _of(Relation.PART_OF, kinds=INITIATIVES), is_open=True),
    ),
    tuple(
        Stated(rule, (Hop(relation),))
        for rule, relation in (
            ("extends", Relation.EXTENDS),
            ("inspired-by", Relation.INSPIRED_BY),
            ("echoes", Relation.ECHOES),
            ("part-of", Relation.PART_OF),
        )
    ),
)
_ACTOR_FAMILY = Family(
    ACTORS,
    (
        Sharing("shares-initiative", _to(*_TAKES_PART)),
        Sharing("shares-event", _to(*_TAKES_PART, kinds=(Kind.EVENT,))),
        Sharing(
            "shares-body",
            (
                (Hop(Relation.MEMBER, backwards=True), Hop(Relation.MEMBER_OF_BODY)),
                *_of(Relation.UNIT_OF, Relation.SUB_ORGANISATION_OF),
            ),
        ),
    ),
    (
        Stated("member-of", (Hop(Relation.MEMBER, backwards=True), Hop(Relation.MEMBER_OF_BODY))),
        Stated("unit-of", (Hop(Relation.UNIT_OF),)),
        Stated("sub-organisation-of", (Hop(Relation.SUB_ORGANISATION_OF),)),
    ),
)
_TERRITORY_FAMILY = Family(
    TERRITORIES,
    (
        Sharing("shares-initiative", _to(Relation.ON_TERRITORY)),
        Sharing("shares-container", ((Hop(Relation.WITHIN, not_kinds=(Kind.COUNTRY,)),),), is_enough=False),
        Sharing("shares-need", ((Hop(Relation.ON_TERRITORY, backwards=True), _ANSWERED),)),
    ),
)
_NEED_FAMILY = Family(
    (Kind.NEED,),
    (
        Sharing("shares-initiative", _to(Relation.ANSWERS_NEED)),
        Sharing("shares-lesson", _to(Relation.POINTS_TO_NEED, kinds=())),
        Sharing("shares-expression", _to(Relation.EXPRESSES_NEED, kinds=())),
        Sharing("shares-broader", _of(Relation.BROADER), is_enough=False),
    ),
    (Stated("broader", (Hop(Relation.BROADER),)),),
)
_METHOD_FAMILY = Family(
    (Kind.METHOD,),
    (
        Sharing("shares-initiative", _to(Relation.USES_METHOD)),
        Sharing("shares-event", _to(Relation.USES_METHOD, kinds=(Kind.EVENT,))),
    ),
)
_LESSON_FAMILY = Family(
    (Kind.LESSON,),
    (
        Sharing("shares-need", ((_POINTED,),)),
        Sharing("shares-initiative", _of(Relation.LEARNED_FROM)),
        Sharing("shares-teller", _of(Relation.ATTRIBUTED_TO)),
    ),
)
_EVENT_FAMILY = Family(
    (Kind.EVENT,),
    (
        Sharing("shares-initiative", _of(Relation.PART_OF, kinds=INITIATIVES)),
        Sharing("shares-actor", _of(*_TAKES_PART)),
        Sharing("shares-method", _of(Relation.USES_METHOD)),
    ),
    (Stated("follows", (Hop(Relation.FOLLOWS),)),),
)
_RESOURCE_FAMILY = Family(
    (Kind.RESOURCE,),
    (
        Sharing(
            "shares-initiative",
            (*_to(Relation.PRODUCED, Relation.MEANT_FOR_REUSE_IN), *_of(Relation.ABOUT, kinds=INITIATIVES)),
        ),
        Sharing("shares-event", _to(Relation.PRODUCED, kinds=(Kind.EVENT,))),
        Sharing("shares-author", _of(Relation.CREATOR)),
    ),
)
_ATTRIBUTED_FAMILIES = (
    Family(
        (Kind.EFFECT,),
        (
            Sharing("shares-initiative", _of(Relation.EFFECT_OF)),
            Sharing("shares-teller", _of(Relation.ATTRIBUTED_TO)),
        ),
    ),
    Family(
        (Kind.NEED_EXPRESSION,),
        (
            Sharing("shares-need", _of(Relation.EXPRESSES_NEED)),
            Sharing("shares-teller", _of(Relation.ATTRIBUTED_TO)),
        ),
    ),
)
# Things that are close because the same initiatives refer to them.
_REFERRED_TO = (
    (Kind.IDEA, (Relation.DRAWS_ON, Relation.NAMED_AFTER)),
    (Kind.PRINCIPLE, (Relation.GUIDED_BY,)),
    (Kind.AIM, (Relation.AIMS_AT,)),
    (Kind.THEME, (Relation.THEME,)),
    (Kind.CONTEXT, (Relation.RESPONDS_TO, Relation.TRIGGERED_BY)),
    (Kind.CONCEPT, (Relation.INVOLVES_CATEGORY,)),
)
FAMILIES = (
    INITIATIVE_FAMILY,
    _ACTOR_FAMILY,
    _TERRITORY_FAMILY,
    _NEED_FAMILY,
    _METHOD_FAMILY,
    _LESSON_FAMILY,
    _EVENT_FAMILY,
    _RESOURCE_FAMILY,
    *_ATTRIBUTED_FAMILIES,
    *(Family((kind,), (Sharing("shares-initiative", _to(*by)),)) for kind, by in _REFERRED_TO),
)
_BY_KIND = {kind: family for family in FAMILIES for kind in family.kinds}


def family_of(kind: int) -> Family | None:
    """Return the family that things of a kind belong to; None where nothing makes them close."""
    return _BY_KIND.get(Kind(kind))
