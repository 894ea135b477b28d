"""Look up the nouns for the kinds of things: one thing, several, and the French gender.

Sentences, headings and lists use them; the words themselves are in `ontology/wording`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from graph.connections.network.thing_kinds import ACTORS, CLASSES, INITIATIVES, TERRITORIES, Kind
from graph.connections.wording.lexicon import lexicon
from graph.i18n import BilingualText
from graph.rdf.terms import expand

_CLASS_BY_KIND = {kind: curie for curie, kind in reversed(CLASSES.items())} | {Kind.OTHER: "owl:Thing"}
_HEADS = {
    kind: kinds[0] for kinds in (INITIATIVES, ACTORS, TERRITORIES) for kind in kinds
}  # an organisation and a person are two actors


class Noun(NamedTuple):
    """What things of a kind are called.

    Attributes:
        name_suffices: Beside the name of a thing, the noun is left out.
    """

    singular: BilingualText
    plural: BilingualText
    is_feminine: bool
    name_suffices: bool


@cache
def noun_of(kind: Kind) -> Noun:
    """Return the noun of a kind."""
    found = lexicon().nearest(class_of(kind), "singular")
    assert found is not None, f"the tests see that {kind.name} has words"
    return Noun(
        found.texts["singular"],
        found.texts["plural"],
        is_feminine="feminine" in found.values["gender"],
        name_suffices="true" in found.values.get("nameSuffices", ()),
    )


def class_of(kind: Kind) -> str:
    """Return the IRI of the class that a kind stands for."""
    return expand(_CLASS_BY_KIND[kind])


def head_kind(kind: Kind) -> Kind:
    """Return the kind whose words speak of a whole family: an initiative for circles, an agent for persons."""
    return _HEADS.get(kind, kind)


def are_feminine(kinds: tuple[Kind, Kind]) -> bool:
    """Return whether French speaks of two things in the feminine.

    Two circles are masculine, a circle and another initiative are two initiatives; persons are not known to be women.
    """
    if Kind.INITIATIVE in kinds:
        return True
    return all(each != Kind.PERSON and noun_of(each).is_feminine for each in kinds)
