"""How French says that something is in a place: à Montpellier, au Havre, dans l’Hérault, en Occitanie.

Read from the territory's level and code, with which its IRI ends, and from its name. English says "in" of all.
"""

from __future__ import annotations

import re

_CODED = re.compile(r".*/territory/(?P<level>[a-z]+)-(?P<code>\w+)")
_CONTRACTED = (("Les ", "aux "), ("Le ", "au "))
# The départements and regions by what stands before their names; before all others, "en".
_DEPARTEMENTS = {
    "dans l’": "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91",
    "dans le ": "14 15 18 25 29 30 32 39 41 45 46 47 56 59 62 63 67 68 69 81 82 83 84 90 94 95",
    "dans la ": "23 26 42 50 51 55 58 72 80 86",
    "dans les ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
    "à ": "75 974 975 976 977 978",
}
_REGIONS = {"dans le ": "24 44", "dans les ": "32 52", "à ": "04 06 975 977 978"}


def in_place(iri: str, label: str) -> str:
    """Say in French that something is in a territory."""
    coded = _CODED.fullmatch(iri)
    level = coded["level"] if coded else ""
    if coded and level == "departement":
        return _introduced(_DEPARTEMENTS, coded["code"], label)
    if coded and level == "region":
        return _introduced(_REGIONS, coded["code"], label)
    if level == "commune":
        return _in_town(label)
    return f"en {label}" if level == "pays" else f"sur le territoire de «\u00a0{label}\u00a0»"


def _introduced(introductions: dict[str, str], code: str, label: str) -> str:
    found = (words for words, codes in introductions.items() if code in codes.split())
    return next(found, "en ") + label


def _in_town(label: str) -> str:
    for article, words in _CONTRACTED:
        if label.startswith(article):
            return words + label.removeprefix(article)
    return f"à {label}"
