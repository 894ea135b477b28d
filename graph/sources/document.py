"""Parse a document, a file or the body of a request, into quads: the same text means the same by each way in.

A relative name with a path (`<id/need/entraide>`) is the deployment's. One that is empty or a fragment (`<>`, `<#me>`) is the
document itself or a part of it, and the document is the graph that its statements go to (decision 34). The parser knows one
base only: it gets an address that nobody uses, which the name of the graph then replaces.
"""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat, parse

from graph.errors import RemoteContext, SourceSyntaxError
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, Triple
from graph.sources.json_ld_contexts import with_shipped_contexts
from graph.sources.parser_limits import check_nesting
from graph.sources.recognition import check_not_table, readable_text

_THIS_DOCUMENT = ".this-document"
_POSITION = re.compile(
    r"^Parser error (?:at line \d+ column \d+|between line .*? and line .*?|at line \d+ between columns \d+ and \d+):? ?"
)


def parse_document(
    content: bytes,
    syntax: RdfFormat,
    *,
    path: object,
    document_base: str | None,
    graph: NamedNode | None,
    names_graphs: bool = True,
) -> list[Quad]:
    """Parse a document; literals stay as written, and blank nodes are its own, whatever their labels.

    Args:
        content: As it was read or received, unpacked.
        syntax: Its RDF syntax.
        path: What the document is called in errors.
        document_base: What relative names are resolved against: the deployment's base, with a final slash; None in a plain
            store, where that is the name of the graph.
        graph: The graph of statements outside named graphs; None for the default graph.
        names_graphs: Whether the document may name graphs itself.

    Raises:
        SourceSyntaxError: With line and column, 0 where the parser has none.
        SourceTooDeep: See `check_nesting`.
        SourceError: It is no RDF in UTF-8, see `graph.sources.recognition`, or has a context that does not ship.
    """
    content = readable_text(content, syntax, path)
    check_nesting(content, syntax, path)
    if syntax == RdfFormat.JSON_LD:
        content = with_shipped_contexts(content, path)
    here = document_base + _THIS_DOCUMENT if document_base is not None else graph and graph.value
    quads = _parsed(content, syntax, path, here, names_graphs=names_graphs)
    if not quads:
        check_not_table(content, syntax, path)
    if document_base is None or graph is None or here is None:
        return quads
    return [_placed(quad, graph, here) for quad in quads]


def _parsed(
    content: bytes, syntax: RdfFormat, path: object, base_iri: str | None, *, names_graphs: bool
) -> list[Quad]:
    try:
        return list(
            parse(
                content,
                format=syntax,
                base_iri=base_iri,
                without_named_graphs=not names_graphs,
                rename_blank_nodes=True,
            )
        )
    except SyntaxError as error:
        if "LoadDocumentCallback" in error.msg:  # the parser's word for a context that it would have to fetch
            raise RemoteContext(path=path, line=error.lineno or 0, found="@context") from error
        check_not_table(content, syntax, path)
        raise SourceSyntaxError(
            path=path,
            line=error.lineno or 0,
            column=error.offset or 0,
            format=syntax.name,
            found=_POSITION.sub("", error.msg),
        ) from error
    except (ValueError, MemoryError) as error:  # a single token beyond 16 MiB is a MemoryError
        raise SourceSyntaxError(path=path, line=0, column=0, format=syntax.name, found=error) from error


def is_document_name(reference: str) -> bool:
    """Return whether a relative reference names the document itself, or a part of it."""
    return not reference or reference[0] in "#?"


def _placed(quad: Quad, default_graph: NamedNode, here: str) -> Quad:
    """Put a quad in its graph, and the name of that graph in place of the document's."""
    graph_name = default_graph if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name
    if isinstance(graph_name, NamedNode):
        graph_name = _named(graph_name, default_graph, here)
    document = graph_name if isinstance(graph_name, NamedNode) else default_graph
    triple = _triple(quad.triple, document, here)
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)


def _triple(triple: Triple, document: NamedNode, here: str) -> Triple:
    subject, value = triple.subject, triple.object
    return Triple(
        _named(subject, document, here) if isinstance(subject, NamedNode) else subject,
        _named(triple.predicate, document, here),
        _term(value, document, here),
    )


def _term(term: Term, document: NamedNode, here: str) -> Term:
    if isinstance(term, NamedNode):
        return _named(term, document, here)
    return _triple(term, document, here) if isinstance(term, Triple) else term


def _named(node: NamedNode, document: NamedNode, here: str) -> NamedNode:
    if not node.value.startswith(here):
        return node
    rest = node.value.removeprefix(here)
    return NamedNode(document.value.partition("#")[0] + rest) if is_document_name(rest) else node
