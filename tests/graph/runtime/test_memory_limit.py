"""Tests of graph.runtime.memory_limit: the lower of two limits holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.runtime import memory_limit

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


def test_what_is_left_is_what_machine_or_container_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lower of the two; a container without a limit has what the machine has."""
    monkeypatch.setattr(memory_limit, "_CONTAINER", tmp_path)
    machine = memory_limit.available_bytes()
    assert machine > 0
    (tmp_path / "memory.current").write_text("600\n")
    for most, expected in (("1000\n", 400), ("500\n", 0)):
        (tmp_path / "memory.max").write_text(most)
        assert memory_limit.available_bytes() == expected
    (tmp_path / "memory.max").write_text("max\n")
    assert memory_limit.available_bytes() > 600
