"""Each package's README lists its modules, all of them and no others."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = [
    ROOT / "webapp" / name for name in ("api", "http", "middleware", "monitoring", "server", "sparql")
]
_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def modules(package: Path) -> set[str]:
    """Name the modules of a package."""
    return {path.stem for path in package.glob("*.py")} - {"__init__"}


def listed(readme: str) -> list[str]:
    """Name the modules in the table of a README."""
    return _ROW.findall(readme)


def test_readmes_list_their_modules() -> None:
    """A module that moved or was added is in the table of its package."""
    found = {package.name: sorted(modules(package)) for package in PACKAGES}
    assert all(found.values())
    assert {each.name: sorted(listed((each / "README.md").read_text("utf-8"))) for each in PACKAGES} == found


def test_a_table_that_is_out_of_date_is_seen(tmp_path: Path) -> None:
    """A module that is missing, and a row too many."""
    for name in ("__init__", "one", "two"):
        (tmp_path / f"{name}.py").touch()
    assert modules(tmp_path) == {"one", "two"}
    assert listed("| module | what it does |\n|---|---|\n| `one` | x |\n| `gone` | y |\n") == ["one", "gone"]
