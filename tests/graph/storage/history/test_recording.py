"""Tests of graph.storage.history.recording: the versions of things add up to what the store states, after any changes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.storage.history.history_file import HistoryFile, create_history
from graph.storage.history.model import ChangeKind
from graph.storage.history.reader import reading_history
from graph.storage.history.recording import compare_all, record_change
from tests.graph.storage.history.histories import (
    CONTRIBUTIONS,
    KEPT,
    NAMES,
    NODES,
    THINGS,
    World,
    delta_between,
    places,
    replayed,
    stated_in,
    store_of,
    worlds,
)

_LABEL, _LINK = name("skos:prefLabel"), name("dcterms:relation")
X, Y, _ = THINGS
A, B, _ = CONTRIBUTIONS
WORLD: World = {
    A: frozenset(
        (
            Triple(X, name("rdf:type"), name("mai:Need")),
            Triple(X, _LINK, NODES[0]),
            Triple(NODES[0], _LINK, NODES[1]),
            Triple(NODES[1], _LABEL, Literal("1")),
            Triple(A, name("dcterms:license"), NamedNode("x:1")),
        )
    ),
    B: frozenset((Triple(Y, _LABEL, Literal("1")),)),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a file that is not there yet."""
    return tmp_path / "history.sqlite"


@hypothesis.settings(max_examples=50)
@given(st.lists(worlds(), min_size=2, max_size=5), st.data())
def test_versions_add_up_to_what_is_stated(steps: list[World], data: st.DataObject) -> None:
    """After each change, whether it was followed alone, with others at once, or found by comparison."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        store = store_of(steps[0])
        with closing(create_history(path, "0" * 8, NAMES.base_iri)) as file:
            compare_all(file, store, NAMES, number=1, at_ms=1000)
            pending: list[QuadDelta] = []
            for number, step in enumerate(steps[1:], start=2):
                before, store = store, store_of(step)
                pending.append(delta_between(before, store))
                way = data.draw(st.sampled_from(("follow", "wait", "compare")))
                if way == "follow":
                    record_change(file, pending, store, NAMES, number=number, at_ms=1000)
                elif way == "compare":
                    compare_all(file, store, NAMES, number=number, at_ms=1000)
                if way != "wait":
                    pending = []
                    with reading_history(path) as history:
                        assert replayed(history) == stated_in(store)
                        assert history.number == number
            # Whatever was recorded, comparing finds nothing that a change did not.
            if not pending:
                assert compare_all(file, store, NAMES, number=99, at_ms=1000) == 0


def _kinds(path: Path) -> list[tuple[str, ChangeKind]]:
    with reading_history(path) as history:
        heads = [each.head for each in history.versions(1, history.count)]
    return [(each.thing, each.kind) for each in heads if each.moment.number > 1]


def _changed(file: HistoryFile, world: World) -> int:
    before, after = store_of(WORLD), store_of(world)
    compare_all(file, before, NAMES, number=1, at_ms=1000)
    return record_change(file, [delta_between(before, after)], after, NAMES, number=2, at_ms=2000)


def test_only_what_changed_has_a_version(path: Path) -> None:
    """A label inside a node two links away is a change of the thing that leads there, and of nothing else."""
    changed = (WORLD[A] - {Triple(NODES[1], _LABEL, Literal("1"))}) | {Triple(NODES[1], _LABEL, Literal("2"))}
    with closing(create_history(path, "0" * 8, NAMES.base_iri)) as file:
        assert _changed(file, {**WORLD, A: changed}) == 1
    assert _kinds(path) == [(X.value, ChangeKind.UPDATE)]


def test_what_goes_and_comes_back_is_created_again(path: Path) -> None:
    """A deletion has no description, and the next version is a creation."""
    with closing(create_history(path, "0" * 8, NAMES.base_iri)) as file:
        _changed(file, {A: WORLD[A]})
        before, after = store_of({A: WORLD[A]}), store_of(WORLD)
        record_change(file, [delta_between(before, after)], after, NAMES, number=3, at_ms=3000)
    assert _kinds(path) == [(Y.value, ChangeKind.DELETE), (Y.value, ChangeKind.CREATE)]


def test_a_change_of_licence_is_told_with_all_that_is_under_it(path: Path) -> None:
    """Whoever harvests a thing has its licence with it."""
    licence = name("dcterms:license")
    changed = (WORLD[A] - {Triple(A, licence, NamedNode("x:1"))}) | {Triple(A, licence, NamedNode("x:2"))}
    with closing(create_history(path, "0" * 8, NAMES.base_iri)) as file:
        _changed(file, {**WORLD, A: changed})
    assert {thing for thing, _ in _kinds(path)} == {A.value, X.value}


def test_drafts_and_what_is_derived_are_no_change(path: Path) -> None:
    """Nor are the catalogue and the report."""
    draft = Triple(CONTRIBUTIONS[2], name("mai:reviewStatus"), name("review:draft"))
    more = Triple(X, _LABEL, Literal("2"))
    added = {CONTRIBUTIONS[2]: frozenset((draft, more)), **{each: frozenset((more,)) for each in KEPT[1:]}}
    with closing(create_history(path, "0" * 8, NAMES.base_iri)) as file:
        assert _changed(file, {**WORLD, **added}) == 0


def test_a_change_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a change is visible, or nothing of it."""
    with closing(create_history(path, "0" * 8, NAMES.base_iri)) as file:
        compare_all(file, store_of(WORLD), NAMES, number=1, at_ms=1000)
        count = places(file)

        def fail(_: int) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(file, "cover", fail)
        after = store_of({B: WORLD[B]})
        with pytest.raises(OSError, match="disk full"):
            record_change(file, [delta_between(store_of(WORLD), after)], after, NAMES, number=2, at_ms=2000)
        assert places(file) == count
