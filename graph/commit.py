"""A candidate becomes a published snapshot, or a report that says why not: the composition of the flow.

candidate ─stage─▶ after ─validate─▶ report ─plan─▶ change ─apply─▶ store ─publish─▶ snapshot
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Store

from graph.candidate import Candidate, CandidateGraph
from graph.catalogue import describe_state, now, record_loads, records
from graph.check import check_graphs
from graph.digest import digest_of, digest_without
from graph.errors import CandidateRefused, UnknownGraph
from graph.merge import Change, plan_change, published_after, published_graphs
from graph.names import Names
from graph.report import Report
from graph.snapshot import Snapshot, State
from graph.stage import Stage, stage
from graph.store import Writer
from graph.terms import DefaultGraph, NamedNode, Quad
from graph.validate import validate
from graph.words import Words

Progress = Callable[[Words], None]


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit gave: the snapshot in force, what the shapes said, whether anything changed."""

    snapshot: Snapshot
    report: Report
    changed: bool


def _silent(_: Words) -> None:
    """Report no progress."""


def review(
    before: Store, candidate: Candidate, names: Names, progress: Progress = _silent
) -> tuple[Stage, Report]:
    """Validate what a store would hold with a candidate; write nothing.

    Raises: UnknownGraph when a graph to remove is not stored; ShapesError.
    """
    stored = set(before.named_graphs())
    for graph_name in candidate.removed:
        if graph_name not in stored:
            raise UnknownGraph(graph=graph_name.value)
    progress(Words("Préparation", "Staging"))
    staged = stage(before, candidate, names)
    progress(Words("Validation", "Validation"))
    shaped = validate(staged.data(), _files_by_iri(candidate))
    checked = check_graphs(staged.after, names)
    return staged, Report(tuple(sorted((*shaped.results, *checked))), shaped.focus_node_count)


def commit(writer: Writer, candidate: Candidate, progress: Progress = _silent) -> Committed:
    """Put a candidate in the store and publish it, or change nothing at all.

    Raises: CandidateRefused with the report; UnknownGraph; ShapesError.
    """
    staged, report = review(writer.store, candidate, writer.names, progress)
    if not report.conforms:
        raise CandidateRefused(
            report.concerning(each.record.path.name for each in candidate.graphs if each.record)
        )
    was = writer.state()
    published = published_after(writer.store, staged.after, writer.names)
    stated = plan_change(
        writer.store,
        staged.after,
        staged.candidate.names(),
        was=published_graphs(writer.store, writer.names),
        will=published,
    )
    if was is not None and not stated:
        return Committed(writer.publish(), report, changed=False)
    progress(Words("Écriture", "Writing"))
    whole = stated | _told_change(writer, staged, published, _next_state(writer, was, stated), report)
    if len(whole) > writer.settings.transaction_max_quads:
        writer.rebuild(_all_quads(writer.store, whole))
    else:
        writer.apply(whole)
    progress(Words("Publication", "Publication"))
    return Committed(writer.publish(), report, changed=True)


def _files_by_iri(candidate: Candidate) -> dict[str, tuple[str, ...]]:
    """Tell which files describe an IRI, or, where none does, which ones mention it."""
    describing: dict[str, set[str]] = {}
    mentioning: dict[str, set[str]] = {}
    for each in candidate.graphs:
        for triple in each.triples if each.record else ():
            for files, term in ((describing, triple.subject), (mentioning, triple.object)):
                if isinstance(term, NamedNode) and each.record:
                    files.setdefault(term.value, set()).add(each.record.path.name)
    return {iri: tuple(sorted(paths)) for iri, paths in (mentioning | describing).items()}


def _next_state(writer: Writer, was: State | None, stated: Change) -> State:
    """Count and digest what will be stated, from what was and the difference alone; the catalogue comes on top."""
    names = writer.names
    removed = [quad for quad in stated.removed if not _is_merged(quad)]
    added = [quad for quad in stated.added if not _is_merged(quad)]
    before = was or State(0, now(), "0", 0, 0)
    catalogue = writer.store.quads_for_pattern(None, None, None, names.graph("catalog"))
    triples = (len(stated.added) - len(added)) - (len(stated.removed) - len(removed))
    return State(
        number=before.number + 1,
        published_at=now(),
        digest=digest_of(added, digest_without(removed, before.digest)),
        quad_count=before.quad_count + len(added) - len(removed),
        triple_count=before.triple_count + triples - sum(1 for _ in catalogue),
    )


def _is_merged(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def _told_change(
    writer: Writer, staged: Stage, published: frozenset[NamedNode], state: State, report: Report
) -> Change:
    """Plan the graphs in which the software speaks for itself: the catalogue and the validation report."""
    names, candidate = writer.names, staged.candidate
    told = [
        *records(writer.store, names, candidate.names()),
        *record_loads(candidate.graphs, state.published_at, names),
    ]
    described = list(describe_state(state, names))
    triple_count = state.triple_count + len(set(told)) + len(described)
    told += describe_state(replace(state, triple_count=triple_count), names)
    catalogue = CandidateGraph(names.graph("catalog"), frozenset(told))
    validation = CandidateGraph(names.graph("validation"), frozenset(report.as_triples(names)))
    after = Store()
    after.extend((*catalogue.quads(), *validation.quads()))
    return plan_change(
        writer.store,
        after,
        frozenset((catalogue.name, validation.name)),
        was=published,
        will=published | {catalogue.name},
    )


def _all_quads(store: Store, whole: Change) -> Iterator[Quad]:
    """Give everything the store will hold, for a rebuild."""
    yield from (quad for quad in store if quad not in whole.removed)
    yield from whole.added
