"""Read a store in each of its orders, so that damage in any of its files is met.

The store keeps each quad nine times at most: three orders for the default graph, six for named graphs. A query reads
one of them, so a digest over all quads says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import Store

from graph.rdf.engine import STORE_FAULTS
from graph.rdf.terms import DefaultGraph

_DEFAULT = DefaultGraph()


def faults_of_store(store: Store) -> Iterator[str]:
    """Yield what is wrong with the orders of a store: one that cannot be read, or that holds another number of quads."""
    subjects, predicates, objects = set(), set(), set()
    in_graphs: set[tuple[object, object, object]] = set()
    count = named = 0
    try:
        for quad in store:
            count += 1
            subjects.add(quad.subject)
            predicates.add(quad.predicate)
            objects.add(quad.object)
            if quad.graph_name != _DEFAULT:
                named += 1
                in_graphs.add((quad.predicate, None, quad.graph_name))
                in_graphs.add((None, quad.object, quad.graph_name))
    except STORE_FAULTS as error:
        yield f"SPO: {error}"
        return
    orders: dict[str, tuple[Callable[[], Iterator[tuple[object, ...]]], int]] = {
        "SPOG": (lambda: ((each, None, None, None) for each in subjects), count),
        "POSG": (lambda: ((None, each, None, None) for each in predicates), count),
        "OSPG": (lambda: ((None, None, each, None) for each in objects), count),
        "GPOS, GOSP": (lambda: ((None, each, value, graph) for each, value, graph in in_graphs), 2 * named),
        "GSPO": (lambda: ((None, None, None, each) for each in (*store.named_graphs(), _DEFAULT)), count),
    }
    for name, (patterns, expected) in orders.items():
        try:
            found = sum(_count(store, each) for each in patterns())
        except STORE_FAULTS as error:
            yield f"{name}: {error}"
            continue
        if found != expected:
            yield f"{name}: {found} ≠ {expected}"


def _count(store: Store, pattern: tuple[object, ...]) -> int:
    """Count the quads of a pattern; that of the integer 255 also gives what has 256 to 511, and so on (0.5.13)."""
    value = pattern[2]
    found = store.quads_for_pattern(*pattern)  # type: ignore[arg-type]
    return sum(1 for each in found if value is None or each.object == value)
