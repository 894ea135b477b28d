"""Find the shapes of a class, and what belongs to one shape.

Shapes are in the graph `vocab/shapes`. A shape is served at an address of this deployment, so that documents can lead to it.

Spec: https://www.w3.org/TR/shacl/#targetClass
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, Triple, expand
from graph.sparql.named_queries import read_query
from webapp.page_data.descriptions import graph_content, once_a_snapshot


@once_a_snapshot
def shapes_by_class(dataset: Dataset) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the shapes that target a class, by its IRI."""
    own, found = expand("mash:"), dict[str, list[str]]()
    for row in dataset.rows(read_query("browse/shape_targets")):
        if row["shape"].value.startswith(own):
            found.setdefault(row["class"].value, []).append(row["shape"].value.removeprefix(own))
    return {class_: tuple(sorted(names)) for class_, names in found.items()}


def shapes_of(dataset: Dataset, classes: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the shapes of some classes, each once."""
    known = shapes_by_class(dataset)
    return tuple(dict.fromkeys(shape for each in classes for shape in known.get(each, ())))


def shape_triples(dataset: Dataset, shape: str) -> set[Triple]:
    """Return what is stated of a shape and of its parts; nothing of a shape that there is not.

    Parts have no IRI of their own, or one that begins with that of the shape.
    """
    content = graph_content(dataset, "vocab/shapes")
    iri = expand(f"mash:{shape}")
    parts = (iri, f"{dataset.names.base_iri}/.well-known/genid/")
    found, waiting, seen = set[Triple](), [iri], set[str]()
    by_subject: dict[str, list[Triple]] = {}
    for each in content.triples:
        if isinstance(each.subject, NamedNode):
            by_subject.setdefault(each.subject.value, []).append(each)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for each in by_subject.get(node, ()):
            found.add(each)
            if isinstance(each.object, NamedNode) and each.object.value.startswith(parts):
                waiting.append(each.object.value)
    return found
