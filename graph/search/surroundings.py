"""Read what documents share: territories with all that contains them, concepts with what is broader, contributions.

Each is read once for a whole build. Loops, which bad data may have, come to an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graph.rdf.terms import NamedNode, name
from graph.search.store_reader import StoreReader

CONTAINED = ("igeo:subdivisionDirecteDe", "mai:within")
BROADER = ("skos:broader",)
NAMES = ("skos:prefLabel", "foaf:name", "dcterms:title")


@dataclass(frozen=True, slots=True)
class Surrounding:
    """A node and all that is above it.

    Attributes:
        above: IRIs of the node itself and of all that contains it, or is broader, however far.
        names: Names of these, the département's number among them.
        departement: Name and number of the département among them.
        nodes_read: Whose statements this was read from.
    """

    above: tuple[str, ...]
    names: tuple[str, ...]
    departement: str
    nodes_read: frozenset[str]


@dataclass(frozen=True, slots=True)
class ContributionFacts:
    """The contribution that a thing comes from: its licences and the sources that it tells from."""

    licences: tuple[str, ...]
    sources: tuple[str, ...]


class _Node(NamedTuple):
    """A node: what is directly above it, its names, and the number that it has as a département."""

    above: tuple[NamedNode, ...]
    names: tuple[str, ...]
    number: str


class Surroundings:
    """What documents of one store share."""

    def __init__(self, reader: StoreReader) -> None:
        """Read with a reader, whose `nodes_read` also gets what was kept from an earlier reading."""
        self._reader = reader
        self._nodes: dict[tuple[NamedNode, tuple[str, ...]], _Node] = {}
        self._above: dict[tuple[NamedNode, tuple[str, ...]], Surrounding] = {}
        self._origins: dict[NamedNode, ContributionFacts] = {}

    def closed_upwards(self, nodes: Iterable[NamedNode], curies: tuple[str, ...]) -> list[str]:
        """Return the IRIs of some nodes and of all that is above them by some properties, each once."""
        return list(dict.fromkeys(iri for each in nodes for iri in self.above(each, curies).above))

    def above(self, node: NamedNode, curies: tuple[str, ...]) -> Surrounding:
        """Return what is above a node by some properties."""
        found = self._above.get((node, curies))
        if found is None:
            found = self._above[node, curies] = self._read(node, curies)
        self._reader.nodes_read |= found.nodes_read
        return found

    def _read(self, node: NamedNode, curies: tuple[str, ...]) -> Surrounding:
        reached, waiting = {node: None}, [node]
        while waiting:
            for each in self._node(waiting.pop(), curies).above:
                if each not in reached:
                    reached[each] = None
                    waiting.append(each)
        nodes = [self._node(each, curies) for each in reached]
        names = [name for each in nodes for name in (*each.names, each.number) if name]
        departements = [f"{each.names[0]} ({each.number})" for each in nodes if each.number and each.names]
        iris = tuple(each.value for each in reached)
        return Surrounding(iris, tuple(dict.fromkeys(names)), next(iter(departements), ""), frozenset(iris))

    def _node(self, node: NamedNode, curies: tuple[str, ...]) -> _Node:
        """Read a node, or return what was read of it before: many things lie in the same territories."""
        found = self._nodes.get((node, curies))
        if found is None:
            reader = self._reader
            names = dict.fromkeys(each.value for each in reader.texts(node, *NAMES))
            is_departement = name("igeo:Departement") in reader.nodes(node, "rdf:type")
            number = reader.text(node, "igeo:codeINSEE") if is_departement else ""
            found = self._nodes[node, curies] = _Node(
                tuple(reader.nodes(node, *curies)), tuple(names), number
            )
        return found

    def origin(self, graph_name: NamedNode) -> ContributionFacts:
        """Return the origin of what a graph states; nothing for a graph that is no contribution."""
        found = self._origins.get(graph_name)
        if found is None:
            licences = self._reader.read_nodes(graph_name, "dcterms:license")
            sources = self._reader.read_nodes(graph_name, "prov:hadPrimarySource", "dcterms:source")
            found = ContributionFacts(
                tuple(each.value for each in licences), tuple(each.value for each in sources)
            )
            self._origins[graph_name] = found
        self._reader.nodes_read.add(graph_name.value)
        return found
