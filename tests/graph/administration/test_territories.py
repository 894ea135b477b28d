"""Tests of graph.administration.territories: register and coordinates are loaded again, and an operator's table instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.administration import territories
from graph.administration.territories import load_register, load_shipped_coordinates, load_table, own_table
from graph.errors import SourceMissing, TableLines
from graph.i18n import BilingualText
from graph.rdf.terms import DefaultGraph, Literal, Quad, name
from graph.sources.candidate import Candidate
from graph.sources.coordinates import Origin
from graph.sources.territory_register import Register, register_graph
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import commit

ORIGIN = Origin("La Poste", "", "https://licence.example/")
MONTPELLIER = "commune-34172"


def silent(_: BilingualText) -> None:
    """Report no progress."""


@pytest.fixture(autouse=True)
def shipped(small_register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small register be the one that ships."""
    monkeypatch.setattr(territories, "read_register", lambda: small_register)


@pytest.fixture
def old(writer: StoreWriter, small_register: Register) -> StoreWriter:
    """Give the writer of a data directory from before there were coordinates."""
    commit(writer, Candidate((register_graph(small_register, writer.names),)))
    return writer


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write a table with a present, a former and an unknown code."""
    path = tmp_path / "centres.csv"
    path.write_text("code;lat;lon\n34172;43,5;3,5\n1018;46;5,8\n99999;1;1\n", "utf-8")
    return path


def latitudes(writer: StoreWriter, slug: str) -> set[str]:
    """Return the latitudes of a territory in the default graph."""
    place = writer.names.thing("territory", slug)
    found = writer.store.quads_for_pattern(place, name("wgs:lat"), None, DefaultGraph())
    return {quad.object.value for quad in found if isinstance(quad.object, Literal)}


def test_an_older_directory_gets_the_coordinates(old: StoreWriter) -> None:
    """Once; the second time there is nothing new. The register stays published."""
    assert load_register(old, silent).changed
    assert latitudes(old, MONTPELLIER) == {"43.61093"}
    assert not load_register(old, silent).changed
    entry = old.names.thing("territory", "departement-34")
    assert Quad(entry, name("rdf:type"), name("mai:Territory")) in old.store


def test_a_table_replaces_what_ships(old: StoreWriter, table: Path) -> None:
    """All of it; former codes lead to the commune of today, and the catalogue knows the file."""
    load_register(old, silent)
    loaded = load_table(old, table, ORIGIN, silent)
    assert (loaded.placed.former, loaded.placed.unknown, loaded.commune_count) == (("01018",), ("99999",), 4)
    assert latitudes(old, MONTPELLIER) == {"43.5"}
    assert latitudes(old, "commune-01033") == {"46"}
    assert latitudes(old, "commune-34057") == set()
    known = own_table(old.store, old.names)
    assert known is not None
    assert known.path.name == "centres.csv"


def test_a_table_stays_until_the_shipped_one_is_put_back(old: StoreWriter, table: Path) -> None:
    """A new version's register leaves an operator's coordinates alone."""
    load_table(old, table, ORIGIN, silent)
    assert not load_register(old, silent).changed
    assert latitudes(old, MONTPELLIER) == {"43.5"}
    assert load_shipped_coordinates(old, silent).changed
    assert latitudes(old, MONTPELLIER) == {"43.61093"}
    assert own_table(old.store, old.names) is None


def test_a_bad_table_changes_nothing(old: StoreWriter, tmp_path: Path) -> None:
    """One line is enough."""
    load_register(old, silent)
    before = set(old.store)
    path = tmp_path / "bad.csv"
    path.write_text("code,lat,lon\n34172,43,3\n34057,x,3\n", "utf-8")
    with pytest.raises(TableLines):
        load_table(old, path, ORIGIN, silent)
    with pytest.raises(SourceMissing):
        load_table(old, tmp_path / "none.csv", ORIGIN, silent)
    assert set(old.store) == before


def test_a_point_brings_no_commune_into_validation(old: StoreWriter) -> None:
    """Coordinates are a register: that they name a commune is no reason to look at it."""
    report = load_register(old, silent).report
    assert report.conforms
    assert report.focus_node_count == 0
