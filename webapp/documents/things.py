"""State what belongs to the RDF documents of a thing, besides what is said of it: licences, addresses, what is left out.

A document holds nothing of the snapshot and no derived connections: what a write does not touch stays the same, byte for byte,
and keeps its ETag. Derived connections have a document of their own, which the other one leads to.

Spec: https://www.rfc-editor.org/rfc/rfc8288
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.terms import Literal, NamedNode, Triple, expand, name
from graph.sparql.named_queries import read_query
from webapp.http.profiles import PROFILES, Profile
from webapp.http.urls import SUFFIX_BY_FORMAT, UrlBuilder
from webapp.presentation.description import Description

_IN_HEADER = "%/:?#[]@!$&'()*+,;=-._~"
_SEE_ALSO = expand("rdfs:seeAlso")
_MOST_LICENCES = 20


@dataclass(frozen=True, slots=True)
class ThingDocument:
    """A document about a thing.

    Attributes:
        iri: Its own IRI.
        focus: The thing.
        description: What it holds.
        dataset: What it is a part of.
        connections: The document of the connections that rules derive; None of what rules connect to nothing.
    """

    iri: NamedNode
    focus: NamedNode
    description: Description
    dataset: NamedNode
    connections: NamedNode | None = None

    def licences(self) -> list[str]:
        """Return the licences of the contributions that the document draws on, each once."""
        found = (
            each.value
            for contribution in self._contributions()
            for each in self.description.nodes(contribution, "dcterms:license")
        )
        return list(dict.fromkeys(found))

    def statements(self) -> Iterator[Triple]:
        """Describe the document: what it is about, and under which licences it may be reused."""
        yield Triple(self.iri, name("rdf:type"), name("foaf:Document"))
        yield Triple(self.iri, name("foaf:primaryTopic"), self.focus)
        yield Triple(self.iri, name("dcterms:isPartOf"), self.dataset)
        for contribution in self._contributions():
            yield Triple(self.iri, name("prov:wasDerivedFrom"), contribution)
        for licence in self.licences():
            yield Triple(self.iri, name("dcterms:license"), NamedNode(licence))
        if self.connections is not None:
            yield Triple(self.iri, name("rdfs:seeAlso"), self.connections)

    def _contributions(self) -> Iterator[NamedNode]:
        found = self.description.subjects("rdf:type", name("mai:Contribution"))
        return (each for each in found if isinstance(each, NamedNode))


def connections_address(links: UrlBuilder, iri: str, suffix: str = "") -> str:
    """Return the address of the document of a thing's derived connections, in the format of a suffix or in any."""
    plain = links.in_language("")
    if not links.is_own(iri):
        return plain.page("/described", iri=iri, part="connections", format=suffix)
    thing = f"{iri}/connections"
    return links.document(thing, suffix) if suffix else plain.data_page(thing)


def has_connections(description: Description, focus: NamedNode) -> bool:
    """Return whether rules may connect a thing: an initiative."""
    return description.kind(focus).key in ("initiative", "circle")


def left_out(
    document_iri: NamedNode,
    focus: NamedNode,
    words: BilingualText,
    query_name: str,
    links: UrlBuilder,
    count: int = 0,
) -> Iterator[Triple]:
    """Describe what a document leaves out, and which query gives it."""
    asked = read_query(query_name)
    query = NamedNode(links.absolute(links.in_language("").sparql(asked.text({"focus": focus}))))
    yield Triple(document_iri, name("rdfs:seeAlso"), query)
    for each in LANGUAGES:
        said = words.render(each, count=count)
        yield Triple(document_iri, name("rdfs:comment"), Literal(said, language=each))
        yield Triple(query, name("rdfs:label"), Literal(asked.question.render(each), language=each))


def name_links(links: UrlBuilder, iri: str) -> list[str]:
    """Return the members of `Link` that go with the name of a thing and with each document about it."""
    page = links.data_page(iri)
    return [
        link(links.absolute(links.page_of(iri) or page), "canonical"),
        link(page, "describedby"),
        *(
            link(links.document(iri, suffix), "alternate", type=media_type)
            for media_type, suffix in SUFFIX_BY_FORMAT.items()
        ),
        link(iri, expand("foaf:primaryTopic")),
    ]


def document_links(
    document: ThingDocument, links: UrlBuilder, shapes: Sequence[str], profile: Profile | None
) -> list[str]:
    """Return the members of `Link` that go with a document in RDF: licences, classes, shapes, profiles, connections.

    Args:
        document: What is sent.
        links: Builds the addresses.
        shapes: The addresses of the shapes of the thing's classes.
        profile: The one that the document follows, where it follows one.
    """
    iri = document.focus.value
    types = [
        each for each in document.description.nodes(document.focus, "rdf:type") if isinstance(each, NamedNode)
    ]
    found = [link(each, "license") for each in document.licences()[:_MOST_LICENCES]]
    found += [link(each.value, "type") for each in types]
    found += [link(each, "describedby", type="text/turtle") for each in shapes]
    found += [
        link(
            f"{links.document(iri, SUFFIX_BY_FORMAT[each.media_type])}{_joined(links, iri)}profile={each.token}",
            "alternate",
            type=each.media_type,
            profile=each.iri,
        )
        for each in PROFILES
    ]
    if profile is not None:
        found.append(link(profile.iri, "profile"))
    if document.connections is not None:
        found.append(link(connections_address(links, iri), _SEE_ALSO))
    return found


def link(target: str, relation: str, **attributes: str) -> str:
    """Write one member of a `Link` header."""
    more = "".join(f'; {key}="{value}"' for key, value in attributes.items())
    return f'<{quote(target, safe=_IN_HEADER)}>; rel="{relation}"{more}'


def _joined(links: UrlBuilder, iri: str) -> str:
    """Return what stands before a parameter that is added to a document's address."""
    return "?" if links.is_own(iri) else "&"
