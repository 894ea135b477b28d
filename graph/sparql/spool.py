"""Hold a result while it is written: in memory when small, in an unnamed file when large, never beyond its limit.

So no byte is sent before the result is complete, and a worker hands over a large result as an open file instead of a copy.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from typing import IO, Self

from graph.errors import ResultLimitExceeded

INLINE_BYTES = 1 << 16


class Spool:
    """A file that the engine writes a result to; a context manager, which closes it.

    The receiver of `files` keeps its own descriptor of the file.
    """

    def __init__(self, max_bytes: int) -> None:
        self._file: IO[bytes] = BytesIO()
        self._is_large = False
        self._memory_bytes = min(INLINE_BYTES, max_bytes)
        self.max_bytes = max_bytes
        self.size_bytes = 0

    def __enter__(self) -> Self:
        """Return the spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def write(self, content: bytes) -> int:
        """Append bytes.

        Raises:
            ResultLimitExceeded: They would exceed the limit.
        """
        self.size_bytes += len(content)
        if self.size_bytes > self._memory_bytes:
            self._grow()
        return self._file.write(content)

    def flush(self) -> None:
        """Flush the file, as the engine expects of files."""
        self._file.flush()

    def clear(self) -> None:
        """Discard what was written."""
        self._file.seek(0)
        self._file.truncate()
        self.size_bytes = 0

    def read(self) -> bytes:
        """Return everything that was written."""
        self._file.seek(0)
        return self._file.read()

    def inline(self) -> bytes:
        """Return a small result; no bytes of a large one."""
        return b"" if self.size_bytes > INLINE_BYTES else self.read()

    def files(self) -> list[int]:
        """Return the file descriptor of a large result; none for a small one."""
        if self.size_bytes <= INLINE_BYTES:
            return []
        self._file.flush()
        return [self._file.fileno()]

    def _grow(self) -> None:
        """Go on in an unnamed file, unless it is one already.

        Raises:
            ResultLimitExceeded: The size exceeds the limit.
        """
        if self.size_bytes > self.max_bytes:
            raise ResultLimitExceeded(limit_bytes=self.max_bytes)
        if self._is_large:
            return
        memory, self._file, self._is_large = self.read(), tempfile.TemporaryFile(), True  # noqa: SIM115  closed by `with`
        self._file.write(memory)
