"""Tests of webapp.middleware.idle_connections: connections that stand still are closed, others are let be."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from tests.waiting import HANGS_S
from webapp.middleware.idle_connections import Flow, IdleConnectionReaper, flow_of, is_progress

PATIENCE_S = 10.0
Pair = tuple[socket.socket, socket.socket]


class Place:
    """A port, and the connections to it."""

    def __init__(self, stack: ExitStack) -> None:
        """Listen."""
        self._stack = stack
        self._listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port = self._listener.getsockname()[1]

    def connect(self, source: str = "127.0.0.1") -> Pair:
        """Open a connection: the client's end, the server's."""
        here = socket.create_connection(("127.0.0.1", self.port), HANGS_S, source_address=(source, 0))
        there, _ = self._listener.accept()
        there.settimeout(HANGS_S)
        return self._stack.enter_context(here), self._stack.enter_context(there)


@pytest.fixture
def place() -> Iterator[Place]:
    """Give a port of this process."""
    with ExitStack() as stack:
        yield Place(stack)


def _watch(place: Place, **more: object) -> IdleConnectionReaper:
    return IdleConnectionReaper(place.port, patience_s=PATIENCE_S, **{"share": 100, **more})  # type: ignore[arg-type]


def test_a_silent_connection_first_hears_nothing_more_then_is_closed(place: Place) -> None:
    """Half an upload can still be answered."""
    watch, (here, there) = _watch(place), place.connect()
    here.send(b"half")
    for now in (0.0, PATIENCE_S / 2, PATIENCE_S + 1):
        watch.look(now)
    assert there.recv(10) == b"half"
    assert there.recv(10) == b""
    there.send(b"answer")
    assert here.recv(10) == b"answer"
    for now in (2 * PATIENCE_S, 3 * PATIENCE_S + 2, 3 * PATIENCE_S + 3):
        watch.look(now)
    assert here.recv(10) == b""


def test_a_trusted_proxy_may_hold_more_than_a_share(place: Place) -> None:
    """All its visitors come through its connections; anybody else's excess is closed."""
    held = {source: [place.connect(source) for _ in range(4)] for source in ("127.0.0.1", "127.0.0.2")}
    watch = _watch(place, share=2, is_proxy=lambda address: address == "127.0.0.2")
    watch.look(0.0)
    is_open = dict.fromkeys(held, 0)
    for source, pairs in held.items():
        for here, _ in pairs:
            here.setblocking(False)  # noqa: FBT003
            try:
                here.recv(1)
            except BlockingIOError:
                is_open[source] += 1
    assert is_open == {"127.0.0.1": 2, "127.0.0.2": 4}


def test_a_connection_that_gets_on_is_let_be(place: Place) -> None:
    """Answers that are taken, uploads that go on."""
    watch, (here, there) = _watch(place), place.connect()
    for turn in range(10):
        here.send(b"x" * 20_000)
        there.send(b"answer")
        here.recv(10)
        watch.look(turn * PATIENCE_S * 0.9)
    here.send(b"y")
    assert len(there.recv(1 << 20)) > 0


def test_a_reader_that_stops_is_closed(place: Place) -> None:
    """What waits to be taken is no progress."""
    watch, (_, there) = _watch(place), place.connect()
    there.setblocking(False)  # noqa: FBT003  a socket's own way
    with suppress(BlockingIOError):
        while True:
            there.send(b"x" * 65536)
    for now in (0.0, PATIENCE_S + 1, PATIENCE_S + 2):
        watch.look(now)
    with pytest.raises(OSError, match="Broken pipe"):
        there.send(b"x")


def test_who_waits_by_right_is_excused(place: Place) -> None:
    """A long write is not cut off."""
    watch, (here, there) = _watch(place, is_excused=lambda address: address == "127.0.0.1"), place.connect()
    for now in (0.0, PATIENCE_S + 1, PATIENCE_S + 2):
        watch.look(now)
    here.send(b"more")
    assert there.recv(10) == b"more"


def test_one_address_holds_no_more_than_its_share(place: Place) -> None:
    """Those longest still go first; others do not notice."""
    watch = _watch(place, share=2)
    watch.look(0.0)
    pairs = [place.connect() for _ in range(3)]
    other = place.connect("127.0.0.2")
    watch.look(1.0)
    closed = [there for _, there in pairs if _is_ended(there)]
    assert len(closed) == 1
    assert not _is_ended(other[1])


def _is_ended(channel: socket.socket) -> bool:
    channel.setblocking(False)  # noqa: FBT003  a socket's own way
    try:
        return channel.recv(1) == b""
    except BlockingIOError:
        return False


def test_other_ports_are_none_of_its_business(place: Place) -> None:
    """Connections that this process opened to others stay."""
    here, there = place.connect()
    watch = IdleConnectionReaper(place.port + 1, patience_s=1, share=0)
    for now in (0.0, 2.0, 4.0):
        watch.look(now)
    here.send(b"x")
    assert there.recv(1) == b"x"


def test_the_kernel_counts(place: Place) -> None:
    """Bytes received and acknowledged are those that passed."""
    here, there = place.connect()
    here.send(b"12345")
    there.recv(5)
    assert flow_of(there).received == 5


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (Flow(0, 0, 0), False),
        (Flow(0, 100, 0), False),
        (Flow(0, 1 << 14, 0), True),
        (Flow(100, 0, 0), True),
        (Flow(100, 0, 5), False),
        (Flow(1 << 14, 0, 5), True),
    ],
)
def test_progress_is_a_fair_amount_or_the_end(after: Flow, expected: bool) -> None:  # noqa: FBT001
    """A byte now and then is none."""
    assert is_progress(Flow(0, 0, 0), after) == expected
