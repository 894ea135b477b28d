"""Write a file packed in each way at once, as it comes, and compute the checksum of each.

The same content gives the same bytes: a packed file holds no time and no name. Memory stays the same however long it is.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self, cast

import zstandard

from graph.storage.dumps.manifest import DumpFile

_GZIP_LEVEL, _ZSTD_LEVEL = 6, 9
_BLOCK_BYTES = 1 << 20
SUFFIX_BY_COMPRESSION = {"gzip": ".gz", "zstd": ".zst"}


class _Hashed:
    """A file that counts and hashes what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.size_bytes = 0

    def write(self, content: bytes) -> int:
        self.sha256.update(content)
        self.size_bytes += len(content)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()


class _Writes(Protocol):
    def write(self, content: bytes, /) -> int: ...


class PackedWriter:
    """Writes one document into a folder, once for each way of packing; a context manager.

    Attributes:
        files: Their descriptions, once it is closed.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        part: str,
        media_type: str,
        compressions: tuple[str, ...] = tuple(SUFFIX_BY_COMPRESSION),
    ) -> None:
        """Begin the files of a document.

        Args:
            folder: Where they go.
            name: Without the suffix of the packing: `contributions.nq`.
            part: What the document holds.
            media_type: Of the document.
            compressions: The ways of packing; "" for the document as it is.
        """
        self._compressions = compressions
        self._folder, self._name, self._part, self._media_type = folder, name, part, media_type
        self._opened = ExitStack()
        self._content, self._unpacked_bytes = hashlib.sha256(), 0
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._hashed: dict[str, _Hashed] = {}
        self._packers: list[_Writes] = []
        self.files: tuple[DumpFile, ...] = ()

    def __enter__(self) -> Self:
        """Open the files."""
        for compression in self._compressions:
            file = _Hashed(self._opened.enter_context(self._path(compression).open("xb")))
            self._hashed[compression] = file
            self._packers.append(self._packer(compression, file))
        return self

    def _packer(self, compression: str, file: _Hashed) -> _Writes:
        if compression == "gzip":
            return self._opened.enter_context(gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0))
        if compression == "zstd":
            packing = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
            return self._opened.enter_context(packing.stream_writer(cast("IO[bytes]", file), closefd=False))
        return file

    def write(self, content: bytes) -> None:
        """Write the next piece, however small."""
        self._waiting.append(content)
        self._waiting_bytes += len(content)
        if self._waiting_bytes >= _BLOCK_BYTES:
            self._pass_on()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the files."""
        self._pass_on()
        self._opened.close()
        self.files = tuple(
            DumpFile(
                self._path(compression).name,
                self._part,
                self._media_type,
                compression,
                file.size_bytes,
                file.sha256.hexdigest(),
                self._unpacked_bytes,
                self._content.hexdigest(),
            )
            for compression, file in self._hashed.items()
        )

    def _pass_on(self) -> None:
        block = b"".join(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
        self._content.update(block)
        self._unpacked_bytes += len(block)
        for each in self._packers:
            each.write(block)

    def _path(self, compression: str) -> Path:
        return self._folder / (self._name + SUFFIX_BY_COMPRESSION.get(compression, ""))


def joined_file(folder: Path, name: str, files: list[DumpFile], *, part: str) -> DumpFile:
    """Write one file after another into a new one: members of gzip and frames of zstd may be joined so.

    Args:
        folder: Of all of them.
        name: Of the new file.
        files: Packed in the same way; at least one.
        part: What the new file holds.
    """
    content = hashlib.sha256()
    with (folder / name).open("xb") as into:
        hashed = _Hashed(into)
        for each in files:
            for block in _blocks(folder / each.name):
                hashed.write(block)
            with open_unpacked(folder / each.name) as unpacked:
                while block := unpacked.read(_BLOCK_BYTES):
                    content.update(block)
    return DumpFile(
        name,
        part,
        files[0].media_type,
        files[0].compression,
        hashed.size_bytes,
        hashed.sha256.hexdigest(),
        sum(each.unpacked_bytes for each in files),
        content.hexdigest(),
    )


def open_unpacked(path: Path) -> IO[bytes]:
    """Open a file to be read unpacked, by its first bytes: gzip, zstd, or neither; the caller closes it."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if start == b"\x28\xb5\x2f\xfd":
        unpacking = zstandard.ZstdDecompressor()
        reader = unpacking.stream_reader(path.open("rb"), read_across_frames=True, closefd=True)
        return cast("IO[bytes]", reader)  # it has what is used of a file
    return path.open("rb")


def sha256_of(path: Path) -> str:
    """Compute the checksum of a file."""
    found = hashlib.sha256()
    for block in _blocks(path):
        found.update(block)
    return found.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block
