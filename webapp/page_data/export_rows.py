"""Read what a table says of many things, a batch at a time, so that memory stays the same however long the table is.

Names, licences and sources come from the dataset, départements from the network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from graph.backends.protocols import Dataset
from graph.exploration.places import containing
from graph.rdf.terms import Literal, NamedNode, Term, name
from graph.search.kinds import TERRITORY_KINDS, kind_of
from graph.sparql.named_queries import read_query
from webapp.localization.property_labels import value_label
from webapp.localization.text import licence_name, shortened
from webapp.page_data.descriptions import names_of_class
from webapp.presentation.description import choose_text
from webapp.presentation.search.export_table import ExportRow, NamedThing

BATCH = 200
_NAMES = ("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name")
_STARTS = ("schema:startDate", "dcterms:issued", "dcterms:created", "prov:generatedAtTime")
_MOST_KEPT = 5_000  # names that are not asked for again
Stated = Mapping[NamedNode, Sequence[Term]]
_NOTHING: Stated = {}


@dataclass(slots=True)
class _Origin:
    licences: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class ExportReader:
    """Reads the rows of one table in one language."""

    def __init__(self, dataset: Dataset, language: str) -> None:
        """Read from a dataset, which is kept open until the last row is read."""
        self._dataset = dataset
        self._language = language
        self._named: dict[str, Stated] = {}
        self._origins: dict[str, _Origin] = {}
        self._within: dict[str, tuple[str, ...]] = {}
        self._departements = frozenset(names_of_class(dataset, "igeo:Departement"))

    def rows(self, iris: Sequence[str]) -> Iterator[ExportRow]:
        """Yield a row for each thing, in the same order."""
        for start in range(0, len(iris), BATCH):
            yield from self._batch(iris[start : start + BATCH])

    def _batch(self, iris: Sequence[str]) -> Iterator[ExportRow]:
        things = [NamedNode(each) for each in iris]
        stated = self._ask("columns", things)
        for thing, more in self._ask("needs_answered", things).items():
            for predicate, values in more.items():
                stated[thing][predicate].extend(values)
        graphs: dict[str, list[str]] = defaultdict(list)
        for row in self._dataset.rows(read_query("export/origins").for_each("thing", things)):
            graphs[row["thing"].value].append(row["graph"].value)
        self._read_origins(chain.from_iterable(graphs.values()))
        self._read_names(self._mentioned(iris, stated, graphs))
        for iri in iris:
            yield self._row(iri, stated.get(iri, {}), graphs[iri])

    def _ask(self, query: str, things: Iterable[NamedNode]) -> dict[str, dict[NamedNode, list[Term]]]:
        found: dict[str, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for row in self._dataset.rows(read_query(f"export/{query}").for_each("thing", things)):
            found[row["thing"].value][row["predicate"]].append(row["object"])
        return found

    def _read_origins(self, graphs: Iterable[str]) -> None:
        missing = [NamedNode(each) for each in dict.fromkeys(graphs) if each not in self._origins]
        found = self._ask("origin", missing) if missing else {}
        ours = [each for each in missing if name("dcterms:license") not in found.get(each.value, {})]
        found |= self._ask("ontology_origin", ours) if ours else {}
        for graph in missing:
            stated = found.get(graph.value, {})
            self._origins[graph.value] = _Origin(
                _iris(stated, "dcterms:license"), _iris(stated, "prov:hadPrimarySource", "dcterms:source")
            )

    def _mentioned(
        self, iris: Sequence[str], stated: Mapping[str, Stated], graphs: Mapping[str, Sequence[str]]
    ) -> Iterator[str]:
        for each in stated.values():
            for values in each.values():
                yield from (value.value for value in values if isinstance(value, NamedNode))
        for graph in chain.from_iterable(graphs.values()):
            yield from self._origins[graph].licences + self._origins[graph].sources
        yield from iris

    def _read_names(self, iris: Iterable[str]) -> None:
        if len(self._named) > _MOST_KEPT:
            self._named.clear()
        missing = [NamedNode(each) for each in dict.fromkeys(iris) if each not in self._named]
        found = self._ask("names", missing) if missing else {}
        self._named |= {each.value: found.get(each.value, _NOTHING) for each in missing}

    def _row(self, iri: str, stated: Stated, graphs: Sequence[str]) -> ExportRow:
        kind = kind_of(each.value for each in stated.get(name("rdf:type"), ()) if isinstance(each, NamedNode))
        key = kind.key if kind is not None else ""
        places = (iri,) if key in TERRITORY_KINDS else _iris(stated, "mai:onTerritory", "mai:hasJurisdiction")
        origins = [self._origins[each] for each in sorted(graphs)]
        return ExportRow(
            iri=iri,
            name=self._name(iri),
            kind=key,
            start=_literals(stated, *_STARTS),
            end=_literals(stated, "schema:endDate"),
            places=self._things(places),
            codes=tuple(self._code(each) for each in places),
            departements=self._things(
                dict.fromkeys(above for each in places for above in self._departements_of(each))
            ),
            needs=self._linked(stated, "mai:answersNeed", "mai:pointsToNeed", "mai:expressesNeed"),
            themes=self._linked(stated, "dcterms:subject"),
            methods=self._linked(stated, "mai:usesMethod"),
            carriers=self._linked(stated, "mai:carriedBy", "mai:initiatedBy"),
            status=self._linked(stated, "adms:status"),
            description=self._text(stated, "dcterms:description", "skos:definition"),
            licences=self._things(dict.fromkeys(each for one in origins for each in one.licences)),
            sources=self._things(dict.fromkeys(each for one in origins for each in one.sources)),
        )

    def _linked(self, stated: Stated, *curies: str) -> tuple[NamedThing, ...]:
        return self._things(_iris(stated, *curies))

    def _things(self, iris: Iterable[str]) -> tuple[NamedThing, ...]:
        return tuple(NamedThing(each, self._name(each)) for each in iris)

    def _name(self, iri: str) -> str:
        if iri not in self._named:
            self._read_names([iri])
        written = self._text(self._named[iri], *_NAMES)
        if written:
            return written
        words = value_label(iri)
        return words.render(self._language) if words is not None else licence_name(iri) or shortened(iri)

    def _code(self, iri: str) -> str:
        stated = self._named[iri]
        return next(
            (each for curie in ("igeo:codeINSEE", "dcterms:identifier") for each in _texts(stated, curie)), ""
        )

    def _text(self, stated: Stated, *curies: str) -> str:
        for curie in curies:
            literals = sorted(
                (each for each in stated.get(name(curie), ()) if isinstance(each, Literal)), key=str
            )
            chosen = choose_text(literals, self._language)
            if chosen is not None:
                return chosen.value
        return ""

    def _departements_of(self, place: str) -> tuple[str, ...]:
        """Return the départements that contain a place, or it itself."""
        if place not in self._within:
            around = containing(self._dataset.network(), [place])
            self._within[place] = tuple(sorted(around & self._departements))
        return self._within[place]


def _iris(stated: Stated, *curies: str) -> tuple[str, ...]:
    found = sorted({each.value for curie in curies for each in _values(stated, curie)})
    return tuple(found)


def _values(stated: Stated, curie: str) -> Iterator[NamedNode]:
    return (each for each in stated.get(name(curie), ()) if isinstance(each, NamedNode))


def _texts(stated: Stated, curie: str) -> list[str]:
    return sorted(each.value for each in stated.get(name(curie), ()) if isinstance(each, Literal))


def _literals(stated: Stated, *curies: str) -> tuple[Literal, ...]:
    """Return the values of the first of some properties that has any."""
    for curie in curies:
        found = {each for each in stated.get(name(curie), ()) if isinstance(each, Literal)}
        if found:
            return tuple(sorted(found, key=str))
    return ()
