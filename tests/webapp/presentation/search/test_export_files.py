"""Tables as files: cells that cannot act, dates that are dates, numbers that are numbers."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import hypothesis.strategies as st
import pytest
from hypothesis import given

from webapp.presentation.search.export_files import csv_pieces, disarmed, workbook_file
from webapp.presentation.search.export_table import Cell

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ACTING = [
    "=1+1",
    "+33 1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    '=HYPERLINK("http://x";"y")',
    "=cmd|' /C calc'!A0",
]
_ROWS: list[tuple[Cell, ...]] = [
    ("Été ; « x », y\nz", date(2020, 3, 1), 2020, "01033"),
    ("=1+1", date(1850, 1, 1), -3, "https://example.org/a"),
    ("\x07", "2020-03", 0, "a" * 40_000),
]


def sheet(content: bytes, number: int) -> list[dict[str, ET.Element]]:
    """Read the cells of a sheet, a dictionary by column for each row."""
    with ZipFile(BytesIO(content)) as archive:
        root = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 (our own)
    return [
        {re.sub(r"\d", "", cell.get("r", "")): cell for cell in row.iter(f"{_MAIN}c")}
        for row in root.iter(f"{_MAIN}row")
    ]


def workbook() -> bytes:
    """Write the rows with a second sheet."""
    about = iter([("Instantané", 12), ("Adresse", "=x"), ("Publié", date(2026, 11, 30))])
    with workbook_file(
        ("Nom", "Jour", "Nombre", "+Code"), (9, 9, 9, 9), _ROWS, about, ("Résultats", "À propos")
    ) as file:
        return file.read()


@pytest.mark.parametrize("text", ACTING)
def test_no_cell_of_a_csv_acts(text: str) -> None:
    """It begins with an apostrophe; what acts nowhere stays as it is."""
    read = list(csv.reader(StringIO(b"".join(csv_pieces(["Nom"], [[text]])).decode("utf-8-sig"), newline="")))
    assert read == [["Nom"], [f"'{text}"]]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2, max_size=3
    )
)
def test_a_csv_is_read_back(cells: list[str]) -> None:
    """Whatever a text holds, but for the apostrophe that disarms it."""
    content = b"".join(csv_pieces(["a"] * len(cells), [cells]))
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[1] == [disarmed(each) for each in cells]


def test_a_csv_comes_in_pieces() -> None:
    """Of a long table, the first piece is there before the last row is read."""
    read = []
    rows = (read.append(number) or ("x" * 1000, number) for number in range(1000))  # type: ignore[func-returns-value]
    next(csv_pieces(["a", "b"], rows))
    assert 0 < len(read) < 100


def test_a_workbook_has_no_formula() -> None:
    """Nothing but numbers and texts, in both sheets, the titles too."""
    content = workbook()
    for number in (1, 2):
        for row in sheet(content, number):
            assert all(cell.find(f"{_MAIN}f") is None for cell in row.values())
    with ZipFile(BytesIO(content)) as archive:
        assert not any(
            "hyperlink" in archive.read(each).decode().lower()
            for each in archive.namelist()
            if "sheet" in each
        )


def test_dates_are_dates_and_numbers_numbers() -> None:
    """A day of which workbooks have a number is one; what is no day, or before 1900, is a text; so is a code."""
    first, second, third = sheet(workbook(), 1)[1:]
    assert first["B"].findtext(f"{_MAIN}v") == "43891"  # days since 1900, as workbooks count
    assert first["C"].findtext(f"{_MAIN}v") == "2020" and first["C"].get("t") is None
    assert first["D"].get("t") == "inlineStr" and "01033" in "".join(first["D"].itertext())
    assert "1850-01-01" in "".join(second["B"].itertext())
    assert "=1+1" in "".join(second["A"].itertext())
    assert second["C"].findtext(f"{_MAIN}v") == "-3"
    assert "2020-03" in "".join(third["B"].itertext())
    assert len("".join(third["D"].itertext())) == 32_767


def test_the_second_sheet_says_what_the_first_is() -> None:
    """Its lines are read last."""
    rows = sheet(workbook(), 2)
    assert rows[0]["B"].findtext(f"{_MAIN}v") == "12"
    assert "=x" in "".join(rows[1]["B"].itertext())
