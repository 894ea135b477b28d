"""Compute one number for all that a store states, which a change updates without reading the rest.

The digest is the sum, modulo 2**256, of the SHA-256 of every quad written in N-Quads: the order of quads does not
matter, adding one adds its hash, removing one subtracts it (AdHash, Bellare and Micciancio 1997). It reveals damage and
difference; it is no protection against somebody who crafts quads to collide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from graph.rdf.terms import Quad

_MODULUS = 1 << 256


def digest_of(quads: Iterable[Quad], start: str = "0") -> str:
    """Return the digest after quads are added to what has digest `start`, in 64 hexadecimal digits."""
    return _shifted(start, quads, 1)


def digest_without(quads: Iterable[Quad], start: str) -> str:
    """Return the digest after quads are taken away from what has digest `start`."""
    return _shifted(start, quads, -1)


def joined(one: str, other: str) -> str:
    """Return the digest of what has two digests together."""
    return f"{(int(one, 16) + int(other, 16)) % _MODULUS:064x}"


def _shifted(start: str, quads: Iterable[Quad], sign: int) -> str:
    total = int(start, 16)
    for quad in quads:
        total += sign * int.from_bytes(hashlib.sha256(str(quad).encode()).digest(), "big")
    return f"{total % _MODULUS:064x}"
