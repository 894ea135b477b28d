"""The words of the pages: every property has some, every text has its English."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from graph.connections.network.relations import Relation, predicate
from graph.connections.wording.lexicon import lexicon
from graph.rdf.terms import expand
from graph.resources import shipped_files
from webapp.localization.kind_labels import KINDS, THING
from webapp.localization.property_labels import property_label, questions
from webapp.localization.relation_filters import filter_labels

WEBAPP = Path(str(files("webapp")))
# Said by the catalogue of the store or by the documentation, never of a thing that has a page.
_NOT_ON_PAGES = {expand(f"mai:{each}") for each in ("digest", "quadCount", "counterExample")}


def messages() -> set[str]:
    """Extract every text that the pages say."""
    found = extract_from_dir(
        WEBAPP,
        method_map=[
            ("**.py", "python"),
            ("templates/**.html", "jinja2.ext:babel_extract"),
            ("templates/**.txt", "jinja2.ext:babel_extract"),
        ],
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "msg": None},
    )
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def test_every_text_has_its_english() -> None:
    """A French text without its English fails here, and so does an English one that nothing says any more."""
    with (WEBAPP / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    translated = {
        each.id[0] if isinstance(each.id, tuple) else each.id
        for each in catalogue
        if each.id
        and all(each.string if isinstance(each.string, tuple) else (each.string,))
        and not each.fuzzy
    }
    said = messages()
    assert len(said) > 150
    assert said == translated


def test_placeholders_are_kept() -> None:
    """English fills in the same facts as French."""
    with (WEBAPP / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        for each in read_po(file):
            texts = [*each.id, *each.string] if isinstance(each.id, tuple) else [each.id, each.string]
            slots = {tuple(sorted(re.findall(r"%\(\w+\)s|\{\w+\}", str(text)))) for text in texts if each.id}
            assert len(slots) <= 1, each.id


def declared(topic: str = "") -> set[str]:
    """Name the properties that the ontology declares, or one file of it."""
    found = re.compile(r"^mai:([a-z]\w+) a owl:(?:Object|Datatype|Annotation)Property", re.MULTILINE)
    files = [each for path, each in shipped_files("ontology", ".ttl") if topic in ("", path)]
    return {expand(f"mai:{each}") for file in files for each in found.findall(file.read_text("utf-8"))}


def test_every_property_of_the_ontology_reads_in_words() -> None:
    """A property that a page would not know how to place fails here."""
    assert len(declared()) > 50
    placed = {each for each in declared() if property_label(each).order < 1_000_000}
    assert declared() - placed == _NOT_ON_PAGES | declared("wording.ttl")


def test_every_property_stands_under_a_question() -> None:
    """Both ends of a property are read under a known question and with words, or hidden on purpose."""
    terms = [each for each, words in lexicon().by_term.items() if "pageOrder" in words.values]
    assert len(terms) > 150
    for term in terms:
        label = property_label(term)
        assert {label.question, label.inverse_question} <= {*questions(), ""}, term
        assert bool(label.question) <= bool(label.label.fr), term
        assert bool(label.inverse_question) <= bool(label.inverse_label.fr), term


def test_inverses_mirror() -> None:
    """An inverse read from its subject is the property read from its object."""
    inverse, direct = (property_label(expand(each)) for each in ("mai:needAnsweredBy", "mai:answersNeed"))
    assert (inverse.question, inverse.label) == (direct.inverse_question, direct.inverse_label)
    assert (inverse.inverse_question, inverse.inverse_label) == (direct.question, direct.label)


def test_kinds_are_told_apart() -> None:
    """No class names two kinds; each has words for one thing and for a list."""
    classes = [each for kind in KINDS for each in kind.classes]
    assert len(classes) == len(set(classes))
    assert all(text for kind in (*KINDS, THING) for text in (*kind.one, *kind.many))


def test_each_relation_is_under_one_filter() -> None:
    """A relation under no filter could not be left out of a search."""
    chosen = [each for label in filter_labels() for each in label.predicates]
    assert sorted(chosen) == sorted(map(predicate, Relation))
