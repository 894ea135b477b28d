"""Validate a small change: only the nodes whose results may differ, by only the shapes that look at them.

A full validation takes seconds to minutes, a write should take milliseconds. `shape_dependencies` tells which nodes a
changed triple concerns; their old results are removed from the stored report and the new ones added, all others stay.
The report is equal to that of a full validation, which tests/graph/validation/test_incremental.py proves on random graphs
and changes (decision 17).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, Triple, name
from graph.storage.trial_effects import ChangeEffects
from graph.validation.advice import advise
from graph.validation.dependency_reader import shape_dependencies
from graph.validation.graph_checks import check_change
from graph.validation.private_data import without_repeats
from graph.validation.property_paths import PredicatePath, RepeatedPath, walk
from graph.validation.register_scope import RegisterScope, is_entry
from graph.validation.report import Report, Result, read_result, result_triples
from graph.validation.shacl import revalidate
from graph.validation.shape_dependencies import ShapeDependencies, Targets

_DEFAULT = DefaultGraph()


@dataclass(frozen=True, slots=True)
class IncrementalReport:
    """The result of an incremental validation.

    Attributes:
        report: What to show to the author of the change: the new results, and the stored ones about the loaded files.
        found: The new results.
        replaced: Results of the stored report that are no longer valid.
    """

    report: Report
    found: tuple[Result, ...]
    replaced: frozenset[NamedNode]

    def report_change(self, before: Store, names: Namespaces) -> QuadDelta:
        """Return the quads that leave and enter the graph of the stored report."""
        validation = names.graph("validation")
        old = {
            quad
            for node in self.replaced
            for pattern in ((node, None), (validation, node))
            for quad in before.quads_for_pattern(pattern[0], None, pattern[1], validation)
        }
        normalized = Store()  # a store rewrites literals: only what it gives back can be compared with `old`
        normalized.extend(
            Quad(each.subject, each.predicate, each.object, validation)
            for each in result_triples(self.found, names)
        )
        new = set(normalized)
        return QuadDelta(frozenset(old - new), frozenset(new - old))


def is_local(outcome: ChangeEffects) -> bool:
    """Return whether a change concerns only nodes that can be found from it; otherwise everything must be validated."""
    return not shape_dependencies().is_global(outcome.seen)


def validate_change(
    before: Store,
    after: Store,
    outcome: ChangeEffects,
    *,
    names: Namespaces,
    same_day: bool,
    files_by_iri: Mapping[str, tuple[str, ...]],
) -> IncrementalReport:
    """Validate the nodes that a change concerns.

    Args:
        before: The store before the change; it holds the stored report.
        after: A copy with the change applied; the shapes look at its default graph.
        same_day: Whether the stored report was made today. Otherwise shapes that compare with the current date are
            validated again for all their targets.
        files_by_iri: Names of the loaded files that describe or mention an IRI.

    Raises:
        ShapesError: The shapes themselves are faulty.
    """
    shapes = shape_dependencies()
    concerned = shapes.concerned(before, after, outcome.seen)
    scope = RegisterScope(after, names)
    for entry in _rescoped_entries(before, after, outcome, scope, names):
        for shape in shapes.targets:
            concerned.setdefault(shape, set()).add(entry)
    target_test = _TargetTest(after, scope, names)
    focus_nodes: dict[NamedNode, list[Term] | None] = {
        shape: [node for node in nodes if target_test.is_target(node, shapes.targets[shape])]
        for shape, nodes in concerned.items()
    }
    replaced = set(_stored_results(before, names, shapes, concerned))
    if not same_day:
        focus_nodes |= dict.fromkeys(
            shapes.by_clock
        )  # None: all targets, as the date alone may have changed any result
        replaced |= set(_stored_results_by_clock(before, names, shapes))
    validated = revalidate(after, focus_nodes, files_by_iri)
    found = advise(validated.results, scope.registers, names)
    checked = tuple(check_change(after, names, outcome.change, files_by_iri))
    unchanged = _unchanged_results(before, names, files_by_iri, replaced)
    results = tuple(sorted({*without_repeats(found, checked), *checked, *unchanged}))
    return IncrementalReport(Report(results, validated.focus_node_count), found, frozenset(replaced))


def _rescoped_entries(
    before: Store, after: Store, outcome: ChangeEffects, scope: RegisterScope, names: Namespaces
) -> set[NamedNode]:
    """Return the register entries that a change brings into the scope of the shapes, or may take out of it.

    A contribution that repeats what the register states changes nothing in the default graph, and yet brings the entry
    into scope; so does one that is a draft no longer.
    """
    scope_before, registers = RegisterScope(before, names), scope.registers

    def referenced(triples: Iterable[Triple]) -> set[NamedNode]:
        return {each for each in registers.references(triples) if is_entry(after, each)}

    removed = {quad.triple for quad in outcome.change.removed} | outcome.republished
    added = referenced(outcome.seen - removed)
    repeated = referenced({quad.triple for quad in outcome.change.added} | outcome.republished) - added
    added |= {each for each in repeated if scope.is_referenced(each)}  # a draft brings nothing into scope
    scope.add(registers.containing(added))
    entered = registers.containing(each for each in added if not scope_before.is_referenced(each))
    return entered | {each for each in registers.containing(referenced(removed)) if each not in scope}


def _stored_results(
    before: Store, names: Namespaces, shapes: ShapeDependencies, concerned: Mapping[NamedNode, Iterable[Term]]
) -> Iterator[NamedNode]:
    """Yield the stored results about concerned nodes: each is found again, or no longer valid."""
    validation = names.graph("validation")
    sources: dict[Term, set[NamedNode]] = {}
    for shape, nodes in concerned.items():
        for node in nodes:
            sources.setdefault(node, set()).update(shapes.sources[shape])
    for node, named in sources.items():
        for quad in before.quads_for_pattern(None, name("sh:focusNode"), node, validation):
            result = quad.subject
            source = next(before.quads_for_pattern(result, name("sh:sourceShape"), None, validation), None)
            if isinstance(result, NamedNode) and source is not None and source.object in named:
                yield result


def _stored_results_by_clock(
    before: Store, names: Namespaces, shapes: ShapeDependencies
) -> Iterator[NamedNode]:
    for shape in shapes.by_clock:
        for source in shapes.sources[shape]:
            found = before.quads_for_pattern(None, name("sh:sourceShape"), source, names.graph("validation"))
            yield from (quad.subject for quad in found if isinstance(quad.subject, NamedNode))


def _unchanged_results(
    before: Store, names: Namespaces, files_by_iri: Mapping[str, tuple[str, ...]], replaced: set[NamedNode]
) -> Iterator[Result]:
    """Yield the stored results that stay valid, of the things that the loaded files describe or mention."""
    validation = names.graph("validation")
    for iri, files in files_by_iri.items():
        for quad in before.quads_for_pattern(None, name("sh:focusNode"), NamedNode(iri), validation):
            if quad.subject not in replaced:
                about = before.quads_for_pattern(quad.subject, None, None, validation)
                yield read_result([each.triple for each in about], files)


class _TargetTest:
    """Whether nodes of one store are targets of shapes; each answer is computed once."""

    def __init__(self, store: Store, scope: RegisterScope, names: Namespaces) -> None:
        self._store = store
        self._names = names
        self._scope = scope
        self._types: dict[Term, set[Term]] = {}
        self._seen: dict[Term, bool] = {}

    def is_target(self, node: Term, targets: Targets) -> bool:
        """Return whether a node is a target; where a query finds the suspects, the constraint decides, so every node may be."""
        if node not in self._seen:
            self._seen[node] = not is_entry(self._store, node) or node in self._scope
        return self._seen[node] and (
            targets.is_suspected
            or bool(targets.classes & self._kinds(node))
            or any(self._has(node, each) for each in targets.subjects_of)
            or any(self._ends(node, each) for each in targets.objects_of)
        )

    def _kinds(self, node: Term) -> set[Term]:
        """Return the classes of a node and their superclasses."""
        if node not in self._types:
            above = RepeatedPath(PredicatePath(name("rdfs:subClassOf")), is_skippable=True, is_unbounded=True)
            stated = walk(self._store, PredicatePath(name("rdf:type")), (node,))
            self._types[node] = walk(self._store, above, stated)
        return self._types[node]

    def _has(self, node: Term, predicate: NamedNode) -> bool:
        return bool(walk(self._store, PredicatePath(predicate), (node,)))

    def _ends(self, node: Term, predicate: NamedNode) -> bool:
        return next(self._store.quads_for_pattern(None, predicate, node, _DEFAULT), None) is not None
