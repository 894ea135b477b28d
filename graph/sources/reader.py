"""Read files into a candidate: parse them, replace blank nodes, put each statement in the graph of its contribution.

`read_candidate` is what `maillage load` calls; it reports every unreadable file, not only the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.errors import (
    ReservedGraph,
    SourceEmpty,
    SourceError,
    SourceNameTaken,
    TangledBlankNodes,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.skolemization import SkolemizationTimeout, skolemize
from graph.rdf.terms import NamedNode, Quad, Triple
from graph.settings import Settings
from graph.sources.candidate import Candidate, CandidateGraph, FileRecord
from graph.sources.document import parse_document
from graph.sources.source_file import SourceFile, read_source


def read_candidate(
    paths: Sequence[Path],
    names: Namespaces,
    settings: Settings,
    *,
    syntax: str = "",
    graph: NamedNode | None = None,
) -> Candidate:
    """Read files into one candidate.

    Args:
        paths: The files, gzipped or not.
        names: The IRIs of the deployment.
        settings: Limits of size and time.
        syntax: An extension or a media type, for files whose name does not show it.
        graph: The graph for statements outside named graphs; by default it is named after the file.

    Raises:
        ExceptionGroup[SourceError]: One error for each unreadable file.
    """
    candidate, failures = Candidate(), []
    named_after: dict[NamedNode, Path] = {}
    for path in paths:
        try:
            if graph is None:
                _check_name(path, names, named_after)
            source = read_source(path, max_bytes=settings.source_max_bytes, syntax=syntax)
            candidate |= build_candidate(
                source, names, naming_timeout_s=settings.naming_timeout_s, graph=graph
            )
        except SourceError as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} / {len(paths)}", failures)
    return candidate


def _graph_of_file(path: Path, names: Namespaces) -> NamedNode:
    return names.contribution(path.name.removesuffix(".gz").rpartition(".")[0] or path.name)


def _check_name(path: Path, names: Namespaces, named_after: dict[NamedNode, Path]) -> None:
    """Refuse a second file of the same name, but for the same file given twice."""
    graph = _graph_of_file(path, names)
    other = named_after.setdefault(graph, path)
    if other.absolute() != path.absolute():
        raise SourceNameTaken(path=path, other=other, graph=names.short(graph.value))


def build_candidate(
    source: SourceFile, names: Namespaces, *, naming_timeout_s: float, graph: NamedNode | None = None
) -> Candidate:
    """Build the candidate of one source; statements outside named graphs go to `graph`, or to one named after the file.

    Raises:
        SourceError: Those of `parse_document`, SourceEmpty, ReservedGraph or TangledBlankNodes.
    """
    default_graph = graph or _graph_of_file(source.path, names)
    quads = parse_document(
        source.content,
        source.syntax,
        path=source.path,
        document_base=names.document_base,
        graph=default_graph,
    )
    if not quads:
        raise SourceEmpty(path=source.path)
    try:
        named = skolemize(quads, names, timeout_s=naming_timeout_s)
    except SkolemizationTimeout as error:
        raise TangledBlankNodes(path=source.path, limit_s=naming_timeout_s) from error
    return _by_graph(named, names, FileRecord(source.path, source.sha256, source.received))


def _by_graph(quads: Iterable[Quad], names: Namespaces, record: FileRecord) -> Candidate:
    triples: dict[NamedNode, set[Triple]] = {}
    for quad in quads:
        graph_name = quad.graph_name
        if not isinstance(graph_name, NamedNode) or names.is_reserved(graph_name):
            raise ReservedGraph(path=record.path, graph=graph_name, expected=names.things + "contribution/…")
        triples.setdefault(graph_name, set()).add(quad.triple)
    return Candidate(
        tuple(CandidateGraph(name, frozenset(content), record) for name, content in triples.items())
    )
