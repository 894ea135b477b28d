"""The names of things: both languages, one for the other, and the preferred property first."""

from __future__ import annotations

from typing import cast

import pytest
from pyoxigraph import RdfFormat, Store

from graph.backends.protocols import Dataset
from graph.exploration.labels import labels_of
from graph.i18n import BilingualText
from graph.rdf.terms import Term, Variable, prefixes
from graph.sparql.named_queries import NamedQuery
from graph.storage.dataset import SnapshotDataset

BASE = "http://127.0.0.1:8000/id/"


class Held:
    """A dataset of a few statements."""

    def __init__(self, turtle: str) -> None:
        """Read the statements."""
        self._store = Store()
        declared = "".join(f"@prefix {each}: <{iri}> .\n" for each, iri in prefixes().items())
        self._store.load(f"{declared}<{BASE}x> {turtle} .".encode(), RdfFormat.TURTLE)

    def rows(self, query: NamedQuery, bindings: dict[str, Term]) -> object:
        """Answer a query of ours."""
        bound = {Variable(key): term for key, term in bindings.items()}
        return self._store.query(query.body, prefixes=dict(prefixes()), substitutions=bound)


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ('skos:prefLabel "Oui"@fr, "Yes"@en', BilingualText("Oui", "Yes")),
        ('skos:prefLabel "Oui"@fr', BilingualText("Oui", "Oui")),
        ('skos:prefLabel "Yes"@en', BilingualText("Yes", "Yes")),
        ('foaf:name "Jeanne"', BilingualText("Jeanne", "Jeanne")),
        ('foaf:name "Jeanne" ; skos:prefLabel "Mme Jeanne"@fr', BilingualText("Mme Jeanne", "Mme Jeanne")),
        ('rdfs:label <http://127.0.0.1/no-text> ; foaf:name "Jeanne"', BilingualText("Jeanne", "Jeanne")),
        ('skos:prefLabel "Ja"@de', BilingualText("Ja", "Ja")),
        ('rdfs:label "Second"@fr ; skos:prefLabel "First"@fr-FR', BilingualText("First", "First")),
    ],
)
def test_a_language_that_lacks_takes_the_other(turtle: str, words: BilingualText) -> None:
    """There is a name in both languages as soon as there is one."""
    dataset = cast("Dataset", Held(turtle))
    assert labels_of(dataset, [BASE + "x", BASE + "y"]) == {BASE + "x": words}


def test_names_are_asked_of_the_dataset(riposte: SnapshotDataset) -> None:
    """Both languages of each thing are found; a thing without a name is left out."""
    place = f"{BASE}territory/departement-34"
    told = labels_of(riposte, [f"{BASE}need/entraide", place, f"{BASE}need/unknown"])
    assert told == {
        f"{BASE}need/entraide": BilingualText("Entraide", "Mutual help"),
        place: BilingualText("Hérault", "Hérault"),
    }
