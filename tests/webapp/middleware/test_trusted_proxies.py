"""Tests of webapp.middleware.trusted_proxies and webapp.http.clients: one value says who sent a request."""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path

import pytest

from webapp.http.clients import CLIENT, RELAY_HEADERS, Client, client_of
from webapp.middleware.trusted_proxies import TrustedProxies

ROOT = Path(__file__).resolve().parents[3]
PEER = {
    "REMOTE_ADDR": "127.0.0.1",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.url_scheme": "http",
    "HTTP_HOST": "here:8000",
}
_READS = re.compile(r"remote_addr|x.?real.?ip|forwarded|access_route|^http_via$|^via$", re.IGNORECASE)
READERS = {
    "webapp/http/clients.py",
    "webapp/http/forwarding.py",
    "webapp/middleware/trusted_proxies.py",
    "graph/settings/__init__.py",  # the help of the setting names them
    "webapp/monitoring/collectors.py",  # so does a metric
}


def _seen(trusted: str, **headers: str) -> tuple[Client, dict[str, object]]:
    environ: dict[str, object] = {**PEER, **headers}
    TrustedProxies(lambda *_: [], trusted)(environ, lambda *_: lambda _: None)  # type: ignore[arg-type]
    return client_of(environ), environ


def test_a_trusted_peer_is_believed() -> None:
    """All that the application reads says the same, and no forwarding header is left."""
    client, environ = _seen(
        "127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="a.test"
    )  # fmt: skip
    assert client == Client("192.0.2.7", "192.0.2.7", "https", "a.test", is_direct=False)
    assert environ["REMOTE_ADDR"] == "127.0.0.1"  # the connection's
    assert (environ["wsgi.url_scheme"], environ["HTTP_HOST"]) == ("https", "a.test")
    assert not environ.keys() & set(RELAY_HEADERS)


@pytest.mark.parametrize("trusted", ["", "10.0.0.0/8, 192.0.2.7", "::1"])
def test_from_any_other_peer_a_forged_header_changes_nothing(trusted: str) -> None:
    """But that it no longer passes for a program of this machine, as before."""
    forged = dict.fromkeys(RELAY_HEADERS, "for=192.0.2.7") | {"HTTP_X_FORWARDED_PROTO": "https"}
    client, environ = _seen(trusted, **forged)
    assert client == Client("127.0.0.1", "127.0.0.1", "http", "here:8000", is_direct=False)
    assert {key: environ[key] for key in PEER} == PEER
    assert not environ.keys() & set(RELAY_HEADERS)


def test_without_headers_the_peer_is_the_client() -> None:
    """A trusted one too: a program of the proxy's machine that comes directly."""
    expected = Client("127.0.0.1", "127.0.0.1", "http", "here:8000", is_direct=True)
    assert _seen("127.0.0.1")[0] == _seen("")[0] == expected
    assert not _seen("", SERVER_PROTOCOL="HTTP/1")[0].is_direct


def test_networks_and_mapped_addresses_are_recognised() -> None:
    """A socket for both families tells IPv4 peers as IPv6 addresses."""
    for peer, trusted in (("::ffff:10.1.2.3", "10.0.0.0/8"), ("2001:db8::5", "10.0.0.0/8,2001:db8::/64")):
        assert _seen(trusted, REMOTE_ADDR=peer, HTTP_FORWARDED="for=192.0.2.7")[0].address == "192.0.2.7"


def test_an_ipv6_client_is_counted_with_its_network() -> None:
    """It has as many addresses as it likes; quotas count the /64 that a subscriber is given."""
    keys = {_seen("", REMOTE_ADDR=f"2001:db8:0:7::{host}")[0].quota_key for host in ("1", "ffff", "b:c:d")}
    assert keys == {"2001:db8:0:7::/64"}
    assert _seen("", REMOTE_ADDR="2001:db8:0:8::1")[0].quota_key == "2001:db8:0:8::/64"
    assert _seen("", REMOTE_ADDR="::ffff:192.0.2.7")[0].quota_key == "192.0.2.7"
    assert _seen("127.0.0.1", HTTP_FORWARDED="for=_hidden")[0].quota_key == "_hidden"


def test_what_is_not_believed_is_counted_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """Without a word of what was sent."""
    layer = TrustedProxies(lambda *_: [], "127.0.0.1")
    with caplog.at_level(logging.WARNING):
        for sent in ("<x>", "<y>"):
            environ: dict[str, object] = {**PEER, "HTTP_X_FORWARDED_FOR": sent}
            layer(environ, lambda *_: lambda _: None)  # type: ignore[arg-type]
            client = environ[CLIENT]
            assert isinstance(client, Client) and client.address == "127.0.0.1"
    assert layer.ignored.read()["X-Forwarded-For"] == 2
    (record,) = caplog.records
    assert "X-Forwarded-For" in record.message and "<" not in record.message


def test_who_knows_no_layer_trusts_nobody() -> None:
    """An application that runs alone."""
    environ: dict[str, object] = {**PEER, "HTTP_X_FORWARDED_FOR": "192.0.2.7"}
    client = client_of(environ)
    assert (client.address, client.is_direct) == ("127.0.0.1", False)


def readers(source: str) -> list[str]:
    """Name what a module says of addresses of clients and of forwarding headers, in code but not in prose."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and _READS.search(node.attr):
            found.append(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value.strip():
            found += [node.value] if _READS.search(node.value) else []
    return found


def test_nobody_else_reads_addresses_and_forwarding_headers() -> None:
    """Whoever did would take the proxy for the client, or believe anybody."""
    modules = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for package in ("graph", "webapp")
        for path in (ROOT / package).rglob("*.py")
    }
    assert len(modules) > 100
    found = {name for name, source in modules.items() if readers(source)}
    assert found <= READERS
    assert {"webapp/http/clients.py", "webapp/http/forwarding.py"} <= found


@pytest.mark.parametrize(
    "bad",
    [
        "request.remote_addr",
        'environ["REMOTE_ADDR"]',
        'request.headers.get("X-Forwarded-For")',
        'environ.get("HTTP_FORWARDED", "")',
        "request.access_route[0]",
        '"Via" in request.headers',
    ],
)
def test_a_reader_is_seen(bad: str) -> None:
    """In each of the ways in which Flask and WSGI tell them; prose in a docstring is none."""
    assert readers(bad)
    assert not readers('"""Say of REMOTE_ADDR and Forwarded what they are."""')
