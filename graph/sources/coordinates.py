"""Build the reference graph `ref/coordinates` from a table: the point of each commune that the register lists.

Latitude and longitude are plain decimals of the W3C's WGS 84 vocabulary, so that anybody can compare and sort them in SPARQL
(decision 39). The graph states where they come from and under which licence, for whoever shows or copies them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import mean

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sources.candidate import CandidateGraph, FileRecord
from graph.sources.coordinate_table import Coordinates, read_shipped_table

GRAPH_PATH = "ref/coordinates"
_TITLE = {"fr": "Coordonnées des communes de France", "en": "Coordinates of the communes of France"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table of coordinates comes from.

    Attributes:
        credit: Whom pages name beside a point.
        source: Address of the source; empty where it has none.
        licence: IRI of the licence.
    """

    credit: str
    source: str
    licence: str


SHIPPED_ORIGIN = Origin(
    "GeoNames", "https://www.geonames.org/", "https://creativecommons.org/licenses/by/4.0/"
)


@dataclass(frozen=True, slots=True)
class CommuneCodes:
    """The communes of a register by their codes; `former` has the codes that others had before."""

    present: Mapping[str, NamedNode]
    former: Mapping[str, NamedNode]

    def find(self, code: str) -> NamedNode | None:
        """Return the commune that a code means, or once meant."""
        return self.present.get(code) or self.former.get(code)


def commune_codes(triples: Iterable[Triple], names: Namespaces) -> CommuneCodes:
    """Read the codes of communes from what a register states."""
    start = f"{names.things}territory/commune-"
    codes: dict[NamedNode, dict[str, NamedNode]] = {name("igeo:codeINSEE"): {}, name("mai:formerCode"): {}}
    for each in triples:
        found = codes.get(each.predicate)
        if found is not None:
            subject, code = each.subject, each.object
            if (
                isinstance(subject, NamedNode)
                and subject.value.startswith(start)
                and isinstance(code, Literal)
            ):
                found[code.value] = subject
    return CommuneCodes(*codes.values())


@dataclass(frozen=True, slots=True)
class PlacedCommunes:
    """The communes that a table gives a point.

    Attributes:
        points: By commune.
        former: The codes of the table that led to the commune which took them over.
        unknown: The codes that the register does not have.
    """

    points: Mapping[NamedNode, Coordinates]
    former: tuple[str, ...]
    unknown: tuple[str, ...]


def place_communes(table: Mapping[str, Coordinates], codes: CommuneCodes) -> PlacedCommunes:
    """Find the commune of each code of a table.

    A commune whose own code the table lacks gets the middle of those that were merged into it.
    """
    points = {codes.present[code]: point for code, point in table.items() if code in codes.present}
    former = tuple(code for code in table if code not in codes.present and code in codes.former)
    merged: dict[NamedNode, list[Coordinates]] = defaultdict(list)
    for code in former:
        if codes.former[code] not in points:
            merged[codes.former[code]].append(table[code])
    points |= {node: Coordinates(*map(mean, zip(*found, strict=True))) for node, found in merged.items()}
    return PlacedCommunes(points, former, tuple(code for code in table if codes.find(code) is None))


def coordinates_graph(
    points: Mapping[NamedNode, Coordinates],
    origin: Origin,
    names: Namespaces,
    record: FileRecord | None = None,
) -> CandidateGraph:
    """Build the graph that states the points and where they come from.

    Args:
        record: The operator's file; None for the table that ships.
    """
    graph_name = names.graph(GRAPH_PATH)
    triples = frozenset((*_origin_triples(graph_name, origin), *_point_triples(points)))
    return CandidateGraph(graph_name, triples, record)


def shipped_coordinates_graph(register: Iterable[Triple], names: Namespaces) -> CandidateGraph:
    """Build the graph from the table that ships, for the communes that a register lists."""
    placed = place_communes(read_shipped_table(), commune_codes(register, names))
    return coordinates_graph(placed.points, SHIPPED_ORIGIN, names)


def _origin_triples(graph_name: NamedNode, origin: Origin) -> Iterator[Triple]:
    yield Triple(graph_name, name("rdf:type"), name("void:Dataset"))
    for language, title in _TITLE.items():
        yield Triple(graph_name, name("dcterms:title"), Literal(title, language=language))
    yield Triple(graph_name, name("dcterms:license"), NamedNode(origin.licence))
    yield Triple(graph_name, name("schema:creditText"), Literal(origin.credit))
    if origin.source:
        yield Triple(graph_name, name("dcterms:source"), NamedNode(origin.source))


def _point_triples(points: Mapping[NamedNode, Coordinates]) -> Iterator[Triple]:
    for commune, point in points.items():
        yield Triple(commune, name("wgs:lat"), _decimal(point.latitude))
        yield Triple(commune, name("wgs:long"), _decimal(point.longitude))


def _decimal(degrees: float) -> Literal:
    """Write degrees with five decimals at most, a metre, in the form that a store gives decimals."""
    text = f"{degrees:.5f}".rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, datatype=name("xsd:decimal"))
