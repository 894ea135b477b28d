"""The structure as tables, and kept beside its network."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random

import pytest

from graph.connections.network.builder import network_of
from graph.connections.structure.analysis import structure_of
from graph.connections.structure.cache import kept_structure, save_structure, table_path
from graph.connections.structure.model import LISTED, LISTINGS, Structure
from graph.connections.structure.tables import TABLES, table_of, table_text
from tests.graph.connections.structure.voices import random_voices


def structures() -> list[Structure]:
    """Find the structures of some random worlds."""
    return [structure_of(network_of(random_voices(Random(seed)))) for seed in range(8)]


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_json_say_the_same(name: str) -> None:
    """Both forms of a table have its columns and the same cells; each table has a row somewhere."""
    seen = 0
    for each in structures():
        table = table_of(each, name)
        told = json.loads(table_text(table, "json"))
        written = list(csv.reader(io.StringIO(table_text(table, "csv"))))
        assert told["table"] == name and told["count"] == table.count
        assert written[0] == list(table.columns)
        assert written[1:] == [[_flat(row[column]) for column in table.columns] for row in told["rows"]]
        seen += len(table.rows)
    assert seen


def _flat(cell: object) -> str:
    return " ".join(map(str, cell)) if isinstance(cell, list) else str(cell)


def test_a_listing_that_is_cut_tells_how_long_it_is() -> None:
    """Fewer rows are the first of all rows, and the count stays."""
    network = network_of(random_voices(Random(1)))
    whole, cut = structure_of(network, None), structure_of(network, 2)
    assert cut == whole.shortened(2)
    for each in LISTINGS:
        assert getattr(cut, each).count == getattr(whole, each).count == len(getattr(whole, each).first)
    assert len(cut.initiatives.first) == 2


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """The structure is kept beside the network, with all rows as CSV."""
    whole = structure_of(network_of(random_voices(Random(2))), None)
    assert kept_structure(tmp_path) is None
    assert save_structure(whole, tmp_path) == kept_structure(tmp_path) == whole.shortened(LISTED)
    for table in TABLES:
        text = table_path(tmp_path, table).read_text("utf-8")
        assert text.splitlines() == table_text(table_of(whole, table), "csv").splitlines()


def test_half_a_structure_is_none(tmp_path: Path) -> None:
    """Tables without the file that comes last are no structure."""
    save_structure(structure_of(network_of(random_voices(Random(2))), None), tmp_path)
    (tmp_path / "structure" / "structure.json").unlink()
    assert kept_structure(tmp_path) is None
