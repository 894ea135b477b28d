"""Read what is stated of many things at once, one query for hundreds of them: asked one by one, a batch would wait.

What was read is kept as long as the reader lives, which is one request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import QuerySolutions

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, Term, expand
from graph.search.kinds import kind_of
from graph.search.surroundings import BROADER, CONTAINED, NAMES
from graph.sparql.named_queries import read_query

CODES = ("igeo:codeINSEE", "dcterms:identifier", "schema:postalCode", "mai:siren", "mai:formerCode")
_ABOVE = (*CONTAINED, *BROADER)
_TYPE = "rdf:type"
_TOGETHER = 300  # things that one query is about
_MOST_ROWS = 50_000  # of one query: beyond, it is about fewer things
_DEEPEST = 12  # steps up: contributions may state a circle


class FactReader:
    """Reads statements of the default graph, by subject and property."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._kept: dict[str, dict[str, list[Term]]] = {}
        self._above: dict[str, tuple[str, ...]] = {}

    def read(self, subjects: Iterable[str]) -> None:
        """Read what is stated of some things, given by IRI, as far as it is not known yet.

        All of it: where the properties are listed beside the things, the engine reads each property of all things.
        """
        missing = [each for each in dict.fromkeys(subjects) if each not in self._kept]
        self._kept |= {each: {} for each in missing}
        nodes = [node for each in missing if (node := node_of(each)) is not None]
        for start in range(0, len(nodes), _TOGETHER):
            self._read_together(nodes[start : start + _TOGETHER])

    def _read_together(self, subjects: list[NamedNode]) -> None:
        solutions = self._dataset.run(
            read_query("reconcile/statements").for_each("focus", subjects), {}
        ).result
        assert isinstance(solutions, QuerySolutions), "it is a SELECT query"
        rows = list(islice(solutions, _MOST_ROWS + 1))
        if len(rows) > _MOST_ROWS and len(subjects) > 1:
            half = len(subjects) // 2
            self._read_together(subjects[:half])
            self._read_together(subjects[half:])
            return
        for row in rows:
            self._kept[row["focus"].value].setdefault(row["property"].value, []).append(row["value"])

    def objects(self, subject: str, *properties: str) -> list[Term]:
        """Return the values of some properties that were read, in a stable order."""
        found = {each for one in properties for each in self._kept.get(subject, {}).get(one, ())}
        return sorted(found, key=str)

    def nodes(self, subject: str, *properties: str) -> list[str]:
        """Return the IRIs among the values of some properties."""
        return [each.value for each in self.objects(subject, *properties) if isinstance(each, NamedNode)]

    def texts(self, subject: str, curies: Iterable[str]) -> list[str]:
        """Return the texts among the values of some properties, given by compact names."""
        found = self.objects(subject, *map(expand, curies))
        return [
            str(each.value) for each in found if not isinstance(each, NamedNode) and hasattr(each, "value")
        ]

    def read_surroundings(self, iris: Iterable[str]) -> None:
        """Read the names, codes and kinds of some things, and of all that contains them or is broader."""
        waiting, seen = set(iris), set[str]()
        for _ in range(_DEEPEST):
            if not waiting:
                return
            self.read(sorted(waiting))
            seen |= waiting
            waiting = {above for each in waiting for above in self.nodes(each, *map(expand, _ABOVE))} - seen

    def above(self, iri: str) -> tuple[str, ...]:
        """Return a thing whose surroundings were read, and all that contains it or is broader, nearest first."""
        found = self._above.get(iri)
        if found is None:
            line = [iri]
            for each in line:
                line += [one for one in self.nodes(each, *map(expand, _ABOVE)) if one not in line]
            found = self._above[iri] = tuple(line)
        return found

    def kind(self, iri: str) -> str:
        """Return the key of the kind of a thing whose surroundings were read; empty for what has none."""
        found = kind_of(self.nodes(iri, expand(_TYPE)))
        return found.key if found is not None else ""

    def names(self, iri: str) -> Iterator[str]:
        """Yield the names of a thing whose surroundings were read."""
        yield from self.texts(iri, NAMES)


def node_of(iri: str) -> NamedNode | None:
    """Return the node of an IRI; None for a text that is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None
