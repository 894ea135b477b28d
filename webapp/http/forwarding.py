"""Read what proxies say of a request: the client's address, the scheme and the host that it used.

Two families of headers exist: `Forwarded` (RFC 7239) and `X-Forwarded-For`, `-Proto`, `-Host`. Each proxy appends what
it saw, so only the right end of a list can be believed: the lists are read from the right, past the addresses of
trusted proxies, up to the first one that is not trusted. What stands further left was written by the client.

A proxy usually sets one family and passes the other on as the client sent it. Therefore, where both families are there,
a part counts only if they agree on it.

Spec: https://www.rfc-editor.org/rfc/rfc7239
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

FORWARDED = "HTTP_FORWARDED"
X_FOR, X_PROTO, X_HOST = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"
_LONGEST_NODE = 64
_PORT = r"(?::[\w.-]+)?"
_NODE = re.compile(
    rf"\[([0-9A-Fa-f:.]+)\]{_PORT}|([0-9.]+){_PORT}|([0-9A-Fa-f:.]+)|(_[\w.-]+){_PORT}", re.ASCII
)
# Never two runs of spaces side by side: a header may be long.
_PAIR = re.compile(r"""\s*(?:([\w!#$%&'*+.^`|~-]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]+)\s*)?([;,]|\Z)""", re.ASCII)
_SCHEME = re.compile(r"https?", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What is believed of the forwarding headers of one request; "" where they say nothing that can be used.

    Attributes:
        client: An IP address in its shortest form, or an obfuscated identifier (RFC 7239 §6.3).
        ignored: The headers, as keys of the WSGI environment, of which something was malformed or contradicted.
    """

    client: str = ""
    scheme: str = ""
    host: str = ""
    ignored: tuple[str, ...] = ()


def read_forwarding(headers: Mapping[str, str], is_trusted: Callable[[str], bool]) -> Forwarding:
    """Read the forwarding headers of a request that a trusted proxy sent.

    Args:
        headers: A WSGI environment. Several lines of one header are joined by commas there.
        is_trusted: Whether an IP address is a trusted proxy's.
    """
    ignored: set[str] = set()

    def read(key: str, parse: Callable[[list[str]], str], said: str) -> str:
        try:
            elements = [each.strip() for each in headers.get(key, "").split(",") if each.strip()]
            found = parse(elements) if headers.get(key) else ""
        except (ValueError, IndexError):
            ignored.add(key)
            return said
        if found and said and found != said:
            ignored.update((key, FORWARDED))
            return ""
        return found or said

    try:
        standard = _read_standard(headers.get(FORWARDED, ""), is_trusted)
    except (ValueError, IndexError):
        ignored.add(FORWARDED)
        standard = Forwarding()
    client = read(X_FOR, lambda nodes: _client_among(nodes, is_trusted)[1], standard.client)
    scheme = read(X_PROTO, lambda schemes: _parse(_SCHEME, schemes[-1]).lower(), standard.scheme)
    host = read(X_HOST, lambda hosts: _parse(_HOST, hosts[-1]), standard.host)
    return Forwarding(client, scheme, host, tuple(sorted(ignored)))


def _read_standard(header: str, is_trusted: Callable[[str], bool]) -> Forwarding:
    """Read `Forwarded`; one that is malformed anywhere counts for nothing, because quotes may hide its end.

    Raises:
        ValueError: It breaks the grammar, or names what cannot be.
        IndexError: It has no element.
    """
    if not header:
        return Forwarding()
    hops = list(_parse_forwarded(header))
    position, client = _client_among([hop.get("for", "unknown") for hop in hops], is_trusted)
    scheme, host = hops[position].get("proto"), hops[position].get("host")
    return Forwarding(
        client, _parse(_SCHEME, scheme).lower() if scheme else "", _parse(_HOST, host) if host else ""
    )


def _client_among(nodes: Sequence[str], is_trusted: Callable[[str], bool]) -> tuple[int, str]:
    """Return which node of a list is the client: the last one that is no trusted proxy, else the first one.

    Raises:
        ValueError: A node on the way is malformed.
        IndexError: There is no node.
    """
    position, client = len(nodes) - 1, parse_node(nodes[-1])
    while position and is_trusted(client):
        position -= 1
        client = parse_node(nodes[position])
    return position, client


@lru_cache(maxsize=1024)
def parse_ip(text: str) -> IPv4Address | IPv6Address:
    """Parse an IP address; an IPv4 address that is written as an IPv6 one is an IPv4 address.

    Raises:
        ValueError: It is none.
    """
    address = ip_address(text)
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def parse_node(text: str) -> str:
    """Parse one node of a list: an address with or without a port, or an obfuscated identifier.

    Returns:
        "" for a node that its proxy does not know or does not name, and for a socket of the machine (`unix:`).

    Raises:
        ValueError: It is none of these.
    """
    if text.lower() == "unknown" or text.startswith("unix:"):
        return ""
    match = _NODE.fullmatch(text) if len(text) <= _LONGEST_NODE else None
    if match is None:
        raise ValueError(text)
    bracketed, v4, v6, obfuscated = match.groups()
    return obfuscated or str(parse_ip(bracketed or v4 or v6))


def _parse(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _parse_forwarded(header: str) -> Iterator[dict[str, str]]:
    """Parse `Forwarded` into its elements, names in lower case, values without their quotes.

    Raises:
        ValueError: It breaks the grammar somewhere, or names a parameter twice in an element.
    """
    position, element = 0, dict[str, str]()
    while position < len(header):
        match = _PAIR.match(header, position)
        if match is None or (match[1] or "").lower() in element:
            raise ValueError(header)
        name, value, end = match.groups()
        if name:
            element[name.lower()] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value[0] == '"' else value
        if element and end != ";":
            yield element
            element = {}
        position = match.end()
    if element:
        yield element
