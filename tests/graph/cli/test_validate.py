"""Tests of graph.cli.validate: the report is about the files that were given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from graph.cli.load import load
from graph.cli.validate import validate
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshots import current_number


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


def test_what_would_be_replaced_is_told(
    directory: DataDirectory, settings: Settings, write: Callable[..., Path]
) -> None:
    """Before it is done."""
    data = ["--data", str(directory.path)]
    assert CliRunner().invoke(load, [str(write("un")), *data]).exit_code == 0
    done = CliRunner().invoke(validate, [str(write("un", '<id/initiative/un> skos:note "b"@fr .')), *data])
    assert "id/contribution/un (" in done.stderr
    assert settings.data_dir == directory.path
