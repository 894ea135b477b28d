"""Return how pages label a property from both of its ends, and under which question they put it.

The words are those of the ontology (`ontology/wording/properties.ttl`). A property without words of its own takes its
inverse's, read from the other end, then its `rdfs:label`, then the words of the property above it, then its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from graph.connections.wording.lexicon import Lexicon, Wording, lexicon
from graph.connections.wording.lexicon_checks import HIDDEN
from graph.i18n import BilingualText
from graph.rdf.terms import compact, expand

_NO_WORDS = BilingualText("", "")
_LAST = 1_000_000  # in the order of a page: what has no place


class PropertyLabel(NamedTuple):
    """How a property reads, from its subject and from its object.

    Attributes:
        question: The question under which the page of the subject has it; empty where that page shows it elsewhere
            (title, dates, notes).
        order: Its place among the properties of a page.
        is_known: Whether any words are given for it; if not, it is labelled by its name.
    """

    question: str
    label: BilingualText
    inverse_question: str
    inverse_label: BilingualText
    order: int
    is_known: bool = True


@cache
def questions() -> Mapping[str, BilingualText]:
    """Return the questions that divide a page, in the order in which they are read."""
    return {key: each.texts["pageLabel"] for key, each in lexicon().starting("section-").items()}


@cache
def property_label(iri: str) -> PropertyLabel:
    """Return how a property reads."""
    return _label(lexicon(), iri)


def value_label(iri: str) -> BilingualText | None:
    """Return our words for a property or a value that no graph names; None for anything else."""
    own = lexicon().by_term.get(iri)
    if own is not None and "singular" in own.texts:
        return None
    found = property_label(iri)
    return found.label if found.is_known and found.label.fr else None


def status_label(iri: str) -> BilingualText | None:
    """Return the word for a degree of certainty; None where nothing needs to be said, and for any other thing."""
    own = lexicon().by_term.get(iri) if iri.startswith(expand("assertion:")) else None
    return own.texts["pageLabel"] if own is not None else None


def silence(iri: str) -> BilingualText | None:
    """Return how « La source ne dit pas … » ends for a property."""
    own = lexicon().by_term.get(iri)
    return own.texts.get("silence") if own is not None else None


def _label(words: Lexicon, iri: str) -> PropertyLabel:
    own, inverse = words.by_term.get(iri), words.by_term.get(words.inverses.get(iri, ""))
    if own is not None and "pageSection" in own.values:
        return _of_words(own, own.order)
    if inverse is not None and "pageSection" in inverse.values:
        direct = _of_words(inverse, own.order if own else inverse.order)
        question, inverse_question = direct.inverse_question, direct.question
        return PropertyLabel(question, direct.inverse_label, inverse_question, direct.label, direct.order)
    known, name = words.page_label(iri), compact(iri) or iri
    label = known or BilingualText(name, name)
    above = words.nearest(iri, "pageSection")
    if above is None:
        return PropertyLabel("record", label, "pointing", label, _LAST, is_known=known is not None)
    return _of_words(above, above.order)._replace(label=label)


def _of_words(wording: Wording, order: int) -> PropertyLabel:
    return PropertyLabel(
        _question(wording, "pageSection"),
        wording.texts.get("pageLabel", _NO_WORDS),
        _question(wording, "inversePageSection"),
        wording.texts.get("inversePageLabel", _NO_WORDS),
        order,
    )


def _question(wording: Wording, property_: str) -> str:
    section = wording.values.get(property_, (HIDDEN,))[0].rpartition("/")[2]
    return "" if section == HIDDEN else section.removeprefix("section-")
