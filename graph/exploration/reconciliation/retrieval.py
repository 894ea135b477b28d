"""Find the things that a query may mean: by name, code or identifier in the index; by values where no name is known.

Looking up is all that happens here; how near a name is, `scoring` finds out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.exploration.reconciliation.fact_reader import node_of
from graph.exploration.reconciliation.model import ReconciliationQuery, SoughtValue
from graph.rdf.namespaces import absolute_iri
from graph.rdf.terms import Literal, NamedNode, Term, expand
from graph.search.cards import Card
from graph.search.index import SearchIndex
from graph.search.name_search import FoundName, NameQuestion
from graph.sparql.named_queries import read_query

_MOST_NAMED, _MOST_ALIKE, _MOST_CODED = 50, 15, 50
_MOST_MEANT = 10  # things that a value of a property may name
_DATATYPES = ("xsd:integer", "xsd:date", "xsd:gYearMonth", "xsd:gYear", "xsd:boolean")
_THINGS = "id/"


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A thing that was found.

    Attributes:
        labels: All its names, folded.
        has_code: Whether the text of the query is a code of it.
        is_identified: Whether it is the IRI of the thing.
    """

    card: Card
    labels: tuple[str, ...] = ()
    has_code: bool = False
    is_identified: bool = False


def find_things(dataset: Dataset, index: SearchIndex, query: ReconciliationQuery) -> tuple[FoundThing, ...]:
    """Return what a query may mean, each thing once.

    Raises:
        DataDamaged: A file of the index cannot be read.
    """
    found = _by_name(dataset, index, query) if query.text else _by_values(dataset, index, query)
    once: dict[str, FoundThing] = {}
    for each in found:
        once.setdefault(each.card.iri, each)
    return tuple(once.values())


def identify(index: SearchIndex, texts: Iterable[str], base_iri: str) -> dict[str, Card]:
    """Return the things of which texts are the IRIs: whole, compact, or their ends (`need/entraide`); others are left out."""
    forms = {
        text: [text, absolute_iri(text, base_iri), absolute_iri(f"{_THINGS}{text}", base_iri)]
        for text in texts
        if " " not in text and {":", "/"} & set(text)
    }
    cards = index.cards(iri for each in forms.values() for iri in each if iri)
    found = {
        text: next((cards[each] for each in ways if each in cards), None) for text, ways in forms.items()
    }
    return {text: card for text, card in found.items() if card is not None}


def _by_name(dataset: Dataset, index: SearchIndex, query: ReconciliationQuery) -> Iterator[FoundThing]:
    kinds = query.kinds if query.is_type_required else frozenset()
    question = NameQuestion(query.text, kinds, _hints(query))
    identified = identify(index, [query.text], dataset.names.base_iri).get(query.text)
    if identified is not None and (not kinds or identified.kind in kinds):
        yield FoundThing(identified, is_identified=True)
    yield from (_found(each, has_code=True) for each in index.names.coded(question, _MOST_CODED))
    named = index.names.named(question, _MOST_NAMED)
    yield from map(_found, named)
    if query.conditions or not named:  # of what has just the name, nothing that has it nearly is nearer
        yield from map(
            _found, index.names.similar(question, query.limit if named else max(_MOST_ALIKE, query.limit))
        )


def _found(name: FoundName, *, has_code: bool = False) -> FoundThing:
    return FoundThing(name.card, name.labels, has_code)


def _hints(query: ReconciliationQuery) -> tuple[str, ...]:
    """Return what is known besides the name, as texts that the index may have of a thing."""
    return tuple(value.text for each in query.conditions for value in each.values if value.text)


def _by_values(dataset: Dataset, index: SearchIndex, query: ReconciliationQuery) -> Iterator[FoundThing]:
    """Yield the things that have one of the values sought; nothing for a territory that things are within: there are too many."""
    found: dict[str, None] = {}
    for condition in query.conditions:
        predicate = node_of(condition.property.id)
        if condition.property.kind or predicate is None:
            continue
        terms = list(dict.fromkeys(term for each in condition.values for term in _terms(index, each)))
        stated = read_query("reconcile/things_with_value").for_each("value", terms)
        rows = dataset.rows(stated, {"property": predicate})
        found |= dict.fromkeys(row["focus"].value for row in rows if isinstance(row["focus"], NamedNode))
    cards = index.cards(found)
    kinds = query.kinds if query.is_type_required else frozenset()
    yield from (FoundThing(each) for each in cards.values() if not kinds or each.kind in kinds)


def _terms(index: SearchIndex, value: SoughtValue) -> Iterable[Term]:
    """Yield the terms that a value may be: the thing, things of that name, or the text as it may be stated."""
    node = node_of(value.iri) if value.iri else None
    if node is not None:
        yield node
        return
    if not value.text:
        return
    yield from (Literal(value.text), Literal(value.text, language="fr"), Literal(value.text, language="en"))
    if value.text[:1].isdigit() or value.text in ("true", "false"):
        yield from (Literal(value.text, datatype=NamedNode(expand(each))) for each in _DATATYPES)
    named = index.names.named(NameQuestion(value.text), _MOST_MEANT)
    yield from (NamedNode(each.card.iri) for each in named)
