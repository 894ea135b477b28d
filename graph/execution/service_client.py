"""Ask a SPARQL endpoint elsewhere a query: the one place from which a request leaves for another server.

In: a call and a spool. Out: the spool filled, or ServiceFailed. No redirect is followed, no proxy, cookie or credential
is used, nothing compressed is asked for. A name that leads to this machine or to its own link is not followed:
whoever holds the name could change it to reach what only this machine can reach.

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
    """Make calls until the other side closes the channel: a process that does this evaluates nothing."""
    while (message := receive(channel)) is not None:
        with Spool(max_bytes) as spool:
            try:
                header = fetch(ServiceCall(**message.header["call"]), spool, message.header["timeout_s"])
            except ServiceFailed as error:
                spool.clear()
                header = error_header(error)
            send(channel, header, spool.inline(), spool.files())


def fetch(call: ServiceCall, spool: Spool, timeout_s: float) -> dict[str, Any]:
    """Ask, and write what is answered to the spool.

    Args:    timeout_s: for each step; whoever needs an end to the whole ends the process
    Returns: what `parse_result` reads.
    Raises:  ServiceFailed.
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
    return {"form": "select", "media_type": media_type, "size_bytes": spool.size_bytes}


def _copy(response: HTTPResponse, spool: Spool) -> None:
    while piece := response.read(_PIECE_BYTES):
        spool.write(piece)
    if response.length:  # http.client takes an early end for the end
        raise HTTPException("IncompleteRead")


def _connected(iri: str, timeout_s: float) -> HTTPConnection:
    """Connect to the first address that may be connected to.

    Raises: OSError.
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
        return _spoken(channel, host, port, is_safe=target.scheme == "https")
    raise failure


def _spoken(channel: socket.socket, host: str, port: int, *, is_safe: bool) -> HTTPConnection:
    """Speak HTTP on an open channel."""
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
    """Give the addresses of a host that may be connected to: those of a name are not to lead inside this machine."""
    is_said = host == "localhost"
    with suppress(ValueError):
        ip_address(host)
        is_said = True
    for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(where[0])
        if is_said or not is_inward(ip_address(address.partition("%")[0])):
            yield address


def is_inward(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is this machine's own, or its link's, or nobody's."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    told = mapped or address
    return told.is_loopback or told.is_link_local or told.is_multicast or told.is_unspecified
