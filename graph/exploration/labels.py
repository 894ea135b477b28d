"""The names of things, in both languages, asked of the dataset: one small question for each thing."""

from __future__ import annotations

from collections.abc import Iterable

from graph.backends.protocols import Dataset
from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, name
from graph.sparql.named_queries import read_query

_PROPERTIES = ("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name", "igeo:nom")


def labels_of(dataset: Dataset, iris: Iterable[str]) -> dict[str, BilingualText]:
    """Name things: a language that lacks takes the other's words; a thing that has no name is left out."""
    found = {iri: _label(dataset, iri) for iri in sorted(set(iris))}
    return {iri: words for iri, words in found.items() if words is not None}


def _label(dataset: Dataset, iri: str) -> BilingualText | None:
    said: dict[str, list[tuple[int, str]]] = {}
    ranks = {name(curie): rank for rank, curie in enumerate(_PROPERTIES)}
    for row in dataset.rows(read_query("browse/thing_label"), {"focus": NamedNode(iri)}):
        label, property_ = row["label"], row["property"]
        if isinstance(label, Literal):
            language = (label.language or "").partition("-")[0]
            said.setdefault(language, []).append((ranks[property_], label.value))
    best = {language: min(names)[1] for language, names in said.items()}
    if not best:
        return None
    french, english = best.get("fr"), best.get("en")
    other = best.get("", min(best.values()))
    return BilingualText(french or english or other, english or french or other)
