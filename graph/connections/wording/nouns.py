"""Nouns of the families, and short names of what is shared: a table, nothing is computed."""

from __future__ import annotations

from typing import NamedTuple

from graph.connections.network.thing_kinds import ACTORS, INITIATIVES, TERRITORIES, Kind
from graph.i18n import Words


class Noun(NamedTuple):
    """A noun of several things, and its French gender."""

    words: Words
    is_feminine: bool = False


NOUNS: dict[Kind, Noun] = {
    **dict.fromkeys(INITIATIVES, Noun(Words("initiatives", "initiatives"), is_feminine=True)),
    **dict.fromkeys(ACTORS, Noun(Words("acteurs", "actors"))),
    **dict.fromkeys(TERRITORIES, Noun(Words("territoires", "territories"))),
    Kind.NEED: Noun(Words("besoins", "needs")),
    Kind.METHOD: Noun(Words("méthodes", "methods"), is_feminine=True),
    Kind.LESSON: Noun(Words("enseignements", "lessons")),
    Kind.EVENT: Noun(Words("événements", "events")),
    Kind.RESOURCE: Noun(Words("ressources", "resources"), is_feminine=True),
    Kind.EFFECT: Noun(Words("effets", "effects")),
    Kind.NEED_EXPRESSION: Noun(Words("expressions de besoin", "expressions of need"), is_feminine=True),
    Kind.IDEA: Noun(Words("idées", "ideas"), is_feminine=True),
    Kind.PRINCIPLE: Noun(Words("principes", "principles")),
    Kind.AIM: Noun(Words("buts", "aims")),
    Kind.THEME: Noun(Words("thèmes", "themes")),
    Kind.CONTEXT: Noun(Words("contextes", "contexts")),
    Kind.CONCEPT: Noun(Words("notions", "concepts"), is_feminine=True),
}
# Kinds whose French names are feminine; two circles are masculine, a circle and another initiative are two initiatives.
FEMININE = (
    Kind.INITIATIVE,
    Kind.ORGANISATION,
    Kind.METHOD,
    Kind.IDEA,
    Kind.RESOURCE,
    Kind.NEED_EXPRESSION,
    Kind.CONCEPT,
)
# What else is shared, named shortly: one thing, then several.
SHORT: dict[str, tuple[Words, Words]] = {
    "shares-need": (Words("même besoin", "same need"), Words("mêmes besoins", "same needs")),
    "shares-territory": (
        Words("même territoire", "same territory"),
        Words("mêmes territoires", "same territories"),
    ),
    "shares-actor": (Words("même acteur", "same actor"), Words("mêmes acteurs", "same actors")),
    "shares-method": (Words("même méthode", "same method"), Words("mêmes méthodes", "same methods")),
    "shares-lesson": (
        Words("même enseignement", "same lesson"),
        Words("mêmes enseignements", "same lessons"),
    ),
    "shares-whole": (Words("même ensemble", "same whole"), Words("mêmes ensembles", "same wholes")),
    "shares-initiative": (
        Words("même initiative", "same initiative"),
        Words("mêmes initiatives", "same initiatives"),
    ),
    "shares-event": (Words("même événement", "same event"), Words("mêmes événements", "same events")),
    "shares-body": (Words("même organisme", "same body"), Words("mêmes organismes", "same bodies")),
    "shares-container": (
        Words("même territoire", "same territory"),
        Words("mêmes territoires", "same territories"),
    ),
    "shares-expression": (
        Words("même expression de besoin", "same expression of need"),
        Words("mêmes expressions de besoin", "same expressions of need"),
    ),
    "shares-broader": (
        Words("même besoin plus large", "same wider need"),
        Words("mêmes besoins plus larges", "same wider needs"),
    ),
    "shares-teller": (Words("même voix", "same voice"), Words("mêmes voix", "same voices")),
    "shares-author": (Words("même auteur", "same author"), Words("mêmes auteurs", "same authors")),
}
SHORT_NESTED: dict[str, tuple[Words, Words]] = {
    "shares-need": (Words("besoin plus large et plus précis", "wider and narrower need"),) * 2,
    "shares-territory": (Words("territoires emboîtés", "nested territories"),) * 2,
    "shares-lesson": (
        Words("besoin mis en lumière par un enseignement", "need that a lesson points to"),
        Words("besoins mis en lumière par un enseignement", "needs that a lesson points to"),
    ),
}
