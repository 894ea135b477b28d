"""Read a file as a source: its bytes, its RDF syntax, its digest.

Nothing is parsed here; `graph.sources.reader` does that.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat

from graph.errors import SourceMissing, SourceTooLarge, SourceUnreadable, UnknownMediaType
from graph.sources.recognition import check_extension

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_OTHER_EXTENSIONS = {
    "turtle": "ttl",
    "ntriples": "nt",
    "nquads": "nq",
    "xml": "rdf",
    "rdfxml": "rdf",
    "owl": "rdf",
    "json": "jsonld",
}
_CHUNK_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read; `content` is unpacked, `sha256` is of `received`, the file as it lies on disk."""

    path: Path
    syntax: RdfFormat
    content: bytes
    sha256: str
    received: bytes = b""


def read_source(path: Path, *, max_bytes: int, syntax: str = "") -> SourceFile:
    """Read a whole file, gzipped or not.

    Args:
        path: The file.
        max_bytes: Limit of its size once unpacked.
        syntax: An extension or a media type; when empty, the name of the file shows it.

    Raises:
        SourceError: SourceMissing, SourceUnreadable, SourceTooLarge or UnknownMediaType.
    """
    rdf_format = choose_format(path, syntax)
    content, received = read_file(path, max_bytes=max_bytes)
    return SourceFile(path, rdf_format, content, digest_bytes(received), received)


def read_file(path: Path, *, max_bytes: int) -> tuple[bytes, bytes]:
    """Read a whole file, gzipped or not.

    Returns:
        Its content, unpacked, and its bytes as they lie on disk.

    Raises:
        SourceError: SourceMissing, SourceUnreadable or SourceTooLarge.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            received = _read_within(file, path, max_bytes)
        content = (
            _read_within(gzip.GzipFile(fileobj=BytesIO(received)), path, max_bytes) if packed else received
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceMissing(path=path) from error
    except (OSError, EOFError, zlib.error) as error:
        raise SourceUnreadable(path=path, found=error) from error
    return content, received


def choose_format(path: Path, syntax: str = "") -> RdfFormat:
    """Return the RDF syntax of a file, from the given syntax or else from its extension without `.gz`.

    Raises:
        UnknownMediaType: Neither is known.
        SourceError: It is a table, a spreadsheet, a page or the like (`check_extension`).
    """
    wanted = syntax or path.name.lower().removesuffix(".gz").rpartition(".")[2]
    check_extension(wanted, path)
    extension = _OTHER_EXTENSIONS.get(wanted, wanted)
    known = FORMATS.get(extension) or RdfFormat.from_media_type(wanted)
    if known is None or known not in FORMATS.values():
        expected = ", ".join("." + each for each in FORMATS)
        raise UnknownMediaType(path=path, found=wanted, expected=expected)
    return known


def unpack(content: bytes, path: object, max_bytes: int, taken_bytes: int = 0) -> bytes:
    """Return a body, or a part of one, unpacked where it is packed with gzip.

    Args:
        content: The body as it came.
        path: What it is called in a refusal.
        max_bytes: Limit of a body, `MAILLAGE_WRITE_MAX_BYTES`.
        taken_bytes: Size of the parts before it.

    Raises:
        SourceUnreadable: It is damaged.
        SourceTooLarge: It is larger than the limit once unpacked.
    """
    if not content.startswith(_GZIP):
        return content
    try:
        packed = gzip.GzipFile(fileobj=BytesIO(content))
        return _read_within(packed, path, max_bytes, taken_bytes, limit_name="write_max_bytes")
    except (OSError, EOFError, zlib.error) as error:
        raise SourceUnreadable(path=path, found=error) from error


def _read_within(
    file: IO[bytes] | gzip.GzipFile,
    path: object,
    max_bytes: int,
    taken_bytes: int = 0,
    *,
    limit_name: str = "source_max_bytes",
) -> bytes:
    """Read to the end, within the limit: a gzip bomb is not unpacked any further."""
    buffer = BytesIO()
    while chunk := file.read(_CHUNK_BYTES):
        if taken_bytes + buffer.tell() + len(chunk) > max_bytes:
            variable = f"MAILLAGE_{limit_name.upper()}"
            raise SourceTooLarge(path=path, limit_bytes=max_bytes, limit_name=limit_name, setting=variable)
        buffer.write(chunk)
    return buffer.getvalue()


def digest_bytes(content: bytes) -> str:
    """Compute the SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
