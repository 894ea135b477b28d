"""How each reason is told, by rule and family: a table, nothing is computed. Clauses about the two things.

{basis} is what is shared, {narrow} what falls under it, {at} and {at_narrow} the same as French places; {a} and {b} are the
two things of a stated link. French agrees: {both} is "toutes deux", {one} "l’une", {e} the feminine's letter.
"""

from __future__ import annotations

from typing import NamedTuple

from graph.connections.network.thing_kinds import Kind
from graph.i18n import BilingualText


class ReasonClause(NamedTuple):
    """How a reason is told; tail: how its rarity follows: "that" (the basis comes last), "aside", "where" or not."""

    words: BilingualText
    tail: str = ""


STATED_WORDS: dict[str, BilingualText] = {
    "extends": BilingualText("{a} prolonge {b}", "{a} extends {b}"),
    "inspired-by": BilingualText("{a} s’inspire de {b}", "{a} is inspired by {b}"),
    "echoes": BilingualText("{a} et {b} se font écho", "{a} and {b} echo each other"),
    "part-of": BilingualText("{a} fait partie de {b}", "{a} is part of {b}"),
    "member-of": BilingualText(
        "{a} a une fonction au sein de {b}, selon une source",
        "{a} holds a position at {b}, according to a source",
    ),
    "unit-of": BilingualText("{a} fait partie de {b}", "{a} is a unit of {b}"),
    "sub-organisation-of": BilingualText("{a} fait partie de {b}", "{a} is part of {b}"),
    "broader": BilingualText(
        "le besoin {a} relève du besoin plus large {b}", "the need {a} is part of the wider need {b}"
    ),
    "follows": BilingualText("{a} fait suite à {b}", "{a} follows {b}"),
}

# What the same source or another states besides, of the same two in the same direction.
STATED_MORE: dict[str, BilingualText] = {
    "inspired-by": BilingualText(" et s’en inspire", " and is inspired by it"),
    "echoes": BilingualText(" et y fait écho", " and echoes it"),
    "part-of": BilingualText(" et en fait partie", " and is part of it"),
    "unit-of": BilingualText(" et en fait partie", " and is a unit of it"),
    "sub-organisation-of": BilingualText(" et en fait partie", " and is part of it"),
}

_ONE_ACTOR = ReasonClause(
    BilingualText("ont en commun un acteur, {basis}", "have one actor in common, {basis}"), "that"
)
_ONE_METHOD = ReasonClause(
    BilingualText("emploient {both} la méthode {basis}", "both use the method {basis}"), "that"
)
_PART_TAKEN = ReasonClause(
    BilingualText("prennent part {both} à {basis}", "both take part in {basis}"), "aside"
)

CLAUSES: dict[tuple[str, Kind], ReasonClause] = {
    ("shares-need", Kind.INITIATIVE): ReasonClause(
        BilingualText("répondent {both} au besoin {basis}", "both answer the need {basis}"), "that"
    ),
    ("shares-territory", Kind.INITIATIVE): ReasonClause(
        BilingualText("sont mené{e}s {both} {at}", "both take place in {basis}"), "where"
    ),
    ("shares-actor", Kind.INITIATIVE): _ONE_ACTOR,
    ("shares-method", Kind.INITIATIVE): _ONE_METHOD,
    ("shares-lesson", Kind.INITIATIVE): ReasonClause(
        BilingualText("ont en commun un enseignement, {basis}", "have one lesson in common, {basis}"), "that"
    ),
    ("shares-whole", Kind.INITIATIVE): ReasonClause(
        BilingualText("font {both} partie de {basis}", "are both part of {basis}")
    ),
    ("shares-initiative", Kind.AGENT): _PART_TAKEN,
    ("shares-event", Kind.AGENT): _PART_TAKEN,
    ("shares-body", Kind.AGENT): ReasonClause(
        BilingualText("sont rattaché{e}s {both} à {basis}", "are both attached to {basis}"), "that"
    ),
    ("shares-initiative", Kind.TERRITORY): ReasonClause(
        BilingualText(
            "l’initiative {basis} se déroule sur les deux", "the initiative {basis} takes place in both"
        ),
        "aside",
    ),
    ("shares-container", Kind.TERRITORY): ReasonClause(
        BilingualText("se trouvent {both} {at}", "are both in {basis}")
    ),
    ("shares-need", Kind.TERRITORY): ReasonClause(
        BilingualText(
            "des initiatives y répondent, sur l’un et sur l’autre, au besoin {basis}",
            "initiatives in both answer the need {basis}",
        ),
        "that",
    ),
    ("shares-initiative", Kind.NEED): ReasonClause(
        BilingualText("l’initiative {basis} répond aux deux", "the initiative {basis} answers both"), "aside"
    ),
    ("shares-lesson", Kind.NEED): ReasonClause(
        BilingualText("l’enseignement {basis} met les deux en lumière", "the lesson {basis} points to both"),
        "aside",
    ),
    ("shares-expression", Kind.NEED): ReasonClause(
        BilingualText("sont exprimés ensemble dans {basis}", "are expressed together in {basis}"), "aside"
    ),
    ("shares-broader", Kind.NEED): ReasonClause(
        BilingualText(
            "relèvent {both} du besoin plus large {basis}", "are both part of the wider need {basis}"
        ),
        "aside",
    ),
    ("shares-initiative", Kind.METHOD): ReasonClause(
        BilingualText("l’initiative {basis} emploie les deux", "the initiative {basis} uses both"), "aside"
    ),
    ("shares-event", Kind.METHOD): ReasonClause(
        BilingualText("l’événement {basis} emploie les deux", "the event {basis} uses both"), "aside"
    ),
    ("shares-need", Kind.LESSON): ReasonClause(
        BilingualText("mettent {both} en lumière le besoin {basis}", "both point to the need {basis}"), "that"
    ),
    ("shares-initiative", Kind.LESSON): ReasonClause(
        BilingualText(
            "sont {both} tiré{e}s de l’initiative {basis}", "are both drawn from the initiative {basis}"
        ),
        "aside",
    ),
    ("shares-teller", Kind.LESSON): ReasonClause(
        BilingualText("sont {both} formulé{e}s par {basis}", "both come from {basis}"), "aside"
    ),
    ("shares-initiative", Kind.EVENT): ReasonClause(
        BilingualText(
            "font {both} partie de l’initiative {basis}", "are both part of the initiative {basis}"
        ),
        "aside",
    ),
    ("shares-actor", Kind.EVENT): _ONE_ACTOR,
    ("shares-method", Kind.EVENT): _ONE_METHOD,
    ("shares-initiative", Kind.RESOURCE): ReasonClause(
        BilingualText("sont {both} liées à l’initiative {basis}", "are both tied to the initiative {basis}"),
        "aside",
    ),
    ("shares-event", Kind.RESOURCE): ReasonClause(
        BilingualText("viennent {both} de l’événement {basis}", "both come from the event {basis}"), "aside"
    ),
    ("shares-author", Kind.RESOURCE): ReasonClause(
        BilingualText("ont {both} pour auteur {basis}", "both have {basis} as author"), "aside"
    ),
    ("shares-initiative", Kind.EFFECT): ReasonClause(
        BilingualText(
            "sont {both} des effets de l’initiative {basis}", "are both effects of the initiative {basis}"
        ),
        "aside",
    ),
    ("shares-teller", Kind.EFFECT): ReasonClause(
        BilingualText("sont {both} affirmés par {basis}", "are both claimed by {basis}"), "aside"
    ),
    ("shares-need", Kind.NEED_EXPRESSION): ReasonClause(
        BilingualText("disent {both} le besoin {basis}", "both voice the need {basis}"), "that"
    ),
    ("shares-teller", Kind.NEED_EXPRESSION): ReasonClause(
        BilingualText("sont {both} formulé{e}s par {basis}", "both come from {basis}"), "aside"
    ),
    ("shares-initiative", Kind.IDEA): ReasonClause(
        BilingualText("l’initiative {basis} puise dans les deux", "the initiative {basis} draws on both"),
        "aside",
    ),
    ("shares-initiative", Kind.PRINCIPLE): ReasonClause(
        BilingualText("guident {both} l’initiative {basis}", "both guide the initiative {basis}"), "aside"
    ),
    ("shares-initiative", Kind.AIM): ReasonClause(
        BilingualText("l’initiative {basis} vise les deux", "the initiative {basis} aims at both"), "aside"
    ),
    ("shares-initiative", Kind.THEME): ReasonClause(
        BilingualText("l’initiative {basis} traite des deux", "the initiative {basis} deals with both"),
        "aside",
    ),
    ("shares-initiative", Kind.CONTEXT): ReasonClause(
        BilingualText("l’initiative {basis} répond aux deux", "the initiative {basis} responds to both"),
        "aside",
    ),
    ("shares-initiative", Kind.CONCEPT): ReasonClause(
        BilingualText("l’initiative {basis} associe les deux", "the initiative {basis} involves both"),
        "aside",
    ),
}
# One has the basis, the other falls under it.
NESTED: dict[str, ReasonClause] = {
    "shares-need": ReasonClause(
        BilingualText(
            "{one} répond au besoin {basis}, l’autre au besoin plus précis {narrow}",
            "one answers the need {basis}, the other the more specific need {narrow}",
        ),
        "aside",
    ),
    "shares-territory": ReasonClause(
        BilingualText(
            "sont mené{e}s {one} {at}, l’autre {at_narrow}, qui en fait partie",
            "one takes place in {basis}, the other in {narrow}, which is part of it",
        ),
        "aside",
    ),
    "shares-lesson": ReasonClause(
        BilingualText(
            "{one} répond au besoin {basis}, que met en lumière un enseignement de l’autre",
            "one answers the need {basis}, to which a lesson from the other points",
        ),
        "aside",
    ),
}
# The need that both answer is also one that a lesson points to.
LESSON_TOO = BilingualText(
    "un enseignement de {one} ou de l’autre met aussi ce besoin en lumière",
    "a lesson from one of them also points to this need",
)
LESSONS_MEET = ReasonClause(
    BilingualText(
        "leurs enseignements mettent en lumière un même besoin, {basis}",
        "their lessons point to one same need, {basis}",
    ),
    "that",
)
