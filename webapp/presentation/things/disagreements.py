"""Show two values where one is meant as what they are: a disagreement, with who says which.

A status or a start date has one value in the world. Where contributions state several, a page that listed them side by side would
say “ended ongoing 2019”. A date that another only makes more precise is no other value: 2019 and March 2019 agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from graph.rdf.terms import Literal, NamedNode, Term, Triple, expand
from webapp.localization.property_labels import property_label
from webapp.localization.text import msg
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Citation, Link, Value

SINGLE = ("adms:status", "schema:startDate", "schema:endDate", "dcterms:issued")
_SINGLE_IRIS = frozenset(map(expand, SINGLE))
_SOURCES_DISAGREE = msg("les sources ne s’accordent pas")
_SAME_GIVES_SEVERAL = msg("la même contribution en donne plusieurs")
_OR = msg("ou")
_DISAGREEMENT = msg("désaccord")


def different_values(terms: Iterable[Term]) -> list[Term]:
    """Return the values that differ, in their order: not those that a more precise date includes."""
    found = list(dict.fromkeys(terms))
    return [each for each in found if not any(_refines(other, each) for other in found)]


def disputed_words(words: str, iri: str, terms: Iterable[Term], context: PageContext) -> str:
    """Return the words of a row, with “(disagreement)” where its property has several values although one is meant."""
    is_disputed = iri in _SINGLE_IRIS and len(different_values(terms)) > 1
    return f"{words} ({context.translate(_DISAGREEMENT)})" if is_disputed else words


def disputed_text(texts: Sequence[str], context: PageContext) -> str:
    """Write one text as it is, several as a disagreement: « 2019 ou 2021 (les sources ne s’accordent pas) »."""
    joined = f" {context.translate(_OR)} ".join(texts)
    return joined if len(texts) == 1 else f"{joined} ({context.translate(_SOURCES_DISAGREE)})"


def disputed_value(
    focus: NamedNode,
    curie: str,
    terms: Sequence[Term],
    cite: Callable[[Triple], Citation],
    link: Callable[[Term], Link],
    context: PageContext,
) -> Value:
    """Return a value that tells which values there are, and which contribution states each.

    Args:
        terms: The values that differ, two or more.
        cite, link: How a statement is cited, and how a term is linked to.
    """
    property_ = NamedNode(expand(curie))
    tellers = [cite(Triple(focus, property_, each)).contributions for each in terms]
    is_one = len({each.text.value for found in tellers for each in found}) == 1
    words = context.translate(_SAME_GIVES_SEVERAL if is_one else _SOURCES_DISAGREE)
    label = context.render(property_label(property_.value).label)
    colon = " : " if context.language == "fr" else ": "
    told = [
        Link(each.text, each.href, before=colon if position == 0 else ", ", after=_by(found))
        for position, (each, found) in enumerate(zip(map(link, terms), tellers, strict=True))
    ]
    return Value((Link(Text(f"{label}{colon}{words}")),), aside=tuple(told))


def _by(contributions: Sequence[Link]) -> str:
    names = ", ".join(each.text.value for each in contributions)
    return f" ({names})" if names else ""


def _refines(precise: Term, rough: Term) -> bool:
    """Return whether one date only says more than another: « 2019-03 » than « 2019 »."""
    if not (isinstance(precise, Literal) and isinstance(rough, Literal)) or precise == rough:
        return False
    is_longer = len(precise.value) > len(rough.value)
    return is_longer and precise.value.startswith(rough.value) and precise.value[len(rough.value)] in "-T"
