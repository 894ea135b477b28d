"""Tests of graph.runtime.ipc: messages cross whole, however they are cut, and with their files."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from graph.runtime.ipc import receive, receive_beginning, receive_rest, send, write_header
from tests.waiting import HANGS_S

Channels = tuple[socket.socket, socket.socket]


@pytest.fixture
def channels() -> Iterator[Channels]:
    """Give the two ends of a channel."""
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_what_was_written_once_is_sent_as_often_as_wanted(channels: Channels) -> None:
    """Messages of one header differ in their bytes, and no receiver changes the header of the next."""
    here, there = channels
    header = write_header({"form": "select", "lists": ["a"]})
    for content in (b"one", b"", b"three"):
        send(here, header, content)
        message = receive(there)
        assert message is not None
        assert (dict(message.header), message.content) == ({"form": "select", "lists": ["a"]}, content)
        with pytest.raises(TypeError):
            message.header["form"] = "ask"  # type: ignore[index]


def test_open_files_travel_with_a_message(channels: Channels) -> None:
    """The receiver reads them, though the sender has closed its own."""
    here, there = channels
    sent = [os.memfd_create("one"), os.memfd_create("two")]
    for number, each in enumerate(sent):
        os.write(each, b"file %d" % number)
    send(here, {}, b"beside", sent)
    for each in sent:
        os.close(each)
    message = receive(there)
    assert message is not None
    assert message.content == b"beside"
    assert [os.pread(each, 10, 0) for each in message.files] == [b"file 0", b"file 1"]
    for each in message.files:
        os.close(each)


@pytest.mark.parametrize("cut", [1, 7, 8, 9, 20, 60])
def test_a_message_may_come_in_parts(channels: Channels, cut: int) -> None:
    """One whose second part comes later than the channel's own limit is waited for, and one that never comes is not."""
    here, there = channels
    there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, 1000))
    with pytest.raises(BlockingIOError):
        receive_beginning(there)
    header = write_header({"a": "b"})
    whole = struct.pack("!II", len(header), 50) + header + bytes(range(50))
    here.send(whole[:cut])
    beginning = receive_beginning(there)
    late = threading.Timer(0.05, here.send, [whole[cut:]])
    late.start()
    message = receive_rest(there, beginning, HANGS_S)
    late.join()
    assert message is not None
    assert (dict(message.header), message.content) == ({"a": "b"}, bytes(range(50)))
    here.send(whole[:cut])
    with pytest.raises(TimeoutError):
        receive_rest(there, receive_beginning(there), 0.01)
