"""Tests of graph.cli.load: what is replaced is told, and another party's contribution takes a word more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.cli.load import load
from graph.errors import ForeignContribution
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshots import current_number


@pytest.fixture
def run(directory: DataDirectory) -> Callable[..., Result]:
    """Run the command on an empty data directory."""

    def ran(*arguments: str | Path) -> Result:
        return CliRunner().invoke(load, [*map(str, arguments), "--data", str(directory.path)])

    return ran


def test_a_load_tells_what_it_replaces(run: Callable[..., Result], write: Callable[..., Path]) -> None:
    """Nothing the first time; then whose, from which file, and how many statements."""
    assert "id/contribution/un (" not in run(write("un")).stderr
    told = run(write("un", '<id/initiative/un> skos:note "b"@fr .')).stderr
    assert "id/contribution/un (" in told
    assert "un.ttl" in told
    assert "id/organisation/ville" in told


def test_another_partys_contribution_takes_a_word_more(
    run: Callable[..., Result], write: Callable[..., Path], directory: DataDirectory
) -> None:
    """Refused with nothing written; done with --replace."""
    run(write("un"))
    number = current_number(directory)
    path = write(
        "un", '<id/organisation/pays> a org:Organization, foaf:Agent ; skos:prefLabel "P"@fr, "Q"@en .'
    )
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("wasAttributedTo <id/organisation/ville>", "wasAttributedTo <id/organisation/pays>"),
        "utf-8",
    )
    refused = run(path)
    assert isinstance(refused.exception, ForeignContribution)
    assert current_number(directory) == number
    done = run(path, "--replace")
    assert done.exit_code == 0, done.output
    assert current_number(directory) > number
