"""Errors of writes: updates, graphs that are put or removed.

Nothing was written when one of them is raised, but for `WriterGone`, which cannot know.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class WriteError(GraphError):
    """A write cannot be done; nothing was written."""

    code = "write"


class DefaultGraphIsMerge(WriteError):
    """A write names the default graph, which holds what all published graphs state."""

    code = "default-graph-is-merge"


class KeptGraph(WriteError):
    """A write names a graph that the software keeps."""

    code = "kept-graph"


class GraphAbsent(WriteError):
    """The graph to write to or to remove is not there."""

    code = "graph-absent"


class GraphPresent(WriteError):
    """The graph was to be created, and is there already."""

    code = "graph-present"


class ForeignContribution(WriteError):
    """The contribution that would be replaced is another party's."""

    code = "foreign-contribution"


class LoadRefused(WriteError):
    """An update asks the server to fetch something."""

    code = "load-refused"


class UsingConflict(WriteError):
    """The protocol's dataset and the request's own are both given."""

    code = "using-conflict"


class UpdateFailed(WriteError):
    """An operation of the update cannot be done, and so none was."""

    code = "update-failed"


class UpdateNamesDocument(WriteError):
    """A relative name in the update would name the document, and an update is none."""

    code = "update-names-document"


class UpdateTooDeep(WriteError):
    """The update is nested deeper, or joins more, than the engine bears."""

    code = "update-too-deep"


class UpdateAmbiguous(WriteError):
    """Escapes in the update give it two readings."""

    code = "update-ambiguous"


class WriteTimeout(WriteError):
    """The write took too long and was stopped."""

    code = "write-timeout"


class WriterGone(WriteError):
    """The writing process ended before it answered."""

    code = "writer-gone"
