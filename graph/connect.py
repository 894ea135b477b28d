"""What a change of the merge does to the connections that rules derive: the quads that go and come with it.

In: the writer's store, where every initiative stands, a change of what is stated. Out: `Connected`. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from pyoxigraph import Store

from graph.merge import Change
from graph.names import Names
from graph.network.build import concerned_things, read_network
from graph.network.derived import is_rule_graph, rule_graph, run_triples, share_quads
from graph.network.follow import follow
from graph.network.rules import Rule
from graph.network.shares import published_pairs, shares
from graph.network.standing import Standing, stand
from graph.terms import DefaultGraph, NamedNode, Quad, Triple, name

_DEFAULT = DefaultGraph()
_FEW = 1_000  # things; more are not followed one by one, unless they are a small share of all
_SHARE = 50
_FEW_TOLD = 2  # triples of one subject: each is looked up by itself
_ENDS = (name("mai:connectionFrom"), name("mai:connectionTo"))
_MANY = 10_000  # pairs; more are not held in memory, quad by quad


@dataclass(frozen=True, slots=True)
class Connected:
    """What follows from a change: the derived quads that go and come, the merge's included, and the new standing.

    `whole`: in place of `change`, where so much may go and come that it is not held in memory.
    """

    change: Change
    standing: Standing | None
    whole: Whole | None = None

    def seen_of(self, stated: Change) -> Change:
        """Give what a judgement of what is stated has to see of it: where all is written anew, only what goes."""
        return self.change if self.whole is None else self.whole.around(stated)


@dataclass(frozen=True, slots=True)
class Whole:
    """All derived connections, as they are stored and as they will be; both are read as often as needed, lazily."""

    store: Store
    names: Names
    standing: Standing
    at: datetime

    def gone(self) -> Iterator[Quad]:
        """Give what rules gave so far, without the merge."""
        graphs = (rule_graph(each, self.names) for each in Rule)
        return (quad for each in graphs for quad in self.store.quads_for_pattern(None, None, None, each))

    def come(self) -> Iterator[Quad]:
        """Give what they give, without the merge."""
        return derived_quads(self.standing, self.names, self.at)

    def around(self, stated: Change) -> Change:
        """Give what goes with the things of which a change removes something, so that no judgement sees it any more."""
        things = {quad.subject for quad in stated.removed if quad.graph_name == _DEFAULT}
        gone = {quad for each in things for quad in self._around(each)}
        return _with_merge(self.store, stated, gone, set())

    def _around(self, thing: Any) -> Iterator[Quad]:
        held = self.store.quads_for_pattern
        for rule in Rule:
            graph_name = rule_graph(rule, self.names)
            yield from held(thing, None, None, graph_name)
            for predicate in (*_ENDS, name(rule.shortcut)):
                for quad in held(None, predicate, thing, graph_name):
                    yield quad
                    if predicate in _ENDS:
                        yield from held(quad.subject, None, None, graph_name)

    def is_outdated(self, quad: Quad) -> bool:
        """Tell whether a stored quad, the merge's too, is one of those that go."""
        if quad.graph_name != _DEFAULT:
            return is_rule_graph(quad.graph_name, self.names)
        stating = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        graphs = [each.graph_name for each in stating if each.graph_name != _DEFAULT]
        return bool(graphs) and all(is_rule_graph(each, self.names) for each in graphs)


class _After:
    """The merge as it will be: a store's default graph and a change of it."""

    def __init__(self, store: Store, stated: Change) -> None:
        self._store = store
        self._removed = {quad for quad in stated.removed if quad.graph_name == _DEFAULT}
        self._added = Store()
        self._added.bulk_extend(quad for quad in stated.added if quad.graph_name == _DEFAULT)

    def quads_for_pattern(
        self, subject: Any, predicate: Any, value: Any, graph_name: Any = None, /
    ) -> Iterator[Quad]:
        held = self._store.quads_for_pattern(subject, predicate, value, graph_name)
        staying = (quad for quad in held if quad not in self._removed) if self._removed else held
        return chain(staying, self._added.quads_for_pattern(subject, predicate, value, graph_name))


def connect(  # noqa: PLR0913  each has a meaning of its own
    store: Store,
    standing: Standing | None,
    stated: Change,
    *,
    names: Names,
    count: int,
    at: datetime,
    takes_long: Callable[[], None],
) -> Connected:
    """Follow a change where the standing before it is known, and derive everything where it is not.

    Args: stated: what goes and comes in named graphs and in the merge
          count: how many connections an initiative may have
          at: when, to tell of the graphs that change
          takes_long: called before everything is derived anew
    """
    after = _After(store, stated)
    if not count:
        held = _held(store, names)
        change = _with_merge(store, stated, held, set())
        return Connected(replace(change, emptied=frozenset(_graphs(held))), None)
    changed = {quad.triple for quad in (*stated.removed, *stated.added) if quad.graph_name == _DEFAULT}
    if standing is not None and _are_few(changed, standing):
        followed = follow(standing, after, changed, takes_long)
        if not followed.is_told:
            return Connected(
                Change(frozenset(), frozenset()),
                followed.standing,
                Whole(store, names, followed.standing, at),
            )
        gone, come = set(share_quads(followed.gone, names)), set(share_quads(followed.come, names))
        standing = followed.standing
    else:
        takes_long()
        standing = stand(read_network(after), count)
        if len(published_pairs(standing)) > _MANY:
            return Connected(Change(frozenset(), frozenset()), standing, Whole(store, names, standing, at))
        gone = {quad for quad in _held(store, names) if not _is_of_run(quad, names)}
        come = set(share_quads(shares(standing, published_pairs(standing)), names))
    gone, come = gone - come, come - gone
    runs_gone, runs_come = _runs(store, gone | come, names, at)
    return Connected(_with_merge(store, stated, gone | runs_gone, come | runs_come), standing)


def derived_quads(standing: Standing, names: Names, at: datetime) -> Iterator[Quad]:
    """Give all derived connections and what tells of their runs, lazily, without the merge."""
    runs = Store()  # which writes times its own way
    for rule in Rule if standing.count else ():
        runs.extend(_in(each, rule_graph(rule, names)) for each in run_triples(rule, at, names))
    return chain(set(runs), share_quads(shares(standing, published_pairs(standing)), names))


def _are_few(changed: Iterable[Triple], standing: Standing) -> bool:
    return len(set(concerned_things(changed))) <= max(_FEW, len(standing.network) // _SHARE)


def _held(store: Store, names: Names) -> set[Quad]:
    """Give all that rules gave so far."""
    graphs = (rule_graph(each, names) for each in Rule)
    return {quad for each in graphs for quad in store.quads_for_pattern(None, None, None, each)}


def _in(triple: Triple, graph_name: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)


def _graphs(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}


def _is_of_run(quad: Quad, names: Names) -> bool:
    return quad.subject == quad.graph_name or quad.subject in _run_nodes(names)


def _run_nodes(names: Names) -> set[NamedNode]:
    return {names.thing("run", each.word) for each in Rule}


def _runs(store: Store, changed: set[Quad], names: Names, at: datetime) -> tuple[set[Quad], set[Quad]]:
    """Give what tells of the runs that is outdated: where connections change, or where nothing is told yet."""
    touched = _graphs(changed)
    gone, told = set[Quad](), Store()
    for rule in Rule:
        graph_name = rule_graph(rule, names)
        nodes = (graph_name, names.thing("run", rule.word))
        held = {quad for each in nodes for quad in store.quads_for_pattern(each, None, None, graph_name)}
        runs = [_in(each, graph_name) for each in run_triples(rule, at, names)]
        is_known = all(each in held for each in runs if each.predicate == name("owl:versionInfo"))
        if graph_name in touched or not is_known:
            gone |= held
            told.extend(runs)
    come = set(told)  # in the literal forms of a store
    return gone - come, come - gone


def _with_merge(store: Store, stated: Change, gone: set[Quad], come: set[Quad]) -> Change:
    """Let the merge follow: it keeps what another graph states too."""
    staying = set(_stated_elsewhere(store, gone, stated))
    leaving = {_in(each.triple, _DEFAULT) for each in gone if each.triple not in staying}
    merged = {_in(each.triple, _DEFAULT) for each in come}
    arriving = {each for each in merged if each not in store or each in stated.removed}
    return Change(frozenset(gone | leaving), frozenset(come | arriving))


def _stated_elsewhere(store: Store, quads: Iterable[Quad], stated: Change) -> Iterator[Triple]:
    """Give the triples of some quads that another graph states too; lazy. A connection's node is looked up once."""
    told: dict[Any, dict[Triple, Quad]] = {}
    for each in quads:
        told.setdefault(each.subject, {})[each.triple] = each
    for subject, wanted in told.items():
        asked = [(each.predicate, each.object) for each in wanted]
        for predicate, value in [(None, None)] if len(wanted) > _FEW_TOLD else asked:
            for held in store.quads_for_pattern(subject, predicate, value, None):
                own = wanted.get(held.triple)
                is_other = own is not None and held.graph_name not in (_DEFAULT, own.graph_name)
                if is_other and held not in stated.removed:
                    yield held.triple
