"""Errors of SERVICE, the clause that asks another SPARQL endpoint."""

from __future__ import annotations

from graph.errors.queries import QueryError


class ServiceRefused(QueryError):
    """The query asks the server to send requests elsewhere."""

    code = "service-refused"


class ServiceUnclear(QueryError):
    """The query asks another endpoint, in a way that does not tell plainly which."""

    code = "service-unclear"


class ServiceNotListed(QueryError):
    """The query asks an endpoint that the operator does not list."""

    code = "service-not-listed"


class ServiceFailed(QueryError):
    """An endpoint that the query asks did not answer as it should."""

    code = "service-failed"
