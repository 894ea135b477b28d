"""The catalogue of hostile requests: what strangers may send, and how it ends."""

from __future__ import annotations

from tests.hostile.case import SERVICE, Case
from tests.hostile.connections import CONNECTIONS
from tests.hostile.heads import HEADS
from tests.hostile.http import post
from tests.hostile.queries import QUERIES
from tests.hostile.requests import BODIES
from tests.hostile.services import SERVICES, query


def catalogue() -> list[Case]:
    """List every case."""
    queries = [Case(name, ends, post(text)) for name, text, ends in QUERIES]
    services = [Case(f"SERVICE {name}", SERVICE, post(query(each))) for name, each in SERVICES.items()]
    return [*queries, *services, *BODIES, *HEADS, *CONNECTIONS]
