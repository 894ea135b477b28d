"""Write a table as CSV, line by line, or as a workbook (XLSX), whose rows go to a file one after the other.

No cell may act: one that a spreadsheet would read as a formula is text in a workbook, and begins with an apostrophe in CSV,
as OWASP advises; who reads the CSV by program takes that one apostrophe away.

Spec: https://owasp.org/www-community/attacks/CSV_Injection, https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from webapp.presentation.search.export_table import Cell

_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads accents wrong
_PIECE_LETTERS = 1 << 16
_CELL_LETTERS = 32_767  # the most that a cell of a workbook holds
_FIRST_YEAR = 1900  # before it, workbooks have no dates
_MEMORY_BYTES = 1 << 20


def csv_pieces(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with a byte order mark, commas, CRLF."""
    buffer = StringIO(_BYTE_ORDER_MARK)
    buffer.seek(0, 2)
    writer = csv.writer(buffer)
    writer.writerow([disarmed(each) for each in titles])
    for row in rows:
        writer.writerow([disarmed(str(each)) for each in row])
        if buffer.tell() > _PIECE_LETTERS:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def disarmed(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_ACTING) else text


def workbook_file(
    titles: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    about: Iterable[tuple[str, Cell]],
    sheet_names: tuple[str, str],
) -> IO[bytes]:
    """Write a workbook of two sheets into a temporary file, and return it at its beginning.

    Args:
        about: What the second sheet says of the first: read after the last row.
        sheet_names: Of the results, and of what is said of them.
    """
    output = tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115 (who gets it closes it)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "use_zip64": True,
    }
    book = Workbook(output, options)
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    results, told = (book.add_worksheet(each) for each in sheet_names)
    for place, width in enumerate(widths):
        results.set_column(place, place, width)
    results.freeze_panes(1, 1)
    for place, title in enumerate(titles):
        results.write_string(0, place, title, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(results, (count, place), cell, day)
    results.autofilter(0, 0, count, len(titles) - 1)
    told.set_column(0, 0, 24)
    told.set_column(1, 1, 80)
    for number, (title, cell) in enumerate(about):
        told.write_string(number, 0, title, bold)
        _write(told, (number, 1), cell, day)
    book.close()
    output.seek(0)
    return output


def _write(sheet: Worksheet, where: tuple[int, int], cell: Cell, day: object) -> None:
    if isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(*where, cell, day)
    elif isinstance(cell, int):
        sheet.write_number(*where, cell)
    elif cell:
        sheet.write_string(*where, str(cell)[:_CELL_LETTERS])
