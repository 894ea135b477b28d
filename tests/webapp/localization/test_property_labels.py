"""The words of the pages: every property has some, every text has its English."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from graph.resources import shipped_files
from webapp.localization.kind_labels import KINDS
from webapp.localization.property_labels import INVERSES, QUESTIONS, READINGS

WEBAPP = Path(str(files("webapp")))
# Said by the catalogue of the store or by the documentation, never of a thing that has a page.
_NOT_ON_PAGES = {"mai:digest", "mai:quadCount", "mai:counterExample"}


def messages() -> set[str]:
    """Extract every text that the pages say."""
    found = extract_from_dir(
        WEBAPP,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")],
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
    assert len(said) > 200
    assert said == translated


def test_placeholders_are_kept() -> None:
    """English fills in the same facts as French."""
    with (WEBAPP / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        for each in read_po(file):
            texts = [*each.id, *each.string] if isinstance(each.id, tuple) else [each.id, each.string]
            slots = {tuple(sorted(re.findall(r"%\(\w+\)s|\{\w+\}", str(text)))) for text in texts if each.id}
            assert len(slots) <= 1, each.id


def test_every_property_of_the_ontology_reads_in_words() -> None:
    """A property that a page would show by its IRI fails here."""
    declared = set()
    for _, module in shipped_files("ontology", ".ttl"):
        declared |= {
            f"mai:{found}"
            for found in re.findall(
                r"^mai:([a-z]\w+) a owl:(?:Object|Datatype|Annotation)Property",
                module.read_text("utf-8"),
                re.MULTILINE,
            )
        }
    assert len(declared) > 50
    assert declared - READINGS.keys() <= _NOT_ON_PAGES


@pytest.mark.parametrize("curie", READINGS)
def test_every_reading_stands_under_a_question(curie: str) -> None:
    """Both ends of a property are read under a known question, or hidden on purpose."""
    reading = READINGS[curie]
    assert {reading.question, reading.inverse_question} <= {*QUESTIONS, ""}
    assert bool(reading.inverse_question and reading.inverse_question != "pointing") <= bool(
        reading.inverse_words
    )


def test_inverses_mirror() -> None:
    """An inverse read from its subject is the property read from its object."""
    for inverse, curie in INVERSES.items():
        assert READINGS[inverse].words == READINGS[curie].inverse_words


def test_kinds_are_told_apart() -> None:
    """No class names two kinds."""
    classes = [each for kind in KINDS for each in kind.classes]
    assert len(classes) == len(set(classes))
