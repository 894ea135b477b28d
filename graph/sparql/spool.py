"""A place for a result while it is written: memory for short ones, a file without a name for long ones."""

from __future__ import annotations

import tempfile
from typing import Self

from graph.errors import ResultLimitExceeded

INLINE_BYTES = 1 << 16


class Spool:
    """A file that the engine writes to: in memory at first, then unnamed on disk, never beyond its limit."""

    def __init__(self, max_bytes: int) -> None:
        """Begin empty."""
        self._file = tempfile.SpooledTemporaryFile(max_size=INLINE_BYTES)  # noqa: SIM115  closed by `with`
        self.max_bytes = max_bytes
        self.size_bytes = 0

    def __enter__(self) -> Self:
        """Keep the file open while it is sent."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; whoever received it has it still."""
        self._file.close()

    def write(self, content: bytes) -> int:
        """Take some bytes.

        Raises: ResultLimitExceeded.
        """
        self.size_bytes += len(content)
        if self.size_bytes > self.max_bytes:
            raise ResultLimitExceeded(limit_bytes=self.max_bytes)
        return self._file.write(content)

    def flush(self) -> None:
        """Do as files do."""
        self._file.flush()

    def clear(self) -> None:
        """Forget what was written."""
        self._file.seek(0)
        self._file.truncate()
        self.size_bytes = 0

    def read(self) -> bytes:
        """Give what was written, whole."""
        self._file.seek(0)
        return self._file.read()

    def inline(self) -> bytes:
        """Give a small result; nothing of a large one."""
        if self.size_bytes > INLINE_BYTES:
            return b""
        return self.read()

    def files(self) -> list[int]:
        """Give the file of a large result; none for a small one."""
        if self.size_bytes <= INLINE_BYTES:
            return []
        self._file.flush()
        return [self._file.fileno()]
