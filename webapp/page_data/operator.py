"""Describe who runs this deployment, in RDF, for the catalogue and the description of the service.

Name and contact are settings: they are no part of the data, and what is not set is not stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.rdf.terms import Literal, NamedNode, Triple, name

_VCARD = "http://www.w3.org/2006/vcard/ns#"
_MAIL = "mailto:"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs a deployment: a name, and an address to write to (`mailto:` or `https:`); each may be empty."""

    name: str = ""
    contact: str = ""


def describe_operator(operator: Operator, published: Iterable[str], base_iri: str) -> Iterator[Triple]:
    """Yield who publishes some things and how to reach them (DCAT).

    Args:
        published: IRIs of the catalogue, the dataset, the services.
    """
    agent, contact = NamedNode(f"{base_iri}/catalog#operator"), NamedNode(f"{base_iri}/catalog#contact")
    for each in map(NamedNode, published):
        if operator.name:
            yield Triple(each, name("dcterms:publisher"), agent)
        if operator.contact:
            yield Triple(each, name("dcat:contactPoint"), contact)
    if operator.name:
        yield Triple(agent, name("rdf:type"), name("foaf:Agent"))
        yield Triple(agent, name("foaf:name"), Literal(operator.name))
    if operator.contact:
        is_mail = operator.contact.startswith(_MAIL)
        reached_by = NamedNode(_VCARD + ("hasEmail" if is_mail else "hasURL"))
        yield Triple(contact, name("rdf:type"), NamedNode(_VCARD + "Kind"))
        yield Triple(contact, reached_by, NamedNode(operator.contact))
        if operator.name:
            yield Triple(contact, NamedNode(_VCARD + "fn"), Literal(operator.name))
