"""Wait until something happens, however long a busy machine takes for it.

No test says how fast something is in seconds, because other processes may use the machine at the same time. A test
waits for a condition; only when the condition has not come after `HANGS_S`, which no machine needs for it, the test
fails. So the bound tells a hang from a wait, nothing else. Work is bounded in processor time: see `processes`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

HANGS_S = 180.0
_PAUSE_S = 0.01


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Return as soon as a condition holds; fail the test when it never does.

    Args:
        condition: Looked at again and again; anything true ends the wait.
        what: What is waited for, as the failure tells it: "the worker has ended".
    """
    deadline = time.monotonic() + HANGS_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"after {HANGS_S:.0f} s it has not happened that {what}")
        time.sleep(_PAUSE_S)
