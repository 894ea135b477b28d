"""The words of terms: read from Turtle, refused where they are incomplete, found for the terms of a network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.connections.paths.model import Path as NetworkPath
from graph.connections.paths.model import Relationship, Step, Thing
from graph.connections.similarity.families import FAMILIES
from graph.connections.similarity.model import Connection, Reason
from graph.connections.wording.lexicon import Lexicon, lexicon, read_lexicon
from graph.connections.wording.nouns import noun_of
from graph.connections.wording.paths import path_sentence, step_sentence
from graph.connections.wording.reasons import connection_sentence, reason_sentence
from graph.errors import WordingError
from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.terms import expand

SENTENCES = Path(__file__).with_name("sentences.txt")
PREFIXES = """@prefix ex: <https://example.org/ns#> .
@prefix mai: <https://w3id.org/maillage/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wording: <https://w3id.org/maillage/wording/> .
"""
GARDEN = (
    PREFIXES
    + """
ex:Garden a owl:Class ; rdfs:subClassOf mai:Initiative ; rdfs:label "jardin partagé"@fr , "shared garden"@en .
ex:Orchard a owl:Class ; rdfs:subClassOf ex:Garden .
ex:lends a owl:ObjectProperty ; rdfs:label "prête"@fr ; owl:inverseOf ex:lentBy .
wording:lends a mai:Wording ; mai:wordsFor ex:lends ;
    mai:pageSection wording:section-reuse ; mai:pageOrder 205 ; mai:pageLabel "prête"@fr , "lends"@en ;
    mai:inversePageSection wording:section-origin ; mai:inversePageLabel "prêté par"@fr , "lent by"@en .
wording:section-reuse a mai:Wording ; mai:pageLabel "Réutilisable"@fr , "Reusable"@en .
wording:section-origin a mai:Wording ; mai:pageLabel "Origine"@fr , "Origin"@en .
wording:Initiative a mai:Wording ; mai:wordsFor mai:Initiative ; mai:gender "feminine" ;
    mai:singular "initiative"@fr , "initiative"@en ; mai:plural "initiatives"@fr , "initiatives"@en .
"""
)
EX = "https://example.org/ns#"


class Text(str):
    """Turtle that is read as a file."""

    __slots__ = ()

    def read_bytes(self) -> bytes:
        """Return the text as a file would hold it."""
        return self.encode()


def read(text: str) -> Lexicon:
    """Read the words of one file."""
    return read_lexicon([("garden.ttl", Text(text))])


def test_terms_of_a_network_have_words() -> None:
    """A class is called by its label, else by the words above it; its noun and its gender are those above it."""
    words = read(GARDEN)
    assert words.page_label(EX + "Garden") == BilingualText("jardin partagé", "shared garden")
    assert words.page_label(EX + "Orchard") == BilingualText("initiative", "initiative")
    noun = words.nearest(EX + "Orchard", "singular")
    assert noun is not None
    assert noun.values["gender"] == ("feminine",)
    assert list(words.lineage(EX + "Orchard")) == [EX + "Orchard", EX + "Garden", expand("mai:Initiative")]
    assert words.page_label(EX + "Nothing") is None


@pytest.mark.parametrize(
    ("words", "found", "expected"),
    [
        ('mai:wordsFor ex:a ; mai:pageLabel "prête"@fr', "mai:pageLabel", "“…”@en"),
        ('mai:wordsFor ex:a ; mai:pageLabel "lends"@en', "mai:pageLabel", "“…”@fr"),
        ('mai:wordsFor ex:a ; mai:pageLabel "prête"', "mai:pageLabel", "a text in fr and in en"),
        (
            'mai:wordsFor ex:a ; mai:singular "jardin"@fr , "garden"@en ; mai:plural "jardins"@fr , "gardens"@en',
            "mai:singular",
            "mai:gender",
        ),
        ('mai:singular "jardin"@fr , "garden"@en ; mai:gender "masculine"', "mai:singular", "mai:plural"),
        ('mai:wordsFor ex:a ; mai:gender "neuter"', "mai:gender neuter", "feminine|masculine"),
        (
            'mai:clause "prête {a}"@fr , "lends {o}"@en ; mai:inverseClause "x"@fr , "x"@en',
            "{a} @fr",
            "{also}",
        ),
        ('mai:clause "prête {o}"@fr , "lends {o}"@en', "mai:clause", "mai:inverseClause"),
        ('mai:reasonRule "x" ; mai:clause "prête {o}"@fr , "lends {a}"@en', "{o} @fr", "{basis}"),
        ('mai:phrase "prête {o"@fr , "lends"@en', "prête {o", "{…}"),
        ('mai:pageLabel "a {x}"@fr , "a"@en', "{x} @fr", "…"),
        ('mai:singulier "jardin"@fr , "garden"@en', "mai:singulier", "mai:singular"),
        ("mai:rang 3", "mai:rang", "mai:pageOrder"),
        ("mai:pageOrder 3 , 4", "3, 4", "mai:pageOrder × 1"),
        ("mai:pageSection wording:section-who ; mai:pageOrder 3", "section-who", "an entry that exists"),
        ("mai:pageSection wording:hidden", "mai:pageSection", "mai:pageOrder"),
        ('mai:pageLabel "a"@fr , "b"@fr , "c"@en', "pageLabel @fr", "given once only"),
    ],
)
def test_incomplete_words_are_refused(words: str, found: str, expected: str) -> None:
    """A refusal names the file, the entry, what was found and what was expected."""
    with pytest.raises(WordingError) as refusal:
        read(f"{PREFIXES}wording:lends a mai:Wording ; {words} .")
    message = refusal.value.message("en")
    assert message.startswith("Words of garden.ttl, entry “")
    assert "lends”: found “" in message
    assert found in message.partition(", expected ")[0]
    assert expected in message.partition(", expected ")[2]


@pytest.mark.parametrize(
    "text",
    [
        "wording:lends a mai:Wording",
        "[] a mai:Wording .",
        "wording:a a mai:Wording ; mai:wordsFor ex:a . wording:b a mai:Wording ; mai:wordsFor ex:a .",
    ],
)
def test_unusable_files_are_refused(text: str) -> None:
    """Broken Turtle, words without a name, words given twice for one term."""
    with pytest.raises(WordingError, match=r"garden\.ttl"):
        read(PREFIXES + text)


def test_what_ships_is_read_whole() -> None:
    """Every file of `ontology/wording` gives words: none is read as empty."""
    words = lexicon()
    assert len(words.entries) > 350
    assert len(words.by_term) > 200
    for name in ("Initiative", "answersNeed", "section-who", "reason-shares-need", "phrase-unconnected"):
        assert words.entries[name].texts
    assert all(text for each in words.entries.values() for both in each.texts.values() for text in both)


NAMES = {each: BilingualText(each, each) for each in "ABC"}


def nouns() -> Iterator[str]:
    """Yield each noun, in both languages."""
    for kind in Kind:
        yield f"{kind.name}: {', '.join((*noun_of(kind).singular, *noun_of(kind).plural))}"


def relations() -> Iterator[str]:
    """Yield each relation from both ends: alone, then as a clause that goes on from another."""
    need, event = Thing("B", Kind.NEED), Thing("C", Kind.EVENT)
    first = Step(Thing("A", Kind.INITIATIVE), need, (Relationship(Relation.ECHOES, is_backwards=False),))
    for relation, is_backwards in product(Relation, (False, True)):
        step = Step(need, event, (Relationship(relation, is_backwards),))
        alone, then = step_sentence(step, NAMES), path_sentence(NetworkPath(0, (first, step)), NAMES)
        for language in LANGUAGES:
            yield f"{relation.name} {is_backwards:d}: {alone.render(language)} {then.render(language)}"


def reasons() -> Iterator[str]:
    """Yield what each rule says of two things of each family: alone, then shortly after another."""
    for family in FAMILIES:
        kind = family.kinds[0]
        first = Reason(family.sharings[0].rule, "C", 20_000, 3, 120, "C", "C", Kind.INITIATIVE)
        for sharing in family.sharings:
            for there in ("A", "B") if sharing.under else ("A",):
                reason = Reason(sharing.rule, "A", 20_000, 3, 120, "A", there, Kind.NEED)
                pair = Connection("B", (kind, kind), 2, 4, (first, reason))
                alone, then = reason_sentence(reason, pair, NAMES), connection_sentence(pair, NAMES)
                for language in LANGUAGES:
                    yield f"{sharing.rule} {kind.name}: {alone.render(language)} | {then.render(language)}"
        for stated in family.stated:
            reason = Reason(stated.rule, "B", 1, 2, 120, "A", "B", kind)
            twice = connection_sentence(Connection("B", (kind, kind), 1, 2, (reason, reason)), NAMES)
            yield from (f"{stated.rule} {kind.name}: {twice.render(language)}" for language in LANGUAGES)


def test_sentences_are_what_they_were() -> None:
    """Each sentence reads to the letter as in `sentences.txt`; who changes words on purpose changes its line."""
    lines = [
        line.replace("\u00a0", " ").replace("\u202f", " ") for line in (*nouns(), *relations(), *reasons())
    ]
    assert len(lines) > 250
    assert lines == SENTENCES.read_text("utf-8").splitlines()
