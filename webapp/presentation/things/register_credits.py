"""Name the registers that state something, and whom to credit for it.

A register is a graph that the software keeps, such as the official geographic code or the coordinates of communes. Its licence
asks that its source be named wherever its statements show.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.rdf.terms import Literal, NamedNode, expand
from webapp.localization.text import licence_name
from webapp.presentation.description import Description, Text
from webapp.presentation.view_models import Link, Value

LATITUDE = expand("wgs:lat")


def register_name(graph: NamedNode, description: Description, language: str) -> str:
    """Return a register's name in full: « Code officiel géographique 2026, Insee, Licence Ouverte »."""
    title = description.name(graph, language).value
    return ", ".join(filter(None, (title, register_credit(graph, description))))


def register_credit(graph: NamedNode, description: Description) -> str:
    """Return whom to credit for what a register states, with the licence: « GeoNames, CC BY 4.0 »."""
    credited = [each.value for each in description.texts(graph, "schema:creditText")]
    licences = [each.value for each in description.nodes(graph, "dcterms:license")]
    return ", ".join((*credited, *(licence_name(each) or each for each in licences)))


def point_value(
    place: NamedNode, latitude: Literal, description: Description, graphs: Iterable[str]
) -> Value:
    """Write a point as maps and search boxes take it, with whom to credit: « 43.6109, 3.8763 — GeoNames, CC BY 4.0 ».

    Args:
        graphs: Those that state the latitude.
    """
    longitude = description.one(place, "wgs:long")
    point = ", ".join(each.value for each in (latitude, longitude) if isinstance(each, Literal))
    credited = filter(None, (register_credit(NamedNode(each), description) for each in graphs))
    return Value((Link(Text(point)),), aside=tuple(Link(Text(each)) for each in credited))
