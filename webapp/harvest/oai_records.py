"""Write records of OAI-PMH: the header of a thing's last version, and what is stated of it in Dublin Core or RDF.

Dublin Core takes the properties that `oai_dc.toml` names, and the sources and licences; all that is stated is in the RDF.

Spec: http://www.openarchives.org/OAI/openarchivesprotocol.html#Record
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree as ET

from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import Literal, NamedNode, Term, compact, name, prefixes
from graph.sparql.results import TRIPLE_FORMATS
from graph.storage.history.model import ThingDescription, VersionHead
from webapp.harvest.oai_protocol import datestamp

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_DC, _OAI_DC = "http://purl.org/dc/elements/1.1/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# By prefix: schema and namespace.
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC),
    "rdf": (
        "http://www.openarchives.org/OAI/2.0/rdf.xsd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    ),
}
for _prefix, _namespace in {**prefixes(), "oai_dc": _OAI_DC, "dc": _DC, "xsi": XSI}.items():
    ET.register_namespace(_prefix, _namespace)


def put(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element of the protocol."""
    element = ET.SubElement(parent, f"{{{OAI}}}{tag}", attributes)
    element.text = _NOT_IN_XML.sub("\ufffd", text) or None
    return element


def put_header(parent: ET.Element, head: VersionHead, set_specs: Iterable[str], *, is_there: bool) -> None:
    """Add the header of a record; one that is gone, or left the set that is listed, is deleted."""
    header = put(parent, "header", **({} if is_there else {"status": "deleted"}))
    put(header, "identifier", head.thing)
    put(header, "datestamp", datestamp(head.moment.at))
    for each in set_specs:
        put(header, "setSpec", each)


def put_metadata(parent: ET.Element, thing: str, description: ThingDescription, prefix: str) -> None:
    """Add what is stated of a thing.

    Raises:
        FormatError: RDF/XML cannot carry it.
    """
    metadata = put(parent, "metadata")
    if prefix == "rdf":
        content = serialize_statements(description.triples(), TRIPLE_FORMATS["application/rdf+xml"])
        metadata.append(ET.fromstring(content))  # noqa: S314  written here
    else:
        _put_dublin_core(metadata, thing, description)


def _put_dublin_core(metadata: ET.Element, thing: str, description: ThingDescription) -> None:
    schema, namespace = FORMATS["oai_dc"]
    root = ET.SubElement(metadata, f"{{{_OAI_DC}}}dc")
    root.set(f"{{{XSI}}}schemaLocation", f"{namespace} {schema}")
    _put_element(root, "identifier", NamedNode(thing))
    elements, own = _elements(), NamedNode(thing)
    for triple in description.triples():
        element = elements.get(triple.predicate)
        if element is not None and triple.subject == own:
            _put_element(root, element, triple.object)
    for each in description.classes:
        _put_element(root, "type", Literal(compact(each) or each))
    for source in description.sources:
        _put_element(root, "source", NamedNode(source.graph))
    for licence in sorted({each for source in description.sources for each in source.licences}):
        _put_element(root, "rights", NamedNode(licence))


def _put_element(root: ET.Element, element: str, term: Term) -> None:
    if not isinstance(term, Literal | NamedNode):
        return
    found = ET.SubElement(root, f"{{{_DC}}}{element}")
    found.text = _NOT_IN_XML.sub("\ufffd", term.value)
    if isinstance(term, Literal) and term.language:
        found.set("{http://www.w3.org/XML/1998/namespace}lang", term.language)


@cache
def _elements() -> dict[NamedNode, str]:
    """Return the element of each property."""
    told = tomllib.loads(files(__package__).joinpath("oai_dc.toml").read_text("utf-8"))
    return {name(curie): element for element, curies in told.items() for curie in curies}
