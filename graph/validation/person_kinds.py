"""Decide whether a node is a person, an organisation, or neither, in whatever vocabulary it is described.

Classes are known by ontology/alignments, by the ontology of the network, and by their names (`private_data.toml`). A node that only
holds details, such as a vCard address or a blank node, belongs to what points to it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any
from typing import Literal as OneOf

from pyoxigraph import RdfFormat, Store, parse

from graph.connections.wording.lexicon import lexicon
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, NamedNode, Quad, Term, expand, name
from graph.resources import shipped_files

Kind = OneOf["person", "organisation", "other"]
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿ]+")
_RANKED: tuple[Kind, ...] = ("person", "organisation")
_MOST_CLIMBED = 100  # nodes of details, one inside the other: a longer chain is no address
_PERSON, _ORGANISATIONS = "foaf:Person", ("org:Organization", "mai:Collective")


@cache
def facts() -> dict[str, Any]:
    """Read `private_data.toml`; once a process."""
    return tomllib.loads(files(__package__).joinpath("private_data.toml").read_text("utf-8"))


def local_name(iri: str) -> str:
    """Return what an IRI ends with."""
    return re.split(r"[#/:]", iri.rstrip("#/"))[-1]


def joined_name(iri: str) -> str:
    """Return the letters of what an IRI ends with, in lower case: “given-name” and “givenName” are one."""
    return re.sub(r"[^a-z0-9]", "", local_name(iri).lower())


@cache
def words_of(iri: str) -> frozenset[str]:
    """Return the words of what an IRI ends with, and all of it joined: “hasEmail” is has, email, hasemail."""
    return frozenset(each.lower() for each in _WORDS.findall(local_name(iri))) | {joined_name(iri)}


@cache
def aligned_people() -> frozenset[str]:
    """Return the classes of other vocabularies that ontology/alignments maps to a person."""
    found = set[str]()
    for path, file in shipped_files("ontology", ".ttl"):
        if not path.startswith("alignments/"):
            continue
        source: dict[Term, str] = {}
        target: dict[Term, str] = {}
        for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE):
            if isinstance(quad.object, NamedNode):
                ends = {expand("owl:annotatedSource"): source, expand("owl:annotatedTarget"): target}
                ends.get(quad.predicate.value, {})[quad.subject] = quad.object.value
        found |= {target[each] for each, iri in source.items() if iri == expand(_PERSON) and each in target}
    return frozenset(found | {expand(_PERSON)})


@cache
def class_kind(iri: str) -> Kind:
    """Return what the things of a class are."""
    above = set(lexicon().lineage(iri))
    if above & aligned_people() or joined_name(iri) in facts()["people"]["classes"]:
        return "person"
    own = {expand(each) for each in _ORGANISATIONS}
    return (
        "organisation" if above & own or joined_name(iri) in facts()["organisations"]["classes"] else "other"
    )


class PersonKinds:
    """What the nodes of one store are; each answer is computed once.

    Attributes:
        store: All contributions are looked at, published or not: a type in one tells whose data stands in another.
    """

    def __init__(self, store: Store, names: Namespaces) -> None:
        self.store = store
        self._names = names
        self._known: dict[Term, Kind] = {}
        self._own: dict[Term, Kind] = {}

    def kind(self, node: Term) -> Kind:
        """Return what a node is or, where it only holds details, what the nodes are that it belongs to."""
        if node not in self._known:
            kinds = {self._own_kind(each) for each in self._climb(node, only_contacts=False)}
            if "person" not in kinds:  # a founder without a name is no contact point of the organisation
                kinds = {self._own_kind(each) for each in self._climb(node, only_contacts=True)}
            self._known[node] = next((each for each in _RANKED if each in kinds), "other")
        return self._known[node]

    def _climb(self, node: Term, *, only_contacts: bool) -> set[Term]:
        """Return a node and, where it only holds details, the nodes that it belongs to, up to people and organisations."""
        pending, met = [node], {node}
        while pending and len(met) <= _MOST_CLIMBED:
            here = pending.pop()
            if self._own_kind(here) == "other" and self._holds_details(here):
                links = set(facts()["contacts"]["links"]) if only_contacts else set()
                above = {
                    quad.subject
                    for quad in self.quads(None, here)
                    if not links or links & words_of(quad.predicate.value)
                }
                pending += above - met
                met |= above
        return met

    def quads(self, subject: Term | None, value: Term | None) -> Iterator[Quad]:
        """Yield what contributions state of a subject, or with a value."""
        if isinstance(subject, NamedNode | BlankNode | None):
            for quad in self.store.quads_for_pattern(subject, None, value, None):
                if isinstance(quad.graph_name, NamedNode) and self._names.kept_path(quad.graph_name) is None:
                    yield quad

    def named_place(self, node: Term) -> tuple[Term, str]:
        """Return the nearest named node that leads to a node, itself where it has a name; and by which property."""
        met, link = {node}, ""
        while self._is_nameless(node) and len(met) <= _MOST_CLIMBED:
            above = sorted((quad for quad in self.quads(None, node) if quad.subject not in met), key=str)
            if not above:
                break
            node, link = above[0].subject, above[0].predicate.value
            met.add(node)
        return node, link

    def with_details(self, subjects: Iterable[Term]) -> set[Term]:
        """Return some nodes, and those of the details that belong to them."""
        found, pending = set[Term](), set(subjects)
        while pending:
            node = pending.pop()
            found.add(node)
            pending |= {
                quad.object for quad in self.quads(node, None) if self._holds_details(quad.object)
            } - found
        return found

    def _own_kind(self, node: Term) -> Kind:
        if node not in self._own:
            self._own[node] = self._stated_kind(node)
        return self._own[node]

    def _stated_kind(self, node: Term) -> Kind:
        kinds = {class_kind(each) for each in self._types(node)}
        is_named_so = isinstance(node, NamedNode) and node.value.startswith(self._names.things + "person/")
        if (
            is_named_so
            or "person" in kinds
            or any(
                joined_name(quad.predicate.value) in facts()["people"]["properties"]
                for quad in self.quads(node, None)
            )
        ):
            return "person"
        return "organisation" if "organisation" in kinds else "other"

    def _types(self, node: Term) -> set[str]:
        if not isinstance(node, NamedNode | BlankNode):
            return set()
        found = self.store.quads_for_pattern(node, name("rdf:type"), None, None)
        return {quad.object.value for quad in found if isinstance(quad.object, NamedNode)}

    def _holds_details(self, node: Term) -> bool:
        """Return whether a node only holds details of another: it was blank, or it is an address, a contact point."""
        return self._is_nameless(node) or any(
            joined_name(each) in facts()["contacts"]["classes"] for each in self._types(node)
        )

    def _is_nameless(self, node: Term) -> bool:
        return isinstance(node, BlankNode) or (
            isinstance(node, NamedNode) and node.value.startswith(self._names.genid(""))
        )
