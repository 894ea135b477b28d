"""List the limits that a client may run into, as the settings and the code have them, for the service description."""

from __future__ import annotations

from graph.settings import TABLE, Settings
from webapp.http.limits import FIXED, Limit

_CONCERNED = ("naming_", "query_", "write_", "request_")


def limits_of(settings: Settings) -> tuple[Limit, ...]:
    """Select the settings that limit requests, in the order of the table, then those that are fixed; a remote engine has its own limit of memory."""
    found: list[Limit] = []
    for setting in TABLE:
        value = getattr(settings, setting.name)
        is_ours = not (settings.store and setting.name.startswith("query_memory"))
        if setting.name.startswith(_CONCERNED) and is_ours and isinstance(value, int | float):
            found.append(Limit(setting.name, value, setting.unit, setting.help))
    return (*found, *FIXED)
