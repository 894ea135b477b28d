"""List the limits that a client may run into, as the settings have them, for the service description."""

from __future__ import annotations

from dataclasses import dataclass

from graph.i18n import BilingualText
from graph.settings import TABLE, Settings

_CONCERNED = ("query_", "write_", "request_")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: `unit` is as in the table of settings ("s", "bytes", …)."""

    name: str
    value: int | float
    unit: str
    words: BilingualText


def limits_of(settings: Settings) -> tuple[Limit, ...]:
    """Select the settings that limit requests, in the order of the table; a remote engine has its own limit of memory."""
    found = []
    for setting in TABLE:
        value = getattr(settings, setting.name)
        is_ours = not (settings.store and setting.name.startswith("query_memory"))
        if setting.name.startswith(_CONCERNED) and is_ours and isinstance(value, int | float):
            found.append(Limit(setting.name, value, setting.unit, setting.help))
    return tuple(found)
