"""Tests of graph.evaluate's guard against SERVICE, and of graph.confine behind it."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress

import pytest
from pyoxigraph import Store

from graph.confine import forbid_sockets
from graph.errors import GraphError, ServiceRefused
from graph.evaluate import evaluate, is_volatile, refuse_service

REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT * { SeRvIcE\n#c\n<http://127.0.0.1:9/> {} }",
    "SELECT * { FILTER(1<2) SERVICE<http://127.0.0.1:9/> {} FILTER(3>2) }",
    'SELECT * { ?s ?p "a#" . SERVICE ?x {} }',
    "SELECT * { ?s ?p '''a\n' ''' . SERVICE ?x {} }",
    'SELECT * { ?s ?p "\\"" . SERVICE ?x {} #" }',
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { { SELECT * { { SERVICE ?x { } } } } }",
    "SELECT * { ?s ?p 1.SERVICE <http://127.0.0.1:9/> {} }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE : { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE #c\n :{ ?s ?p ?o } }",
    "SELECT * { OPTIONAL { ?s ?p 1SERVICE <http://127.0.0.1:9/> {} } }",
    "SELECT * { ?s ex:b\\'c ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p '' } }",
    "SELECT * { ?s ex:b\\#c ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p '' } }",
    "SELECT * { ?s ?p '''a\\'''b''' . SERVICE <http://127.0.0.1:9/> { ?s ?p '''''' } }",
    "SELECT * { ?s ?p <http://a/\u00a0'> . SERVICE <http://127.0.0.1:9/> { ?s ?p '' } }",
]
PASSED = [
    "SELECT * { ?s <http://a.example/service> ?service }",
    "SELECT * { ?s ?p 'SERVICE' } # SERVICE <x>",
    'SELECT * { ?s ?p """SERVICE""" }',
    "SELECT $service { ?s ex:service $service }",
    "SELECT ?myService { ?myService a schema:GovernmentService ; schema:serviceType ?t }",
]
ODD = ["\\'", "'\\", "#", "<a", "''''", "'''a", "'\n", '"""\\', "PREFIX a: <b> ", "# x\n", "prefix ", " "]


@pytest.mark.parametrize("text", REFUSED)
def test_service_is_refused_in_any_disguise(text: str) -> None:
    """Case, spacing, nesting, comments, strings and escapes do not hide it."""
    with pytest.raises(ServiceRefused):
        refuse_service(text)


@pytest.mark.parametrize("text", PASSED)
def test_the_word_elsewhere_is_let_through(text: str) -> None:
    """IRIs, strings, comments, variables and local names may hold the word."""
    refuse_service(text)


@pytest.mark.parametrize("piece", ODD)
def test_looking_takes_a_time_linear_in_the_length(piece: str) -> None:
    """No text, however odd, holds up whoever looks for a word in it."""
    text = "SELECT * { ?s ?p " + piece * (200_000 // len(piece))
    started = time.process_time()
    with suppress(GraphError):
        evaluate(Store(), text, base_iri="http://a.example/")
    is_volatile(text)
    assert time.process_time() - started < 2


def test_a_confined_process_opens_no_socket() -> None:
    """What it had open it keeps."""
    here, there = socket.socketpair()
    if not (pid := os.fork()):
        os._exit(_tell(there))
    _, status = os.waitpid(pid, 0)
    there.close()
    told = here.recv(100)
    here.close()
    if told == b"unsupported":
        pytest.skip("this kernel has no seccomp")
    assert (status, told) == (0, b"refused")


def _tell(channel: socket.socket) -> int:
    if not forbid_sockets():
        channel.send(b"unsupported")
        return 0
    try:
        socket.socket()
    except PermissionError:
        channel.send(b"refused")
        return 0
    return 1
