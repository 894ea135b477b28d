"""Divide what is published into the parts of a dump, so that a partner takes, or leaves, each of them.

Drafts, what was withdrawn or revised, the catalogue and the validation report are in none.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Store

from graph.derivation.default_graph import published_graphs
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode

REGISTER, VOCABULARY, CONTRIBUTIONS, DERIVED = "register", "vocabulary", "contributions", "derived"
SHIPPED = (REGISTER, VOCABULARY)  # what the software brings itself
PARTS = (*SHIPPED, CONTRIBUTIONS, DERIVED)
_BY_FOLDER = {"ref": REGISTER, "vocab": VOCABULARY, "derived": DERIVED}


def part_of(graph_name: NamedNode, names: Namespaces) -> str:
    """Return the part that a published graph belongs to; "" for one that no dump holds."""
    kept = names.kept_path(graph_name)
    return CONTRIBUTIONS if kept is None else _BY_FOLDER.get(kept.partition("/")[0], "")


def graphs_by_part(store: Store, names: Namespaces) -> Mapping[str, list[NamedNode]]:
    """Return the names of the graphs of each part, in order."""
    found: dict[str, list[NamedNode]] = {part: [] for part in PARTS}
    for each in sorted(published_graphs(store, names), key=lambda each: each.value):
        if part := part_of(each, names):
            found[part].append(each)
    return found
