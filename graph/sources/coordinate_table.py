"""Read a table of coordinates: a line for each commune, with its code, its latitude and its longitude.

The table that ships and the one that an operator loads have the same form, CSV with a header. Spreadsheets write it in several
ways, so separator, encoding, decimal comma and the usual names of the columns are recognised. A line that cannot be used is
reported with what was found and what was expected; then nothing of the table is used.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import SourceEncoding, TableColumns, TableLines
from graph.i18n import LANGUAGES, BilingualText
from graph.resources import shipped

SHIPPED_TABLE = "coordinates/communes.csv"  # in data/
_COLUMNS = {
    "code": ("code", "code_insee", "insee", "codgeo", "code_commune", "code_commune_insee", "insee_com"),
    "lat": ("lat", "latitude", "latitude_centre", "latitude_mairie"),
    "lon": ("lon", "long", "lng", "longitude", "longitude_centre", "longitude_mairie"),
}
_SEPARATORS = ",;\t|"
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?")
_WHOLE_CODE = re.compile(r"\d[\dAB]\d{3}")
_SHORT_CODE = re.compile(r"\d{4}")  # a spreadsheet dropped the zero
_LISTED = 100  # faults of one table that a refusal lists; it counts all
_EXPECTED_CODE = BilingualText("un code de commune, comme 34057", "the code of a commune, such as 34057")
_EXPECTED_NUMBER = BilingualText("un nombre de -{limit} à {limit}", "a number from -{limit} to {limit}")
_EXPECTED_ONCE = BilingualText(
    "un code qui n’est pas déjà ligne {line}", "a code that is not on line {line} already"
)
_EXPECTED_POINT = BilingualText("un point de la Terre, non 0, 0", "a point on Earth, not 0, 0")
_EXPECTED_ROW = BilingualText(
    "des champs de moins de 100 000 caractères", "fields of less than 100,000 characters"
)
_FAULT = BilingualText(
    "  ligne {line} : « {found} », attendu : {expected}", "  line {line}: “{found}”, expected: {expected}"
)
_OTHERS = BilingualText("  et {count} autres", "  and {count} others")


class Coordinates(NamedTuple):
    """A point: latitude and longitude in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class _Fault:
    line: int
    found: str
    expected: BilingualText

    def render(self, language: str) -> str:
        expected = self.expected.render(language)
        return _FAULT.render(language, line=self.line, found=self.found[:60], expected=expected)


def read_shipped_table() -> dict[str, Coordinates]:
    """Read the table that ships with the software."""
    return read_table(shipped("data").joinpath(SHIPPED_TABLE).read_bytes(), SHIPPED_TABLE)


def read_table(content: bytes, path: object) -> dict[str, Coordinates]:
    """Read a table of coordinates.

    Args:
        content: The bytes of the file.
        path: Its name, for messages.

    Returns:
        The point of each code, in the order of the file.

    Raises:
        TableColumns: The header lacks one of the columns.
        TableLines: Some lines cannot be used, or there is none.
        SourceEncoding: It is text in no encoding that spreadsheets write.
    """
    text = _decode(content, path)
    first_line = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first_line.count))
    try:
        header = [re.sub(r"\W+", "_", each.strip().lower()) for each in next(rows, [])]
    except csv.Error:
        header = []
    places = {
        key: next((header.index(each) for each in names if each in header), -1)
        for key, names in _COLUMNS.items()
    }
    if missing := [key for key, place in places.items() if place < 0]:
        raise TableColumns(path=path, found=first_line.strip()[:200], expected=", ".join(missing))
    reader = _RowReader(places)
    faults = list(reader.read(rows))
    if faults or not reader.points:
        raise TableLines(path=path, count=len(faults), faults=_list(faults))
    return reader.points


def _decode(content: bytes, path: object) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]  # a spreadsheet's « CSV » is the latter
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceEncoding(path=path, line=1, column=1, found=encodings[-1])


def _list(faults: Sequence[_Fault]) -> BilingualText:
    left_out = len(faults) - _LISTED
    texts = []
    for language in LANGUAGES:
        lines = [each.render(language) for each in faults[:_LISTED]]
        texts.append("\n".join(lines + ([_OTHERS.render(language, count=left_out)] if left_out > 0 else [])))
    return BilingualText(*texts)


class _RowReader:
    """Reads the rows of one table into `points`."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._lines: dict[str, int] = {}
        self.points: dict[str, Coordinates] = {}

    def read(self, rows: Iterator[list[str]]) -> Iterator[_Fault]:
        """Read the rows after the header; yield what is wrong with them."""
        line = 1
        while True:
            line += 1
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield _Fault(line, str(error), _EXPECTED_ROW)
                continue
            if any(each.strip() for each in row) and (fault := self._read_row(line, row)):
                yield fault

    def _read_row(self, line: int, row: Sequence[str]) -> _Fault | None:
        code, *numbers = (row[at].strip() if at < len(row) else "" for at in self._places.values())
        code = f"0{code}" if _SHORT_CODE.fullmatch(code) else code.upper()
        if not _WHOLE_CODE.fullmatch(code):
            return _Fault(line, code, _EXPECTED_CODE)
        degrees = []
        for number, limit in zip(numbers, (90, 180), strict=True):
            value = float(number.replace(",", ".")) if _NUMBER.fullmatch(number) else limit + 1.0
            if abs(value) > limit:
                expected = (each.format(limit=limit) for each in _EXPECTED_NUMBER)
                return _Fault(line, number, BilingualText(*expected))
            degrees.append(value)
        if not any(degrees):
            return _Fault(line, ", ".join(numbers), _EXPECTED_POINT)
        point = Coordinates(*degrees)
        if self.points.setdefault(code, point) != point:
            expected = (each.format(line=self._lines[code]) for each in _EXPECTED_ONCE)
            return _Fault(line, code, BilingualText(*expected))
        self._lines.setdefault(code, line)
        return None
