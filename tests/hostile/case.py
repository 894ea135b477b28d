"""One hostile request, and the words for how it may end.

A way to end is "status code" of a problem document, or a status alone. Status 0 stands for a connection that the server
closed without a word, which is the right thing to do with what is not HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.hostile.http import Answer, ask

TIME = ("504 time-limit",)
MEMORY = ("503 memory-limit",)
RESULT = ("413 result-limit",)
LIMIT = TIME + MEMORY + RESULT
SYNTAX = ("400 query-syntax",)
BROKEN = ("400 worker-lost",)
SERVICE = ("403 service-refused",)
ELSEWHERE = ("403 service-refused", "403 service-not-listed", "403 service-unclear")
UPDATE = ("403 update-refused",)
LARGE = ("413 request-too-large",)
NOT_HTTP = ("400", "0")

Act = Callable[[int, str], Answer]


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile request: bytes to send, or something to do on the wire; and how it may end."""

    name: str
    ends: tuple[str, ...]
    content: bytes = b""
    act: Act | None = None
    limit_s: float = 0.0  # a limit of its own instead of the query's

    def run(self, port: int, source: str) -> Answer:
        """Do it, from an address of this machine, and take the time."""
        if self.act is None:
            return ask(port, self.content, source)
        started = time.monotonic()
        answer = self.act(port, source)
        return replace(answer, took_s=time.monotonic() - started)


def ending(answer: Answer) -> str:
    """Write how a request ended, as the catalogue does."""
    return f"{answer.status} {answer.code}".strip()
