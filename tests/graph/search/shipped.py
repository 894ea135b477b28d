"""The whole official register with what ships, as one index: built once a run, for all tests that ask ordinary questions."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from graph.administration.bootstrap import shipped_candidate
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Quad
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
    return store
