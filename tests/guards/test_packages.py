"""Guards of place: what lies where, how large packages are, how classes are called, what importing a package costs.

Each rule is shown to refuse a bad example, and fails when it saw no file.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Everything else lies in a package.
LOOSE_MODULES = {
    "graph": {"i18n", "resources"},
    "webapp": {"app", "authorization", "cli", "context", "responses"},
}
# Names that say nothing of what is inside, and so take in anything.
DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "misc",
    "base",
    "service",
    "services",
    "manager",
}
# Drawers that are none, and why.
NO_DRAWERS: Mapping[str, str] = {}
FEWEST_MODULES, MOST_MODULES = 2, 20
# Packages of a single module, and why.
SMALL_PACKAGES: Mapping[str, str] = {"graph/access": "accounts and roles come here, beside tokens"}
# Class names that two modules share, and why no other name is clearer.
SHARED_CLASS_NAMES: Mapping[str, str] = {}
HEAVY = ("numpy", "scipy", "rdflib", "pyshacl", "flask")
_PROBE = """\
import importlib, os, sys
heavy, *names = sys.argv[1:]
for name in names:
    if os.fork() == 0:
        importlib.import_module(name)
        print(name, *(each for each in heavy.split() if each in sys.modules), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0, name
"""


def packages(root: Path = ROOT) -> dict[str, Path]:
    """List the packages of the code by their path from the top."""
    found = (path.parent for name in ("graph", "webapp") for path in (root / name).rglob("__init__.py"))
    return {
        path.relative_to(root).as_posix(): path for path in sorted(found) if "_generated" not in path.parts
    }


def entries(package: Path) -> set[str]:
    """Name the modules and the packages that lie directly in a package."""
    files = {path.stem for path in package.glob("*.py")} - {"__init__"}
    return files | {path.parent.name for path in package.glob("*/__init__.py")}


def loose_modules(root: Path = ROOT) -> dict[str, set[str]]:
    """Name the modules that lie in no package but the outermost."""
    return {name: {path.stem for path in (root / name).glob("*.py")} - {"__init__"} for name in LOOSE_MODULES}


def drawers(root: Path = ROOT) -> set[str]:
    """Find modules and packages whose name would fit anything."""
    named = {f"{name}/{each}" for name, path in packages(root).items() for each in entries(path)}
    return {each for each in named if each.rpartition("/")[2] in DRAWERS}


def odd_sizes(root: Path = ROOT) -> dict[str, int]:
    """Count what lies in each package that has too few or too many modules to be read as a table."""
    counts = {name: len(entries(path)) for name, path in packages(root).items()}
    return {name: count for name, count in counts.items() if not FEWEST_MODULES <= count <= MOST_MODULES}


def shared_class_names(root: Path = ROOT) -> dict[str, list[str]]:
    """Find the public class names that more than one module defines."""
    places = defaultdict[str, list[str]](list)
    for name, package in packages(root).items():
        for path in sorted(package.glob("*.py")):
            for class_name in public_classes(path.read_text("utf-8")):
                places[class_name].append(f"{name}/{path.stem}")
    assert places, "there are classes"
    return {class_name: modules for class_name, modules in places.items() if len(modules) > 1}


def public_classes(text: str) -> Iterator[str]:
    """Yield the names of a module's public classes."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def heavy_imports(names: list[str], folder: Path = ROOT) -> dict[str, list[str]]:
    """Import each package in a process of its own, and name the heavy libraries that came with it."""
    command = [sys.executable, "-c", _PROBE, " ".join(HEAVY), *names]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == names
    return {line[0]: line[1:] for line in lines if line[1:]}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a small tree of two packages in which every rule is broken."""
    texts = {
        "graph/__init__.py": "",
        "graph/stray.py": "class Term: ...\nclass _Private: ...",
        "graph/helpers/__init__.py": "import numpy",
        "graph/helpers/one.py": "class Term: ...\nclass _Private: ...",
        "graph/light/__init__.py": "",
        "webapp/__init__.py": "",
        "webapp/manager.py": "class Page: ...",
    } | {f"graph/light/m{each}.py": "" for each in range(MOST_MODULES + 1)}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_walk_sees_the_code() -> None:
    """All packages are looked at, the deepest too."""
    assert {"graph", "graph/backends/remote", "graph/connections/paths", "webapp/pages"} <= packages().keys()
    assert len(packages()) > 30


def test_nothing_lies_loose() -> None:
    """What lies directly in the two packages is a list of seven; a new module goes into a package."""
    assert loose_modules() == LOOSE_MODULES


def test_a_loose_module_is_seen(tree: Path) -> None:
    """A module beside the packages is told; a package is not."""
    assert loose_modules(tree) == {"graph": {"stray"}, "webapp": {"manager"}}


def test_no_name_fits_anything() -> None:
    """No module or package is a drawer; exceptions are there."""
    assert drawers() == NO_DRAWERS.keys()


def test_a_drawer_is_seen(tree: Path) -> None:
    """Modules and packages are told alike."""
    assert drawers(tree) == {"graph/helpers", "webapp/manager"}


def test_packages_can_be_read_as_a_table() -> None:
    """A package has two to twenty modules; a smaller one says why, and none is larger."""
    assert odd_sizes().keys() == SMALL_PACKAGES.keys()
    assert max(odd_sizes().values()) < FEWEST_MODULES


def test_a_package_of_odd_size_is_seen(tree: Path) -> None:
    """Too few are told, and too many."""
    assert odd_sizes(tree) == {"graph/helpers": 1, "graph/light": MOST_MODULES + 1, "webapp": 1}


def test_a_class_name_means_one_thing() -> None:
    """Public class names are unique across both packages; exceptions are there."""
    assert shared_class_names().keys() == SHARED_CLASS_NAMES.keys()


def test_a_shared_class_name_is_seen(tree: Path) -> None:
    """Both places are told; private classes may share a name."""
    assert shared_class_names(tree) == {"Term": ["graph/stray", "graph/helpers/one"]}


def test_importing_a_package_is_cheap() -> None:
    """A package alone brings no large library: who imports one module pays for no other."""
    assert heavy_imports([name.replace("/", ".") for name in packages()]) == {}


def test_a_heavy_package_is_seen(tree: Path) -> None:
    """A package whose `__init__` imports numpy is told, with those after it judged on their own."""
    assert heavy_imports(["graph.helpers", "graph.light"], tree) == {"graph.helpers": ["numpy"]}
