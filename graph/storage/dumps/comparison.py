"""Compare what a store states with what a dump states, by their digests.

What the software ships is compared graph by graph, so that a difference can be named. What is derived is left out: it follows.
So is the vocabulary where names were moved: texts of queries hold the address that they were written at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Quad
from graph.storage.dataset_digest import digest_of, joined
from graph.storage.dumps.manifest import DumpManifest
from graph.storage.dumps.parts import DERIVED, SHIPPED, VOCABULARY, graphs_by_part
from graph.storage.dumps.relocation import Relocation

_NOTHING = "0" * 64


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a store differs from a dump.

    Attributes:
        different: The graphs of the software, by their names in the dump, that are not the same; in order.
        is_same: Whether all that is stated and published is the same.
    """

    different: tuple[str, ...]
    is_same: bool


def compare(
    store: Store, names: Namespaces, manifest: DumpManifest, moved: Relocation | None = None
) -> Comparison:
    """Compare the published graphs of a store with those of a dump.

    Args:
        store: It is read whole.
        names: Of the store.
        manifest: Of the dump.
        moved: How the dump's names were moved to become the store's, if they were.
    """
    back = Relocation(moved.new, moved.old) if moved is not None else None
    left_out = {DERIVED} if moved is None else {DERIVED, VOCABULARY}
    totals, found = dict[str, str](), dict[str, str]()
    for part, graphs in graphs_by_part(store, names).items():
        for graph in graphs if part not in left_out else ():
            digest = digest_of(_moved(store.quads_for_pattern(None, None, None, graph), back))
            totals[part] = joined(totals.get(part, "0"), digest)
            if part in SHIPPED:
                found[back.iri(graph.value) if back is not None else graph.value] = digest
    compared = {part: held for part, held in manifest.parts.items() if part not in left_out}
    expected = {graph: each.digest for held in compared.values() for graph, each in held.by_graph.items()}
    different = {each for each in found.keys() | expected.keys() if found.get(each) != expected.get(each)}
    is_same = all(totals.get(part, _NOTHING) == held.digest for part, held in compared.items())
    return Comparison(tuple(sorted(different)), is_same)


def _moved(quads: Iterable[Quad], moved: Relocation | None) -> Iterator[Quad]:
    return map(moved.quad, quads) if moved is not None else iter(quads)
