"""Send a query to a SPARQL endpoint of another server: the program of the process that makes SERVICE calls.

No redirect is followed, no proxy, cookie or credential is used, and no compression is accepted. A host name that resolves to
this machine or its own link is refused: the owner of the name could point it at what only this machine can reach.

Spec: https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from graph.errors import ResultLimitExceeded, ServiceFailed
from graph.runtime.ipc import receive, send
from graph.sparql.query_requests import error_header
from graph.sparql.service_clauses import ServiceCall
from graph.sparql.spool import Spool

_OK = 200
_PORTS = {"http": 80, "https": 443}
_PIECE_BYTES = 1 << 16
_HEADERS = {
    "Accept": "application/sparql-results+json, application/sparql-results+xml;q=0.9",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "Maillage",
}


def work(channel: socket.socket, max_bytes: int) -> None:
    """Make calls until the other side closes the channel; this process evaluates no query."""
    while (message := receive(channel)) is not None:
        with Spool(max_bytes) as spool:
            try:
                header = fetch(ServiceCall(**message.header["call"]), spool, message.header["timeout_s"])
            except ServiceFailed as error:
                spool.clear()
                header = error_header(error)
            send(channel, header, spool.inline(), spool.files())


def fetch(call: ServiceCall, spool: Spool, timeout_s: float) -> dict[str, Any]:
    """Send one query, and write the response body to the spool.

    Args:
        call: The endpoint and the query.
        spool: Receives the body.
        timeout_s: For each step; the whole is ended by killing the process.

    Returns:
        The header for `parse_result`.

    Raises:
        ServiceFailed: The endpoint does not answer, or not with a result within the limits.
    """
    try:
        with closing(_connected(call.iri, timeout_s)) as connection:
            target = urlsplit(call.iri)
            path = (target.path or "/") + ("?" + target.query if target.query else "")
            connection.request("POST", path, urlencode({"query": call.query}), _HEADERS)
            response = connection.getresponse()
            if response.status != _OK:
                raise ServiceFailed(found=call.iri, reason=f"HTTP {response.status}")
            _copy(response, spool)
            media_type = response.headers.get_content_type()
    except (OSError, HTTPException, ValueError) as error:
        raise ServiceFailed(found=call.iri, reason=str(error) or type(error).__name__) from error
    except ResultLimitExceeded as error:
        raise ServiceFailed(found=call.iri, reason=f"> {spool.max_bytes}") from error
    header = {"form": "select", "media_type": media_type}
    return header | {"size_bytes": spool.size_bytes} if spool.files() else header


def _copy(response: HTTPResponse, spool: Spool) -> None:
    while piece := response.read(_PIECE_BYTES):
        spool.write(piece)
    if response.length:  # http.client takes an early end for the end
        raise HTTPException("IncompleteRead")


def _connected(iri: str, timeout_s: float) -> HTTPConnection:
    """Connect to the first permitted address that accepts a connection.

    Raises:
        OSError: There is none.
    """
    target = urlsplit(iri)
    host, port = target.hostname or "", target.port or _PORTS[target.scheme]
    failure = OSError("no public address")
    for address in _addresses(host, port):
        try:
            channel = socket.create_connection((address, port), timeout_s)
        except OSError as error:
            failure = error
            continue
        return _open_http(channel, host, port, is_safe=target.scheme == "https")
    raise failure


def _open_http(channel: socket.socket, host: str, port: int, *, is_safe: bool) -> HTTPConnection:
    """Open an HTTP connection on a connected socket."""
    if not is_safe:
        connection = HTTPConnection(host, port)
        connection.sock = channel
        return connection
    context = ssl.create_default_context()
    connection = HTTPSConnection(host, port, context=context)
    try:
        connection.sock = context.wrap_socket(channel, server_hostname=host)
    except OSError:
        channel.close()
        raise
    return connection


def _addresses(host: str, port: int) -> Iterator[str]:
    """Yield the addresses of a host; of a name, only those outside this machine."""
    is_literal = host == "localhost"
    with suppress(ValueError):
        ip_address(host)
        is_literal = True
    for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(where[0])
        if is_literal or not is_inward(ip_address(address.partition("%")[0])):
            yield address


def is_inward(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is of this machine, of its link, multicast or unspecified."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    plain = mapped or address
    return plain.is_loopback or plain.is_link_local or plain.is_multicast or plain.is_unspecified
