"""Recognise what is no RDF in UTF-8, and tell which road there is: another encoding, a table, a spreadsheet, a web page.

The parser would say that a comma or a byte is wrong somewhere, which is true and of no help.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from pyoxigraph import RdfFormat

from graph.errors import (
    SourceEncoding,
    SourceError,
    SourceIsBinary,
    SourceIsPage,
    SourceIsPlainJson,
    SourceIsSpreadsheet,
    SourceIsTable,
)
from graph.i18n import BilingualText

_UTF_8_MARK = codecs.BOM_UTF8  # some editors begin every file with it
_OTHER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_XML_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE | re.DOTALL)
_TURTLE_MARK = re.compile(rb"@prefix|@base|prefix\s|base\s|<[^<>\s]*>|\b_:", re.IGNORECASE)
_ZIP, _PDF, _OLD_OFFICE = b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0"
_SNIFFED_BYTES = 4096
_ERROR_BY_EXTENSION: Mapping[str, type[SourceError]] = {
    **dict.fromkeys(("csv", "tsv", "tab"), SourceIsTable),
    **dict.fromkeys(("xlsx", "xls", "xlsm", "ods", "numbers"), SourceIsSpreadsheet),
    **dict.fromkeys(("html", "htm", "xhtml"), SourceIsPage),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "zip", "rar", "7z", "png", "jpg", "jpeg"), SourceIsBinary),
}


def check_extension(extension: str, path: object) -> None:
    """Refuse a file whose name says that it is no RDF.

    Raises:
        SourceIsTable, SourceIsSpreadsheet, SourceIsPage, SourceIsBinary: With the road there is.
    """
    if extension in _ERROR_BY_EXTENSION:
        raise _ERROR_BY_EXTENSION[extension](path=path, found="." + extension)


def readable_text(content: bytes, syntax: RdfFormat, path: object) -> bytes:
    """Return content in UTF-8 without a byte order mark.

    Raises:
        SourceIsSpreadsheet, SourceIsBinary, SourceIsPage: It is no text, or a web page.
        SourceEncoding: It is in another encoding.
    """
    start = content[:_SNIFFED_BYTES]
    if start.startswith((_ZIP, _OLD_OFFICE)):
        is_sheet = b"xl/" in content or b"opendocument.spreadsheet" in start or start.startswith(_OLD_OFFICE)
        raise (SourceIsSpreadsheet if is_sheet else SourceIsBinary)(path=path, found="zip")
    if start.startswith(_PDF):
        raise SourceIsBinary(path=path, found="PDF")
    _check_encoding(content, path)
    content = content.removeprefix(_UTF_8_MARK)
    if syntax == RdfFormat.RDF_XML:
        declared = _XML_ENCODING.match(content)
        if declared is not None and declared[1].upper() not in (b"UTF-8", b"UTF8"):
            raise SourceEncoding(path=path, line=1, column=1, found=declared[1].decode())
    if _PAGE.match(content[:_SNIFFED_BYTES]):
        raise SourceIsPage(path=path, found="HTML")
    return content


def check_not_table(content: bytes, syntax: RdfFormat, path: object) -> None:
    """Refuse what is a table or plain JSON; called where parsing failed, or found nothing.

    Raises:
        SourceIsTable: Its first lines are cut by the same separator.
        SourceIsPlainJson: It is JSON without a context.
    """
    if syntax == RdfFormat.JSON_LD:
        if b'"@' not in content and content.strip()[:1] in (b"{", b"["):
            raise SourceIsPlainJson(path=path)
        return
    lines = [line for line in content[:_SNIFFED_BYTES].splitlines()[:3] if line.strip()]
    if not lines or _TURTLE_MARK.search(b"\n".join(lines)):
        return
    for separator, word in ((b";", ";"), (b",", ","), (b"\t", "TAB")):
        if lines[0].count(separator) and all(
            each.count(separator) >= lines[0].count(separator) for each in lines
        ):
            raise SourceIsTable(path=path, found=word)


def _check_encoding(content: bytes, path: object) -> None:
    for mark, encoding in _OTHER_MARKS.items():
        if content.startswith(mark):
            raise SourceEncoding(path=path, line=1, column=1, found=encoding)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise SourceEncoding(
            path=path, line=line, column=column, found=_guess(content, error.start)
        ) from error
    if content[1:2] == b"\0" or content[:1] == b"\0":
        raise SourceEncoding(path=path, line=1, column=1, found="UTF-16")


def _guess(content: bytes, place: int) -> BilingualText | str:
    """Name the encoding that content is probably in, with the character that it would be."""
    if content.count(b"\0") > len(content) // 4:
        return "UTF-16"
    byte = content[place : place + 1]
    character = byte.decode("cp1252", "replace")
    return BilingualText(
        f"octet 0x{byte.hex().upper()}, sans doute « {character} » en Windows-1252 ou ISO-8859-1",
        f"byte 0x{byte.hex().upper()}, probably “{character}” in Windows-1252 or ISO-8859-1",
    )
