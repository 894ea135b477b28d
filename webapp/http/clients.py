"""Who sent a request: one value that quotas, logs, access rules and links use.

`middleware.trusted_proxies`, the outermost layer, makes it of what trusted proxies say and keeps it in the WSGI
environment. For a request that came directly it is made when it is first needed, because cached responses need none; so
too in an application without that layer, as in tests. No other module reads `REMOTE_ADDR` or forwarding headers.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, NamedTuple

from webapp.http.forwarding import FORWARDED, X_FOR, X_HOST, X_PROTO, Forwarding, parse_ip

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CLIENT = "maillage.client"  # key of the WSGI environment
# Any of these says that somebody stands between; a proxy that sets none often speaks HTTP/1.0, as nginx does.
RELAY_HEADERS = (FORWARDED, X_FOR, X_PROTO, X_HOST, "HTTP_X_REAL_IP", "HTTP_VIA")
_PEER = "REMOTE_ADDR"
_SUBSCRIBER_BITS = 64  # an IPv6 subscriber has a network of that many host bits, and so as many addresses


class Client(NamedTuple):
    """The client of one request.

    Attributes:
        address: Its IP address, or the obfuscated identifier that a trusted proxy gave it.
        quota_key: Under which it is counted: its address, for IPv6 its /64 network.
        scheme: "http" or "https", as the client used it.
        host: As the client named it, with its port; "" where it named none.
        is_direct: Nothing shows that a proxy stands between.
    """

    address: str
    quota_key: str
    scheme: str
    host: str
    is_direct: bool


def client_of(environ: WSGIEnvironment) -> Client:
    """Return the client of a request: the peer, unless a trusted proxy named another one."""
    client: Client | None = environ.get(CLIENT)
    if client is None:
        client = environ[CLIENT] = read_client(environ)
    return client


def quota_key_of_client(environ: WSGIEnvironment) -> str:
    """Return under which name the client of a request is counted, without making what else is known of it."""
    client: Client | None = environ.get(CLIENT)
    return client.quota_key if client is not None else quota_key_of(peer_of(environ))


def peer_of(environ: WSGIEnvironment) -> str:
    """Return the address at the other end of the connection: the client's, or that of the last proxy."""
    peer: str = environ.get(_PEER, "")
    return peer


def is_relayed(environ: WSGIEnvironment) -> bool:
    """Check whether a header says that a proxy stands between."""
    return not environ.keys().isdisjoint(RELAY_HEADERS)


def read_client(environ: WSGIEnvironment, forwarding: Forwarding | None = None) -> Client:
    """Make the client of a request from the environment and from what trusted proxies say.

    Args:
        environ: As the server made it.
        forwarding: None where the peer is no trusted proxy.
    """
    said = forwarding or Forwarding()
    address = said.client or peer_of(environ)
    return Client(
        address,
        quota_key_of(address),
        said.scheme or environ.get("wsgi.url_scheme", "http"),
        said.host or environ.get("HTTP_HOST", ""),
        environ.get("SERVER_PROTOCOL") == "HTTP/1.1" and not is_relayed(environ),
    )


def restate_client(environ: WSGIEnvironment, client: Client) -> None:
    """Replace what the environment says of the client by what is believed, and remove the forwarding headers."""
    for header in RELAY_HEADERS:
        environ.pop(header, None)
    environ[CLIENT] = client
    environ["wsgi.url_scheme"] = client.scheme
    if client.host:
        environ["HTTP_HOST"] = client.host


@lru_cache(maxsize=4096)
def quota_key_of(address: str) -> str:
    """Return under which name the requests from an address are counted together."""
    try:
        parsed = parse_ip(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return f"{IPv6Address(int(parsed) >> _SUBSCRIBER_BITS << _SUBSCRIBER_BITS)}/{128 - _SUBSCRIBER_BITS}"
