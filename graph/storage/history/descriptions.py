"""Read from a store what is stated of a thing, and which things a change of the store concerns.

Each statement belongs to its subject. One about a nested node (a blank node that got an IRI) belongs to the things that
lead to it, so that descriptions put together give all that is stated, and what changed follows from the change alone.
What is derived, drafts and the catalogue are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import RdfFormat, Store, serialize

from graph.derivation.default_graph import is_published
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, name
from graph.storage.dumps.parts import DERIVED, part_of
from graph.storage.history.model import StatingSource, ThingDescription

_LINKS = 8  # from a thing to its innermost node; what lies deeper is left to itself
_DEFAULT = DefaultGraph()


class StatedDescriptions:
    """What one state of a store says of things; keeps which graphs are published."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        """Read a store that does not change meanwhile."""
        self._store = store
        self._names = names
        self._nested = names.genid("")
        self._are_stated: dict[NamedNode, bool] = {}
        self._licences: dict[NamedNode, tuple[str, ...]] = {}

    def read(self, thing: NamedNode) -> ThingDescription | None:
        """Describe a thing by the statements that it owns; None where it owns none."""
        quads = [] if self._belongs_to_others(thing) else list(self._owned(thing))
        if not quads:
            return None
        lines = serialize({each.triple for each in quads}, format=RdfFormat.N_TRIPLES)
        assert lines is not None
        classes = {
            each.object.value
            for each in quads
            if each.subject == thing
            and each.predicate == name("rdf:type")
            and isinstance(each.object, NamedNode)
        }
        graphs = {each.graph_name for each in quads if isinstance(each.graph_name, NamedNode)}
        sources = (StatingSource(each.value, self._licences_of(each)) for each in graphs)
        return ThingDescription(
            b"".join(sorted(lines.splitlines(keepends=True))).decode(),
            tuple(sorted(classes)),
            tuple(sorted(sources, key=lambda each: each.graph)),
        )

    def things(self) -> Iterator[NamedNode]:
        """Yield each thing that owns statements, once."""
        before = None
        for quad in self._store.quads_for_pattern(None, None, None, _DEFAULT):
            subject = quad.subject
            if subject == before or not isinstance(subject, NamedNode):
                continue
            before = subject
            if not self._belongs_to_others(subject):
                yield subject

    def owners(self, nodes: Iterable[NamedNode]) -> set[NamedNode]:
        """Return what may own the statements about nodes: the nodes themselves, and all that leads to nested ones."""
        return {owner for each in nodes for owner in self._above(each)}

    def is_nested(self, node: NamedNode) -> bool:
        """Return whether a node was a blank node."""
        return node.value.startswith(self._nested)

    def _above(self, node: NamedNode) -> set[NamedNode]:
        """Return a nested node, what leads to it, and what leads to that, within eight links."""
        reached, seen = {node}, {node}
        for _ in range(_LINKS):
            parents = {parent for each in reached if self.is_nested(each) for parent in self._parents(each)}
            reached = parents - seen
            seen |= reached
        return seen

    def _belongs_to_others(self, node: NamedNode) -> bool:
        return self.is_nested(node) and not all(map(self.is_nested, self._above(node)))

    def _parents(self, node: NamedNode) -> set[NamedNode]:
        quads = self._store.quads_for_pattern(None, None, node, None)
        return {
            each.subject
            for each in quads
            if isinstance(each.subject, NamedNode) and each.subject != node and self._is_stated(each)
        }

    def _owned(self, thing: NamedNode) -> Iterator[Quad]:
        """Yield the stated quads of a thing and of the nodes nested in it."""
        reached, seen = {thing}, {thing}
        for _ in range(_LINKS + 1):
            inner: set[NamedNode] = set()
            for node in reached:
                for quad in self._store.quads_for_pattern(node, None, None, None):
                    if self._is_stated(quad):
                        yield quad
                        inner |= {each for each in (quad.object,) if isinstance(each, NamedNode)}
            reached = {each for each in inner if self.is_nested(each)} - seen
            seen |= reached

    def _is_stated(self, quad: Quad) -> bool:
        graph_name = quad.graph_name
        if not isinstance(graph_name, NamedNode):
            return False
        found = self._are_stated.get(graph_name)
        if found is None:
            found = states(graph_name, self._names) and is_published(self._store, graph_name, self._names)
            self._are_stated[graph_name] = found
        return found

    def _licences_of(self, graph_name: NamedNode) -> tuple[str, ...]:
        found = self._licences.get(graph_name)
        if found is None:
            # A contribution states its own licence; a vocabulary or a register that of what it holds.
            about = None if self._names.kept_path(graph_name) is not None else graph_name
            quads = self._store.quads_for_pattern(about, name("dcterms:license"), None, graph_name)
            found = tuple(sorted({each.object.value for each in quads if isinstance(each.object, NamedNode)}))
            self._licences[graph_name] = found
        return found


def states(graph_name: NamedNode, names: Namespaces) -> bool:
    """Return whether a graph holds what people or registers state, published or not."""
    return part_of(graph_name, names) not in ("", DERIVED)


def touched_nodes(delta: QuadDelta, names: Namespaces) -> set[NamedNode]:
    """Return the nodes of which a change of what is stated may say something else than before.

    Those whose statements came or went, also where a graph was published or withdrawn; and where a link to a nested node
    came or went, that node.
    """
    nested = names.genid("")
    touched: set[NamedNode] = set()
    for quad in (*delta.removed, *delta.added):
        graph_name = quad.graph_name
        if isinstance(graph_name, NamedNode) and not states(graph_name, names):
            continue
        touched |= {each for each in (quad.subject,) if isinstance(each, NamedNode)}
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(nested):
            touched.add(quad.object)
    return touched


def relicensed_graphs(delta: QuadDelta) -> set[NamedNode]:
    """Return the graphs whose licence changed: it is told with each thing that they state."""
    licence = name("dcterms:license")
    quads = (*delta.removed, *delta.added)
    return {each.subject for each in quads if each.predicate == licence and each.subject == each.graph_name}  # type: ignore[misc]


def subjects_in(store: Store, graph_name: NamedNode) -> set[NamedNode]:
    """Return the nodes that a graph says something of."""
    quads = store.quads_for_pattern(None, None, None, graph_name)
    return {each.subject for each in quads if isinstance(each.subject, NamedNode)}
