"""Commit a candidate as the next snapshot, or refuse it with a report.

candidate ─stage─▶ after ─validate─▶ report ─plan─▶ change ─apply─▶ store ─publish─▶ snapshot

A commit holds what is stated, its date bounds, the report and the catalogue. What depends on the whole network,
connections and measurements, is derived afterwards (`graph.writing.derivation`), so that a write costs its own change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import chain

from pyoxigraph import Store

from graph.derivation.default_graph import plan_change, published_after, published_graphs
from graph.derivation.stored_connections import connections_around
from graph.errors import CandidateRefused, UnknownGraph
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Literal, NamedNode, Quad, Triple, name
from graph.resources import shipped_files
from graph.sources.candidate import Candidate
from graph.sources.source_file import digest_bytes
from graph.storage.catalogue import now
from graph.storage.received_files import keep_received
from graph.storage.snapshots import Snapshot, State
from graph.storage.store_writer import StoreWriter
from graph.storage.trial_effects import ChangeEffects, requested_change, try_change
from graph.validation.advice import advise
from graph.validation.graph_checks import check_graphs
from graph.validation.incremental import is_local, validate_change
from graph.validation.private_data import without_repeats
from graph.validation.register_scope import Registers
from graph.validation.report import Report
from graph.validation.shacl import validate
from graph.validation.unread_statements import account_for
from graph.writing.apply import ReviewedChange, apply_reviewed
from graph.writing.other_parties import name_other_parties
from graph.writing.staging import StagedState, stage

_SMALL = 1_000  # quads; a smaller change is always validated by what it concerns
_SHARE = 100  # of a larger store, one in so many

Progress = Callable[[BilingualText], None]


@dataclass(frozen=True, slots=True)
class Committed:
    """The result of a commit: the current snapshot, the validation report, whether anything changed."""

    snapshot: Snapshot
    report: Report
    changed: bool


def _silent(_: BilingualText) -> None:
    """Report no progress."""


def review(
    before: Store,
    candidate: Candidate,
    names: Namespaces,
    progress: Progress = _silent,
    *,
    told: Candidate | None = None,
) -> tuple[StagedState, Report]:
    """Validate all that a store would hold with a candidate; write nothing.

    Args:
        told: The part of the candidate whose statements the report accounts for; by default all of it.

    Raises:
        UnknownGraph: A graph to remove is not stored.
        ShapesError: The shapes cannot be used.
    """
    _require_stored(before, candidate)
    progress(BilingualText("Préparation", "Staging"))
    staged = stage(before, candidate, names)
    progress(BilingualText("Validation", "Validation"))
    files_by_iri = _files_by_iri(candidate)
    shaped = validate(staged.data(), files_by_iri)
    found = advise(shaped.results, Registers((staged.after, before), names), names)
    checked = tuple(check_graphs(staged.after, names, files_by_iri, before))
    reading = account_for(told or candidate, (staged.after, before), names)
    results = tuple(sorted({*without_repeats(found, checked), *checked}))
    return staged, Report(results, shaped.focus_node_count, reading)


def commit(writer: StoreWriter, candidate: Candidate, progress: Progress = _silent) -> Committed:
    """Put a candidate in the store and publish it, or change nothing at all.

    Raises:
        CandidateRefused: It does not conform; holds the report.
        DiskFull: There is no room for a change.
        UnknownGraph: A graph to remove is not stored.
        ShapesError: The shapes cannot be used.
    """
    writer.require_space()
    _require_stored(writer.store, candidate)
    was = writer.state()
    with _reviewed(writer, candidate, was, progress) as reviewed:
        report = reviewed.report
        if not report.conforms:
            about = report.concerning(each.record.path.name for each in candidate.graphs if each.record)
            raise CandidateRefused(name_other_parties(about, writer.store, candidate, writer.names))
        if was is not None and not reviewed.change:
            return Committed(writer.publish(), report, changed=False)
        progress(BilingualText("Écriture", "Writing"))
        for each in candidate.graphs:
            if each.record is not None and each.record.received:
                keep_received(writer.directory, each.record.received)
        apply_reviewed(writer, candidate, reviewed)
    progress(BilingualText("Publication", "Publication"))
    return Committed(writer.publish(), report, changed=True)


def _require_stored(before: Store, candidate: Candidate) -> None:
    for graph_name in candidate.removed:
        if not before.contains_named_graph(graph_name):
            raise UnknownGraph(graph=graph_name.value)


@contextmanager
def _reviewed(
    writer: StoreWriter, candidate: Candidate, was: State | None, progress: Progress
) -> Iterator[ReviewedChange]:
    """Review a candidate: by what it changes where that is little, else as a whole.

    What was tried in the writer's trial copy stays there if, and only if, the commit succeeds.
    """
    is_current = _has_current_report(writer)
    if was is not None and not is_current:
        writer.announce()  # a new release: all is validated, whatever was requested
    is_small = was is not None and is_current and _may_be_local(writer, candidate, was)
    requested = requested_change(writer.store, candidate) if is_small else None
    if (
        requested is not None
        and was is not None
        and len(requested) <= max(_SMALL, was.triple_count // _SHARE)
    ):
        with writer.trial_copy().trying() as attempt:
            outcome = try_change(writer.store, attempt, requested, writer.names)
            if is_local(outcome):
                things = {quad.subject for quad in outcome.change.removed}
                attempt.make(connections_around(attempt.store, things))
                yield _validated_change(writer, candidate, attempt.store, outcome, was)
                return
            attempt.take_back()
    writer.discard_trial_copy()
    yield _reviewed_whole(writer, candidate, progress)


def _may_be_local(writer: StoreWriter, candidate: Candidate, was: State) -> bool:
    """Return whether a candidate is small, and changes neither vocabulary nor register."""
    sizes = sum(len(each.triples) for each in candidate.graphs)
    return sizes <= max(_SMALL, was.triple_count // _SHARE) and all(
        writer.names.kept_path(each) is None for each in candidate.names()
    )


def _has_current_report(writer: StoreWriter) -> bool:
    return Quad(*shapes_mark(writer.names), writer.names.graph("validation")) in writer.store


def _validated_change(
    writer: StoreWriter,
    candidate: Candidate,
    after: Store,
    outcome: ChangeEffects,
    was: State,
) -> ReviewedChange:
    validated = validate_change(
        writer.store,
        after,
        outcome,
        names=writer.names,
        same_day=was.published_at.date() == now().date(),
        files_by_iri=_files_by_iri(candidate),
    )
    kept_report = validated.report_change(writer.store, writer.names)
    reading = account_for(candidate, (after,), writer.names)
    return ReviewedChange(outcome.change, kept_report, replace(validated.report, reading=reading))


def _reviewed_whole(writer: StoreWriter, candidate: Candidate, progress: Progress) -> ReviewedChange:
    staged, report = review(writer.store, candidate, writer.names, progress)
    stated = plan_change(
        writer.store,
        staged.after,
        staged.candidate.names(),
        was=published_graphs(writer.store, writer.names),
        will=published_after(writer.store, staged.after, writer.names),
    )
    validation = writer.names.graph("validation")
    old = set(writer.store.quads_for_pattern(None, None, None, validation))
    reports = Store()
    stored = report.of_shapes()
    triples = (*stored.as_triples(writer.names), Triple(*shapes_mark(writer.names)))
    reports.extend(Quad(each.subject, each.predicate, each.object, validation) for each in triples)
    new = set(reports)
    kept_report = QuadDelta(frozenset(old - new), frozenset(new - old))
    quads = chain(stated.added, stated.removed, *(each.quads() for each in candidate.graphs))
    return ReviewedChange(stated, kept_report, report.about(quads))


def shapes_mark(names: Namespaces) -> tuple[NamedNode, NamedNode, Literal]:
    """Return the triple that records by which shapes and checks the stored report was made."""
    return names.graph("validation"), name("schema:sha256"), Literal(shapes_digest())


@cache
def shapes_digest() -> str:
    """Return the digest of every shape and check that ships, and of the facts and texts that they use."""
    shapes = [*shipped_files("shapes", ".ttl"), *shipped_files("queries", ".rq")]
    texts = [file.read_bytes() for path, file in shapes if path.endswith(".ttl") or path.startswith("check/")]
    facts = sorted(each.name for each in files("graph.validation").iterdir() if each.name.endswith(".toml"))
    texts += [files("graph.validation").joinpath(each).read_bytes() for each in facts]
    return digest_bytes(b"\0".join(texts))


def _files_by_iri(candidate: Candidate) -> dict[str, tuple[str, ...]]:
    """Return the files that describe each IRI or, where none does, those that mention it."""
    describing: dict[str, set[str]] = {}
    mentioning: dict[str, set[str]] = {}
    for each in candidate.graphs:
        for triple in each.triples if each.record else ():
            for paths_by_iri, term in ((describing, triple.subject), (mentioning, triple.object)):
                if isinstance(term, NamedNode) and each.record:
                    paths_by_iri.setdefault(term.value, set()).add(each.record.path.name)
    return {iri: tuple(sorted(paths)) for iri, paths in (mentioning | describing).items()}
