"""Make the document of one thing: what it is found by, and what lists of results count and order.

A document holds the names and texts of the thing and of what it names, the passages that bear it out, and the values of
its facets, closed upwards: a thing in a commune counts for its département, a need for the broader ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log10

from pyoxigraph import Store

from graph.connections.network.relations import PREDICATES
from graph.rdf.terms import NamedNode, Term, name
from graph.search.cards import Card, card_bytes
from graph.search.folding import fold_text, name_words, sort_key
from graph.search.kinds import TERRITORY_KINDS, DocumentKind, kind_of
from graph.search.place_facts import read_count
from graph.search.schema import LONGEST_EDGE, LONGEST_START
from graph.search.store_reader import StoreReader
from graph.search.surroundings import BROADER, CONTAINED, NAMES, Surroundings

SearchDocument = dict[str, object]

MOST_LINKS = 10_000  # that are counted: things with more are equal in the order of links
_LANGUAGES = ("fr", "en")
_OTHER_NAMES = ("skos:altLabel", "skos:hiddenLabel", "dcterms:alternative")
_TEXTS = ("dcterms:description", "skos:definition", "skos:scopeNote", "skos:note", "dcterms:extent")
_CODES = ("igeo:codeINSEE", "dcterms:identifier", "mai:formerCode", "schema:postalCode", "mai:siren")
_NEEDS = ("mai:answersNeed", "mai:pointsToNeed", "mai:expressesNeed")
_ACTORS = ("mai:carriedBy", "mai:initiatedBy", "mai:hasParticipant")
_DATES = ("mai:earliestStart", "dcterms:issued", "dcterms:created", "prov:generatedAtTime")
_ANSWERING = frozenset({"initiative", "circle", "resource"})  # kinds that answer needs
_MOST_PLACE_WORDS = 40
_LINKS = frozenset(name(curies[0]) for curies in PREDICATES.values())
# The properties that a document is made of: a change of no other one concerns it.
READ_PROPERTIES = frozenset(
    {
        *(*NAMES, *_OTHER_NAMES, *_TEXTS, *_CODES, *_NEEDS, *_ACTORS, *_DATES, *CONTAINED, *BROADER),
        *("rdf:type", "dcterms:type", "dcterms:subject", "dcterms:license", "dcterms:source"),
        *("mai:onTerritory", "mai:hasJurisdiction", "mai:usesMethod", "adms:status", "mai:formerName"),
        *(
            "mai:population",
            "mai:evidence",
            "oa:hasSelector",
            "oa:exact",
            "mai:roleTitle",
            "org:organization",
        ),
        *("org:unitOf", "prov:hadPrimarySource", "schema:description"),
    }
)


class DocumentMaker:
    """Makes documents from one store; keeps what documents share."""

    def __init__(self, store: Store) -> None:
        """Use a store, which must not change meanwhile."""
        self._reader = StoreReader(store)
        self._surroundings = Surroundings(self._reader)

    def make(self, iri: str) -> SearchDocument | None:
        """Return the document of a thing; None for what has none."""
        reader, thing = self._reader, NamedNode(iri)
        reader.forget()
        kind = kind_of(each.value for each in reader.nodes(thing, "rdf:type"))
        if kind is None:
            return None
        links = reader.count_links(thing, _LINKS, MOST_LINKS)
        document: SearchDocument = {
            "iri": [iri],
            "kind": [kind.key],
            "links": [links],
            **self._names(thing, kind),
            **self._texts(thing, kind),
            **self._facets(thing, kind),
            **self._date(thing),
            "context": self._context(thing, kind),
            "card": [card_bytes(self._card(thing, kind))],
            "prior": [_weight_field(kind.weight * self._fame(thing, kind, links))],
        }
        document["reads"] = sorted(reader.nodes_read)
        return document

    def _names(self, thing: NamedNode, kind: DocumentKind) -> SearchDocument:
        reader = self._reader
        main = reader.texts(thing, *NAMES)
        others = reader.texts(thing, *_OTHER_NAMES)
        if not main:
            main = [*reader.texts(thing, "schema:description")][:1]
        named = list(dict.fromkeys(each.value for each in (*main, *others)))
        former = [each.value for each in reader.texts(thing, "mai:formerName")]
        words = {word for each in (*named, *former) for word in _joined_words(each)}
        fields: SearchDocument = {
            "label": list(dict.fromkeys(" ".join(name_words(each)) for each in named)),
            "words": [" ".join(_joined_words(each)) for each in named],
            "edges": [" ".join(_edges(words))],
            "starts": sorted({start for each in named for start in _starts(each)}),
            "former": former,
            "codes": [fold_text(each.value) for each in reader.texts(thing, *_CODES)],
        }
        for language in _LANGUAGES:
            own = [each.value for each in (*main, *others) if each.language in (language, None)]
            if kind.key not in TERRITORY_KINDS:  # the Gers is no form of *gérer*
                fields[f"name_{language}"] = own
            chosen = [each.value for each in main if each.language == language] or named[:1]
            fields[f"sort_{language}"] = [sort_key(chosen[0]) if chosen else "~"]
        return fields

    def _card(self, thing: NamedNode, kind: DocumentKind) -> Card:
        names: dict[str, str] = {}
        for each in self._reader.texts(thing, *NAMES):
            names.setdefault(each.language or "", each.value)
        within = self._surroundings.above(thing, CONTAINED).departement if kind.key == "commune" else ""
        former = tuple(each.value for each in self._reader.texts(thing, "mai:formerName"))
        return Card(thing.value, kind.key, names, within, former)

    def _texts(self, thing: NamedNode, kind: DocumentKind) -> SearchDocument:
        reader = self._reader
        found = reader.texts(thing, *_TEXTS)
        roles = [
            role for each in self._memberships(thing, kind) for role in reader.texts(each, "mai:roleTitle")
        ]
        return {
            "text_fr": [each.value for each in (*found, *roles) if each.language != "en"],
            "text_en": [each.value for each in (*found, *roles) if each.language == "en"],
            "passages": self._passages(thing, kind),
        }

    def _passages(self, thing: NamedNode, kind: DocumentKind) -> list[str]:
        """Return the words of the passages that bear out a thing, or what is stated of it."""
        reader = self._reader
        is_place = kind.key in TERRITORY_KINDS  # of which nobody states what needs a passage of its own
        holders = [thing, *([] if is_place else reader.subjects("rdf:subject", thing))]
        quotes = dict.fromkeys(quote for each in holders for quote in reader.nodes(each, "mai:evidence"))
        selectors = [each for quote in quotes for each in reader.objects(quote, "oa:hasSelector")]
        return list(
            dict.fromkeys(text.value for each in selectors for text in reader.texts(each, "oa:exact"))
        )

    def _facets(self, thing: NamedNode, kind: DocumentKind) -> SearchDocument:
        reader, around = self._reader, self._surroundings
        own = [thing] if kind.key == "need" else []
        needs = [*own, *reader.nodes(thing, *_NEEDS)]
        if kind.key in _ANSWERING:
            needs += _named(reader.subjects("mai:needAnsweredBy", thing))
        places = (
            []
            if kind.key in TERRITORY_KINDS
            else reader.nodes(thing, "mai:onTerritory", "mai:hasJurisdiction")
        )
        origins = [around.origin(graph) for graph in reader.graphs(thing)]
        return {
            "need": around.closed_upwards(needs, BROADER),
            "place": around.closed_upwards(places, CONTAINED),
            "spot": [each.value for each in places],
            "theme": around.closed_upwards(reader.nodes(thing, "dcterms:subject"), BROADER),
            "actor": [each.value for each in reader.nodes(thing, *_ACTORS)],
            "method": [each.value for each in reader.nodes(thing, "mai:usesMethod")],
            "status": [each.value for each in reader.nodes(thing, "adms:status")],
            "type": [each.value for each in reader.nodes(thing, "dcterms:type")],
            "licence": list(dict.fromkeys(licence for each in origins for licence in each.licences)),
            "source": list(dict.fromkeys(source for each in origins for source in each.sources)),
        }

    def _date(self, thing: NamedNode) -> SearchDocument:
        written = self._reader.text(thing, *_DATES)[:10]
        year = self._reader.text(thing, _DATES[0])[:4]
        return {"date": [written] if written else [], "year": [int(year)] if year.isdecimal() else []}

    def _context(self, thing: NamedNode, kind: DocumentKind) -> list[str]:
        """Return the names of what surrounds a thing: what contains it; where it happens and who carries it."""
        reader, around = self._reader, self._surroundings
        if kind.key in TERRITORY_KINDS:
            own = set(around.above(thing, ()).names)
            return [each for each in around.above(thing, CONTAINED).names if each not in own]
        bodies = [
            *reader.nodes(thing, "mai:carriedBy", "mai:initiatedBy", "org:unitOf"),
            *(
                body
                for each in self._memberships(thing, kind)
                for body in reader.nodes(each, "org:organization")
            ),
        ]
        places = reader.nodes(thing, "mai:onTerritory", "mai:hasJurisdiction")[:_MOST_PLACE_WORDS]
        names = [text.value for each in bodies for text in reader.texts(each, *NAMES)]
        names += [each for place in places for each in around.above(place, ()).names]
        return list(dict.fromkeys(names))

    def _memberships(self, thing: NamedNode, kind: DocumentKind) -> list[Term]:
        return self._reader.subjects("org:member", thing) if kind.key == "person" else []

    def _fame(self, thing: NamedNode, kind: DocumentKind, links: int) -> float:
        """Return by how much a thing is better known than another one of its kind."""
        if kind.key in TERRITORY_KINDS:
            inhabitants = self._reader.text(thing, "mai:population")
            return 1 + 0.25 * log10(1 + read_count(inhabitants))
        return 1 + 0.35 * log10(1 + links)


def _weight_field(factor: float) -> float:
    """Return what the engine multiplies a score by so much for: it takes the logarithm to base 2 of two more than a field."""
    return float(2**factor - 2)


def _named(terms: Iterable[object]) -> list[NamedNode]:
    return [each for each in terms if isinstance(each, NamedNode)]


def _joined_words(text: str) -> list[str]:
    """Return the words of a name, and those that a hyphen joins as one word as well: *co-développement*."""
    joined = [word for each in text.split() if "-" in each for word in name_words(each.replace("-", ""))]
    return [*name_words(text), *joined]


def _edges(words: Iterable[str]) -> list[str]:
    return sorted({word[:end] for word in words for end in range(1, min(len(word), LONGEST_EDGE) + 1)})


def _starts(text: str) -> set[str]:
    whole = " ".join(name_words(text))
    return {whole[:end] for end in range(1, min(len(whole), LONGEST_START) + 1)}
