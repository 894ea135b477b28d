"""Check the words that a file of the ontology gives: both languages, known properties and placeholders, gender.

Used while the words are read, so that an incomplete entry is refused with its place instead of leaving a gap in a page.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from string import Formatter

from graph.errors import WordingError
from graph.i18n import LANGUAGES, BilingualText

# What the words of each property may be filled in with: facts, and French or English forms that agree with them.
_OF_LINKS = frozenset(("o", "to", "of", "also", "e", "auquel", "lequel", "who", "whom", "as_title"))
_OF_REASONS = frozenset(("basis", "narrow", "at", "at_narrow", "a", "b", "both", "one", "e"))
_OF_PHRASES = frozenset(
    [
        "start",
        "end",
        "count",
        "unknown",
        "name",
        "title",
        "things",
        "whole",
        "only",
        "they",
        "alone",
        "one",
        "places",
        "names",
        "wide",
        "narrow",
        "place",
    ]
)
_NONE: frozenset[str] = frozenset()
_CLAUSES = ("clause", "relativeClause", "inverseClause", "inverseRelativeClause")
_TEXTS = dict.fromkeys(_CLAUSES, _OF_LINKS) | {
    **dict.fromkeys(("singular", "plural", "pageLabel", "inversePageLabel", "listTitle", "silence"), _NONE),
    **dict.fromkeys(("meaning", "furtherClause", "nestedSingular", "nestedPlural"), _NONE),
    "nestedClause": _OF_REASONS,
    "phrase": _OF_PHRASES,
}
_ENTRIES = "entry"
_VALUES = {
    **dict.fromkeys(("wordsFor", "between", "sharing", "covers"), r"\w[\w+.-]*:\S+"),
    **dict.fromkeys(("pageSection", "inversePageSection", "columnOf"), _ENTRIES),
    **dict.fromkeys(("nameSuffices", "isFigure"), "true|false"),
    **dict.fromkeys(("departementCode", "regionCode"), r"\w+"),
    "gender": "feminine|masculine",
    "pageOrder": r"\d+",
    "rarity": "that|where|aside",
    "reasonRule": "[a-z-]+",
}
_SEVERAL = ("wordsFor", "covers", "departementCode", "regionCode")
# What an entry that has the first must also have, unless it has the last.
_NEEDED = (
    ("singular", "plural", ""),
    ("singular", "gender", "reasonRule"),
    ("clause", "inverseClause", "reasonRule"),
    ("inverseClause", "clause", ""),
    ("nestedSingular", "nestedClause", ""),
    ("pageSection", "pageOrder", ""),
    ("inversePageSection", "inversePageLabel", ""),
)
HIDDEN = "hidden"  # the section of what a page does not show


def check_wording(
    file: str,
    name: str,
    texts: Mapping[str, BilingualText],
    values: Mapping[str, tuple[str, ...]],
    entries: Container[str],
) -> None:
    """Check one entry.

    Args:   entries: the names of all entries
    Raises: WordingError, naming the file, the entry, what was found and what was expected.
    """
    allowed = dict.fromkeys(_CLAUSES, _OF_REASONS) if "reasonRule" in values else {}
    for property_, words in texts.items():
        for found, expected in _faults(property_, words, _TEXTS | allowed):
            raise WordingError(file=file, entry=name, found=found, expected=expected)
    for property_, held in values.items():
        for found, expected in _value_faults(property_, held, entries):
            raise WordingError(file=file, entry=name, found=found, expected=expected)
    present = {*texts, *values}
    for first, needed, unless in _NEEDED:
        if first in present and needed not in present and unless not in present:
            raise WordingError(file=file, entry=name, found=f"mai:{first}", expected=f"mai:{needed}")


def _faults(
    property_: str, words: BilingualText, known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, object]]:
    if property_ not in known:
        yield f"mai:{property_}", ", ".join(f"mai:{each}" for each in known)
        return
    for language in LANGUAGES:
        text = words.render(language)
        if not text:
            yield f"mai:{property_}", f"“…”@{language}"
            continue
        try:
            placeholders = {each for _, each, _, _ in Formatter().parse(text) if each is not None}
        except ValueError:
            yield text, "{…}"
            continue
        for each in sorted(placeholders - known[property_]):
            yield (
                f"{{{each}}} @{language}",
                ", ".join(f"{{{one}}}" for one in sorted(known[property_])) or "…",
            )


def _value_faults(
    property_: str, held: tuple[str, ...], entries: Container[str]
) -> Iterator[tuple[str, object]]:
    pattern = _VALUES.get(property_)
    if pattern is None:
        expected = BilingualText("un texte en fr et en en", "a text in fr and in en")
        yield (
            f"mai:{property_}",
            expected if property_ in _TEXTS else ", ".join(f"mai:{each}" for each in _VALUES),
        )
        return
    if len(held) > 1 and property_ not in _SEVERAL:
        yield ", ".join(held), f"mai:{property_} × 1"
    for each in held:
        if pattern is _ENTRIES:
            target = each.rpartition("/")[2]
            if target not in entries and target != HIDDEN:
                yield each, BilingualText("une entrée qui existe", "an entry that exists")
        elif not re.fullmatch(pattern, each):
            yield f"mai:{property_} {each}", pattern
