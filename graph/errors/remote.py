"""Errors of an engine elsewhere that holds the data in place of the embedded store.

The person who queries cannot mend most of them: their hints address the operator.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class RemoteError(GraphError):
    """The engine behind this server, which is another's, does not do what is asked of it."""

    code = "remote"


class EngineUnreachable(RemoteError):
    """Nobody answers at the engine's address, or it has no time for us."""

    code = "engine-unreachable"


class EngineRefusedUs(RemoteError):
    """The engine does not accept our credentials."""

    code = "engine-refused-us"


class EngineFailed(RemoteError):
    """The engine says that it failed."""

    code = "engine-failed"


class EngineUnreadable(RemoteError):
    """What came from the engine is no answer: another format, broken, or broken off."""

    code = "engine-unreadable"


class RemoteReadOnly(RemoteError):
    """No address to write to was given."""

    code = "remote-read-only"


class UpdateUnbounded(RemoteError):
    """An update could write to any graph, those that the software keeps among them."""

    code = "update-unbounded"


class OutcomeUnknown(RemoteError):
    """The engine did not confirm a write that was sent to it."""

    code = "outcome-unknown"


class NeedsEmbedded(RemoteError):
    """Something is asked that only the embedded store has: snapshots, files loaded through the gate, backups."""

    code = "needs-embedded"
