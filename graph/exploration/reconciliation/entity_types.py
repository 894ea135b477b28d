"""List the types of things that names are reconciled with: the classes of all kinds that have pages.

Their names are those of the ontology. A type covers the kinds of the types below it: an actor is a person, an organisation
or a collective.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph.connections.wording.lexicon import lexicon
from graph.i18n import BilingualText
from graph.rdf.terms import compact, expand, prefixes
from graph.search.kinds import DOCUMENT_KINDS

_NO_KIND = "none"


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type: `id` is the IRI of its class, `kind` the key of the kind, `broader` the IRIs of the types above it, nearest first."""

    id: str
    kind: str
    name: BilingualText
    broader: tuple[str, ...]


@cache
def entity_types() -> Mapping[str, EntityType]:
    """Return all types by their IRI, in the order of the kinds."""
    classes = {expand(kind.classes[0]): kind.key for kind in DOCUMENT_KINDS}
    return {
        iri: EntityType(
            iri, kind, _name(iri), tuple(each for each in _above(iri) if each in classes and each != iri)
        )
        for iri, kind in classes.items()
    }


@cache
def types_of_kind(kind: str) -> tuple[EntityType, ...]:
    """Return the types of a thing of a kind, the most specific first."""
    types = entity_types()
    own = next(each for each in types.values() if each.kind == kind)
    return (own, *(types[each] for each in own.broader))


def find_type(text: str) -> EntityType | None:
    """Find a type by its IRI, its compact name (`mai:Need`), or the key of its kind; None where there is none."""
    prefix, colon, _ = text.partition(":")
    iri = expand(text) if colon and prefix in prefixes() else text
    types = entity_types()
    return types.get(iri) or next((each for each in types.values() if each.kind == text), None)


def kinds_of_types(types: Iterable[EntityType], *, of_all: bool = False) -> frozenset[str]:
    """Return the keys of the kinds whose things are of one of some types, or of all of them.

    Where no kind is of all of them it is a key that no thing has: no key at all would stand for every kind.
    """
    covered = [
        frozenset(each.kind for each in entity_types().values() if one.id in (each.id, *each.broader))
        for one in types
    ]
    if not covered:
        return frozenset()
    found = frozenset.intersection(*covered) if of_all else frozenset.union(*covered)
    return found or frozenset({_NO_KIND})


@cache
def _broader_classes() -> Mapping[str, str]:
    text = files(__package__).joinpath("types.toml").read_text("utf-8")
    return {expand(each): expand(above) for each, above in tomllib.loads(text)["broader"].items()}


def _above(iri: str) -> tuple[str, ...]:
    """Return the classes above a class, however far, nearest first."""
    line = [iri]
    for each in line:
        above = (*lexicon().parents.get(each, ()), *filter(None, (_broader_classes().get(each),)))
        line += [one for one in above if one not in line]
    return tuple(line)


def _name(iri: str) -> BilingualText:
    short = compact(iri) or iri
    return lexicon().page_label(iri) or BilingualText(short, short)
