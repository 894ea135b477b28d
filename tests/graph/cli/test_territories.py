"""Tests of graph.cli.territories: options that go together, and what is reported of a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.administration import territories
from graph.errors import TableLines
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.territory_register import Register, register_graph
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshots import current_number
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from webapp.cli import maillage

ORIGIN = ("--source", "La Poste", "--licence", "https://licence.example/")
Run = Callable[..., Result]


@pytest.fixture
def run(
    directory: DataDirectory, settings: Settings, small_register: Register, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run the command on a data directory that has a small register and no coordinates."""
    with open_writer(directory, settings) as writer:
        commit(writer, Candidate((register_graph(small_register, writer.names),)))
    monkeypatch.setattr(territories, "read_register", lambda: small_register)

    def ran(*words: str | Path) -> Result:
        arguments = ["territories", "load", *map(str, words), "--data", str(directory.path)]
        return CliRunner().invoke(maillage, arguments, env={"MAILLAGE_LANGUAGE": "en"})

    return ran


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write a table with a present, a former and an unknown code."""
    path = tmp_path / "centres.csv"
    path.write_text("code,lat,lon\n34172,43.5,3.5\n01018,46,5.8\n99999,1,1\n", "utf-8")
    return path


def test_a_table_is_loaded_kept_and_taken_back(run: Run, table: Path, directory: DataDirectory) -> None:
    """What led elsewhere and nowhere is reported; the way back is an option of its own."""
    loaded = run("--coordinates", table, *ORIGIN)
    assert loaded.exit_code == 0, loaded.output
    assert "placed: 2 of 4" in loaded.stderr
    assert "Former codes, led to the commune of today: 1 (01018)" in loaded.stderr
    assert "left out: 1 (99999)" in loaded.stderr
    assert "Published: snapshot" in loaded.stderr
    number = current_number(directory)
    again = run()
    assert "Your coordinates stay in place (centres.csv)" in again.stderr
    assert f"Nothing new: snapshot {number} stays." in again.stderr
    back = run("--shipped-coordinates")
    assert "Published: snapshot" in back.stderr
    assert current_number(directory) > number


def test_a_bad_line_is_shown(run: Run, table: Path, directory: DataDirectory) -> None:
    """And nothing is published."""
    number = current_number(directory)
    table.write_text("code,lat,lon\n34172,x,3.5\n", "utf-8")
    refused = run("--coordinates", table, *ORIGIN)
    assert isinstance(refused.exception, TableLines)
    assert "line 2: “x”, expected: a number" in refused.exception.message("en")
    assert current_number(directory) == number


@pytest.mark.parametrize(
    "words",
    [
        ("--source", "La Poste"),
        ORIGIN,
        ("--coordinates", "x.csv"),
        ("--coordinates", "x.csv", "--source", "La Poste"),
        ("--coordinates", "x.csv", "--source", "La Poste", "--licence", "Licence Ouverte"),
        ("--coordinates", "x.csv", "--source", "La Poste", "--licence", "https://licence example/"),
        ("--coordinates", "x.csv", *ORIGIN, "--shipped-coordinates"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run: Run, words: tuple[str, ...]) -> None:
    """A table needs a source and a licence that is an address, and one table is enough."""
    assert run(*words).exit_code == 2
