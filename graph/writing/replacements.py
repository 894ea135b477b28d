"""Compute what a candidate replaces: whose contribution it was, from which file, and how many statements change.

A contribution is named after its file, so that a file of the same name from another partner replaces it (decision 5).
Commands tell what they replace, and refuse to replace another party's contribution unless told to (decision 34).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import Store

from graph.errors import ForeignContribution
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Quad, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph
from graph.storage.catalogue import read_load

_NOBODY = BilingualText("personne de nommé", "nobody named")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A stored contribution that a candidate replaces or removes.

    Attributes:
        graph: Its name.
        owners, parties: To whom it is attributed before and after.
        owner_text: The owners, each by its name and IRI.
        party_text: The parties, likewise.
        file_before, file_after: Names of the files; "" where it came another way.
        gone, come, changed: Statements that go, come, or get another value.
    """

    graph: NamedNode
    owners: frozenset[NamedNode]
    parties: frozenset[NamedNode]
    owner_text: BilingualText
    party_text: BilingualText
    file_before: str
    file_after: str
    gone: int
    come: int
    changed: int

    @property
    def is_foreign(self) -> bool:
        """Whether the contribution is attributed, and to nobody who is named for what replaces it."""
        return bool(self.owners) and not self.owners & self.parties

    def as_members(self) -> dict[str, object]:
        """Return what is replaced, for a program."""
        return {
            "graph": self.graph.value,
            "attributedTo": sorted(each.value for each in self.owners),
            "attributedToNow": sorted(each.value for each in self.parties),
            "file": self.file_before or None,
            "statementsRemoved": self.gone,
            "statementsAdded": self.come,
            "statementsChanged": self.changed,
        }

    def sentence(self, names: Namespaces) -> BilingualText:
        """Return a sentence on what is replaced, for the person who does it."""
        graph = names.short(self.graph.value)
        file_fr = f", fichier {self.file_before}" if self.file_before else ""
        file_en = f", file {self.file_before}" if self.file_before else ""
        if not self.come and not self.changed and not self.parties:
            return BilingualText(
                f"Retire {graph} (de {self.owner_text.fr}{file_fr}) : énoncés retirés {self.gone}.",
                f"Removes {graph} (by {self.owner_text.en}{file_en}): statements removed {self.gone}.",
            )
        return BilingualText(
            f"Remplace {graph} (de {self.owner_text.fr}{file_fr}) : énoncés retirés {self.gone}, "
            f"ajoutés {self.come}, changés {self.changed}.",
            f"Replaces {graph} (by {self.owner_text.en}{file_en}): statements removed {self.gone}, "
            f"added {self.come}, changed {self.changed}.",
        )


def find_replacements(store: Store, candidate: Candidate, names: Namespaces) -> tuple[Replacement, ...]:
    """Return what a candidate would replace or remove; what stays as it is is left out.

    Args:
        store: The dataset before.
        candidate: What would be written.
        names: Of the deployment.
    """
    graphs = [*candidate.graphs, *(CandidateGraph(each, frozenset()) for each in candidate.removed)]
    found = (
        _replacement(store, each, names)
        for each in graphs
        if names.kept_path(each.name) is None and store.contains_named_graph(each.name)
    )
    return tuple(each for each in found if each.gone or each.come or each.changed)


def check_owners(replaced: Collection[Replacement], names: Namespaces) -> None:
    """Refuse to replace another party's contribution.

    Raises:
        ForeignContribution: Names the contribution, its party, its file, and who would replace it.
    """
    for each in replaced:
        if each.is_foreign:
            raise ForeignContribution(
                path=each.file_after or names.short(each.graph.value),
                graph=names.short(each.graph.value),
                owner=each.owner_text,
                file=each.file_before or "∅",
                party=each.party_text,
            )


def _replacement(store: Store, after: CandidateGraph, names: Namespaces) -> Replacement:
    before = {quad.triple for quad in store.quads_for_pattern(None, None, None, after.name)}
    coming = _as_stored(after.triples)
    gone, come = before - coming, coming - before
    gone_keys, come_keys = (Counter((each.subject, each.predicate) for each in part) for part in (gone, come))
    changed = (gone_keys & come_keys).total()
    record = read_load(store, after.name, names)
    owners, parties = _attributed(before, after.name), _attributed(coming, after.name)
    return Replacement(
        after.name,
        owners,
        parties,
        _named(owners, before, store, names),
        _named(parties, coming, store, names),
        file_before=record.path.name if record else "",
        file_after=after.record.path.name if after.record else "",
        gone=len(gone) - changed,
        come=len(come) - changed,
        changed=changed,
    )


def attribution_text(contribution: NamedNode, store: Store, names: Namespaces) -> BilingualText:
    """Name the parties of a stored contribution, each by its name and IRI."""
    stated = {quad.triple for quad in store.quads_for_pattern(None, None, None, contribution)}
    return _named(_attributed(stated, contribution), stated, store, names)


def _as_stored(triples: Collection[Triple]) -> set[Triple]:
    """Return triples in the store's literal forms: it rewrites "007"^^xsd:int."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    return {quad.triple for quad in store}


def _attributed(triples: Collection[Triple], contribution: NamedNode) -> frozenset[NamedNode]:
    return frozenset(
        each.object
        for each in triples
        if each.subject == contribution
        and each.predicate == name("prov:wasAttributedTo")
        and isinstance(each.object, NamedNode)
    )


def _named(
    parties: frozenset[NamedNode], own: Collection[Triple], store: Store, names: Namespaces
) -> BilingualText:
    """Name parties by their label, first as the contribution itself gives it, and their IRI."""
    if not parties:
        return _NOBODY
    texts = [_labels(each, own, store) for each in sorted(parties, key=str)]
    iris = [names.short(each.value) for each in sorted(parties, key=str)]
    return BilingualText(
        ", ".join(
            f"« {text.fr} » ({iri})" if text.fr else iri for text, iri in zip(texts, iris, strict=True)
        ),
        ", ".join(f"“{text.en}” ({iri})" if text.en else iri for text, iri in zip(texts, iris, strict=True)),
    )


def _labels(party: NamedNode, own: Collection[Triple], store: Store) -> BilingualText:
    label = name("skos:prefLabel")
    values = [each.object for each in own if each.subject == party and each.predicate == label]
    values += [quad.object for quad in store.quads_for_pattern(party, label, None, None)]
    said: dict[str, str] = {}
    for each in values:
        if isinstance(each, Literal):
            said.setdefault(each.language or "", each.value)
    first = next(iter(said.values()), "")
    return BilingualText(said.get("fr", first), said.get("en", first))
