"""Tests of graph.cli.validate: the report is about the files that were given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from graph.cli.load import load
from graph.cli.validate import validate
from graph.errors import CandidateRefused
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshots import current_number
from graph.validation.report import Report


def test_the_report_is_about_the_given_files(
    directory: DataDirectory, settings: Settings, write: Callable[..., Path]
) -> None:
    """What is reproached to others' contributions is none of theirs; and nothing is written."""
    data = ["--data", str(settings.data_dir)]
    runner = CliRunner()
    assert runner.invoke(load, [str(write("autre")), *data]).exit_code == 0
    number = current_number(directory)
    done = runner.invoke(validate, [str(write("un")), "--report", "json", *data])
    assert done.exit_code == 0, done.output
    results = json.loads(done.stdout)["results"]
    assert results, "an initiative without a need is warned about"
    assert {tuple(each["files"]) for each in results} == {("un.ttl",)}
    assert current_number(directory) == number


def test_what_others_state_is_told_as_by_load(
    directory: DataDirectory, settings: Settings, write: Callable[..., Path]
) -> None:
    """The same violations in the same words, with the other contribution and whose it is; and what is not read."""
    data = ["--data", str(directory.path)]
    shared = (
        "<id/initiative/{0}> mai:hasParticipant <id/organisation/x> ; <http://example.org/p> 1 ."
        '<id/organisation/x> a org:Organization, foaf:Agent ; skos:prefLabel "{1}"@fr, "{1}"@en .'
    )
    runner = CliRunner()
    assert runner.invoke(load, [str(write("un", shared.format("un", "Entraide"))), *data]).exit_code == 0
    second = str(write("deux", shared.format("deux", "Soutien")))
    refused, told = (runner.invoke(command, [second, *data]) for command in (load, validate))
    assert (refused.exit_code, told.exit_code) == (1, 1)
    assert isinstance(refused.exception, CandidateRefused)
    assert isinstance(refused.exception.report, Report)
    expected = refused.exception.report.as_text("fr")
    assert "Entraide », id/contribution/un, de « " in expected
    assert "example.org/p" in expected
    assert told.stdout == expected
    assert settings.data_dir == directory.path


def test_what_would_be_replaced_is_told(
    directory: DataDirectory, settings: Settings, write: Callable[..., Path]
) -> None:
    """Before it is done."""
    data = ["--data", str(directory.path)]
    assert CliRunner().invoke(load, [str(write("un")), *data]).exit_code == 0
    done = CliRunner().invoke(validate, [str(write("un", '<id/initiative/un> skos:note "b"@fr .')), *data])
    assert "id/contribution/un (" in done.stderr
    assert settings.data_dir == directory.path
