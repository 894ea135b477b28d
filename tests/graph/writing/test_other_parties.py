"""Tests of graph.writing.other_parties: a refusal names the contributions of others that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import CandidateRefused
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import read_candidate
from graph.storage.store_writer import StoreWriter
from graph.validation.report import Report
from graph.writing.commit import commit

_SHARED = '<id/organisation/x> a org:Organization, foaf:Agent ; skos:prefLabel "{}"@fr, "{}"@en .'


def _refusal(writer: StoreWriter, candidate: Candidate) -> str:
    with pytest.raises(CandidateRefused) as refused:
        commit(writer, candidate)
    assert isinstance(refused.value.report, Report)
    return refused.value.report.as_text("en")


def test_another_name_for_the_same_thing_is_told_with_whose_it_is(
    writer: StoreWriter, settings: Settings, write: Callable[..., Path]
) -> None:
    """Which name, in which contribution, of which party."""
    link = "<id/initiative/{}> mai:hasParticipant <id/organisation/x> ."
    first = write("un", link.format("un") + _SHARED.format("Entraide", "Help"))
    commit(writer, read_candidate([first], writer.names, settings))
    second = write("deux", link.format("deux") + _SHARED.format("Soutien", "Support"))
    told = _refusal(writer, read_candidate([second], writer.names, settings))
    assert "“Entraide”, id/contribution/un, by “The town” (id/organisation/ville)" in told


def test_a_link_that_would_break_is_told_with_whose_it_is(
    writer: StoreWriter, settings: Settings, write: Callable[..., Path]
) -> None:
    """The one who removes learns who needs it."""
    first = write("un", _SHARED.format("Entraide", "Help"))
    second = write("deux", "<id/initiative/deux> mai:hasParticipant <id/organisation/x> .")
    commit(writer, read_candidate([first, second], writer.names, settings))
    told = _refusal(writer, Candidate(removed=frozenset({writer.names.thing("contribution", "un")})))
    assert "Elsewhere: id/contribution/deux, by “The town” (id/organisation/ville)." in told
