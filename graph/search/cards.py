"""Hold what lists of results write of a thing, in the document itself: names, kind, and where it is.

So that naming a hundred values of facets, or suggestions at each key, asks the store nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Card:
    """What names a thing where there is little room.

    Attributes:
        kind: Key of its kind.
        names: By language; under "" where none is stated.
        within: Of a commune, its département with the number, to tell it from others of its name.
        former: Former names of a territory.
    """

    iri: str
    kind: str
    names: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    former: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in a language, else in French, else any; nothing where it has none."""
        return self.names.get(language) or self.names.get("fr") or next(iter(self.names.values()), "")


def card_bytes(card: Card) -> bytes:
    """Write a card as the index stores it."""
    content = {"kind": card.kind, "names": dict(card.names), "within": card.within, "former": card.former}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def read_card(iri: str, stored: bytes) -> Card:
    """Read a card that the index stored."""
    content = json.loads(stored)
    return Card(iri, content["kind"], content["names"], content["within"], tuple(content["former"]))
