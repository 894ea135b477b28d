"""Errors of what is kept on disk: data directories, snapshots, backups.

Most are fatal for the command that meets them: the data directory is left as it was.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class DataDirectoryError(GraphError):
    """The data directory cannot serve."""

    code = "data-directory"


class BaseMismatch(DataDirectoryError):
    """The data directory was created for another base IRI."""

    code = "base-mismatch"


class DataDirectoryBusy(DataDirectoryError):
    """Another process is writing to the data directory."""

    code = "data-directory-busy"


class DataDirectoryUnknown(DataDirectoryError):
    """The directory holds something else than a Maillage store of this version."""

    code = "data-directory-unknown"


class DataDirectoryUnwritable(DataDirectoryError):
    """The directory cannot be made, or not written to."""

    code = "data-directory-unwritable"


class KindMismatch(DataDirectoryError):
    """A plain data directory was to be opened as a full one, or the reverse."""

    code = "kind-mismatch"


class SnapshotError(GraphError):
    """A snapshot cannot be opened."""

    code = "snapshot"


class SnapshotMissing(SnapshotError):
    """Nothing has been published yet, or not that number."""

    code = "snapshot-missing"


class DataDamaged(SnapshotError):
    """A statement that an answer needs cannot be read."""

    code = "data-damaged"


class SnapshotCorrupt(SnapshotError):
    """What the snapshot holds is not what was published."""

    code = "snapshot-corrupt"


class DiskFull(DataDirectoryError):
    """The disk has no room for another change."""

    code = "disk-full"


class SnapshotDamaged(SnapshotMissing):
    """The description of a snapshot cannot be read."""

    code = "snapshot-damaged"


class LogDamaged(DataDirectoryError):
    """The log of changes is not what was written."""

    code = "log-damaged"


class StoreDamaged(DataDirectoryError):
    """A file of the store is damaged."""

    code = "store-damaged"


class StoreBehind(DataDirectoryError):
    """The store lacks changes that were published, and neither log nor snapshots have them."""

    code = "store-behind"


class HistoryDiffers(DataDirectoryError):
    """One number names two contents."""

    code = "history-differs"


class UnknownGraph(GraphError):
    """No graph of that name is stored."""

    code = "unknown-graph"


class BackupError(GraphError):
    """A backup cannot be read or restored."""

    code = "backup"


class BackupUnreadable(BackupError):
    """The file is not a whole backup of ours."""

    code = "backup-unreadable"


class BackupTargetExists(BackupError):
    """The file to write to is already there."""

    code = "backup-target-exists"
