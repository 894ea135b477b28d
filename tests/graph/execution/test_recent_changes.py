"""What changed from snapshot to snapshot, and which answers hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from graph.execution.recent_changes import RecentChanges
from graph.rdf.quad_delta import QuadDelta
from graph.sparql.query_requests import QueryRequest
from graph.storage.data_directory import DataDirectory, open_directory
from graph.storage.snapshots import State, publish

QUERY = QueryRequest("SELECT * { ?s <a:p> ?o }")


def _quad(predicate: str) -> Quad:
    return Quad(NamedNode("a:s"), NamedNode(predicate), NamedNode("a:o"))


class History:
    """Publishes snapshots."""

    def __init__(self, place: Path) -> None:
        """Publish the first one."""
        self.directory: DataDirectory = open_directory(place, "http://example.org")
        self.store = Store(str(place.with_name("store")))
        self.state = State(0, datetime(2026, 1, 1, tzinfo=UTC), "", 0, 0)
        self.publish()

    def publish(self, *predicates: str, is_told: bool = True) -> int:
        """Publish a snapshot that has some quads more, and return its number."""
        added = frozenset(map(_quad, predicates))
        self.store.extend(added)
        self.state = replace(self.state, number=self.state.number + 1, digest=str(self.state.number))
        publish(self.store, self.state, self.directory, QuadDelta(added=added) if is_told else None)
        return self.state.number


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Make a history of one snapshot."""
    return History(tmp_path / "var")


def test_an_answer_holds_until_a_change_touches_it(history: History) -> None:
    """Several steps are followed at once."""
    changes = RecentChanges(history.directory)
    changes.follow(1)
    answer = changes.watch(QUERY, 1)
    history.publish("a:q")
    changes.follow(history.publish("a:r"))
    assert answer.holds_at(3)
    changes.follow(history.publish("a:p"))
    assert not answer.holds_at(4)
    assert changes.watch(QUERY, 4).holds_at(4)


def test_nothing_holds_over_a_change_that_is_not_told(history: History) -> None:
    """As after a bulk load; then what is asked anew holds again."""
    changes = RecentChanges(history.directory)
    changes.follow(1)
    answer = changes.watch(QUERY, 1)
    assert changes.follow(history.publish("a:q", is_told=False)) == 2
    assert not answer.holds_at(2)
    later = changes.watch(QUERY, 2)
    changes.follow(history.publish("a:r"))
    assert later.holds_at(3)


def test_nothing_holds_over_a_change_that_is_large(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it would keep a request waiting."""
    monkeypatch.setattr("graph.execution.recent_changes._MOST_BYTES", 10)
    changes = RecentChanges(history.directory)
    changes.follow(1)
    assert changes.follow(history.publish("a:q")) == 2
    assert not changes.watch(QUERY, 1).holds_at(2)


def test_nothing_holds_in_another_history(history: History) -> None:
    """The snapshot that the change starts from is not the one that was known."""
    changes = RecentChanges(history.directory)
    changes.follow(1)
    manifest = history.directory.snapshots / "1" / "snapshot.json"
    history.publish("a:q")
    manifest.write_text(manifest.read_text("utf-8").replace("2026-01-01", "2026-01-02"), "utf-8")
    changes.follow(2)
    assert not changes.watch(QUERY, 1).holds_at(2)


def test_only_the_last_changes_are_kept(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that nobody asked for in a long time is asked anew."""
    monkeypatch.setattr("graph.execution.recent_changes._MOST_STEPS", 2)
    changes = RecentChanges(history.directory)
    changes.follow(1)
    answer = changes.watch(QUERY, 1)
    for each in ("a:q", "a:r", "a:t"):
        changes.follow(history.publish(each))
    assert changes.history.numbers == (2, 3, 4)
    assert not answer.holds_at(4)


def test_what_is_not_read_holds_at_its_own_snapshot_alone(history: History) -> None:
    """Even a change of nothing may have made a graph."""
    changes = RecentChanges(history.directory)
    changes.follow(1)
    answer = changes.watch(QueryRequest("DESCRIBE <a:s>"), 1)
    assert answer.holds_at(1)
    changes.follow(history.publish())
    assert not answer.holds_at(2)
