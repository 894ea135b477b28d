"""Tests of webapp.http.token_failures: guessing is slow, and counted without saying whose."""

from __future__ import annotations

import threading

import pytest

from tests.waiting import HANGS_S, wait_until
from webapp.http.requests import RequestError
from webapp.http.token_failures import FREE_COUNT, MOST_WAIT_S, TokenFailures


class Clock:
    """A time that passes only when somebody waits."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        """Let it pass."""
        self.waits.append(seconds)
        self.now += seconds


def _fail(failures: TokenFailures, client: str = "a") -> None:
    with pytest.raises(RequestError, match="token-unknown"), failures.attempt(client):
        raise failures.refuse("token-unknown")


def test_each_further_guess_waits_longer() -> None:
    """The first few not at all, the others up to a limit; another client does not."""
    clock = Clock()
    failures = TokenFailures(clock=lambda: clock.now, wait=clock.wait)
    for _ in range(FREE_COUNT):
        _fail(failures)
    assert clock.waits == []
    for _ in range(8):
        _fail(failures)
    assert clock.waits == [0.1, 0.2, 0.4, 0.8, 1.6, MOST_WAIT_S, MOST_WAIT_S, MOST_WAIT_S]
    _fail(failures, "b")
    assert len(clock.waits) == 8
    assert failures.slowed_count == 1
    assert failures.refused.read() == {("token-unknown", ""): FREE_COUNT + 9}


def test_a_good_token_ends_it() -> None:
    """It is looked at after a moment, whoever shares the address; then nobody waits."""
    clock = Clock()
    failures = TokenFailures(clock=lambda: clock.now, wait=clock.wait)
    for _ in range(FREE_COUNT):
        _fail(failures)
    with failures.attempt("a"):
        pass
    _fail(failures)
    assert clock.waits == [0.1]
    assert failures.slowed_count == 0


def test_it_is_forgotten() -> None:
    """After a quarter of an hour without a guess."""
    clock = Clock()
    failures = TokenFailures(clock=lambda: clock.now, wait=clock.wait)
    for _ in range(FREE_COUNT):
        _fail(failures)
    clock.now += 901
    _fail(failures)
    assert clock.waits == []


def test_a_client_waits_once_and_few_wait_at_once() -> None:
    """Further guesses meanwhile are refused unseen, so that no threads are held."""
    over = threading.Event()
    waiting: list[float] = []

    def wait(seconds: float) -> None:
        waiting.append(seconds)
        over.wait(HANGS_S)

    failures = TokenFailures(wait=wait)
    clients = "abcdef"
    for client in clients:
        for _ in range(FREE_COUNT):
            _fail(failures, client)
    threads = [threading.Thread(target=_fail, args=(failures, each)) for each in clients[:4]]
    for each in threads:
        each.start()
    wait_until(lambda: len(waiting) == 4, "four wait")
    for client in ("a", "e"):
        with pytest.raises(RequestError, match="token-attempts"), failures.attempt(client):
            pass
    over.set()
    for each in threads:
        each.join()
    assert failures.refused.read()["token-attempts", ""] == 2
