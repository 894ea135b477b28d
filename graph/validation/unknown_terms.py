"""Refuse terms of our own namespace that do not exist, with the one that was most likely meant.

A misspelt term of ours is read by no page, list or query. What another vocabulary lacks is no violation: `unread_statements` tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Store

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad, expand, name
from graph.validation.report import CHECK, Result
from graph.validation.vocabulary_terms import OWN, look_alike, nearest_own, own_terms, short_name

_CHECK = "check/unknown_term"
_ALMOST_OWN = "w3id.org/maillage"
_UNKNOWN = BilingualText(
    "{found} n’est pas un terme du vocabulaire : aucune page, liste ni requête ne le lit.{hint}",
    "{found} is no term of the vocabulary: no page, list or query reads it.{hint}",
)
_MEANT = BilingualText(" Vouliez-vous dire {meant} ?", " Did you mean {meant}?")
_LISTED = BilingualText(
    " Les termes sont sur la page /ns ; un réseau ajoute les siens sous sa propre adresse (MAILLAGE_ONTOLOGY_DIR).",
    " The terms are on the page /ns; a network adds its own under its own address (MAILLAGE_ONTOLOGY_DIR).",
)


def find_unknown_terms(
    after: Store,
    names: Namespaces,
    change: QuadDelta | None = None,
    files_by_iri: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Result]:
    """Yield a violation for each term of ours that does not exist, at each thing that uses it.

    Args:
        after: The graphs as they would be.
        change: Where given, only the quads that it adds are looked at.
        files_by_iri: Names of the loaded files that describe an IRI.
    """
    quads = after.quads_for_pattern(None, None, None, None) if change is None else change.added
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode) and names.kept_path(quad.graph_name) is None:
            for term in _unknown(quad):
                yield _result(quad, term, files_by_iri or {})


def _unknown(quad: Quad) -> Iterator[NamedNode]:
    """Yield the unknown terms of ours in a statement: its property, its class, or a concept of one of our lists."""
    if _ALMOST_OWN in quad.predicate.value.lower() and _is_unknown(quad.predicate.value):
        yield quad.predicate
    value = quad.object
    if isinstance(value, NamedNode) and _ALMOST_OWN in value.value.lower():
        is_class = quad.predicate == name("rdf:type")
        if (is_class or value.value.startswith((expand("mai:"), OWN + "scheme/"))) and _is_unknown(
            value.value
        ):
            yield value


def _is_unknown(iri: str) -> bool:
    is_near = iri.startswith(OWN) or look_alike(iri).startswith(OWN)
    return is_near and iri not in own_terms() and iri.rstrip("/#") + "/" != OWN


def _result(quad: Quad, term: NamedNode, files_by_iri: Mapping[str, tuple[str, ...]]) -> Result:
    meant = look_alike(term.value)
    meant = meant if meant in own_terms() else nearest_own(meant or term.value)
    hint = _MEANT if meant else _LISTED
    found, wanted = map(short_name, (term.value, meant))
    return Result(
        severity_rank=0,
        focus_node=str(quad.subject),
        source_shape=_CHECK,
        result_path=str(quad.predicate),
        value="" if term == quad.predicate else str(quad.object),
        component=CHECK,
        messages=BilingualText(
            *(
                _UNKNOWN.render(each, found=found, hint=hint.render(each, meant=wanted))
                for each in ("fr", "en")
            )
        ),
        files=files_by_iri.get(getattr(quad.subject, "value", ""), ()),
    )
