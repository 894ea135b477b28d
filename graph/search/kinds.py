"""Define which things are found by searching: their classes, the key of their kind, and how much a kind weighs.

The keys are those of the lists of pages. What only joins other things (statements, selectors, memberships, connections)
has no document: its words go to the things that it joins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from graph.rdf.terms import expand


class DocumentKind(NamedTuple):
    """A kind of thing that has documents in the index.

    Attributes:
        key: The kind as addresses write it.
        classes: Compact names of its classes.
        weight: Factor of the score of such a thing, other things being equal.
    """

    key: str
    classes: tuple[str, ...]
    weight: float


# From the most to the least specific: the first whose class a thing has is its kind. The weights were tuned on questions
# of ordinary people (tests/graph/search/questions.toml); communes and intercommunalités are lifted by their inhabitants.
DOCUMENT_KINDS: tuple[DocumentKind, ...] = (
    DocumentKind("circle", ("mai:Circle",), 1.6),
    DocumentKind("initiative", ("mai:Initiative",), 1.6),
    DocumentKind("crisis", ("mai:Crisis",), 1.1),
    DocumentKind("context", ("mai:Context",), 1.1),
    DocumentKind("person", ("foaf:Person",), 1.4),
    DocumentKind("collective", ("mai:Collective",), 1.3),
    DocumentKind(
        "organisation", ("org:Organization", "org:FormalOrganization", "org:OrganizationalUnit"), 1.3
    ),
    DocumentKind("agent", ("foaf:Agent",), 1.2),
    DocumentKind("commune", ("igeo:Commune",), 0.9),
    DocumentKind("epci", ("igeo:Intercommunalite",), 0.8),
    DocumentKind("departement", ("igeo:Departement",), 1.7),
    DocumentKind("region", ("igeo:Region",), 1.9),
    DocumentKind("country", ("igeo:Pays",), 2.2),
    DocumentKind("territory", ("mai:Territory",), 0.8),
    DocumentKind("need", ("mai:Need",), 1.6),
    DocumentKind("need-expression", ("mai:NeedExpression",), 1.0),
    DocumentKind("method", ("mai:Method",), 1.3),
    DocumentKind("theme", ("mai:Theme",), 1.2),
    DocumentKind("idea", ("mai:Idea",), 1.1),
    DocumentKind("principle", ("mai:Principle",), 1.0),
    DocumentKind("aim", ("mai:Aim",), 1.0),
    DocumentKind("event", ("mai:Event",), 1.1),
    DocumentKind("lesson", ("mai:Lesson",), 1.1),
    DocumentKind("effect", ("mai:Effect",), 1.0),
    DocumentKind("discrepancy", ("mai:Discrepancy",), 0.7),
    DocumentKind("contribution", ("mai:Contribution",), 0.8),
    DocumentKind("resource", ("mai:Resource",), 1.0),
)
TERRITORY_KINDS = frozenset({"commune", "epci", "departement", "region", "country", "territory"})


@cache
def document_classes() -> tuple[str, ...]:
    """Return the IRIs of all classes whose things have documents."""
    return tuple(expand(curie) for kind in DOCUMENT_KINDS for curie in kind.classes)


def kind_of(classes: Iterable[str]) -> DocumentKind | None:
    """Return the kind of a thing of some classes, given by IRI; None for a thing that has no document."""
    places = [rank for each in classes if (rank := _ranks().get(each)) is not None]
    return DOCUMENT_KINDS[min(places)] if places else None


@cache
def _ranks() -> dict[str, int]:
    return {expand(curie): rank for rank, kind in enumerate(DOCUMENT_KINDS) for curie in kind.classes}
