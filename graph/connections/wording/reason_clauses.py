"""How each reason is told, by rule and family: a table, nothing is computed. Clauses about the two things.

{basis} is what is shared, {narrow} what falls under it, {at} and {at_narrow} the same as French places; {a} and {b} are the
two things of a stated link. French agrees: {both} is "toutes deux", {one} "l’une", {e} the feminine's letter.
"""

from __future__ import annotations

from typing import NamedTuple

from graph.connections.network.thing_kinds import Kind
from graph.i18n import Words


class Clause(NamedTuple):
    """How a reason is told; tail: how its rarity follows: "that" (the basis comes last), "aside", "where" or not."""

    words: Words
    tail: str = ""


STATED_WORDS: dict[str, Words] = {
    "extends": Words("{a} prolonge {b}", "{a} extends {b}"),
    "inspired-by": Words("{a} s’inspire de {b}", "{a} is inspired by {b}"),
    "echoes": Words("{a} et {b} se font écho", "{a} and {b} echo each other"),
    "part-of": Words("{a} fait partie de {b}", "{a} is part of {b}"),
    "member-of": Words(
        "{a} a une fonction au sein de {b}, selon une source",
        "{a} holds a position at {b}, according to a source",
    ),
    "unit-of": Words("{a} fait partie de {b}", "{a} is a unit of {b}"),
    "sub-organisation-of": Words("{a} fait partie de {b}", "{a} is part of {b}"),
    "broader": Words(
        "le besoin {a} relève du besoin plus large {b}", "the need {a} is part of the wider need {b}"
    ),
    "follows": Words("{a} fait suite à {b}", "{a} follows {b}"),
}

# What the same source or another states besides, of the same two in the same direction.
STATED_MORE: dict[str, Words] = {
    "inspired-by": Words(" et s’en inspire", " and is inspired by it"),
    "echoes": Words(" et y fait écho", " and echoes it"),
    "part-of": Words(" et en fait partie", " and is part of it"),
    "unit-of": Words(" et en fait partie", " and is a unit of it"),
    "sub-organisation-of": Words(" et en fait partie", " and is part of it"),
}

_ONE_ACTOR = Clause(Words("ont en commun un acteur, {basis}", "have one actor in common, {basis}"), "that")
_ONE_METHOD = Clause(Words("emploient {both} la méthode {basis}", "both use the method {basis}"), "that")
_PART_TAKEN = Clause(Words("prennent part {both} à {basis}", "both take part in {basis}"), "aside")

CLAUSES: dict[tuple[str, Kind], Clause] = {
    ("shares-need", Kind.INITIATIVE): Clause(
        Words("répondent {both} au besoin {basis}", "both answer the need {basis}"), "that"
    ),
    ("shares-territory", Kind.INITIATIVE): Clause(
        Words("sont mené{e}s {both} {at}", "both take place in {basis}"), "where"
    ),
    ("shares-actor", Kind.INITIATIVE): _ONE_ACTOR,
    ("shares-method", Kind.INITIATIVE): _ONE_METHOD,
    ("shares-lesson", Kind.INITIATIVE): Clause(
        Words("ont en commun un enseignement, {basis}", "have one lesson in common, {basis}"), "that"
    ),
    ("shares-whole", Kind.INITIATIVE): Clause(
        Words("font {both} partie de {basis}", "are both part of {basis}")
    ),
    ("shares-initiative", Kind.AGENT): _PART_TAKEN,
    ("shares-event", Kind.AGENT): _PART_TAKEN,
    ("shares-body", Kind.AGENT): Clause(
        Words("sont rattaché{e}s {both} à {basis}", "are both attached to {basis}"), "that"
    ),
    ("shares-initiative", Kind.TERRITORY): Clause(
        Words("l’initiative {basis} se déroule sur les deux", "the initiative {basis} takes place in both"),
        "aside",
    ),
    ("shares-container", Kind.TERRITORY): Clause(Words("se trouvent {both} {at}", "are both in {basis}")),
    ("shares-need", Kind.TERRITORY): Clause(
        Words(
            "des initiatives y répondent, sur l’un et sur l’autre, au besoin {basis}",
            "initiatives in both answer the need {basis}",
        ),
        "that",
    ),
    ("shares-initiative", Kind.NEED): Clause(
        Words("l’initiative {basis} répond aux deux", "the initiative {basis} answers both"), "aside"
    ),
    ("shares-lesson", Kind.NEED): Clause(
        Words("l’enseignement {basis} met les deux en lumière", "the lesson {basis} points to both"), "aside"
    ),
    ("shares-expression", Kind.NEED): Clause(
        Words("sont exprimés ensemble dans {basis}", "are expressed together in {basis}"), "aside"
    ),
    ("shares-broader", Kind.NEED): Clause(
        Words("relèvent {both} du besoin plus large {basis}", "are both part of the wider need {basis}"),
        "aside",
    ),
    ("shares-initiative", Kind.METHOD): Clause(
        Words("l’initiative {basis} emploie les deux", "the initiative {basis} uses both"), "aside"
    ),
    ("shares-event", Kind.METHOD): Clause(
        Words("l’événement {basis} emploie les deux", "the event {basis} uses both"), "aside"
    ),
    ("shares-need", Kind.LESSON): Clause(
        Words("mettent {both} en lumière le besoin {basis}", "both point to the need {basis}"), "that"
    ),
    ("shares-initiative", Kind.LESSON): Clause(
        Words("sont {both} tiré{e}s de l’initiative {basis}", "are both drawn from the initiative {basis}"),
        "aside",
    ),
    ("shares-teller", Kind.LESSON): Clause(
        Words("sont {both} formulé{e}s par {basis}", "both come from {basis}"), "aside"
    ),
    ("shares-initiative", Kind.EVENT): Clause(
        Words("font {both} partie de l’initiative {basis}", "are both part of the initiative {basis}"),
        "aside",
    ),
    ("shares-actor", Kind.EVENT): _ONE_ACTOR,
    ("shares-method", Kind.EVENT): _ONE_METHOD,
    ("shares-initiative", Kind.RESOURCE): Clause(
        Words("sont {both} liées à l’initiative {basis}", "are both tied to the initiative {basis}"), "aside"
    ),
    ("shares-event", Kind.RESOURCE): Clause(
        Words("viennent {both} de l’événement {basis}", "both come from the event {basis}"), "aside"
    ),
    ("shares-author", Kind.RESOURCE): Clause(
        Words("ont {both} pour auteur {basis}", "both have {basis} as author"), "aside"
    ),
    ("shares-initiative", Kind.EFFECT): Clause(
        Words("sont {both} des effets de l’initiative {basis}", "are both effects of the initiative {basis}"),
        "aside",
    ),
    ("shares-teller", Kind.EFFECT): Clause(
        Words("sont {both} affirmés par {basis}", "are both claimed by {basis}"), "aside"
    ),
    ("shares-need", Kind.NEED_EXPRESSION): Clause(
        Words("disent {both} le besoin {basis}", "both voice the need {basis}"), "that"
    ),
    ("shares-teller", Kind.NEED_EXPRESSION): Clause(
        Words("sont {both} formulé{e}s par {basis}", "both come from {basis}"), "aside"
    ),
    ("shares-initiative", Kind.IDEA): Clause(
        Words("l’initiative {basis} puise dans les deux", "the initiative {basis} draws on both"), "aside"
    ),
    ("shares-initiative", Kind.PRINCIPLE): Clause(
        Words("guident {both} l’initiative {basis}", "both guide the initiative {basis}"), "aside"
    ),
    ("shares-initiative", Kind.AIM): Clause(
        Words("l’initiative {basis} vise les deux", "the initiative {basis} aims at both"), "aside"
    ),
    ("shares-initiative", Kind.THEME): Clause(
        Words("l’initiative {basis} traite des deux", "the initiative {basis} deals with both"), "aside"
    ),
    ("shares-initiative", Kind.CONTEXT): Clause(
        Words("l’initiative {basis} répond aux deux", "the initiative {basis} responds to both"), "aside"
    ),
    ("shares-initiative", Kind.CONCEPT): Clause(
        Words("l’initiative {basis} associe les deux", "the initiative {basis} involves both"), "aside"
    ),
}
# One has the basis, the other falls under it.
NESTED: dict[str, Clause] = {
    "shares-need": Clause(
        Words(
            "{one} répond au besoin {basis}, l’autre au besoin plus précis {narrow}",
            "one answers the need {basis}, the other the more specific need {narrow}",
        ),
        "aside",
    ),
    "shares-territory": Clause(
        Words(
            "sont mené{e}s {one} {at}, l’autre {at_narrow}, qui en fait partie",
            "one takes place in {basis}, the other in {narrow}, which is part of it",
        ),
        "aside",
    ),
    "shares-lesson": Clause(
        Words(
            "{one} répond au besoin {basis}, que met en lumière un enseignement de l’autre",
            "one answers the need {basis}, to which a lesson from the other points",
        ),
        "aside",
    ),
}
# The need that both answer is also one that a lesson points to.
LESSON_TOO = Words(
    "un enseignement de {one} ou de l’autre met aussi ce besoin en lumière",
    "a lesson from one of them also points to this need",
)
LESSONS_MEET = Clause(
    Words(
        "leurs enseignements mettent en lumière un même besoin, {basis}",
        "their lessons point to one same need, {basis}",
    ),
    "that",
)
