"""Turn write requests into candidates.

Nothing is written: an update is worked out quad by quad, or evaluated on a copy of the store. Blank nodes of added
triples get IRIs.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.errors import (
    DefaultGraphIsMerge,
    GraphAbsent,
    GraphPresent,
    KeptGraph,
    LoadRefused,
    SourceEmpty,
    TangledBlankNodes,
    UpdateAmbiguous,
    UsingConflict,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.skolemization import SkolemizationTimeout, skolemize
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple
from graph.settings import Settings
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sources.payload import parse_payloads, record_payload
from graph.sparql.preparation import with_plain_spaces
from graph.sparql.rewriting.prologues import with_prefixes_first
from graph.sparql.update_analysis import (
    UpdateOutline,
    read_update_outline,
    without_silent_loads,
)
from graph.sparql.update_limits import check_update_nesting
from graph.sparql.update_operations import parse_operations
from graph.storage.store_copy import copy_in
from graph.writing.graph_comparison import changed_graphs, triples_of
from graph.writing.requests import GraphWrite, Update
from graph.writing.update_delta import patch_of
from graph.writing.update_evaluation import check_syntax, evaluate_update, rewritten_update
from graph.writing.update_names import check_document_names

if TYPE_CHECKING:
    from graph.storage.store_writer import StoreWriter


def checked_update(update: Update) -> tuple[Update, UpdateOutline]:
    """Read an update's outline, and refuse what is not supported.

    Returns:
        The update to evaluate, and its outline.

    Raises:
        UpdateTooDeep, UpdateAmbiguous, LoadRefused, UsingConflict: It is refused.
    """
    check_update_nesting(update.text)
    text = with_plain_spaces(update.text)
    update = replace(update, text=with_prefixes_first(without_silent_loads(text)))
    outline = read_update_outline(update.text)
    if outline is None:
        raise UpdateAmbiguous
    if outline.fetches:
        raise LoadRefused(found=outline.fetches)
    if outline.has_dataset and (update.default_graphs or update.named_graphs):
        raise UsingConflict
    return update, outline


def propose_update(writer: StoreWriter, update: Update) -> Candidate:
    """Compute on a copy what an update would change.

    Raises:
        DefaultGraphIsMerge, KeptGraph, TangledBlankNodes: It is refused; also those of `checked_update` and
            `evaluate_update`.
    """
    update, outline = checked_update(update)
    check_document_names(update.text, writer.names)
    if outline.writes_default:
        check_syntax(update, writer.names)
        raise DefaultGraphIsMerge(expected=_contribution(writer.names))
    update = rewritten_update(writer.store, update, writer.names)
    patch = _patch(writer, update)
    if patch is not None:
        _refuse_kept(writer, patch.graph_names())
        return Candidate(patch=_with_named_nodes(writer, patch, salt=secrets.token_hex(8)))
    copy = copy_in(writer.directory, writer.store)
    try:
        evaluate_update(copy.store, update, writer.names)
        changed = dict(changed_graphs(writer.store, copy.store, outline))
    finally:
        copy.discard()
    _refuse_kept(writer, changed)
    return _candidate(writer, changed, salt=secrets.token_hex(8))


def _patch(writer: StoreWriter, update: Update) -> QuadDelta | None:
    """Compute quad by quad what an update changes; None where it has to be evaluated on a copy."""
    if update.default_graphs or update.named_graphs:
        return None
    operations = parse_operations(update.text)
    if operations is None:
        return None
    try:
        return patch_of(writer.store, operations, writer.names.document_base)
    except (SyntaxError, RuntimeError, ValueError, OSError):
        return None  # evaluating it on a copy reports what is wrong


def _refuse_kept(writer: StoreWriter, graphs: Iterable[NamedNode]) -> None:
    for graph_name in graphs:
        if writer.names.kept_path(graph_name) is not None:
            raise KeptGraph(graph=graph_name.value, expected=_contribution(writer.names))


def _with_named_nodes(writer: StoreWriter, patch: QuadDelta, *, salt: str) -> QuadDelta:
    """Replace the blank nodes of added quads with IRIs; the store holds none."""
    by_graph: dict[NamedNode, set[Triple]] = {}
    for quad in patch.added:
        assert isinstance(quad.graph_name, NamedNode), "every quad is written to a named graph"
        by_graph.setdefault(quad.graph_name, set()).add(quad.triple)
    named = _named(writer, by_graph, salt=salt)
    return QuadDelta(
        patch.removed,
        frozenset(_quad(each, key) for key, graph_triples in named.items() for each in graph_triples),
    )


def propose_graph(writer: StoreWriter, write: GraphWrite) -> Candidate:
    """Compute what putting, adding to or removing a graph would change.

    Raises:
        DefaultGraphIsMerge, KeptGraph, GraphAbsent, GraphPresent, SourceEmpty, SourceSyntaxError, UnknownMediaType,
            TangledBlankNodes: It is refused.
    """
    names = writer.names
    if not write.graph:
        raise DefaultGraphIsMerge(expected=_contribution(names))
    graph_name = NamedNode(write.graph)
    if names.kept_path(graph_name) is not None:
        raise KeptGraph(graph=write.graph, expected=_contribution(names))
    is_stored = writer.store.contains_named_graph(graph_name)
    if is_stored and write.must_be_new:
        raise GraphPresent(graph=write.graph)
    if write.verb == "delete":
        if not is_stored:
            raise GraphAbsent(graph=write.graph)
        return Candidate(removed=frozenset((graph_name,)))
    parsed = parse_payloads(
        write.parts,
        write.graph,
        document_base=names.document_base,
        max_bytes=writer.settings.write_max_bytes,
    )
    if not parsed:
        raise SourceEmpty(path=write.graph)
    if write.verb == "put":
        return _received(_candidate(writer, {graph_name: parsed}, salt=""), write)
    content = b"\0".join(part.content for part in write.parts)
    new = _named(writer, {graph_name: parsed}, salt=hashlib.sha256(content).hexdigest())
    return Candidate(
        (CandidateGraph(graph_name, frozenset(new[graph_name] | triples_of(writer.store, graph_name))),)
    )


def _received(candidate: Candidate, write: GraphWrite) -> Candidate:
    """Record the body that a graph was put with; several parts are no one file."""
    if len(write.parts) != 1:
        return candidate
    record = record_payload(write.parts[0], write.graph)
    return replace(candidate, graphs=tuple(replace(each, record=record) for each in candidate.graphs))


def _contribution(names: Namespaces) -> str:
    return names.things + "contribution/…"


def _candidate(writer: StoreWriter, changed: dict[NamedNode, set[Triple]], *, salt: str) -> Candidate:
    named = _named(writer, changed, salt=salt)
    return Candidate(
        tuple(CandidateGraph(each, frozenset(named[each])) for each in changed if changed[each]),
        frozenset(each for each in changed if not changed[each]),
    )


def _named(
    writer: StoreWriter, triples: dict[NamedNode, set[Triple]], *, salt: str
) -> dict[NamedNode, set[Triple]]:
    """Replace blank nodes with IRIs; one that several graphs share gets the same IRI."""
    quads = [
        _quad(each, graph_name) for graph_name, graph_triples in triples.items() for each in graph_triples
    ]
    try:
        named = _names(quads, writer.names, writer.settings, salt)
    except SkolemizationTimeout as error:
        graph_names = ", ".join(each.value for each in triples)
        raise TangledBlankNodes(path=graph_names, limit_s=writer.settings.naming_timeout_s) from error
    found: dict[NamedNode, set[Triple]] = {each: set() for each in triples}
    for quad in named:
        assert isinstance(quad.graph_name, NamedNode), "every quad came from a named graph"
        found[quad.graph_name].add(quad.triple)
    return found


def _names(quads: list[Quad], names: Namespaces, settings: Settings, salt: str) -> Iterable[Quad]:
    return skolemize(quads, names, timeout_s=settings.naming_timeout_s, salt=salt)


def _quad(triple: Triple, graph_name: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)
