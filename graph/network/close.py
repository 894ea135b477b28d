"""Close to this one, and why: all that shares something with a thing, the rarest first; exact, and read live."""

from __future__ import annotations

from graph.network.connection import Page
from graph.network.network import Network


def close_to(network: Network, iri: str, *, limit: int = 20, offset: int = 0) -> Page:
    """Give what a thing is most closely connected to; nothing for one that the network does not know.

    Args: limit, offset: at least 0
    """
    raise NotImplementedError
