"""Errors of a server: its settings, its address, whether it is ready."""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class SettingError(GraphError):
    """A setting has a value that it cannot have."""

    code = "setting"


class AddressInUse(GraphError):
    """The server cannot listen where it was asked to."""

    code = "address-in-use"


class NotReady(GraphError):
    """A check that tells whether the server can answer has failed."""

    code = "not-ready"
