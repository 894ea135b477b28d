"""Errors of requests to the reconciliation service: what its JSON lacks, and what is too much at once."""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class ReconciliationError(GraphError):
    """A request for reconciliation cannot be carried out."""

    code = "reconciliation"


class JsonUnreadable(ReconciliationError):
    """A parameter is no JSON."""

    code = "json-unreadable"


class MemberInvalid(ReconciliationError):
    """A member of a JSON document has a value that it cannot have."""

    code = "member-invalid"


class BatchTooLarge(ReconciliationError):
    """A request holds more than is answered at once."""

    code = "batch-too-large"
