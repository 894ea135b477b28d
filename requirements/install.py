"""Installs Maillage into `.venv`: what serving needs, and with `dev` what tests and linters need too.

The Makefile calls this script with any Python from 3.11 on. Packages are taken from the locks beside it, by version and
hash. pip resolves nothing (`--no-deps`) and builds none of them (`--only-binary`), so neither its own version nor what is
published after a lock was written changes what is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from progress import Progress, message, refuse

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RECORD = VENV / ".installed"  # what is installed; absent while pip changes something
BUILD_TOOLS = VENV / ".build-tools"
# What decides whether a part must be installed again.
MADE_FROM = {
    "serve": ["requirements/serve.lock"],
    "dev": ["requirements/dev.lock"],
    "project": [
        "pyproject.toml",
        "build_hook.py",
        "package.json",
        "package-lock.json",
        "webapp/fonts.json",
        "*/translations/*/LC_MESSAGES/*.po",
    ],
}
# Modules are compiled when they are first imported: most never are.
PIP_OPTIONS = ("--no-input", "--no-compile", "--disable-pip-version-check", "--progress-bar=off")
LOCK_OPTIONS = ("--no-deps", "--require-hashes", "--only-binary=:all:")

Installed = dict[str, str]
Step = Callable[[Progress], None]


def main() -> None:
    """Install the part that is asked for; an interruption or a refusal of the system ends it in one sentence."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    if part not in ("serve", "dev"):
        sys.exit("usage: install.py serve|dev")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(message("interrupted")))
    try:
        with Path(__file__).open("rb") as file:
            wait_for_others(file.fileno())
            install(part)
    except OSError as error:
        refuse([str(error)])
    except KeyboardInterrupt:
        sys.exit(message("interrupted"))


def wait_for_others(descriptor: int) -> None:
    """Lock a file that is open, so that one installation runs at a time; pip inherits it, should it outlive this script."""
    os.set_inheritable(descriptor, True)  # noqa: FBT003
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(message("waiting"), flush=True)
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def install(part: str) -> None:
    """Bring `.venv` to what the locks and the project's files name, doing only what changed."""
    parts = ("serve", "project") if part == "serve" else ("serve", "dev", "project")
    wanted = {name: digest(*MADE_FROM[name]) for name in parts}
    installed = read_record()
    steps = list(plan(wanted, installed))
    for number, (name, step) in enumerate(steps, start=1):
        step(Progress(f"{number}/{len(steps)} {message(name)}", environment(), forget))
        done = {"place": str(VENV), "python": python_version()}
        installed = (installed or {}) | done | ({name: wanted[name]} if name in wanted else {})
        RECORD.write_text(json.dumps(installed), "utf-8")


def forget() -> None:
    """Remove the record, so that what pip is about to change counts as broken until it is done."""
    RECORD.unlink(missing_ok=True)


def plan(wanted: Installed, installed: Installed | None) -> Iterator[tuple[str, Step]]:
    """Yield the steps that lead from what is installed to what is wanted."""
    if installed is None:
        yield "venv", make_venv
    missing = {name for name, files in wanted.items() if (installed or {}).get(name) != files}
    if "serve" in missing:
        yield "serve", lambda progress: install_lock("serve", progress)
    if "dev" in missing:
        yield "dev", lambda progress: install_lock("dev", progress)
    if "project" in missing:
        if "dev" not in {*wanted, *(installed or {})}:
            yield "build", lend_build_tools
        yield "project", install_project


def digest(*patterns: str) -> str:
    """Compute one digest of the names and contents of files of the project."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        content = path.read_bytes()
        found.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return found.hexdigest()


def read_record() -> Installed | None:
    """Return what `.venv` holds: `{}` when it is fresh, None when it must be made anew.

    It is made anew when pip was interrupted (a package may be there in part), when it was moved, and when its Python is
    gone or is another version now.
    """
    try:
        record = json.loads(RECORD.read_text("utf-8"))
    except (OSError, ValueError):
        return {} if is_fresh() else None
    ours = isinstance(record, dict) and record.get("place") == str(VENV)
    return record if ours and record.get("python") == python_version() else None


def python_version() -> str:
    """Return the version of the Python in `.venv`, as "3.11"; "" when it does not run."""
    return ask_python("import sys; print('%d.%d' % sys.version_info[:2])")


def is_fresh() -> bool:
    """Return whether `.venv` holds a whole pip and nothing installed by it: an environment that is ready to be filled."""
    others = "{d.metadata['Name'].lower() for d in m.distributions()} - {'pip', 'setuptools', 'wheel'}"
    return (
        ask_python(f"import importlib.metadata as m; print(not {others} and bool(m.files('pip')))") == "True"
    )


def ask_python(code: str) -> str:
    """Return what code prints in the Python of `.venv`; "" when it cannot run."""
    try:
        done = subprocess.run([PYTHON, "-I", "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def make_venv(progress: Progress) -> None:
    """Make `.venv` anew. The Python in it is removed first, so that half an environment is not taken for a fresh one."""
    PYTHON.unlink(missing_ok=True)
    shutil.rmtree(VENV, ignore_errors=True)
    # `make` may have been called with the Python of the very environment that was just removed.
    progress.run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(VENV)])


def install_lock(name: str, progress: Progress, *options: str) -> None:
    """Install what one lock names."""
    lock = LOCKS / f"{name}.lock"
    progress.total = len(re.findall(r"^\w\S*==", lock.read_text("utf-8"), re.MULTILINE))
    progress.run(pip(*LOCK_OPTIONS, *options, "--requirement", str(lock)))


def lend_build_tools(progress: Progress) -> None:
    """Put what the build hook needs into a folder of its own, for the next step only."""
    shutil.rmtree(BUILD_TOOLS, ignore_errors=True)
    install_lock("build", progress, "--target", str(BUILD_TOOLS))


def install_project(progress: Progress) -> None:
    """Run the build hook and put the command `maillage` into `.venv`."""
    try:
        progress.run(pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT)))
    finally:
        shutil.rmtree(BUILD_TOOLS, ignore_errors=True)


def pip(*options: str) -> list[str]:
    """Return the command that has the pip of `.venv` install something."""
    return [str(PYTHON), "-m", "pip", "install", *PIP_OPTIONS, *options]


def environment() -> dict[str, str]:
    """Return the user's environment, without what would have pip see other packages or install elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    return kept | {"PYTHONPATH": str(BUILD_TOOLS), "PYTHONUNBUFFERED": "1", "PIP_USER": "0"}


if __name__ == "__main__":
    main()
