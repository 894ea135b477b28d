"""Name what pyoxigraph raises for files that are damaged, which are the exceptions of many other faults too."""

from __future__ import annotations

STORE_FAULTS = (OSError, RuntimeError, ValueError, SyntaxError)


def is_damage(error: BaseException) -> bool:
    """Return whether an error says that a file of a store is not what the engine wrote."""
    return isinstance(error, (OSError, RuntimeError)) and "Corruption" in str(error)
