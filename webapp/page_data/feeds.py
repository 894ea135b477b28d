"""Ask which contributions were received or replaced last: all, or those on a need or a territory.

When a contribution came is what the catalogue recorded as it took it, never what the contribution says of itself.
"""

from __future__ import annotations

from graph.backends.protocols import Dataset
from graph.rdf.terms import Literal, NamedNode
from graph.sparql.named_queries import read_query
from webapp.localization.kind_labels import KindLabel

Received = tuple[tuple[NamedNode, str], ...]  # contributions, each with the moment it came, the last first


def has_feed(kind: KindLabel) -> bool:
    """Return whether the things of a kind have a feed of their own."""
    return kind.key == "need" or kind.hue == "territory"


def last_received(
    dataset: Dataset, focus: NamedNode | None = None, kind: KindLabel | None = None
) -> Received:
    """Return the contributions received last, on a thing of a kind that has a feed, or all."""
    if focus is None or kind is None:
        rows = dataset.rows(read_query("browse/feed_all"))
    else:
        on = "need" if kind.key == "need" else "territory"
        rows = dataset.rows(read_query(f"browse/feed_{on}"), {"focus": focus})
    return tuple(
        (row["contribution"], row["modified"].value)
        for row in rows
        if isinstance(row["contribution"], NamedNode) and isinstance(row["modified"], Literal)
    )
