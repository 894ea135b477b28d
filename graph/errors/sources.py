"""Errors of files and request bodies that cannot be read as RDF.

A load collects one for each unreadable file and raises them as one `ExceptionGroup`.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class SourceError(GraphError):
    """A source cannot become a candidate."""

    code = "source"


class SourceMissing(SourceError):
    """There is no such file."""

    code = "source-missing"


class SourceEmpty(SourceError):
    """The file states nothing."""

    code = "source-empty"


class SourceTooLarge(SourceError):
    """The file is larger, once unpacked, than the limit."""

    code = "source-too-large"


class SourceUnreadable(SourceError):
    """The bytes of the file cannot be read (permission, broken gzip…)."""

    code = "source-unreadable"


class SourceSyntaxError(SourceError):
    """The file does not follow the grammar of its format."""

    code = "source-syntax"


class UnknownMediaType(SourceError):
    """The file's name tells of no RDF syntax."""

    code = "unknown-media-type"


class SourceNameTaken(SourceError):
    """Two files of one load bear the same name, and so would become one contribution."""

    code = "source-name-taken"


class ReservedGraph(SourceError):
    """A source writes to a graph that the software keeps."""

    code = "reserved-graph"


class SourceTooDeep(SourceError):
    """Something in the file lies too deep within itself: triple terms in triple terms, entities in entities."""

    code = "source-too-deep"


class SourceEncoding(SourceError):
    """The file is not in UTF-8."""

    code = "source-encoding"


class SourceIsTable(SourceError):
    """The file is a table of separated values, not RDF."""

    code = "source-is-table"


class SourceIsSpreadsheet(SourceError):
    """The file is a spreadsheet, not RDF."""

    code = "source-is-spreadsheet"


class SourceIsPage(SourceError):
    """The file is a web page, not RDF."""

    code = "source-is-page"


class SourceIsPlainJson(SourceError):
    """The file is JSON that says nothing as JSON-LD."""

    code = "source-is-plain-json"


class SourceIsBinary(SourceError):
    """The file is a document, an image or an archive, not RDF."""

    code = "source-is-binary"


class TableColumns(SourceError):
    """A table lacks a column that is needed."""

    code = "table-columns"


class TableLines(SourceError):
    """Lines of a table cannot be used; the facts list them."""

    code = "table-lines"


class RemoteContext(SourceError):
    """A JSON-LD context is named by an address that does not ship with the software."""

    code = "remote-context"


class TangledBlankNodes(SourceError):
    """The blank nodes are too entangled to be given stable names in time."""

    code = "tangled-blank-nodes"
