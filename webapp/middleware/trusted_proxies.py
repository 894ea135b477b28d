"""Find out who sent a request: the outermost WSGI layer.

Behind a proxy every connection comes from the proxy, so that all visitors together would be one client to every quota.
From the peers that the operator trusts (`MAILLAGE_TRUSTED_PROXIES`), and from no others, the forwarding headers are
believed. Either way the layers inside find one `Client`, and no forwarding header any more.

A header that is malformed or contradicts another is not believed: the peer's own address counts. That is counted, and
logged once for each header, because it usually is a proxy's configuration that is wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network
from typing import TYPE_CHECKING

from graph.runtime.counters import SharedCounter
from webapp.http.clients import is_relayed, peer_of, read_client, restate_client
from webapp.http.forwarding import FORWARDED, X_FOR, X_HOST, X_PROTO, parse_ip, read_forwarding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_NAMES = {
    FORWARDED: "Forwarded",
    X_FOR: "X-Forwarded-For",
    X_PROTO: "X-Forwarded-Proto",
    X_HOST: "X-Forwarded-Host",
}
_log = logging.getLogger(__name__)


class TrustedProxies:
    """Believes the forwarding headers of some peers."""

    def __init__(self, app: WSGIApplication, trusted: str) -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            trusted: IP addresses and networks, separated by commas.
        """
        self._app = app
        self._networks = [ip_network(each.strip()) for each in trusted.split(",") if each.strip()]
        self.ignored = SharedCounter(_NAMES.values())  # headers of trusted peers that were not believed
        self.is_trusted = lru_cache(maxsize=4096)(self._is_trusted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if is_relayed(environ):
            is_believed = self.is_trusted(peer_of(environ))
            forwarding = read_forwarding(environ, self.is_trusted) if is_believed else None
            for header in forwarding.ignored if forwarding else ():
                self._note_ignored(_NAMES[header])
            restate_client(environ, read_client(environ, forwarding))
        return self._app(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        """Check whether an address is a trusted proxy's."""
        try:
            parsed = parse_ip(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def _note_ignored(self, name: str) -> None:
        if not self.ignored.read()[name]:
            _log.warning(
                "%s from a trusted proxy is malformed or contradicts another header: the proxy's own address counts. "
                "Said once; maillage_forwarding_ignored_total counts how often.",
                name,
            )
        self.ignored.add(name)
