"""Tests of graph.sparql.evaluation's guard against SERVICE, and of graph.runtime.sandbox behind it."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.errors import GraphError, QuerySyntaxError, ServiceRefused, UnknownFunction
from graph.runtime.sandbox import forbid_sockets
from graph.sparql.evaluation import evaluate
from graph.sparql.facts import is_volatile, refuse_service

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
    "SELECT * { FILTER(1<'a>'&&1>'') SERVICE <http://127.0.0.1:9/> {?s ?p ?o} FILTER(''='') }",
    "SELECT * { FILTER(1<2#>'''\n) SERVICE <http://127.0.0.1:9/> {?s ?p ?o} #'''\n}",
]
PASSED = [
    "SELECT * { ?s <http://a.example/service> ?service }",
    "SELECT * { ?s ?p 'SERVICE' } # SERVICE <x>",
    'SELECT * { ?s ?p """SERVICE""" }',
    "PREFIX ex: <http://e/> SELECT $service { ?s ex:service $service }",
    "PREFIX schema: <http://e/> SELECT ?myService { ?myService a schema:GovernmentService ; schema:serviceType ?t }",
    "SELECT * { ?s <service> 'service' }",
]
ODD = [
    "\\'",
    "'\\",
    "#",
    "<a",
    "''''",
    "'''a",
    "'\n",
    '"""\\',
    "PREFIX a: <b> ",
    "# x\n",
    "prefix ",
    " ",
    "now ",
    "now#",
    "\\u004E",
    "service ",
]


@pytest.mark.parametrize("text", REFUSED)
def test_service_is_refused_in_any_disguise(text: str) -> None:
    """Case, spacing, nesting, comments, strings and escapes do not hide it."""
    with pytest.raises(ServiceRefused):
        refuse_service(text)


@pytest.mark.parametrize("text", [*PASSED, "PREFIX service: <http://e/> SELECT * { ?s service:b ?service }"])
def test_the_word_elsewhere_is_let_through(text: str) -> None:
    """IRIs, strings, comments, variables and local names may hold the word."""
    refuse_service(text)


@pytest.mark.parametrize("piece", ODD)
def test_looking_takes_a_time_linear_in_the_length(piece: str) -> None:
    """No text, however odd, holds up whoever looks for a word in it: four times the length, never twelve times the time."""
    assert _time_to_look(piece, 400_000) < 12 * _time_to_look(piece, 100_000)


def _time_to_look(piece: str, length: int) -> float:
    """Take the best of five, in processor time."""
    text = "SELECT * { ?service ?p " + piece * (length // len(piece))
    taken = []
    for _ in range(5):
        started = time.process_time()
        with suppress(GraphError):
            evaluate(Store(), text, base_iri="http://a.example/")
        is_volatile(text)
        taken.append(time.process_time() - started)
    return max(min(taken), 0.001)  # below it, the clock decides


GAPS = st.lists(st.sampled_from([" ", "\t", "\n", "\r", "#c\n", "#'(\r", "#\n"]), max_size=3).map("".join)
CALLS = ["NOW{}()", "RAND{}()", "UUID{}()", "STRUUID{}()", "BNODE{}('a')"]
PLACES = [
    "SELECT ({} AS ?n) {{}}",
    "SELECT (1+STRLEN(STR({})) AS ?n) {{}}",
    "SELECT (1<'a>'&&STR({})>'x' AS ?n) {{}}",
    "SELECT (1<STR({})&&2>1 AS ?n) {{}}",
    "SELECT (1<2||<http://a.example/#'>=STR({}) AS ?n) {{}}",
    "SELECT (COUNT(DISTINCT{}) AS ?n) {{}}",
    "SELECT * {{ ?s ?p ?o }} ORDER BY{}",
    "SELECT * {{ FILTER{} }}",
    "SELECT * {{ FILTER(1<2#>'''\n&&BOUND(?x)||STR({})='') }}",
    "SELECT * {{ BIND('\\'#' AS ?x) BIND({} AS ?y) }}",
    "SELECT * {{ ?s ?p 1BIND({} AS ?y) }}",
]


@settings(max_examples=300)
@given(st.sampled_from(PLACES), st.sampled_from(CALLS), GAPS, st.randoms(use_true_random=False))
@example(PLACES[7], CALLS[0], "", Random(1))
def test_a_query_that_asks_for_time_or_chance_is_seen(
    place: str, call: str, gap: str, chance: Random
) -> None:
    """However it is spelt, glued to what stands before, or hidden in what looks like an IRI, a string or a comment."""
    spelt = "".join(chance.choice((each.upper(), each.lower())) for each in call.format(gap))
    text = place.format(spelt)
    assert is_volatile(text), text


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("place", PLACES)
def test_the_odd_spellings_are_sparql(place: str, call: str) -> None:
    """The engine takes each of them: they are worth looking for."""
    evaluate(Store(), place.format(call.format(" #c\n")), base_iri="http://a.example/")


@pytest.mark.parametrize("text", ["SELECT (\\u004EOW() AS ?n) {}", "SELECT (\\U0000004eow\\u0028) AS ?n) {}"])
def test_time_is_seen_behind_escapes(text: str) -> None:
    """The engine takes none in its keywords, and another one may."""
    assert is_volatile(text)


@pytest.mark.parametrize(
    "text",
    [
        *PASSED,
        "SELECT * { ?known ex:now ?brand }",
        "PREFIX now: <http://a.example/now/> SELECT * { now:x ?p ?o }",
    ],
)
def test_what_names_no_such_call_is_fixed(text: str) -> None:
    """Names, variables and IRIs may hold the words."""
    assert not is_volatile(text)


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\uD800"])
def test_an_escape_of_no_character_is_a_syntax_error(escape: str) -> None:
    """Looking behind escapes breaks on none."""
    with pytest.raises(QuerySyntaxError):
        evaluate(Store(), f"SELECT * {{ {escape} }}", base_iri="http://a.example/")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (<http://x.example/unknown>(1) AS ?n) {}",
        "ASK { FILTER(<http://x.example/unknown>(1)) }",
    ],
)
def test_an_unknown_function_is_named(text: str) -> None:
    """The refusal tells which function, not that the engine failed."""
    with pytest.raises(UnknownFunction) as caught:
        evaluate(Store(), text, base_iri="http://a.example/")
    assert caught.value.facts == {"function": "http://x.example/unknown"}


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
