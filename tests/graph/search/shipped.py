"""The whole official register with what ships, as one index: built once a run, for all tests that ask ordinary questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Store

from graph.administration.bootstrap import shipped_candidate
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, name
from graph.search.update import build_from_store
from graph.sources.territory_register import read_register

BASE = "http://127.0.0.1:8000"


def build_shipped_index(folder: Path) -> None:
    """Build the index of what ships, with the whole register, in an empty folder."""
    folder.mkdir()
    build_from_store(shipped_store(), folder)


def shipped_store() -> Store:
    """Hold all that ships in memory: named graphs, and their union as the default graph."""
    names = Namespaces(BASE)
    store = Store()
    candidate = shipped_candidate(names, read_register(), naming_timeout_s=60)
    for graph in candidate.graphs:
        store.bulk_extend(Quad(*each, graph.name) for each in graph.triples)
        store.bulk_extend(Quad(*each, DefaultGraph()) for each in graph.triples)
    store.bulk_extend(_of_communes(names))
    return store


def _of_communes(names: Namespaces) -> Iterator[Quad]:
    """State what the register knows of communes besides: inhabitants, postcodes, names of former communes."""
    records = json.loads((files("graph") / "_generated/register/communes.json").read_text("utf-8"))
    for each in records:
        iri = names.thing("territory", f"commune-{each.get('chefLieu') or each['code']}")
        if each["type"] in {"commune-deleguee", "commune-associee"}:
            yield _stated(iri, "mai:formerName", Literal(each["nom"], language="fr"))
        elif each["type"] in {"commune-actuelle", "arrondissement-municipal"}:
            iri = names.thing("territory", f"commune-{each['code']}")
            yield _stated(iri, "mai:population", Literal(each.get("population", 0)))
            for code in each.get("codesPostaux", ()):
                yield _stated(iri, "schema:postalCode", Literal(code))


def _stated(subject: NamedNode, curie: str, value: Literal) -> Quad:
    return Quad(subject, name(curie), value, DefaultGraph())
