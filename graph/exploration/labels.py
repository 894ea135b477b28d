"""Names of things in both languages, read from the dataset with one small query for each thing."""

from __future__ import annotations

from collections.abc import Iterable

from graph.backends.protocols import Dataset
from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, name
from graph.sparql.named_queries import read_query

_PROPERTIES = ("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name", "igeo:nom")


def labels_of(dataset: Dataset, iris: Iterable[str]) -> dict[str, BilingualText]:
    """Return the names of things by IRI; a missing language takes the text of the other, a thing without name is left out."""
    found = {iri: _label(dataset, iri) for iri in sorted(set(iris))}
    return {iri: label for iri, label in found.items() if label is not None}


def _label(dataset: Dataset, iri: str) -> BilingualText | None:
    by_language: dict[str, list[tuple[int, str]]] = {}
    ranks = {name(curie): rank for rank, curie in enumerate(_PROPERTIES)}
    for row in dataset.rows(read_query("browse/thing_label"), {"focus": NamedNode(iri)}):
        label, property_ = row["label"], row["property"]
        if isinstance(label, Literal):
            language = (label.language or "").partition("-")[0]
            by_language.setdefault(language, []).append((ranks[property_], label.value))
    best = {language: min(names)[1] for language, names in by_language.items()}
    if not best:
        return None
    french, english = best.get("fr"), best.get("en")
    other = best.get("", min(best.values()))
    return BilingualText(french or english or other, english or french or other)
