"""Errors of questions about connections, paths and structure.

The API, the pages and the command line raise them alike.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class NetworkError(GraphError):
    """A question about connections, paths or structure cannot be answered."""

    code = "network"


class UnknownThing(NetworkError):
    """Nothing of that name is described."""

    code = "unknown-thing"


class ParameterMissing(NetworkError):
    """A question lacks a parameter."""

    code = "parameter-missing"


class ParameterInvalid(NetworkError):
    """A parameter of a question has a value that it cannot have."""

    code = "parameter-invalid"


class NoNetwork(NetworkError):
    """What holds the data gives no network of what it links."""

    code = "no-network"


class NoSearchIndex(NetworkError):
    """What holds the data has no search index, or none yet."""

    code = "no-search-index"


class NoHistory(NetworkError):
    """What holds the data keeps no history of things, or has none yet."""

    code = "no-history"


class StructureInTheMaking(NetworkError):
    """The structure of a large network is being found."""

    code = "structure-in-the-making"
