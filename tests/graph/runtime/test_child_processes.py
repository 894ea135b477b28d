"""Tests of graph.runtime.child_processes: every child is started in one place and says what it is for."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.backends.remote import syntax_checker_process
from graph.runtime.child_processes import role_of, start_child

ROOT = Path(__file__).resolve().parents[3]
STARTER = "graph/runtime/child_processes.py"
_STARTS = re.compile(
    r"subprocess\.(?:Popen|run|call|check_call|check_output)|os\.(?:posix_spawn|spawn|exec|system|popen)"
)


def test_a_child_says_its_role() -> None:
    """As soon as it runs; a process that was not started so has none."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with start_child("reader of texts", syntax_checker_process, **pipes) as child:
        assert child.stdin and child.stdout
        child.stdin.write(b'["query", "ASK {}", "https://a.example/"]\n')
        child.stdin.flush()
        child.stdout.readline()  # it has begun
        assert role_of(child.pid) == "reader of texts"
        child.communicate(b"")
    assert child.returncode == 0
    assert role_of(os.getpid()) == ""
    with pytest.raises(OSError, match="No such"):
        role_of(child.pid)


def starters(source: str) -> Iterator[str]:
    """Find the calls that start a process; types and errors of `subprocess` are none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _STARTS.match(ast.unparse(node.func)):
            yield ast.unparse(node.func)


def test_children_are_started_in_one_place() -> None:
    """Else a process would have no role, or a priority that it must not have."""
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for package in ("graph", "webapp")
        for path in (ROOT / package).rglob("*.py")
    }
    assert len(sources) > 100
    assert {name for name, source in sources.items() if list(starters(source))} == {STARTER}


@pytest.mark.parametrize(
    "bad",
    [
        "subprocess.Popen(words)",
        "subprocess.run(words, check=True)",
        "os.posix_spawn(a, b, c)",
        "os.execv(a, b)",
    ],
)
def test_another_starter_is_seen(bad: str) -> None:
    """A type or an error of the same module is none."""
    assert list(starters(bad))
    assert not list(starters("def f() -> subprocess.Popen[bytes]: raise subprocess.TimeoutExpired(a, b)"))
