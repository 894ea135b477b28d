"""The import ladder: it knows every module, and refuses an import that goes the wrong way."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
# For each contract, an import that it exists to refuse.
BAD_IMPORTS = {
    "data flows one way: source, candidate, store, snapshot, answer": (
        "graph/i18n.py",
        "graph.writing.commit",
    ),
    "what links things: arrays, closeness, structure, sentences": (
        "graph/connections/network/adjacency.py",
        "graph.connections.wording.reasons",
    ),
    "the graph knows nothing of the web": ("graph/writing/commit.py", "webapp.http.urls"),
    "rdflib and pySHACL stay inside validation": ("webapp/presentation/values.py", "rdflib"),
    "one module sends requests to engines elsewhere": ("graph/storage/dataset.py", "SPARQLWrapper"),
    "the web app takes its terms from graph.rdf.terms": ("webapp/pages/things.py", "pyoxigraph"),
    "requests go one way: blueprint, question, presentation, address": (
        "webapp/http/urls.py",
        "webapp.pages.home",
    ),
    "what a page says is settled without Flask": ("webapp/sparql/protocol.py", "flask"),
}


def modules(package: str, root: Path = ROOT) -> set[str]:
    """Name the modules of a package, one that holds others standing for them."""
    folder = root / package
    files = {f"{package}.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__"}
    return files | {f"{package}.{path.parent.name}" for path in folder.glob("*/__init__.py")}


def off_the_ladder(package: str, contracts: list[dict[str, Any]], root: Path = ROOT) -> set[str]:
    """Name the modules that stand on no layer."""
    layers = [each for contract in contracts for each in contract.get("layers", ())]
    return modules(package, root) - {name.strip() for each in layers for name in each.split("|")}


@pytest.mark.parametrize("package", ["graph", "webapp"])
def test_every_module_stands_on_the_ladder(package: str) -> None:
    """A new module is put on a layer before it is committed."""
    assert len(modules(package)) > 10
    assert off_the_ladder(package, CONTRACTS) == set()


def test_a_module_off_the_ladder_is_seen(tmp_path: Path) -> None:
    """A module or a package that no layer names is told."""
    (tmp_path / "graph" / "fresh").mkdir(parents=True)
    for each in ("i18n.py", "helpers.py", "fresh/__init__.py"):
        (tmp_path / "graph" / each).touch()
    assert off_the_ladder("graph", CONTRACTS, tmp_path) == {"graph.helpers", "graph.fresh"}


def test_every_module_without_flask_says_so() -> None:
    """A module of pages either imports Flask or is listed among those that may not."""
    listed = set(next(each["source_modules"] for each in CONTRACTS if "without Flask" in each["name"]))
    imports = re.compile(r"^\s*(from|import) flask\b", re.MULTILINE)
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8")
        for path in (ROOT / "webapp").rglob("*.py")
        if path.stem != "__init__"
    }
    assert len(names) > 60
    with_flask = {name for name, text in names.items() if imports.search(text)}
    free = {name for name in names if any(f"{name}.".startswith(f"{each}.") for each in listed)}
    assert with_flask.isdisjoint(free)
    assert names.keys() - with_flask - free == {"webapp.cli"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the two packages and the contracts to where they can be spoilt."""
    for package in ("graph", "webapp"):
        for path in (ROOT / package).rglob("*.py"):
            place = tmp_path / path.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def verdicts(folder: Path) -> Iterator[tuple[str, str]]:
    """Run the contracts and give each with its verdict."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache", "--no-logo"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return (match.groups() for match in re.finditer(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE))  # type: ignore[misc]


def test_every_contract_refuses_what_it_is_for(copy: Path) -> None:
    """All contracts are kept as the code stands; each is broken by the import that it exists to refuse."""
    assert dict(verdicts(copy)) == dict.fromkeys(BAD_IMPORTS, "KEPT")
    for module, imported in BAD_IMPORTS.values():
        with (copy / module).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    assert dict(verdicts(copy)) == dict.fromkeys(BAD_IMPORTS, "BROKEN")
    assert {each["name"] for each in CONTRACTS} == BAD_IMPORTS.keys()
