"""Write a description in another vocabulary, by the alignments that the ontology states.

A term stands for itself, for what a row of `ontology/alignments` calls equivalent, broader or close, or for what is said of the
nearest class or property above it. Rows that only call two terms related are not enough: what they name is another thing. What
has no counterpart is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, Triple, expand, name
from webapp.page_data.descriptions import graph_content, once_a_snapshot

# The closest first.
_RELATIONS = (
    "owl:equivalentClass",
    "owl:equivalentProperty",
    "skos:exactMatch",
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "skos:closeMatch",
    "skos:broadMatch",
)
_PARENTS = ("rdfs:subClassOf", "rdfs:subPropertyOf")
# The class of anything at all, for what no alignment names.
_ANYTHING = {"https://schema.org/": "Thing", "https://www.w3.org/ns/activitystreams#": "Object"}


@dataclass(frozen=True, slots=True)
class Alignment:
    """How our terms are written in one vocabulary.

    Attributes:
        namespace: Of the vocabulary.
        targets: By the IRI of a term, those of its closest counterparts.
        parents: By the IRI of a term, those of the terms just above it.
    """

    namespace: str
    targets: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, tuple[str, ...]]

    def of(self, term: str) -> tuple[str, ...]:
        """Return the counterparts of a term; none where it has none."""
        level, seen = [term], set[str]()
        while level:
            found = [target for each in level for target in self._own(each)]
            if found:
                return tuple(dict.fromkeys(found))
            seen.update(level)
            above = (parent for each in level for parent in self.parents.get(each, ()))
            level = [each for each in dict.fromkeys(above) if each not in seen]
        return ()

    def _own(self, term: str) -> tuple[str, ...]:
        return (term,) if term.startswith(self.namespace) else self.targets.get(term, ())


@once_a_snapshot
def alignment_with(dataset: Dataset, namespace: str) -> Alignment:
    """Read the alignments with one vocabulary."""
    ranked: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = graph_content(dataset, "vocab/alignments")
    relations = {expand(each): rank for rank, each in enumerate(_RELATIONS)}
    for row in rows.all_subjects("owl:annotatedSource"):
        source, relation, target = (
            _iri(rows.one(row, f"owl:annotated{each}")) for each in ("Source", "Property", "Target")
        )
        if target.startswith(namespace) and relation in relations:
            ranked[source][relations[relation]].append(target)
    targets = {source: tuple(sorted(found[min(found)])) for source, found in ranked.items()}
    terms = graph_content(dataset, "vocab/ns")
    parents = {
        _iri(term): tuple(_iri(each) for curie in _PARENTS for each in terms.nodes(term, curie))
        for curie in _PARENTS
        for term in terms.all_subjects(curie)
    }
    return Alignment(namespace, targets, parents)


def aligned(triples: Iterable[Triple], focus: NamedNode, alignment: Alignment) -> set[Triple]:
    """Return what triples say in another vocabulary; what they are about has a class in any case."""
    found = {written for each in triples for written in _aligned(each, alignment)}
    anything = _ANYTHING.get(alignment.namespace)
    typing = name("rdf:type")
    if anything and not any(each.subject == focus and each.predicate == typing for each in found):
        found.add(Triple(focus, typing, NamedNode(alignment.namespace + anything)))
    return found


def _aligned(triple: Triple, alignment: Alignment) -> Iterator[Triple]:
    if triple.predicate == name("rdf:type"):
        for each in alignment.of(_iri(triple.object)):
            yield Triple(triple.subject, triple.predicate, NamedNode(each))
        return
    for each in alignment.of(triple.predicate.value):
        yield Triple(triple.subject, NamedNode(each), triple.object)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
