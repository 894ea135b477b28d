"""Tests of graph.storage.index_check: a store that is whole has no fault, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.derivation.default_graph import plan_change
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad
from graph.storage.index_check import faults_of_store
from graph.storage.trial_copy import is_stated

_SUBJECT, _PREDICATE, _DEFAULT = (
    NamedNode("http://e.example/s"),
    NamedNode("http://e.example/p"),
    DefaultGraph(),
)


@pytest.fixture(params=[255, 511])
def last(request: pytest.FixtureRequest) -> int:
    """Give an integer that the engine takes for others on disk: its last byte is 255."""
    return int(request.param)


def _of_graph(store: Store, name: NamedNode, *numbers: int) -> None:
    for each in numbers:
        store.add(Quad(_SUBJECT, _PREDICATE, Literal(each), name))
        store.add(Quad(_SUBJECT, _PREDICATE, Literal(each), _DEFAULT))


def test_every_number_is_counted_once(tmp_path: Path, last: int, names: Namespaces) -> None:
    """Also one whose pattern gives those after it, too."""
    store = Store(str(tmp_path / "store"))
    _of_graph(store, names.contribution("a"), last, last + 1, last + 45)
    assert list(faults_of_store(store)) == []


def test_what_leaves_its_last_graph_leaves_the_default_graph(
    tmp_path: Path, last: int, names: Namespaces
) -> None:
    """Though another graph states a number that the engine takes for it."""
    leaving, staying = names.contribution("leaving"), names.contribution("staying")
    store = Store(str(tmp_path / "store"))
    _of_graph(store, leaving, last)
    _of_graph(store, staying, last + 45)
    both = frozenset([leaving, staying])
    plan = plan_change(store, Store(), frozenset([leaving]), was=both, will=frozenset([staying]))
    gone = Quad(_SUBJECT, _PREDICATE, Literal(last), _DEFAULT)
    assert gone in plan.removed
    assert is_stated(store, gone.triple, names)
    store.remove(Quad(_SUBJECT, _PREDICATE, Literal(last), leaving))
    assert not is_stated(store, gone.triple, names)
