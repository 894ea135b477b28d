"""Decide whether a change of a dataset touches what a query looks at.

A look names what a pattern may match; a change touches it if it removes or adds a quad that fits. Looks come from
`graph.sparql.syntax.footprint`. What cannot be compared by its name, a literal or a blank node, fits anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad

DEFAULT_GRAPH = ""
_UNNAMED = " "  # stands for a term that is no IRI; no IRI has a space
Named = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What one pattern may match: IRIs, None for anything; `graph` may be `DEFAULT_GRAPH`."""

    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    graph: str | None = None

    def fits(self, quad: Named) -> bool:
        """Return whether a quad may be matched."""
        return (
            self.subject in (None, quad[0])
            and self.predicate in (None, quad[1])
            and self.object in (None, quad[2])
            and self.graph in (None, quad[3])
        )


class ChangedQuads:
    """The quads that a change removes or adds, found by each of their terms."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Take quads, the default graph's among them; a few microseconds each."""
        self._all = [_named(each) for each in quads]
        found = tuple(defaultdict[str, list[Named]](list) for _ in range(4))
        for quad in self._all:
            for by_term, term in zip(found, quad, strict=True):
                by_term[term].append(quad)
        self._by_term: tuple[Mapping[str, list[Named]], ...] = found

    def __len__(self) -> int:
        """Count the quads."""
        return len(self._all)

    def touches(self, looks: Iterable[Look]) -> bool:
        """Return whether any of the quads fits any of the looks."""
        return any(self._has(each) for each in looks)

    def _has(self, look: Look) -> bool:
        candidates: Collection[Named] = self._all
        wanted = (look.subject, look.predicate, look.object, look.graph)
        for by_term, term in zip(self._by_term, wanted, strict=True):
            if term is not None:
                candidates = min(candidates, by_term.get(term, ()), key=len)
        return any(map(look.fits, candidates))


def _named(quad: Quad) -> Named:
    graph = quad.graph_name
    name = DEFAULT_GRAPH if isinstance(graph, DefaultGraph) else _name(graph)
    return _name(quad.subject), quad.predicate.value, _name(quad.object), name


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else _UNNAMED
