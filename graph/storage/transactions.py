"""Change a store in one transaction, so that a crash leaves all of a change or nothing; tell damage as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from graph.errors import StoreDamaged
from graph.rdf.engine import is_damage
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Quad


def change_store(store: Store, change: QuadDelta) -> None:
    """Make a change of some ten thousand quads at most: larger ones are made in a copy of the store.

    Raises:
        OSError: Nothing was changed.
    """
    store.update(_update_text(change))


@contextmanager
def reporting_damage(path: Path) -> Iterator[None]:
    """Turn what the engine says of damaged files into an error that a person can act on.

    Raises:
        StoreDamaged: A file of the store at `path` is not what the engine wrote.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if not is_damage(error):
            raise
        raise StoreDamaged(path=path, found=str(error)) from error


def _update_text(change: QuadDelta) -> str:
    """Write a change as one SPARQL Update request: the only way to remove and add in one transaction."""
    parts = [
        f"{verb} DATA {{\n{''.join(_data_line(quad) for quad in quads)}}}"
        for verb, quads in (("DELETE", change.removed), ("INSERT", change.added))
        if quads
    ]
    parts += [f"DROP SILENT GRAPH {graph_name}" for graph_name in change.emptied]
    return " ;\n".join(parts)


def _data_line(quad: Quad) -> str:
    if isinstance(quad.graph_name, DefaultGraph):
        return f"{quad.triple} .\n"
    return f"GRAPH {quad.graph_name} {{ {quad.triple} }}\n"
