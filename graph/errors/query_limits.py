"""Errors of a query that was stopped or refused because of a limit.

A result is complete or it is one of these: no part of a result is ever sent.
"""

from __future__ import annotations

from graph.errors.queries import QueryError
from graph.i18n import BilingualText, spoken_language


class RowLimitExceeded(QueryError):
    """A query of ours gave more rows than it promises."""

    code = "row-limit"


class TimeLimitExceeded(QueryError):
    """The query ran for longer than is allowed and was stopped."""

    code = "time-limit"

    def hint(self, language: str = "") -> str:
        """Render what helps the query that was stopped, where that is known (fact `advice`), else what helps most."""
        advice = self.facts.get("advice")
        if isinstance(advice, BilingualText):
            return advice.render(language or spoken_language())
        return super().hint(language)


class MemoryLimitExceeded(QueryError):
    """The query needed more memory than is allowed and was stopped."""

    code = "memory-limit"


class ResultLimitExceeded(QueryError):
    """The result is larger than is allowed."""

    code = "result-limit"


class QueryQueueFull(QueryError):
    """Too many queries wait already."""

    code = "queue-full"


class WorkerLost(QueryError):
    """The query broke the process that evaluated it."""

    code = "worker-lost"


class ClientGone(QueryError):
    """Whoever asked went away, so the query was stopped; nobody reads this but logs."""

    code = "client-gone"


class RowsCutByEngine(QueryError):
    """The engine behind this server gave fewer rows than there are, or would not let us be sure that it did not."""

    code = "rows-cut"
