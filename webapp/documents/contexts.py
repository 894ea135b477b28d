"""Build JSON-LD contexts: our own, from the ontology's terms, and those of other vocabularies.

A term of our context is the local name of a term of the ontology, or a plain word for a foreign one
(`context_terms.json`). Texts are objects with a member for each language; links are IRIs or nested objects. Several terms may
stand for one property, each for another type of value: what fits none is written with its prefix.

Spec: https://www.w3.org/TR/json-ld11/#the-context
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, expand, prefixes
from webapp.http.profiles import ACTIVITY_STREAMS, SCHEMA, Profile
from webapp.page_data.descriptions import graph_content, once_a_snapshot
from webapp.presentation.description import Description

LANGUAGE, ID = "@language", "@id"
_NATIVE = ("xsd:string", "xsd:integer", "xsd:boolean")  # JSON has them, no type is needed
# Contexts that others publish, with the members of theirs that hold a text by language.
_PUBLISHED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    SCHEMA.token: ("https://schema.org/", {}),
    ACTIVITY_STREAMS.token: (
        "https://www.w3.org/ns/activitystreams",
        {"name": "nameMap", "summary": "summaryMap", "content": "contentMap"},
    ),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A name of a property, for values of one type.

    Attributes:
        type: `@id` for links, `@language` for texts in a language, a datatype, or empty for what JSON writes itself.
        is_reverse: The property leads from the value to the holder.
    """

    name: str
    type: str = ""
    is_reverse: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """How a JSON-LD document writes IRIs.

    Attributes:
        reference: The value of `@context`: an address, or the context itself.
        terms: Of properties, by IRI.
        classes: Names of classes, by IRI.
        namespaces: By prefix.
        vocabulary: The namespace whose terms are written by their local names; empty for none.
    """

    reference: object
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)
    vocabulary: str = ""

    def short(self, iri: str) -> str:
        """Return an IRI as a key, or as a type."""
        if self.vocabulary and iri.startswith(self.vocabulary):
            return iri.removeprefix(self.vocabulary)
        fitting = [each for each in self.namespaces.items() if iri.startswith(each[1]) and iri != each[1]]
        if not fitting:
            return iri
        prefix, namespace = max(fitting, key=lambda each: len(each[1]))
        local = iri.removeprefix(namespace)
        return iri if local.startswith("//") else f"{prefix}:{local}"


@once_a_snapshot
def own_context(dataset: Dataset) -> dict[str, Any]:
    """Build the content of our context."""
    terms = dict(_base_terms())
    for key, definition in _ontology_terms(graph_content(dataset, "vocab/ns")):
        terms.setdefault(key, definition)
    spaces = {prefix: iri for prefix, iri in prefixes().items() if prefix not in terms}
    # A namespace that ends otherwise would not be taken for one.
    declared = {
        prefix: iri if iri[-1] in "/#:?" else {"@id": iri, "@prefix": True} for prefix, iri in spaces.items()
    }
    return {"@context": {"@version": 1.1, "id": "@id", "type": "@type", **declared, **terms}}


@once_a_snapshot
def own_terms(dataset: Dataset, address: str) -> Context:
    """Return our context as what writes documents that name it by an address."""
    members = own_context(dataset)["@context"]
    terms, classes = defaultdict[str, list[Term]](list), {}
    for key, value in members.items():
        if isinstance(value, str) and ":" in value and key not in prefixes():
            classes[expand(value)] = key
            terms[expand(value)].append(Term(key))
        elif isinstance(value, dict) and "@prefix" not in value:
            iri = expand(value.get("@reverse") or value["@id"])
            type_ = value.get("@container") or value.get("@type", "")
            terms[iri].append(
                Term(key, type_ if type_[:1] in ("@", "") else expand(type_), "@reverse" in value)
            )
    spaces = {prefix: iri for prefix, iri in prefixes().items() if prefix in members}
    return Context(address, {iri: tuple(found) for iri, found in terms.items()}, classes, spaces)


def context_of(profile: Profile) -> Context:
    """Return the context of another vocabulary."""
    reference, maps = _PUBLISHED.get(profile.token, ("", {}))
    terms = {profile.namespace + key: (Term(name, LANGUAGE),) for key, name in maps.items()}
    inline = {"@vocab": profile.namespace, "id": "@id", "type": "@type"}
    return Context(reference or inline, terms, vocabulary=profile.namespace)


@cache
def _base_terms() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((files(__package__) / "context_terms.json").read_text("utf-8"))
    return found


def _ontology_terms(terms: Description) -> Iterator[tuple[str, object]]:
    """Yield a name for each class and property of the ontology, and for the inverse of each property."""
    space = expand("mai:")
    for term in sorted(terms.all_subjects("rdf:type"), key=str):
        if not isinstance(term, NamedNode) or not term.value.startswith(space):
            continue
        local = term.value.removeprefix(space)
        if terms.has_type(term, "owl:Class"):
            yield local, f"mai:{local}"
        elif terms.has_type(term, "owl:ObjectProperty"):
            inverse = [each for each in terms.subjects("owl:inverseOf", term) if isinstance(each, NamedNode)]
            if inverse:
                yield local, {"@reverse": f"mai:{inverse[0].value.removeprefix(space)}", "@type": "@id"}
            else:
                yield local, {"@id": f"mai:{local}", "@type": "@id"}
        elif terms.has_type(term, "owl:DatatypeProperty"):
            yield local, _datatype_definition(f"mai:{local}", _range(terms, term))


def _range(terms: Description, term: NamedNode) -> str:
    found = [*terms.nodes(term, "rdfs:range"), *terms.nodes(term, "schema:rangeIncludes")]
    return str(getattr(found[0], "value", "")) if len(found) == 1 else ""


def _datatype_definition(iri: str, datatype: str) -> object:
    if datatype == expand("rdf:langString"):
        return {"@id": iri, "@container": "@language"}
    if not datatype or datatype in map(expand, _NATIVE):
        return iri
    return {"@id": iri, "@type": datatype.replace(expand("xsd:"), "xsd:")}
