"""Tests of webapp.middleware.client_disconnect: a client that went away is noticed, one that is there never is."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from tests.waiting import wait_until
from webapp.middleware import client_disconnect
from webapp.middleware.client_disconnect import ClientConnection
from webapp.middleware.idle_connections import connections


class Visit:
    """A connection to a listening port, as either side sees it."""

    def __init__(self, listener: socket.socket) -> None:
        """Connect, and bring a request."""
        self.client = socket.create_connection(listener.getsockname())
        self.server, _ = listener.accept()
        self.ask()

    def ask(self) -> None:
        """Send something."""
        self.client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        self.server.recv(100)

    def close(self) -> None:
        """Close both ends."""
        self.client.close()
        self.server.close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on some port."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def _presence(listener: socket.socket) -> ClientConnection:
    return ClientConnection(str(listener.getsockname()[1]), "127.0.0.1")


def _wait_until_gone(presence: ClientConnection) -> None:
    """Wait, because a busy kernel takes a while to tell the other end of a connection."""
    wait_until(presence.is_gone, "the client is known to be gone")


def test_a_client_that_closes_is_gone(listener: socket.socket) -> None:
    """Not before."""
    visit = Visit(listener)
    presence = _presence(listener)
    time.sleep(0.1)
    assert not presence.is_gone()
    visit.client.close()
    _wait_until_gone(presence)
    visit.close()


def test_a_connection_that_the_server_closed_is_gone(listener: socket.socket) -> None:
    """As the server does when it notices first."""
    visit = Visit(listener)
    presence = _presence(listener)
    assert not presence.is_gone()
    visit.server.close()
    _wait_until_gone(presence)
    visit.close()


def test_others_that_come_and_go_are_not_taken_for_it(listener: socket.socket) -> None:
    """Neither one that was idle for long, nor one that asked later."""
    idle = Visit(listener)
    time.sleep(2.5)
    visit = Visit(listener)
    presence = _presence(listener)
    time.sleep(0.15)
    later = Visit(listener)
    assert not presence.is_gone()
    idle.close()
    later.close()
    assert not presence.is_gone()
    visit.client.close()
    _wait_until_gone(presence)
    visit.close()


def test_in_doubt_it_is_there(listener: socket.socket) -> None:
    """Two that asked at once: as long as one is there it may be the one; with none known, nobody is given up."""
    assert not _presence(listener).is_gone()
    first, second = Visit(listener), Visit(listener)
    presence = _presence(listener)
    assert not presence.is_gone()
    first.close()
    assert not presence.is_gone()
    second.close()
    _wait_until_gone(presence)


def test_a_connection_that_was_answered_is_not_taken_for_it(listener: socket.socket) -> None:
    """A proxy keeps connections open, and sends other requests on them: those that it has answers from are not it."""
    kept, visit = Visit(listener), Visit(listener)
    presence = _presence(listener)
    assert not presence.is_gone()
    time.sleep(0.7)
    kept.ask()
    kept.server.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert not presence.is_gone()
    visit.client.close()
    _wait_until_gone(presence)
    kept.close()
    visit.close()


def test_a_look_that_takes_long_loses_nobody(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine: the client's own connection stays among those that may be it, beside an older one that ends."""
    older = Visit(listener)
    time.sleep(0.4)  # with a wrong clock, this one alone is old enough
    visit = Visit(listener)
    presence = _presence(listener)

    def slow(port: int) -> Iterator[tuple[int, socket.socket]]:
        yield from connections(port)
        time.sleep(0.3)

    monkeypatch.setattr(client_disconnect, "connections", slow)
    assert not presence.is_gone()
    older.close()
    assert not presence.is_gone()
    visit.client.close()
    _wait_until_gone(presence)
    visit.close()
