"""Tests of graph.sources.coordinate_table: tables as spreadsheets write them, and lines that cannot be used."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceEncoding, SourceError, TableColumns, TableLines
from graph.sources.coordinate_table import Coordinates, read_shipped_table, read_table
from graph.sources.territory_register import read_register

POINTS = {"34057": Coordinates(43.6379, 3.9028), "2A004": Coordinates(41.92723, 8.73462)}


@pytest.mark.parametrize(
    "content",
    [
        b"code,lat,lon\n34057,43.6379,3.9028\n2A004,41.92723,8.73462\n",
        "\ufeffcode;nom;latitude;longitude\r\n34057;Castelnau-le-Lez;43,6379;3,9028\r\n2a004;Ajaccio;41,92723;8,73462".encode(),
        "Code INSEE\tnom\tLongitude\tLatitude\n34057\tÉ\t3.9028\t43.6379\n2A004\t\t8.73462\t41.92723\n\n".encode(
            "cp1252"
        ),
        "code|lat|lng\n34057|43.6379|3.9028\n2A004|41.92723|8.73462".encode("utf-16"),
        b'"code","lat","lon"\n"34057","43.6379","3.9028"\n"34057","43.6379","3.9028"\n"2A004","41.92723","8.73462"\n',
    ],
)
def test_a_table_is_read_however_it_is_written(content: bytes) -> None:
    """Separator, encoding, decimal comma, names and order of columns, empty lines, a line that is there twice."""
    assert read_table(content, "x.csv") == POINTS


def test_a_dropped_zero_is_put_back() -> None:
    """As a spreadsheet drops it."""
    assert list(read_table(b"code,lat,lon\n1004,45.9,5.3", "x.csv")) == ["01004"]


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        (b"Castelnau,43.6,3.9", "CASTELNAU", "34057"),
        (b"34,43.6,3.9", "“34”", "34057"),
        (b"34058,43.6.1,3.9", "43.6.1", "-90"),
        (b"34058,,3.9", "“”", "-90"),
        (b"34058,nan,3.9", "nan", "-90"),
        (b"34058,43.6,1e2", "1e2", "-180"),
        (b"34058,91,3.9", "91", "-90"),
        (b"34058,43.6,-181", "-181", "-180"),
        (b"34058,43.6", "“”", "-180"),
        (b"34058,0,0.0", "0, 0.0", "0, 0"),
        (b"34057,43.7,3.9", "34057", "line 2"),
        (b'34058,"' + b"9" * 200_000 + b'",3', "field larger", "100,000"),
    ],
)
def test_a_line_that_cannot_be_used_is_reported(line: bytes, found: str, expected: str) -> None:
    """Its number, what it holds, what was expected; and nothing of the table is used."""
    content = b"code,lat,lon\n34057,43.6,3.9\n" + line + b"\n34172,43.6,3.88\n"
    with pytest.raises(TableLines) as refused:
        read_table(content, "x.csv")
    message = refused.value.message("en")
    assert "1 lines" in message
    assert "line 3" in message
    assert found in message
    assert expected in message.partition("line 3")[2]
    assert "ligne 3" in refused.value.message("fr")


def test_of_very_many_bad_lines_a_hundred_are_listed() -> None:
    """And all are counted."""
    with pytest.raises(TableLines) as refused:
        read_table(b"code,lat,lon\n" + b"x,1,1\n" * 250, "x.csv")
    message = refused.value.message("en")
    assert "250 lines" in message
    assert "and 150 others" in message
    assert len(message.splitlines()) == 102


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", TableColumns),
        (b"PK\x03\x04\x00\x00", TableColumns),
        (b"code,latitude\n34057,43.6", TableColumns),
        (b"code,lat,lon\n", TableLines),
        (b"code,lat,lon\n34057,43.6,3.9\x81", SourceEncoding),
        (b"\xff\xfec\x00o", SourceError),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, error: type[Exception]) -> None:
    """With the columns that are missing, or the encoding."""
    with pytest.raises(error):
        read_table(content, "x.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing else happens."""
    for each in (content, b"code,lat,lon\n" + content):
        with suppress(SourceError):
            assert read_table(each, "x.csv")


def test_the_shipped_table_places_communes_that_there_are() -> None:
    """Fourteen thousand, each of them in the register, all where France is."""
    table = read_shipped_table()
    codes = {str(each["code"]) for each in read_register().communes}
    assert len(table) > 14_000
    assert table.keys() <= codes
    assert all(-25 < each.latitude < 52 and -64 < each.longitude < 56 for each in table.values())
    assert table["34172"] == Coordinates(43.61093, 3.87635)
