"""Nouns of the families, and short names of what is shared: a table, nothing is computed."""

from __future__ import annotations

from typing import NamedTuple

from graph.connections.network.thing_kinds import ACTORS, INITIATIVES, TERRITORIES, Kind
from graph.i18n import BilingualText


class Noun(NamedTuple):
    """A noun of several things, and its French gender."""

    words: BilingualText
    is_feminine: bool = False


NOUNS: dict[Kind, Noun] = {
    **dict.fromkeys(INITIATIVES, Noun(BilingualText("initiatives", "initiatives"), is_feminine=True)),
    **dict.fromkeys(ACTORS, Noun(BilingualText("acteurs", "actors"))),
    **dict.fromkeys(TERRITORIES, Noun(BilingualText("territoires", "territories"))),
    Kind.NEED: Noun(BilingualText("besoins", "needs")),
    Kind.METHOD: Noun(BilingualText("méthodes", "methods"), is_feminine=True),
    Kind.LESSON: Noun(BilingualText("enseignements", "lessons")),
    Kind.EVENT: Noun(BilingualText("événements", "events")),
    Kind.RESOURCE: Noun(BilingualText("ressources", "resources"), is_feminine=True),
    Kind.EFFECT: Noun(BilingualText("effets", "effects")),
    Kind.NEED_EXPRESSION: Noun(
        BilingualText("expressions de besoin", "expressions of need"), is_feminine=True
    ),
    Kind.IDEA: Noun(BilingualText("idées", "ideas"), is_feminine=True),
    Kind.PRINCIPLE: Noun(BilingualText("principes", "principles")),
    Kind.AIM: Noun(BilingualText("buts", "aims")),
    Kind.THEME: Noun(BilingualText("thèmes", "themes")),
    Kind.CONTEXT: Noun(BilingualText("contextes", "contexts")),
    Kind.CONCEPT: Noun(BilingualText("notions", "concepts"), is_feminine=True),
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
SHORT: dict[str, tuple[BilingualText, BilingualText]] = {
    "shares-need": (BilingualText("même besoin", "same need"), BilingualText("mêmes besoins", "same needs")),
    "shares-territory": (
        BilingualText("même territoire", "same territory"),
        BilingualText("mêmes territoires", "same territories"),
    ),
    "shares-actor": (
        BilingualText("même acteur", "same actor"),
        BilingualText("mêmes acteurs", "same actors"),
    ),
    "shares-method": (
        BilingualText("même méthode", "same method"),
        BilingualText("mêmes méthodes", "same methods"),
    ),
    "shares-lesson": (
        BilingualText("même enseignement", "same lesson"),
        BilingualText("mêmes enseignements", "same lessons"),
    ),
    "shares-whole": (
        BilingualText("même ensemble", "same whole"),
        BilingualText("mêmes ensembles", "same wholes"),
    ),
    "shares-initiative": (
        BilingualText("même initiative", "same initiative"),
        BilingualText("mêmes initiatives", "same initiatives"),
    ),
    "shares-event": (
        BilingualText("même événement", "same event"),
        BilingualText("mêmes événements", "same events"),
    ),
    "shares-body": (
        BilingualText("même organisme", "same body"),
        BilingualText("mêmes organismes", "same bodies"),
    ),
    "shares-container": (
        BilingualText("même territoire", "same territory"),
        BilingualText("mêmes territoires", "same territories"),
    ),
    "shares-expression": (
        BilingualText("même expression de besoin", "same expression of need"),
        BilingualText("mêmes expressions de besoin", "same expressions of need"),
    ),
    "shares-broader": (
        BilingualText("même besoin plus large", "same wider need"),
        BilingualText("mêmes besoins plus larges", "same wider needs"),
    ),
    "shares-teller": (BilingualText("même voix", "same voice"), BilingualText("mêmes voix", "same voices")),
    "shares-author": (
        BilingualText("même auteur", "same author"),
        BilingualText("mêmes auteurs", "same authors"),
    ),
}
SHORT_NESTED: dict[str, tuple[BilingualText, BilingualText]] = {
    "shares-need": (BilingualText("besoin plus large et plus précis", "wider and narrower need"),) * 2,
    "shares-territory": (BilingualText("territoires emboîtés", "nested territories"),) * 2,
    "shares-lesson": (
        BilingualText("besoin mis en lumière par un enseignement", "need that a lesson points to"),
        BilingualText("besoins mis en lumière par un enseignement", "needs that a lesson points to"),
    ),
}
