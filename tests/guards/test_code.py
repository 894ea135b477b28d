"""Rules of the code that no linter knows, each shown to refuse what breaks it; and that the linters read ours."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path.relative_to(ROOT)
    for folder in ("graph", "webapp", "docs")
    for path in (ROOT / folder).rglob("*.py")
    if "_generated" not in path.parts
)
TESTS = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))
MODULE_MAX_LINES, FUNCTION_MAX_LINES = 250, 40
# Longer than a module should be, and why cutting it would not make it clearer.
LONG_MODULES = {}
# SPARQL in a Python text, and why it is none of ours to evaluate.
SPARQL_TEXTS = {
    "graph/cli/query.py": "the example in its own help",
    "graph/sparql/rewriting/graphs.py": "a rule, which writes a part of a query anew",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef
_QUERY = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b[^{}]*\{[^{}]*\?\w")


def read(path: Path) -> ast.Module:
    """Parse a module of ours."""
    return ast.parse((ROOT / path).read_text("utf-8"))


def faulty(paths: Sequence[Path], faults: Callable[[ast.Module], Iterable[str]]) -> dict[str, list[str]]:
    """Give the faults of each module that has some."""
    found = {str(path): list(faults(read(path))) for path in paths}
    return {name: told for name, told in found.items() if told}


def own_lines(function: Function) -> int:
    """Count the lines of a function without those of its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def long_functions(module: ast.AST) -> Iterator[str]:
    """Name the functions that are too long to be read at once."""
    for node in ast.walk(module):
        if isinstance(node, Function) and own_lines(node) > FUNCTION_MAX_LINES:
            yield f"{node.name}: {own_lines(node)} lines"


def texts(module: ast.AST) -> Iterator[str]:
    """Give the string literals but docstrings; what an f-string fills in reads as `?x`."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "?x" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def queries_in(module: ast.AST) -> list[str]:
    """Find SPARQL queries among the texts of a module."""
    return [each for each in texts(module) if _QUERY.search(each)]


def one_sided(module: ast.AST) -> Iterator[str]:
    """Name the pairs of texts that lack one of the two languages, or write French with typewriter apostrophes."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or len(node.args) != 2:
            continue
        if ast.unparse(node.func) in ("BilingualText", "translated", "help_text"):
            french, english = ("".join(texts(each)).strip() for each in node.args)
            given = [isinstance(each, (ast.Constant, ast.JoinedStr)) for each in node.args]
            if all(given) and bool(french) != bool(english):
                yield f"{node.lineno}: one language only"
            if re.search(r"\w'\w", french):
                yield f"{node.lineno}: ' for ’"


def undocumented_tests(module: ast.AST) -> list[str]:
    """Name the tests that state nothing."""
    return [
        node.name
        for node in ast.walk(module)
        if isinstance(node, Function) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]


def test_there_is_code_to_look_at() -> None:
    """The walks below see both packages and the tests."""
    assert {"graph/writing/commit.py", "graph/cli/load.py", "webapp/app.py"} <= {str(each) for each in CODE}
    assert len(TESTS) > 30


def test_modules_are_small() -> None:
    """A module is read in one sitting; what is exempt says why, and is exempt no longer than needed."""
    lines = {str(path): len((ROOT / path).read_text("utf-8").splitlines()) for path in CODE}
    assert {name for name, count in lines.items() if count > MODULE_MAX_LINES} == LONG_MODULES.keys()


def test_functions_are_small() -> None:
    """A function is seen at once."""
    assert faulty([*CODE, *TESTS], long_functions) == {}


def test_a_long_function_is_seen() -> None:
    """One line too many is told; a long docstring is not."""
    body = "    pass\n" * (FUNCTION_MAX_LINES - 1)
    documented = f'def short():\n    """Say.{chr(10) * 50}"""\n{body}'
    assert list(long_functions(ast.parse(documented))) == []
    assert list(long_functions(ast.parse(f"def long():\n{body}    pass\n"))) == ["long: 41 lines"]


def test_sparql_stands_in_files() -> None:
    """No module holds a query: they are in queries/, where they are read and tested."""
    assert faulty(CODE, queries_in).keys() == SPARQL_TEXTS.keys()


@pytest.mark.parametrize(
    "bad",
    [
        'run("SELECT * WHERE { ?s ?p ?o }")',
        'run("ASK { ?s a ?kind }")',
        'run(f"CONSTRUCT WHERE {{ {iri} ?p ?o }}")',
        'run(f"DESCRIBE ?s {{ ?s a {kind} }}")',
    ],
)
def test_sparql_in_code_is_seen(bad: str) -> None:
    """Each form of query is found, in f-strings too; prose in a docstring is not."""
    assert queries_in(ast.parse(bad))
    assert not queries_in(ast.parse('def f():\n    """SELECT ?s { ?s ?p ?o } as in prose."""'))


def test_texts_exist_in_both_languages() -> None:
    """A pair of texts is full or empty, never half."""
    assert faulty(CODE, one_sided) == {}


@pytest.mark.parametrize(
    "bad",
    [
        'BilingualText("oui", "")',
        'translated("", f"yes {x}")',
        'help_text(" ", "yes")',
        'BilingualText("l\'eau", "water")',
    ],
)
def test_a_one_sided_text_is_seen(bad: str) -> None:
    """Either side may be the one that lacks."""
    assert list(one_sided(ast.parse(bad)))
    assert not list(one_sided(ast.parse('BilingualText("", ""), translated(f"{x} l’eau", f"{x} water")')))


def test_every_test_states_something() -> None:
    """A test's docstring is a proposition that may be false."""
    assert faulty(TESTS, undocumented_tests) == {}


def test_a_test_without_proposition_is_seen() -> None:
    """Only tests need one."""
    assert undocumented_tests(ast.parse("def test_x(): pass\ndef helper(): pass")) == ["test_x"]


BAD_CODE = '''\
"""Break rules that ruff watches over."""


def undocumented(one: int, two: int, three: int, four: int, five: int, six: int, seven: int) -> int:
    try:
        from graph.i18n import BilingualText
    except Exception:
        pass
    return one


def tangled(x: int) -> int:
    """Decide."""
''' + "".join(f"    if x == {each}:\n        x += 1\n" for each in range(9))


def test_ruff_reads_our_rules() -> None:
    """Parameters, complexity, docstrings, blanket excepts and hidden imports are refused in a module of ours."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--output-format=json",
        "--stdin-filename=graph/bad.py",
        "-",
    ]
    done = subprocess.run(command, input=BAD_CODE, capture_output=True, text=True, cwd=ROOT, check=False)
    found = {each["code"] for each in json.loads(done.stdout)}
    assert {"PLR0913", "C901", "D103", "BLE001", "S110", "PLC0415"} <= found


def test_ruff_reads_pyproject() -> None:
    """There is one configuration, and it is the one in force."""
    command = [sys.executable, "-m", "ruff", "check", "--show-settings", "graph/writing/commit.py"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert f'"{ROOT / "pyproject.toml"}"' in told
    assert "linter.line_length = 110" in told or "line_length = 110" in told


def test_mypy_reads_our_rules(tmp_path: Path) -> None:
    """A function without types is refused."""
    bad = tmp_path / "bad.py"
    bad.write_text("def untyped(x):\n    return x\n", "utf-8")
    command = [sys.executable, "-m", "mypy", f"--config-file={ROOT / 'pyproject.toml'}", "--cache-dir"]
    done = subprocess.run(
        [*command, str(tmp_path / "cache"), str(bad)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert "[no-untyped-def]" in done.stdout
