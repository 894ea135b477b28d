"""The judgement of a small change: what the shapes and the checks say of the nodes it concerns, and of them alone.

In: the store as it was, the copy where the change was tried, the outcome. Out: `IncrementalReport`, which says for the kept
report what goes and what comes; the rest of it stands. Equal to judging everything (tests/graph/validation/test_incremental.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from graph.connections.similarity.connection_triples import is_rule_graph
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, name
from graph.storage.trial_effects import ChangeEffects
from graph.validation.graph_checks import check_change
from graph.validation.property_paths import PredicatePath, RepeatedPath, walk
from graph.validation.register_scope import RegisterScope, entries_above, entries_told, is_entry
from graph.validation.report import Report, Result, read_result, result_triples
from graph.validation.shacl import revalidate
from graph.validation.shape_dependencies import Dependence, Targets, dependence

_DEFAULT = DefaultGraph()


@dataclass(frozen=True, slots=True)
class IncrementalReport:
    """What there is to tell, what of it was found now, and the results of the kept report that this replaces."""

    report: Report
    found: tuple[Result, ...]
    replaced: frozenset[NamedNode]

    def kept_report(self, before: Store, names: Namespaces) -> QuadDelta:
        """Give the quads that go from and come to the kept report."""
        validation = names.graph("validation")
        old = {
            quad
            for node in self.replaced
            for pattern in ((node, None), (validation, node))
            for quad in before.quads_for_pattern(pattern[0], None, pattern[1], validation)
        }
        held = Store()
        held.extend(
            Quad(each.subject, each.predicate, each.object, validation)
            for each in result_triples(self.found, names)
        )
        new = set(held)
        return QuadDelta(frozenset(old - new), frozenset(new - old))


def is_local(outcome: ChangeEffects) -> bool:
    """Tell whether what a outcome concerns can be told from the outcome; otherwise everything is judged."""
    return not dependence().is_global(outcome.seen)


def judge(
    before: Store,
    after: Store,
    outcome: ChangeEffects,
    *,
    names: Namespaces,
    same_day: bool,
    files_by_iri: Mapping[str, tuple[str, ...]],
) -> IncrementalReport:
    """Validate again what a outcome concerns.

    Args:   before: holds the kept report
            after: its default graph is what the shapes look at
            same_day: whether the kept report was made today; some shapes look at the clock
    Raises: ShapesError.
    """
    shapes = dependence()
    concerned = shapes.concerned(before, after, outcome.seen)
    is_shown = RegisterScope(after, names)
    for entry in _shown_anew(before, after, outcome, is_shown, names):
        for shape in shapes.targets:
            concerned.setdefault(shape, set()).add(entry)
    aim = _Aim(after, is_shown, names)
    asked: dict[NamedNode, list[Term] | None] = {
        shape: [node for node in nodes if aim.is_target(node, shapes.targets[shape])]
        for shape, nodes in concerned.items()
    }
    replaced = set(_kept(before, names, shapes, concerned))
    if not same_day:
        asked |= dict.fromkeys(shapes.by_clock)  # their own targets: the day alone may have changed any
        replaced |= set(_kept_of(before, names, shapes))
    validated = revalidate(after, asked, files_by_iri)
    checked = check_change(after, names, outcome.change)
    standing = _standing(before, names, files_by_iri, replaced)
    results = tuple(sorted({*validated.results, *checked, *standing}))
    return IncrementalReport(
        Report(results, validated.focus_node_count), validated.results, frozenset(replaced)
    )


def _shown_anew(
    before: Store, after: Store, outcome: ChangeEffects, is_shown: RegisterScope, names: Namespaces
) -> set[NamedNode]:
    """Give the entries of registers that the shapes may see now and did not, or did and may no more.

    A contribution that says again what the register says changes nothing in the merge, and yet the entry is seen.
    """
    was_shown = RegisterScope(before, names)
    gone = {quad.triple for quad in outcome.change.removed}
    come = entries_told(after, outcome.seen - gone)
    repeated = entries_told(after, (quad.triple for quad in outcome.change.added)) - come
    come |= {each for each in repeated if is_shown.is_named(each)}  # a draft shows nothing
    is_shown.know(entries_above(after, come))
    fresh = entries_above(after, (each for each in come if not was_shown.is_named(each)))
    return fresh | {each for each in entries_above(after, entries_told(after, gone)) if not is_shown(each)}


def _kept(
    before: Store, names: Namespaces, shapes: Dependence, concerned: Mapping[NamedNode, Iterable[Term]]
) -> Iterator[NamedNode]:
    """Give the results of the kept report that are found again or not at all."""
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


def _kept_of(before: Store, names: Namespaces, shapes: Dependence) -> Iterator[NamedNode]:
    for shape in shapes.by_clock:
        for source in shapes.sources[shape]:
            found = before.quads_for_pattern(None, name("sh:sourceShape"), source, names.graph("validation"))
            yield from (quad.subject for quad in found if isinstance(quad.subject, NamedNode))


def _standing(
    before: Store, names: Namespaces, files_by_iri: Mapping[str, tuple[str, ...]], replaced: set[NamedNode]
) -> Iterator[Result]:
    """Give what the kept report says, and still says, of things that the loaded files speak of."""
    validation = names.graph("validation")
    for iri, files in files_by_iri.items():
        for quad in before.quads_for_pattern(None, name("sh:focusNode"), NamedNode(iri), validation):
            if quad.subject not in replaced:
                said = [
                    each.triple for each in before.quads_for_pattern(quad.subject, None, None, validation)
                ]
                yield read_result(said, files)


class _Aim:
    """Tells targets in one store, each question once."""

    def __init__(self, store: Store, is_shown: RegisterScope, names: Namespaces) -> None:
        self._store = store
        self._names = names
        self._is_shown = is_shown
        self._types: dict[Term, set[Term]] = {}
        self._seen: dict[Term, bool] = {}

    def is_target(self, node: Term, targets: Targets) -> bool:
        """Tell whether a node is a target; where a query finds suspects, each may be one."""
        if node not in self._seen:
            is_entry_seen = not is_entry(self._store, node) or self._is_shown(node)  # type: ignore[arg-type]
            self._seen[node] = is_entry_seen and not self._is_derived(node)
        return self._seen[node] and (
            targets.is_suspected
            or bool(targets.classes & self._kinds(node))
            or any(self._has(node, each) for each in targets.subjects_of)
            or any(self._ends(node, each) for each in targets.objects_of)
        )

    def _is_derived(self, node: Term) -> bool:
        """Tell whether a rule gave a node: the shapes judge what is stated."""
        if not isinstance(node, NamedNode):
            return False
        typed = self._store.quads_for_pattern(node, name("rdf:type"), name("mai:Connection"), None)
        graphs = {quad.graph_name for quad in typed} - {_DEFAULT}
        return bool(graphs) and all(is_rule_graph(each, self._names) for each in graphs)

    def _kinds(self, node: Term) -> set[Term]:
        """Give the classes of a node, and those above them."""
        if node not in self._types:
            above = RepeatedPath(PredicatePath(name("rdfs:subClassOf")), is_skippable=True, is_unbounded=True)
            stated = walk(self._store, PredicatePath(name("rdf:type")), (node,))
            self._types[node] = walk(self._store, above, stated)
        return self._types[node]

    def _has(self, node: Term, predicate: NamedNode) -> bool:
        return bool(walk(self._store, PredicatePath(predicate), (node,)))

    def _ends(self, node: Term, predicate: NamedNode) -> bool:
        return next(self._store.quads_for_pattern(None, predicate, node, _DEFAULT), None) is not None
