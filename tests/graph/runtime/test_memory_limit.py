"""Tests of graph.runtime.memory_limit: the lower of two limits holds."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
from graph.runtime.memory_limit import limit_memory
hard, more = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
limit_memory(more)
print(*resource.getrlimit(resource.RLIMIT_AS))
"""


@pytest.mark.parametrize("hard", [1 << 31, -1])
def test_a_hard_limit_of_the_machine_stays(hard: int) -> None:
    """As `ulimit -v` or a service manager sets it; a query may have less than its setting, and still runs."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(hard), str(1 << 33)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    soft, found = map(int, done.stdout.split())
    assert soft == found
    assert found == hard if hard > 0 else found > 1 << 33
