"""Name the route and the outcome of a request, each from a short list, so that they can be counted as metric labels.

What is not in the list is counted together, so that strangers who invent addresses cannot fill the memory.
"""

from __future__ import annotations

OTHER = "other"
# Keys of the WSGI environment: the route of a request that was not answered from memory, and its name.
ROUTE = "maillage.route"
NAME = "maillage.request_id"
_ROUTES = {
    "": "home",
    **{
        each: each
        for each in (
            *(
                "about",
                "accessibility",
                "api",
                "connections",
                "described",
                "doc",
                "dumps",
                "feed",
                "feeds",
                "graphs",
                "health",
                "id",
                "legal",
                "list",
                "metrics",
                "ns",
                "oai",
                "paths",
            ),
            *("queries", "ready", "received", "reconcile", "search", "sparql", "static", "structure"),
            *("timemap", "version"),
        )
    },
}


def route_of(path: str, prefix: str = "") -> str:
    """Return the name of a path's route.

    Args:
        path: As in `PATH_INFO`.
        prefix: The path under which the application lives, "" or `/some/path`.
    """
    if prefix:
        if path != prefix and not path.startswith(f"{prefix}/"):
            return OTHER
        path = path[len(prefix) :]
    first = path[1:].partition("/")[0]
    return _ROUTES.get(first) or ("ns" if first.startswith("ns.") else OTHER)


def outcome_of(status: int) -> str:
    """Return how a request that was not answered from the cache ended, in a word."""
    if status in (503, 504):  # a limit, or not ready: nothing of ours broke
        return "limited"
    if status == 304:  # noqa: PLR2004
        return "unchanged"
    return {2: "answered", 3: "redirected", 4: "refused"}.get(status // 100, "failed")
