"""Write in French and English that something is in a place: à Montpellier, au Havre, dans l’Hérault, en Occitanie.

The territory's level and code are read from the end of its IRI. The words of a département or a region
(`wording:place-…`) define its preposition; before all others it is « en ».
"""

from __future__ import annotations

import re
from functools import cache

from graph.connections.wording.lexicon import lexicon
from graph.i18n import BilingualText

_CODED = re.compile(r".*/territory/(?P<level>[a-z]+)-(?P<code>\w+)")
_CONTRACTED = {"Les ": "to-plural", "Le ": "to-masculine"}


def in_place(iri: str, label: BilingualText) -> BilingualText:
    """Return what says that something is in a territory.

    Args: label: the territory's name
    """
    coded = _CODED.fullmatch(iri)
    level, code = (coded["level"], coded["code"]) if coded else ("", "")
    name = label.fr
    if level == "commune":
        article = next((each for each in _CONTRACTED if name.startswith(each)), "")
        entry, name = _CONTRACTED.get(article, "at"), name.removeprefix(article)
    elif level in ("departement", "region", "pays"):
        entry = _entry_by_code().get((level, code), "in")
    else:
        entry = "area"
    words = lexicon().entries[f"place-{entry}"].texts["phrase"]
    if entry == "area":
        return BilingualText(words.fr.format(place=name), words.en.format(place=label.en))
    return BilingualText(words.fr + name, words.en + label.en)


@cache
def _entry_by_code() -> dict[tuple[str, str], str]:
    return {
        (level, code): name
        for name, entry in lexicon().starting("place-").items()
        for level in ("departement", "region")
        for code in entry.values.get(f"{level}Code", ())
    }
