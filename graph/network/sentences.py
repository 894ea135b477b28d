"""Reasons told in words, in both languages. In: reasons and the names of things. Out: `Words`."""

from __future__ import annotations

from collections.abc import Mapping

from graph.network.connection import Connection, Reason
from graph.words import Words

Labels = Mapping[str, Words]


def tell_reason(reason: Reason, connection: Connection, labels: Labels) -> Words:
    """Say one reason: a clause whose subject is the two things, without a capital or a full stop.

    Args: labels: by IRI, as `graph.labels.labels_of` gives them; what lacks is named after its IRI
    """
    raise NotImplementedError


def tell_connection(connection: Connection, labels: Labels) -> Words:
    """Say in one sentence why two things are close: the reasons that tell something, the heaviest first."""
    raise NotImplementedError
