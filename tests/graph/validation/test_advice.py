"""Tests of graph.validation.advice: refusals say what is wrong with the value, by each way to validate, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import CandidateRefused
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.sources.territory_register import Register, register_graph
from graph.storage.store_writer import StoreWriter
from graph.validation import advice
from graph.validation.report import Report
from graph.writing.commit import commit, review

CASES = {
    "a date": (
        '<id/initiative/un> schema:startDate "2021-3"^^xsd:gYearMonth .',
        "DatedShape-written",
        '“2021-3”: month and day have two digits each. Write "2021-03"^^xsd:gYearMonth.',
        '« 2021-3 » : le mois et le jour ont deux chiffres chacun. Écrivez "2021-03"^^xsd:gYearMonth.',
    ),
    "the day on which a source was read": (
        '<id/source/un> mai:accessedOn "16/03/2021" .',
        "SourceShape-accessed",
        (
            "“16/03/2021”: the year comes first, then the month, then the day, with hyphens. "
            'Write "2021-03-16"^^xsd:date. Say on which day the source was read (mai:accessedOn, xsd:date).'
        ),
        (
            "« 16/03/2021 » : l’année vient d’abord, puis le mois, puis le jour, avec des tirets. "
            'Écrivez "2021-03-16"^^xsd:date. Dites quel jour la source a été lue (mai:accessedOn, xsd:date).'
        ),
    ),
    "a reference": (
        "<id/initiative/un> mai:onTerritory <id/territory/commune-1018> .",
        "TerritoryShape-known-reference",
        (
            "“id/territory/commune-1018”: this code is no longer in force: the territory was merged into another, or got "
            "another code. Write <id/territory/commune-01033> (Valserhône, ex-Bellegarde-sur-Valserine)."
        ),
        (
            "« id/territory/commune-1018 » : ce code n’est plus en vigueur : le territoire a été réuni à un autre, ou a "
            "changé de code. Écrivez <id/territory/commune-01033> (Valserhône, ex-Bellegarde-sur-Valserine)."
        ),
    ),
    "a code": (
        (
            '<id/territory/x> a mai:Territory, igeo:Commune ; skos:prefLabel "x"@fr, "y"@en ; igeo:codeINSEE "1033" ;'
            " igeo:subdivisionDirecteDe <id/territory/departement-01> ."
        ),
        "TerritoryShape-known-code",
        '“1033”: the code lacks a zero at its start; a spreadsheet may have removed it. Write "01033" (Valserhône).',
        '« 1033 » : un zéro manque au début du code ; un tableur l’a sans doute retiré. Écrivez "01033" (Valserhône).',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_says_how_the_value_should_read(
    case: str,
    writer: StoreWriter,
    settings: Settings,
    small_register: Register,
    write: Callable[..., Path],
) -> None:
    """Validated whole or by what changes, the report is the same; and no bound is spoken of."""
    commit(writer, Candidate((register_graph(small_register, writer.names),)))
    extra, shape, english, french = CASES[case]
    candidate = read_candidate([write("un", extra)], writer.names, settings)
    with pytest.raises(CandidateRefused) as refused:
        commit(writer, candidate)
    report = refused.value.report
    assert isinstance(report, Report)
    messages = {each.messages for each in report.results if each.source_shape.endswith(f"#{shape}>")}
    assert (french, english) in messages
    assert "mai:earliestStart" not in report.as_text("en")
    whole = review(writer.store, candidate, writer.names)[1]
    assert {each.messages for each in whole.violations} == {each.messages for each in report.violations}
    assert english in report.as_text("en")


def test_a_spoiled_text_is_published_with_the_right_word_beside_it(
    writer: StoreWriter, settings: Settings, write: Callable[..., Path]
) -> None:
    """HTML code and wrongly decoded letters are warnings: the word, what is wrong, what to write, then why."""
    extra = '<id/initiative/un> skos:altLabel "Caf&eacute; citoyen"@fr, "La CommunautÃ© du quai"@fr .'
    text = commit(writer, read_candidate([write("un", extra)], writer.names, settings)).report.as_text("en")
    assert '“Caf&eacute;”: a character is written as HTML code. Write "Café". This text contains' in text
    assert (
        '“CommunautÃ©”: these letters were read in the wrong encoding. Write "Communauté". This text lost'
        in text
    )


def test_each_advice_is_in_both_languages() -> None:
    """And they differ."""
    texts = tomllib.loads((Path(advice.__file__).parent / "advice.toml").read_text("utf-8"))
    assert len(texts) > 20
    assert all(set(text) == {"fr", "en"} and text["fr"] != text["en"] for text in texts.values())
