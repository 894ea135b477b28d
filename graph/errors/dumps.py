"""Errors of dumps: files that are to be taken, or to be loaded back."""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class DumpError(GraphError):
    """A dump cannot be used."""

    code = "dump"


class DumpUnreadable(DumpError):
    """The manifest of a dump is not there, or not one of ours; or what a file holds is no part of a dump."""

    code = "dump-unreadable"


class DumpDamaged(DumpError):
    """A file of a dump is not the one that the manifest describes."""

    code = "dump-damaged"


class DumpMissing(DumpError):
    """There is no such dump, or none yet."""

    code = "dump-missing"


class DumpFileMissing(DumpMissing):
    """The dump has no file of that name."""

    code = "dump-file-missing"


class NoDumps(DumpError):
    """No dumps are written here."""

    code = "no-dumps"
