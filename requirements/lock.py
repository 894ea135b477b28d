"""Writes the locks: `make lock`.

Each holds all that its packages require, for every Python and system that is promised, by version and hash. A lock may not
contradict the one for serving; a package that has no wheel for one of the promised platforms is refused.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
UV = str(Path(sys.executable).with_name("uv"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin", "x86_64-apple-darwin")
SERVE = LOCKS / "serve.lock"
# What each lock is the closure of: the project's own dependencies, or one of its dependency groups.
ROOTS = {
    "serve": ["pyproject.toml"],
    "build": ["--group", "build"],
    "dev": ["--group", "dev"],
    "peers": ["--group", "peers"],
    "coordinates": ["--group", "coordinates"],
    "resolver": ["--group", "resolver"],
}


def resolve(*options: str) -> None:
    """Run uv's resolver, which takes wheels only; when it refuses, so does this."""
    command = [
        UV,
        "pip",
        "compile",
        "--quiet",
        "--only-binary=:all:",
        "--no-header",
        "--no-annotate",
        *options,
    ]
    subprocess.run(command, cwd=LOCKS.parent, check=True, stdout=subprocess.DEVNULL)


def write_lock(name: str, *options: str) -> Path:
    """Write one lock, keeping the versions it has unless `--upgrade` is among the options."""
    lock = LOCKS / f"{name}.lock"
    agreeing = [] if lock == SERVE else ["--constraint", str(SERVE)]
    everywhere = ["--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--no-emit-index-url"]
    resolve(*everywhere, *agreeing, *options, *ROOTS[name], "--output-file", str(lock))
    return lock


def check_wheels(*locks: Path) -> None:
    """Stop when a locked package has no wheel for one of the promised Pythons and systems."""
    for python in PYTHONS:
        for platform in PLATFORMS:
            print(f"wheels for Python {python}, {platform}", flush=True)
            resolve("--no-deps", "--python-version", python, "--python-platform", platform, *map(str, locks))


def main() -> None:
    """Write every lock, that for serving first."""
    locks = {name: write_lock(name, *sys.argv[1:]) for name in ROOTS}
    check_wheels(locks["serve"], locks["dev"])


if __name__ == "__main__":
    main()
