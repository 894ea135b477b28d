"""No test says how fast something is by a clock on the wall: it would fail because others use the machine.

What is tested instead: counts, processor time (`tests.processes`, `time.process_time`), a ratio of two things measured
side by side, or that something happens at all (`tests.waiting`). So a test may neither read a wall clock, nor set a bound
of seconds of its own to what it waits for. What may, says why.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WALL_CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time", "time_ns"}
HANG_S = 30.0  # a bound that is shorter says more than that something hangs
# Functions that read a wall clock, and what for. A class stands for its methods.
EXCEPTIONS = {
    "tests/graph/writing/test_load_crash.py::_check_kills": "kills at a part of what a load takes here and now",
    "tests/hostile/case.py::Case": "compared, in test_attack, with how much everything was stretched meanwhile",
    "tests/hostile/http.py::ask": "as above; and polite clients under attack are compared with themselves before and after",
    "tests/hostile/stretch.py::stretched": "measures by how much everything is stretched",
    "tests/hostile/test_kills.py::_seconds_until": "compared with the start of another server at the same moment",
    "tests/hostile/test_kills.py::_seconds_to_start": "what the above is compared with",
    "tests/hostile/test_kills_by_kind.py::Run": "what an operator wants to know; nothing is compared with it",
    "tests/waiting.py::wait_until": "the one bound that tells a hang",
    "tests/webapp/middleware/test_slow_clients.py::test_a_write_that_takes_long_by_right_is_known": "hands a moment over",
}


def clock_faults(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the functions and classes of a module that read a wall clock or bound a wait, and what they do."""
    for top in module.body:
        name = getattr(top, "name", "")
        for node in ast.walk(top):
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                yield name, "from time import"
            if isinstance(node, ast.Call):
                yield from ((name, fault) for fault in call_faults(node))


def call_faults(call: ast.Call) -> Iterator[str]:
    """Yield what is wrong with a call: which clock it reads, which bound it sets."""
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        if function.value.id == "time" and function.attr in WALL_CLOCKS:
            yield f"time.{function.attr}"
        if function.value.id == "datetime" and function.attr in ("now", "utcnow"):
            yield f"datetime.{function.attr}"
    bounds = [each.value for each in call.keywords if each.arg == "timeout"]
    if isinstance(function, ast.Attribute) and function.attr == "settimeout":
        bounds += call.args
    for each in bounds:
        if isinstance(each, ast.Constant) and isinstance(each.value, int | float) and each.value < HANG_S:
            yield f"a bound of {each.value} s"


def faults_of(paths: list[Path]) -> dict[str, set[str]]:
    """Return what is wrong with the functions and classes of some modules."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for name, fault in clock_faults(ast.parse(path.read_text("utf-8"))):
            found.setdefault(f"{path.relative_to(ROOT).as_posix()}::{name}", set()).add(fault)
    return found


def test_no_test_is_about_seconds() -> None:
    """None reads a wall clock but those that say why, and an exception that is none any more goes."""
    paths = sorted((ROOT / "tests").rglob("*.py"))
    assert len(paths) > 100
    found = faults_of(paths)
    assert {name: faults for name, faults in found.items() if name not in EXCEPTIONS} == {}
    assert EXCEPTIONS.keys() <= found.keys()


@pytest.mark.parametrize(
    "bad",
    [
        "began = time.monotonic()\n    work()\n    assert time.monotonic() - began < 2",
        "assert timeit(work) < 2 if time.perf_counter() else 0",
        "assert time.time_ns() - began < 2e9",
        "from time import monotonic",
        "assert datetime.now(UTC) < soon",
        "urlopen(address, timeout=5)",
        "channel.settimeout(0.5)",
    ],
)
def test_a_test_about_seconds_is_seen(bad: str) -> None:
    """Whichever clock it reads, and a bound that is no mere sign of a hang; processor time is no fault."""
    assert {name for name, _ in clock_faults(ast.parse(f"def test_x():\n    {bad}"))} == {"test_x"}
    fine = "assert time.process_time() - began < 2\n    urlopen(address, timeout=HANGS_S)\n    urlopen(address, timeout=60)"
    assert not list(clock_faults(ast.parse(f"def test_x():\n    {fine}")))
