"""Tests of graph.runtime.fair_queue: nobody waits behind another's crowd."""

from __future__ import annotations

import threading

import pytest

from graph.runtime.fair_queue import Admission, AdmissionExpired, FairQueue, QueueFull, QueueLevel
from tests.waiting import HANGS_S, wait_until


def _hold(turns: FairQueue, client: str, inside: list[str], release: threading.Event) -> threading.Thread:
    def stay() -> None:
        with turns.admit(client, wait_s=HANGS_S):
            inside.append(client)
            release.wait(HANGS_S)

    thread = threading.Thread(target=stay)
    thread.start()
    return thread


def test_one_client_never_takes_every_place() -> None:
    """A heavy client has its share; another one enters at once."""
    turns, inside, release = FairQueue(places=4, share=2, queue=10), [], threading.Event()
    threads = [_hold(turns, "heavy", inside, release) for _ in range(5)]
    wait_until(lambda: turns.waiting == 3, "three wait")
    with turns.admit("polite", wait_s=HANGS_S):
        assert inside == ["heavy", "heavy"]
    release.set()
    for each in threads:
        each.join()
    assert len(inside) == 5


def test_clients_are_called_in_turn() -> None:
    """Two that wait alternate, though one came with many."""
    turns, inside = FairQueue(places=1, share=1, queue=10), []
    first, rest = threading.Event(), threading.Event()
    rest.set()
    threads = [_hold(turns, "first", inside, first)]
    wait_until(lambda: inside == ["first"], "the first is inside")
    for count, client in enumerate(["many", "many", "one"], start=1):
        threads.append(_hold(turns, client, inside, rest))
        wait_until(lambda count=count: turns.waiting == count, f"{count} wait")
    first.set()
    for each in threads:
        each.join()
    assert inside == ["first", "many", "one", "many"]


def test_a_full_queue_refuses_at_once() -> None:
    """The limit of the queue is one of all, half of it for one client."""
    turns, inside, release = FairQueue(places=1, share=1, queue=2), [], threading.Event()
    threads = [_hold(turns, "a", inside, release)]
    wait_until(lambda: inside == ["a"], "the first is inside")
    threads.append(_hold(turns, "a", inside, release))
    wait_until(lambda: turns.waiting == 1, "one waits")
    with pytest.raises(QueueFull), turns.admit("a", wait_s=HANGS_S):
        pass
    assert (turns.inside, turns.waiting, turns.refusals) == (1, 1, 1)
    release.set()
    for each in threads:
        each.join()


def test_a_wait_that_is_too_long_ends() -> None:
    """And leaves no trace in the queue."""
    turns, inside, release = FairQueue(places=1, share=1, queue=5), [], threading.Event()
    thread = _hold(turns, "a", inside, release)
    wait_until(lambda: inside == ["a"], "the first is inside")
    with pytest.raises(QueueFull), turns.admit("b", wait_s=0.05):
        pass
    assert (turns.waiting, turns.refusals) == (0, 1)
    release.set()
    thread.join()
    assert turns.inside == 0


def test_in_a_full_queue_the_longest_line_makes_room() -> None:
    """Who has asked for nothing yet is not refused because of a crowd."""
    turns, inside, refused = FairQueue(places=1, share=1, queue=4), [], []
    release = threading.Event()

    def stay(client: str) -> None:
        try:
            with turns.admit(client, wait_s=HANGS_S):
                inside.append(client)
                release.wait(HANGS_S)
        except QueueFull:
            refused.append(client)

    threads = [threading.Thread(target=stay, args=(each,)) for each in ("a", "a", "a", "b", "b", "polite")]
    for waiting, each in zip((0, 1, 2, 3, 4, 4), threads, strict=True):
        each.start()
        wait_until(lambda waiting=waiting: inside and turns.waiting == waiting, f"{waiting} wait")  # type: ignore[misc]
    wait_until(lambda: refused, "one is refused")
    release.set()
    for each in threads:
        each.join()
    assert refused == ["a"]
    assert turns.refusals == 1
    assert sorted(inside) == ["a", "a", "b", "b", "polite"]


def test_who_will_not_wait_displaces_nobody() -> None:
    """Without a place, it is refused at once."""
    turns, inside, release = FairQueue(places=1, share=1, queue=1), [], threading.Event()
    threads = [_hold(turns, "first", inside, release), _hold(turns, "first", inside, release)]
    wait_until(lambda: turns.waiting == 1, "one waits")
    with pytest.raises(QueueFull), turns.admit("other", wait_s=0):
        pytest.fail("there was no place")
    assert (turns.waiting, turns.refusals) == (1, 0)
    release.set()
    for each in threads:
        each.join()
    assert len(inside) == 2


def test_a_place_becomes_one_for_a_longer_turn_where_there_is_room() -> None:
    """The next stage first, a later one where that is full; the place before is free again, and the last one afterwards."""
    stages = [QueueLevel(FairQueue(places=1, share=1, queue=1), duration_s) for duration_s in (1.0, 2.0, 3.0)]
    with Admission(stages, "me", 1.0) as place:
        assert [each.queue.inside for each in stages] == [1, 0, 0]
        with stages[1].queue.admit("other", wait_s=0):
            place.extend()
        assert (place.duration_s, [each.queue.inside for each in stages]) == (3.0, [0, 0, 1])
        with pytest.raises(AdmissionExpired):
            place.extend()
    assert [each.queue.inside for each in stages] == [0, 0, 0]
